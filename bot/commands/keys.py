"""How do keys change while Alba runs? A new one seals, old ones open what they sealed."""

from pathlib import Path

import click

from bot.commands import opening
from db import rotation
from db.engine import connect
from db.keys import KeyFile


@click.group()
def keys() -> None:
    """Las llaves con que se cifra lo que Alba guarda."""


@keys.command()
def rotate() -> None:
    """Cifra todo con la llave más nueva, mientras Alba sigue trabajando.

    Con ALBA_SECRET_KEYS: pon antes la llave nueva al principio de la lista y reinicia los procesos.
    Con el archivo de llaves de la base embebida, la llave nueva se crea aquí.
    """
    settings = opening.settings()
    database = connect(settings.database_url)
    file = None
    if not settings.secret_keys and settings.database_is_embedded:
        file = KeyFile.beside(Path(settings.database_url.removeprefix("sqlite:///")))
        file.ensure()
        file.add_newest()
    keyring = opening.keyring_for(settings.database_url, settings.secret_keys)
    done = rotation.rotate(database, keyring)
    click.echo(f"Cifrado de nuevo: {sum(done.renewed.values())}.")
    if not done.complete:
        click.echo(f"Quedan {done.remaining} con otra llave: vuelve a correr este comando.")
    elif file is not None:
        file.keep_newest()
        click.echo("La llave anterior ya no se necesita y se quitó del archivo.")
    else:
        click.echo("Ya puedes quitar las llaves anteriores de ALBA_SECRET_KEYS.")
    database.close()
