"""How does a command begin? By what the environment and the files say, or by all that is wrong."""

import errno
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn, TypeVar

import click

from bot.marked_yaml import WrongFile
from bot.organisation import Organisation
from bot.organisation_file import find as find_organisation
from bot.organisation_file import load as load_organisation
from bot.settings import Settings, WrongSettings
from bot.settings import load as load_settings
from db.encryption import Keyring
from db.engine import DatabaseFailed
from db.keys import BadKeys, KeyFile, parse_keys
from flows.reading.problems import BrokenBook

WRONG: Final = 2
"""The exit code for what the operator has to mend before Alba starts."""

SECRET_KEYS: Final = "ALBA_SECRET_KEYS"  # noqa: S105 - the name of a variable

T = TypeVar("T")


def settings(required: frozenset[str] = frozenset()) -> Settings:
    """What the environment says; ends the command with every problem and exit code 2."""
    return _or_all_problems(
        lambda: load_settings(os.environ, required), WrongSettings, "No puedo empezar así:"
    )


def organisation(chosen: Path | None) -> Organisation:
    """The organisation's own data; ends the command with every problem and exit code 2."""
    path = find_organisation(chosen)
    return _or_all_problems(
        lambda: load_organisation(path), WrongFile, f"El archivo {path} tiene esto por corregir:"
    )


def whole_book(load: Callable[[], T]) -> T:
    """What needs the book; ends the command with every problem of the flows and exit code 2."""
    return _or_all_problems(load, BrokenBook, "El libro de flujos tiene esto por corregir:")


def keyring_for(database_url: str, keys: tuple[bytes, ...] = ()) -> Keyring:
    """The keys of a database: those given, or the file beside an embedded one, made when absent."""
    if keys:
        return Keyring(keys)
    given = os.environ.get(SECRET_KEYS, "")
    if given:
        try:
            return Keyring(parse_keys(given))
        except BadKeys as error:
            complain("No puedo empezar así:", [f"{SECRET_KEYS}: {error}"])
    if not database_url.startswith("sqlite:///"):
        complain(
            "No puedo empezar así:", [f"{SECRET_KEYS}: falta. Crea una: openssl rand -base64 32"]
        )
    try:
        return KeyFile.beside(Path(database_url.removeprefix("sqlite:///"))).ensure()
    except (OSError, BadKeys) as error:
        complain("No puedo leer el archivo de llaves:", [str(error)])


def reachable(use: Callable[[], T]) -> T:
    """What needs the database; ends the command with exit code 2 when it cannot be opened."""
    try:
        return use()
    except (DatabaseFailed, OSError) as error:
        reason = "revisa DATABASE_URL, y que el servidor o la carpeta estén ahí"
        complain("No puedo abrir la base de datos:", [f"{reason} ({type(error).__name__})"])


def port(settings: Settings) -> socket.socket:
    """The port that pages and webhooks come to; ends the command with exit code 2 when taken."""
    from bot.serving.serve import open_port

    try:
        return open_port(settings)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        reason = "ya lo usa otro programa" if taken else f"no se puede usar ({error.strerror})"
        complain("No puedo empezar así:", [f"PORT: {settings.port} {reason}. Elige otro puerto."])


def complain(title: str, lines: list[str]) -> NoReturn:
    """Say all that is wrong, on standard error, and end with exit code 2."""
    click.echo("\n".join([title, *(f"  - {line}" for line in lines)]), err=True)
    sys.exit(WRONG)


def _or_all_problems(load: Callable[[], T], error_type: type[Exception], title: str) -> T:
    try:
        return load()
    except error_type as error:
        complain(title, [str(problem) for problem in getattr(error, "problems", (error,))])
