"""Are the catalogues what the sources say? Collects every text, writes .po and compiles .mo.

`make locales` runs it. What it writes depends on the sources alone: no dates, no machine, no line
numbers, so that a second run changes nothing and a changed text is one line in a review.
"""

import difflib
import io
import sys
from collections.abc import Iterator, Mapping
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
FUZZY: Final = "fuzzy"  # gettext's word for "look at it again"
ALIKE: Final = 0.8  # of 1: above it, a new text is an old one reworded
METHODS: Final = [
    ("flows/content/stories/**.yaml", "ignore"),  # what women write there is said to nobody
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


def path(locale: str, suffix: str, domain: str = "alba") -> Path:
    """Where a catalogue lies: suffix "po" is for people, "mo" for gettext."""
    return ROOT / "locales" / locale / "LC_MESSAGES" / f"{domain}.{suffix}"


def of_commands() -> Catalog:
    """What the library of the commands says by itself; its .po is written by hand."""
    catalogue = _Undated(SOURCE, fuzzy=False)
    with path(SOURCE, "po", "click").open("rb") as opened:
        for message in _messages(read_po(opened, SOURCE)):
            catalogue.add(message.id, message.string)
    return catalogue


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
    """The template's texts with the translations that the locale's .po has of them.

    A text that was only reworded takes the translation of the old words along, marked "fuzzy": it
    counts as missing, and is not compiled, until somebody looks at it and takes the mark away.
    """
    old = _read(locale)
    left = _left_over(old, template)
    catalogue = _Undated(locale, header_comment=HEADER, fuzzy=False)
    for message in _messages(template):
        known = old.get(message.id, message.context)
        like = None if known else _reworded(message, left)
        said = known or (left[like] if like else None)
        catalogue.add(
            message.id,
            said.string if said else None,
            locations=message.locations,
            flags={FUZZY} if like or (known and known.fuzzy) else (),
            auto_comments=message.auto_comments,
            user_comments=said.user_comments if said else (),
            context=message.context,
        )
    return catalogue


def _left_over(old: Catalog, template: Catalog) -> dict[str, Message]:
    """The translations whose texts have gone."""
    return {
        str(message.id): message
        for message in _messages(old)
        if message.string and template.get(message.id, message.context) is None
    }


def _reworded(message: Message, left: Mapping[str, Message]) -> str | None:
    """The text that this one was before, or None."""
    near = difflib.get_close_matches(str(message.id), left, n=1, cutoff=ALIKE)
    return near[0] if near else None


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
    """The msgids that the catalogue says nothing for, or nothing that somebody looked at."""
    return [
        str(message.id) for message in _messages(catalogue) if not message.string or message.fuzzy
    ]


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
        sys.stdout.writelines(f"  {msgid}\n" for msgid in missing)
    path(SOURCE, "mo", "click").write_bytes(mo(of_commands()))


if __name__ == "__main__":
    main()
