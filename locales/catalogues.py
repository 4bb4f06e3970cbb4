"""Are the catalogues what the sources say? Collects every text, writes .po and compiles .mo.

`make locales` runs it. What it writes depends on the sources alone: no dates, no machine, no line
numbers, so that a second run changes nothing and a changed text is one line in a review.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = "es_MX"
LOCALES: Final = (SOURCE, "en")
COMMENT_TAG: Final = "Para traducir:"
METHODS: Final = [
    ("flows/content/**.yaml", "flows.reading.extract:extract"),
    ("bot/**.py", "python"),
    ("flows/engine/**.py", "python"),
    ("bot/**.html", "jinja2"),
]
HEADER: Final = "# Alba's texts. `make locales` writes this file: change nothing but msgstr.\n#"


class _Undated(Catalog):
    """A catalogue whose header says only what a reader of it needs."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def path(locale: str, suffix: str) -> Path:
    """Where a catalogue lies: suffix "po" is for people, "mo" for gettext."""
    return ROOT / "locales" / locale / "LC_MESSAGES" / f"alba.{suffix}"


def extracted(root: Path = ROOT) -> Catalog:
    """Every text of the sources, with the files it stands in."""
    catalogue = _Undated()
    found = extract_from_dir(
        root,
        METHODS,
        comment_tags=(COMMENT_TAG,),
        strip_comment_tags=True,
        directory_filter=_is_ours,
    )
    for file, line, msgid, comments, context in found:
        catalogue.add(msgid, locations=[(file, line)], auto_comments=comments, context=context)
    return catalogue


def _is_ours(directory: str) -> bool:
    name = Path(directory).name
    return not name.startswith(".") and name not in {"node_modules", "data", "build", "tests"}


def merged(locale: str, template: Catalog) -> Catalog:
    """The template's texts with the translations that the locale's .po has of them."""
    old = _read(locale)
    catalogue = _Undated(locale, header_comment=HEADER, fuzzy=False)
    for message in _messages(template):
        known = old.get(message.id, message.context)
        catalogue.add(
            message.id,
            known.string if known else None,
            locations=message.locations,
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            context=message.context,
        )
    return catalogue


def po(catalogue: Catalog) -> bytes:
    """The catalogue as people read it."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, include_lineno=False, sort_by_file=True)
    return buffer.getvalue()


def mo(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def untranslated(catalogue: Catalog) -> list[str]:
    """The msgids that the catalogue says nothing for."""
    return [str(message.id) for message in _messages(catalogue) if not message.string]


def _read(locale: str) -> Catalog:
    file = path(locale, "po")
    if not file.exists():
        return Catalog(locale)
    with file.open("rb") as opened:
        return read_po(opened, locale)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    """All messages but the header."""
    return (message for message in catalogue if message.id)


def main() -> None:
    """Write every catalogue, and say what is still to be translated."""
    template = extracted()
    for locale in LOCALES:
        catalogue = merged(locale, template)
        path(locale, "po").parent.mkdir(parents=True, exist_ok=True)
        path(locale, "po").write_bytes(po(catalogue))
        path(locale, "mo").write_bytes(mo(catalogue))
        missing = [] if locale == SOURCE else untranslated(catalogue)
        sys.stdout.write(f"{locale}: {len(catalogue)} textos, {len(missing)} sin traducir\n")


if __name__ == "__main__":
    main()
