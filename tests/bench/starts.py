"""How long until Alba is there? Whole processes, from nothing to the first useful answer."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Final
from urllib.error import URLError

from tests.bench.figures import Figure

ALBA: Final = Path(sys.executable).with_name("alba")
PATIENCE_SECONDS: Final = 60.0
LOOK_EACH_SECONDS: Final = 0.01
ROOT: Final = Path(__file__).resolve().parent.parent.parent
ROOMS: Final = ("bot", "db", "flows", "locales")  # what `make install` compiles


class NeverReady(Exception):
    """`alba run` did not become ready: start it by hand and read what it says."""


def starts(times: int) -> Iterator[Figure]:
    """Seconds, at the median of so many starts."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", *ROOMS], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory(prefix="alba-starts-") as folder:
        first = _until_ready(Path(folder))
        again = median(_until_ready(Path(folder)) for _ in range(times))
    yield Figure("`alba run` to ready, with a database", again, "s", at_most=1.5)
    yield Figure("  and the very first time", first, "s")
    yield _answer("`alba chat`, one message answered", ["chat", "--json"], CHAT, times)
    yield _answer("`alba understand`, one line", ["understand", "--json"], LINE, times)


CHAT: Final = '{"from": "ana", "text": "necesito un cuarto en puebla"}\n'
LINE: Final = "necesito un cuarto en puebla\n"


def _answer(name: str, words: list[str], given: str, times: int) -> Figure:
    def ask() -> None:
        subprocess.run([ALBA, *words], input=given, text=True, check=True, capture_output=True)

    return Figure(name, median(_seconds(ask) for _ in range(times)), "s", at_most=0.6)


def _until_ready(folder: Path) -> float:
    """Start it, wait for 200, and let it end; none of this machine's settings count."""
    port = _free_port()
    own = {name: value for name, value in os.environ.items() if not name.startswith("ALBA_")}
    own.pop("DATABASE_URL", None)
    with subprocess.Popen(
        [ALBA, "run"],
        cwd=folder,
        env={**own, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            return _seconds(lambda: _wait(process, f"http://127.0.0.1:{port}/readyz"))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE_SECONDS)


def _wait(process: "subprocess.Popen[bytes]", url: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with suppress(URLError, OSError), urllib.request.urlopen(url, timeout=1):  # noqa: S310 - ours
            return
        time.sleep(LOOK_EACH_SECONDS)
    raise NeverReady


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
