"""What was Alba told by its environment? One frozen object, read once when a command starts.

The records need nothing but the standard library, so that a channel takes its part of them
cheaply; `load` alone brings in pydantic.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

ROOT: Final = Path(__file__).resolve().parent.parent
SQLITE_FILE: Final = Path("data") / "alba.db"  # from the working directory
TELEGRAM_API: Final = "https://api.telegram.org"


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """A bot. Without `webhook_secret` no webhook is believed: Alba asks Telegram (polling)."""

    token: str = field(repr=False)
    webhook_secret: str | None = field(default=None, repr=False)
    api_url: str = TELEGRAM_API  # scheme and host; `/bot<token>/…` is appended


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """A Twilio account and its WhatsApp number, as E.164 without the prefix `whatsapp:`."""

    account_sid: str
    auth_token: str = field(repr=False)
    whatsapp_from: str
    api_url: str | None = None  # None: Twilio's own hosts; else all of its paths go there


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail to staff goes out. The URL holds a password."""

    smtp_url: str = field(repr=False)
    sender: str


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the environment says; a channel that is None is not configured, which is no error.

    `secret_keys` are 32 bytes each, newest first. `public_url` has no slash at its end.
    `organisation` is the organisation's own file, when another than the usual one.
    """

    database_url: str = field(repr=False)
    port: int = 8000
    secret_keys: tuple[bytes, ...] = field(default=(), repr=False)
    public_url: str | None = None
    telegram: TelegramSettings | None = None
    twilio: TwilioSettings | None = None
    mail: MailSettings | None = None
    organisation: Path | None = None

    @property
    def database_is_embedded(self) -> bool:
        """Whether the database is a file on this machine, so that its key may lie beside it."""
        return self.database_url.startswith("sqlite")


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """What is wrong with one variable and what to do about it; never the value of a secret."""

    name: str
    sentence: str

    def __str__(self) -> str:
        """One line for the terminal."""
        return f"{self.name}: {self.sentence}"


class WrongSettings(Exception):
    """The environment can't be used as it is: mend every variable named, then start again."""

    def __init__(self, problems: tuple[SettingsProblem, ...]) -> None:
        """Keep all problems, in the order of the variables' names."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def load(environ: Mapping[str, str], required: frozenset[str] = frozenset()) -> Settings:
    """The settings in `environ`; `required` are variables without which this command can't start.

    Raises WrongSettings with every problem at once.
    """
    from bot.environment import read

    return read(environ, required)


def default_database_url(directory: Path | None = None) -> str:
    """The embedded database in `data/` of `directory` (the working directory when None)."""
    return f"sqlite:///{(directory or Path.cwd()) / SQLITE_FILE}"


def normal_database_url(url: str) -> str:
    """The URL as SQLAlchemy wants it: PostgreSQL through psycopg, SQLite through its own driver.

    Raises ValueError, with a sentence that shows nothing of the URL, for every other database.
    """
    scheme, separator, rest = url.strip().partition("://")
    match scheme.lower(), separator:
        case (("sqlite" | "sqlite+pysqlite"), "://") if rest in ("", "/") or rest.startswith("/"):
            return f"sqlite://{rest}"
        case (("postgres" | "postgresql" | "postgresql+psycopg"), "://") if _names_a_host(rest):
            return f"postgresql+psycopg://{rest}"
        case _:
            raise ValueError(
                "debe ser sqlite:///ruta/al/archivo.db o postgresql://usuario:clave@servidor/base. "
                "Quítala para usar el archivo data/alba.db."
            )


def _names_a_host(rest: str) -> bool:
    """Whether it says where the server is, by name or by the folder of its socket."""
    try:
        parts = urlsplit(f"//{rest}")
        return bool(parts.hostname or "host=" in parts.query) and (parts.port or 1) > 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        return False
