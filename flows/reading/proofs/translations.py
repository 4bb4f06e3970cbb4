"""Is the whole book said in every language that Alba offers? With all its holes?"""

import gettext
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from flows.engine import entries
from flows.engine.book import Book
from flows.engine.texts import holes
from flows.reading.extract import has_words
from flows.reading.problems import FlowProblem
from flows.reading.proofs.subject import Subject, lines

LANGUAGES: Final = ("en",)
"""What must be complete (DESIGN.md, "The rooms"); es_MX is the source."""

DOMAIN: Final = "alba"


def untranslated(subject: Subject) -> Iterator[FlowProblem]:
    """DESIGN.md, "The rooms": en is complete; a translation keeps the holes of its text."""
    told: set[tuple[str, str]] = set()
    for flow, where, msgid in _said(subject.book):
        for language, catalogue in subject.translated.items():
            if (language, msgid) in told:
                continue
            told.add((language, msgid))
            translation = catalogue.get(msgid, "")
            if not translation:
                yield subject.problem(flow, where, f"not said in {language}: run `make locales`")
            elif sorted(holes(translation)) != sorted(holes(msgid)):
                sentence = f"its {language} translation has other holes than the Spanish"
                yield subject.problem(flow, where, sentence)


def msgids(book: Book) -> frozenset[str]:
    """Every text that is translated."""
    return frozenset(msgid for _, _, msgid in _said(book))


def _said(book: Book) -> Iterator[tuple[str, str, str]]:
    for line in lines(book):
        yield line.flow, line.where, line.text
    yield "conversation", "skip", book.manners.skip
    for fact in book.facts.values():
        if has_words(fact.value):
            yield "facts", fact.id, fact.value
    for number, msgid in enumerate(entries.MSGIDS, start=1):
        yield "entries", str(number), msgid


class _Silent(gettext.NullTranslations):
    """Says nothing for what the catalogue lacks, so that it is told apart from Spanish."""

    def gettext(self, message: str) -> str:
        return ""


def catalogues(
    folder: Path, texts: Iterable[str], languages: Iterable[str] = LANGUAGES
) -> Mapping[str, Mapping[str, str]]:
    """The translations of texts from compiled catalogues; what is missing is missing there too."""
    wanted = tuple(texts)
    read: dict[str, Mapping[str, str]] = {}
    for language in languages:
        found = gettext.translation(DOMAIN, folder, [language], fallback=True)
        found.add_fallback(_Silent())
        said = {msgid: found.gettext(msgid) for msgid in wanted}
        known = isinstance(found, gettext.GNUTranslations)
        read[language] = {msgid: text for msgid, text in said.items() if known and text}
    return read
