"""How does a test run Alba as an operator does? Real processes on 127.0.0.1, with bounded waits."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final

import httpx

from tests.patience import PATIENCE_SECONDS

ROOT: Final = Path(__file__).parents[2]
ALBA: Final = (sys.executable, "-m", "bot.commands.main")
KEY: Final = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as there:
        port: int = there.getsockname()[1]
        return port


def until(is_so: Callable[[], object], what: str) -> None:
    """Wait until something is so. Fails after some seconds."""
    end = monotonic() + PATIENCE_SECONDS
    pause = threading.Event()
    while not is_so():
        assert monotonic() < end, f"in vain: {what}"
        pause.wait(0.02)


def environment(**given: str) -> dict[str, str]:
    """Ours, without what anybody has configured on this machine."""
    bare = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ALBA_") and name not in ("PORT", "DATABASE_URL")
    }
    return {**bare, "PYTHONPATH": str(ROOT), **given}


def command(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*ALBA, *words],
        cwd=folder,
        env=environment(**env),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@dataclass
class Process:
    """A process of Alba's that serves."""

    url: str
    running: subprocess.Popen[str]
    log: Path
    ready_after: float = 0.0
    output: str = field(default="", repr=False)

    def is_ready(self) -> bool:
        """Whether database, worker and clock are alive, by its own word."""
        assert self.running.poll() is None, self.log.read_text()
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        """Tell it to stop; its exit code."""
        self.running.send_signal(how)
        self.output, _ = self.running.communicate(timeout=PATIENCE_SECONDS)
        return self.running.returncode


@contextmanager
def serving(folder: Path, *words: str, **env: str) -> Iterator[Process]:
    """Alba, ready; ended afterwards if the test has not."""
    port = free_port()
    log = folder / f"log-{port}"
    began = monotonic()
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*ALBA, *(words or ("run",))],
            cwd=folder,
            env=environment(PORT=str(port), **env),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as running,
    ):
        process = Process(f"http://127.0.0.1:{port}", running, log)
        try:
            if words != ("worker",):
                until(process.is_ready, "Alba is ready")
            process.ready_after = monotonic() - began
            yield process
        finally:
            if running.poll() is None:
                running.kill()
                running.wait()
