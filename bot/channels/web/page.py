"""What does her browser get? One page, one style sheet, one script, one picture: under 30 kB."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.web.limits import LONGEST
from bot.translations import catalogue

FOLDER: Final = Path(__file__).resolve().parent / "page"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page, as it goes out."""

    media_type: str
    body: bytes


def assets() -> Mapping[str, Asset]:
    """The page's files by name. The script's two parts go out as one, for each request costs 2G."""
    return {
        "chat.css": _asset("text/css", "chat.css"),
        "chat.js": _asset("text/javascript", "line.js", "chat.js"),
        "icon.svg": _asset("image/svg+xml", "icon.svg"),
    }


def _asset(media_type: str, *names: str) -> Asset:
    return Asset(media_type, b"\n".join((FOLDER / name).read_bytes() for name in names))


class Page:
    """Renders the page, for one ticket at a time."""

    def __init__(self) -> None:
        """Read the template. Raises what Jinja raises for one that is broken."""
        environment = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined
        )
        self._template = environment.get_template("chat.html")

    def render(self, language: str, ticket: str) -> str:
        """The page in a language that there is a catalogue of ("es", "en")."""
        return self._template.render(
            _=catalogue(language), language=language, token=ticket, longest=LONGEST
        )
