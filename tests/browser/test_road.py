"""Does a woman who opens /chat reach Alba, by the whole road, as `alba run` serves it?"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import a_phone

PICTURE: Final = Path(__file__).resolve().parent.parent.parent / "docs" / "chat.png"
"""What the README shows. Delete it, and the next run takes a new one."""

READY_SECONDS: Final = 30.0


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The command as an operator runs it, with nothing configured."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if not name.startswith("ALBA_")}
    environment = own | {"PORT": str(port), "DATABASE_URL": f"sqlite:///{tmp_path}/alba.db"}
    command = [sys.executable, "-m", "bot.commands.main", "run"]
    with open(tmp_path / "log", "wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(url, timeout=1)
        except httpx.TransportError:
            continue
        return
    raise TimeoutError(url)


def test_a_bed_for_tonight(
    chromium: Browser, served: tuple[str, subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    url, process = served
    context = a_phone(chromium)
    page = context.new_page()
    page.add_init_script("Date.prototype.toTimeString = () => '19:04:00'")
    page.goto(f"{url}/chat")
    page.get_by_role("button", name="Es para mí").tap()
    page.get_by_role("button", name="Dónde dormir").wait_for()
    _write(page, "no tengo dónde dormir hoy, estoy en la cdmx")
    card = page.locator(".said.alba").last
    expect(card).to_contain_text("Te leo.")
    assert card.locator('a[href^="tel:"]').count() > 0, "a telephone that exists"
    _take_picture(page, PICTURE if not PICTURE.exists() else tmp_path / "chat.png")

    page.goto("about:blank")
    context.close()
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
    assert "dormir hoy" not in log


def test_the_whole_picture_is_there() -> None:
    width, height = 720, 1280
    header = PICTURE.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert header[16:] == width.to_bytes(4, "big") + height.to_bytes(4, "big")


def _write(page: Page, text: str) -> None:
    page.get_by_label("Escribe tu mensaje").fill(text)
    page.get_by_role("button", name="Enviar").tap()


def _take_picture(page: Page, path: Path) -> None:
    page.get_by_text("Responde un programa").wait_for()
    page.evaluate("document.activeElement.blur()")
    path.parent.mkdir(exist_ok=True)
    page.screenshot(path=path)
