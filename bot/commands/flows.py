"""Is the book whole, and how does it look? `alba flows check` and `alba flows graph`."""

from pathlib import Path

import click

from bot.commands import opening
from bot.road.services import entries_of
from bot.translations import FOLDER
from db.directory_files import shipped_ids, shipped_services
from flows.engine.directory import Entry
from flows.engine.vocabulary import FlowId
from flows.reading.graph import mermaid
from flows.reading.load import CONTENT, load_with_files
from flows.reading.proofs.check import check as problems_of
from flows.reading.proofs.check import summary
from flows.reading.proofs.translations import LANGUAGES, catalogues, msgids

FOLDER_OF_FLOWS = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def flows() -> None:
    """El libro de flujos: revisarlo y dibujarlo."""


@flows.command()
@click.argument("folder", type=FOLDER_OF_FLOWS, default=CONTENT)
def check(folder: Path) -> None:
    """Demuestra un libro entero: caminos, límites, fuentes, palabras y traducciones.

    Traducciones se piden solo del libro de Alba: el de otra organización puede hablar un idioma.
    """
    book, files = opening.whole_book(lambda: load_with_files(folder))
    entries: dict[str, Entry] = {each.id: each for each in entries_of(shipped_services())}
    languages = LANGUAGES if folder.resolve() == CONTENT.resolve() else ()
    translated = catalogues(FOLDER, msgids(book), languages)
    problems = problems_of(book, files, entries, translated, shipped_ids())
    if problems:
        opening.complain("El libro de flujos tiene esto por corregir:", [str(p) for p in problems])
    size = summary(book)
    click.echo(
        f"El libro está entero: {size.flows} flujos, {size.nodes} nodos, {size.texts} textos, "
        f"{size.facts} hechos con su fuente."
    )


@flows.command()
@click.argument("flow", required=False)
@click.option("--book", "folder", type=FOLDER_OF_FLOWS, default=CONTENT, help="Otro libro.")
def graph(flow: str | None, folder: Path) -> None:
    """Dibuja el libro, o uno de sus flujos, en Mermaid."""
    book, _ = opening.whole_book(lambda: load_with_files(folder))
    if flow is not None and FlowId(flow) not in book.flows:
        known = ", ".join(sorted(book.flows))
        raise click.UsageError(f"No hay un flujo {flow}. Hay: {known}")
    click.echo(mermaid(book, FlowId(flow) if flow else None))
