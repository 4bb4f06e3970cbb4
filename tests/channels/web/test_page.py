"""Is the page discreet, complete in both languages, and made of its own few files?"""

import re
from html.parser import HTMLParser

import pytest

from bot.channels.web.page import FOLDER, Page, assets

TICKET = "a" * 43 + "." + "b" * 22
TELLING = re.compile(
    r"prisi|prison|penal|c[aá]rcel|jail|reclus|mujer|wom[ae]n|violen|abus|deten|v[ií]ctim|libera"
    r"|crisis|alba.*(salir|salid)",
    re.I,
)
STRING = re.compile(r"\bsay\.([a-z]+)|say\[")


class Seen(HTMLParser):
    """What stands in a page."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep it."""
        self.texts.append(data.strip())

    def attributes(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [attrs[name] or "" for _, attrs in self.tags if name in attrs]


@pytest.fixture(params=["es", "en"])
def seen(request: pytest.FixtureRequest) -> Seen:
    return Seen(Page().render(request.param, TICKET))


def test_it_says_nothing_to_who_looks_over_her_shoulder(seen: Seen) -> None:
    shown = [*seen.texts, *(value for _, attrs in seen.tags for value in attrs.values() if value)]
    assert "Alba" in shown
    assert [text for text in shown if TELLING.search(text)] == []


def test_nothing_comes_from_elsewhere(seen: Seen) -> None:
    loaded = [*seen.attributes("src")]
    loaded += [attrs["href"] or "" for tag, attrs in seen.tags if tag == "link"]
    assert loaded
    assert all(address.startswith("/chat/") for address in loaded)
    assert {address.removeprefix("/chat/") for address in loaded} == set(assets())
    [exit_to] = [attrs["href"] for tag, attrs in seen.tags if tag == "a"]
    assert exit_to == "https://www.google.com/"


def test_nothing_runs_or_is_styled_inside_the_page(seen: Seen) -> None:
    names = {name for _, attrs in seen.tags for name in attrs}
    assert not [name for name in names if name.startswith("on") or name == "style"]
    assert [attrs.get("src") for tag, attrs in seen.tags if tag == "script"] == ["/chat/chat.js"]
    assert "style" not in [tag for tag, _ in seen.tags]


def test_the_browser_is_asked_to_keep_nothing(seen: Seen) -> None:
    [form] = [attrs for tag, attrs in seen.tags if tag == "form"]
    [words] = [attrs for tag, attrs in seen.tags if tag == "textarea"]
    assert form["method"] == "post", "words never become part of an address"
    assert form["autocomplete"] == words["autocomplete"] == "off"
    assert words["spellcheck"] == "false", "some browsers spell-check on a server of theirs"
    assert "name" not in words


def test_every_string_of_the_script_is_given(seen: Seen) -> None:
    [chat] = [attrs for tag, attrs in seen.tags if attrs.get("id") == "chat"]
    given = {name.removeprefix("data-") for name in chat if name.startswith("data-")}
    script = assets()["chat.js"].body.decode()
    used = {name for name in STRING.findall(script) if name}
    states = set(re.findall(r'on\.state\("([a-z]+)"\)', script)) | {"online", "writing"}
    assert used | states <= given
    assert given <= used | states


def test_the_ticket_is_written_as_data(seen: Seen) -> None:
    assert seen.attributes("data-token") == [TICKET]


def test_what_is_hostile_is_escaped() -> None:
    html = Page().render("es", '"><script>alert(1)</script>')
    assert "<script>alert" not in html


def test_english_is_another_page() -> None:
    spanish, english = (Page().render(language, TICKET) for language in ("es", "en"))
    assert '<html lang="es">' in spanish
    assert "Salir rápido" in spanish
    assert '<html lang="en">' in english
    assert "Quick exit" in english


def test_the_script_keeps_nothing_and_makes_no_markup() -> None:
    script = assets()["chat.js"].body.decode()
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert word not in script
    for word in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "pushState"):
        assert word not in script


def test_no_file_of_the_page_is_left_out() -> None:
    served = b"".join(asset.body for asset in assets().values())
    for path in FOLDER.iterdir():
        if path.suffix != ".html":
            assert path.read_bytes() in served
