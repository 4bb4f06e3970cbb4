"""Is the database ready? The schema, and the shipped directory, never over what staff edited."""

import click

from bot.commands import opening
from bot.road.clocks import SystemClock
from db.directory_files import load_seed
from db.engine import connect
from db.migrate import migrate as migrate_schema
from db.migrate import revision_of


@click.command()
def migrate() -> None:
    """Pone al día la base de datos y carga el directorio; se puede repetir sin daño."""
    database = connect(opening.settings().database_url)
    migrate_schema(database)
    changes = load_seed(database, SystemClock().now())
    click.echo(f"Base de datos: revisión {revision_of(database)}. Directorio: {changes}.")
    database.close()
