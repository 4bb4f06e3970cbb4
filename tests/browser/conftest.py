"""In which browser is the page looked at? In Debian's chromium, as a small phone."""

import shutil
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from db.encryption import Keyring
from tests.browser.world import Alba, serving
from tests.databases import Databases

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS: Final = 10_000


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module; its event loop ends with it, for other tests bring their own."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "install chromium: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def alba(alba_databases: Databases, keyring: Keyring) -> Iterator[Alba]:
    """The real server and a scripted Alba."""
    with alba_databases.open("sqlite") as database, serving(database, keyring) as server:
        yield server


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """A small phone that speaks Mexican Spanish, and where nothing is kept of earlier tests."""
    context = a_phone(chromium)
    yield context
    context.close()


def a_phone(chromium: Browser, language: str = "es-MX", *, scripts: bool = True) -> BrowserContext:
    """360 by 640 points, as the cheapest phones have."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 640},
        device_scale_factor=2,
        has_touch=True,
        locale=language,
        timezone_id="America/Mexico_City",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def page(phone: BrowserContext, alba: Alba) -> Page:
    """The page, with Alba's welcome on it."""
    page = phone.new_page()
    page.goto(f"{alba.url}/chat")
    page.get_by_role("button", name="Es para mí").wait_for()
    return page
