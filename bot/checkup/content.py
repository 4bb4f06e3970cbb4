"""Is what Alba says whole, fresh and discreet? The book, the directory, what a phone shows."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.checkup.findings import Finding, State, fine, red, warning
from bot.road.services import entries_of
from bot.translations import FOLDER, N_
from db.directory_files import shipped_ids
from db.stores.directory import ServiceRow
from flows.engine.book import MENU, Book
from flows.engine.directory import Entry
from flows.engine.nodes import Choose
from flows.reading.load import load_with_files
from flows.reading.problems import BrokenBook, FlowProblem
from flows.reading.proofs.check import check
from flows.reading.proofs.translations import catalogues, msgids
from flows.reading.wording import Wording, found

BOOK: Final = "book"
DIRECTORY: Final = "directory"
DISCRETION: Final = "discretion"
FRESH_YEARS: Final = 3
CONFIRMED: Final = "confirmed"


def read_book(rows: Iterable[ServiceRow]) -> tuple[Book | None, Sequence[FlowProblem]]:
    """The book, and all that its proofs have against it, over the directory as it is now."""
    try:
        book, files = load_with_files()
    except BrokenBook as error:
        return None, error.problems
    entries: dict[str, Entry] = {each.id: each for each in entries_of(rows)}
    translated = catalogues(FOLDER, msgids(book))
    return book, check(book, files, entries, translated, shipped_ids())


def of_book(problems: Sequence[FlowProblem]) -> Iterator[Finding]:
    """Every problem of the book."""
    for problem in problems:
        yield Finding(BOOK, State.RED, f"{problem.file}: {problem.where}", problem.sentence)
    if not problems:
        yield fine(BOOK, N_("El libro de flujos está entero."))


def of_directory(rows: Sequence[ServiceRow], now: datetime) -> Finding:
    """How many entries are shown, and how many of them are old or never confirmed."""
    shown = [row for row in rows if row.shown and row.withdrawn_at is None]
    if not shown:
        return red(
            DIRECTORY,
            N_("El directorio está vacío: no hay ningún lugar que decir."),
            N_("Corre: alba migrate"),
        )
    oldest = str(now.year - FRESH_YEARS)
    counts = {
        "shown": len(shown),
        "year": oldest,
        "old": sum(bool(row.source_date) and row.source_date < oldest for row in shown),
        "undated": sum(not row.source_date for row in shown),
        "unconfirmed": sum(row.status != CONFIRMED for row in shown),
    }
    numbers = N_(
        "Se muestran {shown}: {old} de antes de {year}, {undated} sin fecha, "
        "{unconfirmed} sin confirmar."
    )
    if not counts["old"] and not counts["undated"] and not counts["unconfirmed"]:
        return fine(DIRECTORY, numbers, **counts)
    remedy = N_("Que alguien llame a los más usados antes de confiar en ellos.")
    return warning(DIRECTORY, numbers, remedy, **counts)


def of_discretion(shown: Mapping[str, Iterable[str]], wording: Wording) -> Iterator[Finding]:
    """Whether what a phone shows before anybody reads gives nothing away; by where it is shown."""
    for place, texts in shown.items():
        words = {word for text in texts for word in found(wording.preview, spelled(text))}
        if words:
            yield red(
                DISCRETION,
                N_("{place}: dice «{words}»."),
                N_("Quita esa palabra: el teléfono puede estar en otras manos."),
                place=place,
                words="», «".join(sorted(words)),
            )
        else:
            yield fine(DISCRETION, N_("{place}: no delata nada."), place=place)


def menu_titles(book: Book) -> tuple[str, ...]:
    """The titles of the menu, which stand in the chat for whoever scrolls."""
    nodes = book.flows[MENU].nodes.values()
    return tuple(each.title for node in nodes if isinstance(node, Choose) for each in node.choices)


def spelled(text: str) -> str:
    """A name as words: "alba_centro_bot" is three."""
    return re.sub(r"[_\W]+", " ", re.sub(r"([a-záéíóúñ])([A-ZÁÉÍÓÚÑ])", r"\1 \2", text))
