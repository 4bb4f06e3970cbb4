"""Is the database ready? The schema, and the shipped directory, never over what staff edited."""

import click

from bot.commands import opening
from bot.road.clocks import SystemClock
from db.directory_files import Changes, load_seed
from db.engine import connect
from db.migrate import migrate as migrate_schema
from db.migrate import revision_of


@click.command()
def migrate() -> None:
    """Pone al día la base de datos y carga el directorio; se puede repetir sin daño."""
    settings = opening.settings()
    revision, done = opening.reachable(lambda: _bring_up(settings.database_url))
    click.echo(f"Base de datos: revisión {revision}.")
    click.echo(
        f"Directorio: {done.added} nuevos, {done.renewed} renovados, {done.withdrawn} retirados, "
        f"{done.kept} como el equipo los dejó."
    )


def _bring_up(url: str) -> tuple[str | None, Changes]:
    database = connect(url)
    try:
        migrate_schema(database)
        changes = load_seed(database, SystemClock().now())
        return revision_of(database), changes
    finally:
        database.close()
