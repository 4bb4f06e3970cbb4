"""Does Alba stand on something? Settings, organisation, address, database and keys."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bot.checkup.findings import Finding, State, fine, red, skipped, warning
from bot.marked_yaml import WrongFile
from bot.organisation import Organisation
from bot.settings import Settings, SettingsProblem
from bot.translations import N_
from db.encryption import EncryptionError, Keyring
from db.engine import Database, DatabaseFailed, connect
from db.keys import BadKeys, KeyFile, key_id_in_use, require_key_in_use
from db.migrate import newest_revision, revision_of

SETTINGS: Final = "settings"
ORGANISATION: Final = "organisation"
ADDRESS: Final = "public_url"
DATABASE: Final = "database"
KEYS: Final = "keys"

SQLITE: Final = "sqlite:///"


def of_settings(problems: Sequence[SettingsProblem]) -> Iterator[Finding]:
    """Every problem of the environment."""
    for problem in problems:
        yield Finding(SETTINGS, State.RED, problem.name, problem.sentence)
    if not problems:
        yield fine(SETTINGS, N_("Todo lo que dice el entorno se entiende."))


def of_organisation(organisation: Organisation, path: Path) -> Finding:
    """Whether its file is the organisation's own."""
    if organisation.example:
        return warning(
            ORGANISATION,
            N_("Los datos son los del ejemplo."),
            N_("Copia organisation.example.yaml como organisation.yaml y pon los tuyos."),
        )
    return fine(ORGANISATION, N_("{name}, según {file}."), name=organisation.name, file=path.name)


def of_broken_organisation(error: WrongFile) -> Iterator[Finding]:
    """Every problem of a file that cannot be used."""
    for problem in error.problems:
        yield Finding(ORGANISATION, State.RED, f"{problem.file}:{problem.line}", problem.sentence)


def of_public_url(settings: Settings) -> Finding:
    """Whether providers and phones reach Alba, and by a way that nobody reads on."""
    url = settings.public_url
    if url is None and settings.twilio is not None:
        return red(
            ADDRESS,
            N_("No hay dirección pública, y sin ella WhatsApp no trae ningún mensaje."),
            N_("Pon ALBA_PUBLIC_URL, por ejemplo https://alba.example."),
        )
    if url is None:
        return skipped(ADDRESS, N_("Sin dirección pública: en Telegram, Alba pregunta ella misma."))
    if not url.startswith("https://"):
        return warning(
            ADDRESS,
            N_("{url} no va cifrada: sirve solo para probar en esta máquina."),
            N_("Pon en ALBA_PUBLIC_URL una dirección que empiece con https://."),
            url=url,
        )
    return Finding(ADDRESS, State.OK, url)


def of_database(settings: Settings) -> tuple[Finding, Database | None]:
    """Whether it answers and has today's schema, and the database itself if so."""
    path = _file(settings)
    if path is not None and not path.exists():
        return red(DATABASE, N_("Todavía no hay base de datos."), N_("Corre: alba migrate")), None
    database = connect(settings.database_url)
    try:
        revision = revision_of(database)
    except DatabaseFailed as error:
        database.close()
        return red(
            DATABASE,
            N_("No contesta ({error})."),
            N_("Revisa DATABASE_URL, y que el servidor esté encendido."),
            error=type(error).__name__,
        ), None
    if revision != newest_revision():
        database.close()
        return red(
            DATABASE,
            N_("Su revisión es {revision}, y este programa pide {newest}."),
            N_("Corre: alba migrate"),
            revision=revision or "0",
            newest=newest_revision(),
        ), None
    kind = "PostgreSQL" if database.is_postgresql else "SQLite"
    return fine(
        DATABASE, N_("{kind}, revisión {revision}."), kind=kind, revision=revision
    ), database


def of_keys(settings: Settings, database: Database) -> Finding:
    """Whether the keys are here with which the addresses were last hashed."""
    path = _file(settings)
    try:
        with database.read() as tx:
            nothing_sealed = key_id_in_use(tx) is None
            if nothing_sealed and path is not None and not settings.secret_keys:
                return skipped(KEYS, N_("Todavía no hace falta ninguna: se crea al arrancar."))
            require_key_in_use(tx, _keyring(settings))
    except (OSError, BadKeys, EncryptionError) as error:
        return red(
            KEYS,
            N_("No se puede leer lo que está guardado ({error})."),
            N_("Pon las llaves con que se guardó: ALBA_SECRET_KEYS, o el archivo alba.keys."),
            error=type(error).__name__,
        )
    return fine(KEYS, N_("Están las llaves con que se guardó lo que hay."))


def _keyring(settings: Settings) -> Keyring:
    path = _file(settings)
    if settings.secret_keys or path is None:
        return Keyring(settings.secret_keys)
    return KeyFile.beside(path).keyring()


def _file(settings: Settings) -> Path | None:
    """The database's file, when it is one on this machine."""
    url = settings.database_url
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) and url != SQLITE else None
