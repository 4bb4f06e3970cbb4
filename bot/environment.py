"""How does the environment become settings? All is read, and every problem is told at once."""

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot import settings, variables
from bot.settings import (
    MailSettings,
    Settings,
    SettingsProblem,
    TelegramSettings,
    TwilioSettings,
    WrongSettings,
)

# Each may also be given as NAME_FILE, the path of a file that holds it.
SECRETS: Final = frozenset(
    {
        "DATABASE_URL",
        "ALBA_SECRET_KEYS",
        "ALBA_TELEGRAM_TOKEN",
        "ALBA_TELEGRAM_WEBHOOK_SECRET",
        "ALBA_TWILIO_AUTH_TOKEN",
        "ALBA_SMTP_URL",
    }
)
# Only the tests and the workshop read these.
NOT_OURS: Final = frozenset({"ALBA_CI", "ALBA_CONTRACTS", "ALBA_PRISM"})

_TWILIO: Final = ("ALBA_TWILIO_ACCOUNT_SID", "ALBA_TWILIO_AUTH_TOKEN", "ALBA_TWILIO_WHATSAPP_FROM")
# Where all of the first are given, the second must be too.
_PAIRS: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    *(((one,), (*_TWILIO, "ALBA_PUBLIC_URL")) for one in _TWILIO),
    (("ALBA_TWILIO_API_URL",), _TWILIO),
    (("ALBA_TELEGRAM_TOKEN", "ALBA_PUBLIC_URL"), ("ALBA_TELEGRAM_WEBHOOK_SECRET",)),
    (("ALBA_TELEGRAM_WEBHOOK_SECRET",), ("ALBA_TELEGRAM_TOKEN",)),
    (("ALBA_TELEGRAM_API_URL",), ("ALBA_TELEGRAM_TOKEN",)),
    (("ALBA_SMTP_URL",), ("ALBA_MAIL_FROM",)),
    (("ALBA_MAIL_FROM",), ("ALBA_SMTP_URL",)),
)


class Environment(BaseSettings):
    """The variables as they stand there: a field's name in capitals is the variable's."""

    model_config = SettingsConfigDict(
        frozen=True, hide_input_in_errors=True, validate_default=False
    )

    database_url: Annotated[str | None, BeforeValidator(settings.normal_database_url)] = None
    port: Annotated[int, BeforeValidator(variables.port)] = 8000
    alba_secret_keys: Annotated[tuple[bytes, ...], BeforeValidator(variables.secret_keys)] = ()
    alba_public_url: Annotated[str | None, BeforeValidator(variables.public_url)] = None
    alba_telegram_token: Annotated[str | None, BeforeValidator(variables.telegram_token)] = None
    alba_telegram_webhook_secret: Annotated[
        str | None, BeforeValidator(variables.webhook_secret)
    ] = None
    alba_telegram_api_url: Annotated[str, BeforeValidator(variables.api_url)] = (
        settings.TELEGRAM_API
    )
    alba_twilio_account_sid: Annotated[str | None, BeforeValidator(variables.account_sid)] = None
    alba_twilio_auth_token: str | None = None
    alba_twilio_whatsapp_from: Annotated[str | None, BeforeValidator(variables.whatsapp_number)] = (
        None
    )
    alba_twilio_api_url: Annotated[str | None, BeforeValidator(variables.api_url)] = None
    alba_smtp_url: Annotated[str | None, BeforeValidator(variables.smtp_url)] = None
    alba_mail_from: Annotated[str | None, BeforeValidator(variables.mail_address)] = None
    alba_organisation: Annotated[Path | None, BeforeValidator(variables.existing_file)] = None


NAMES: Final = frozenset(name.upper() for name in Environment.model_fields)


class _Given(PydanticBaseSettingsSource):
    """The values that were handed over, and nothing of the process's own environment."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(Environment)
        self._values = values

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        return self._values.get(field_name.upper()), field_name, False

    def __call__(self) -> dict[str, Any]:
        return {name.lower(): value for name, value in self._values.items()}


def read(environ: Mapping[str, str], required: frozenset[str]) -> Settings:
    """See `bot.settings.load`."""
    values: dict[str, str] = {}
    problems = [*_gathered(environ, values), *_unknown(environ)]
    given = values.keys() | {problem.name.removesuffix("_FILE") for problem in problems}
    problems += [*_missing(given, required)]
    try:
        environment = Environment(_build_sources=((_Given(values),), {}))
    except ValidationError as error:
        problems += [
            SettingsProblem(str(one["loc"][0]).upper(), str(one["ctx"]["error"]))
            for one in error.errors()
        ]
    if problems:
        raise WrongSettings(tuple(sorted(problems, key=lambda problem: problem.name)))
    return _settings(environment)


def _gathered(environ: Mapping[str, str], values: dict[str, str]) -> Iterator[SettingsProblem]:
    """Fill `values` from variables and the files that they name; empty counts as absent."""
    for name in sorted(NAMES):
        value = environ.get(name, "").strip()
        path = environ.get(f"{name}_FILE", "").strip() if name in SECRETS else ""
        if value and path:
            yield SettingsProblem(name, f"está también como {name}_FILE. Deja una de las dos.")
        elif path:
            try:
                value = Path(path).read_text(encoding="utf-8").strip()
            except (OSError, ValueError) as error:
                yield SettingsProblem(f"{name}_FILE", _unreadable(error))
                continue
            if not value:
                yield SettingsProblem(f"{name}_FILE", "el archivo está vacío.")
        if not value.isprintable():
            yield SettingsProblem(name, "tiene caracteres que no se ven. Cópiala de nuevo.")
        elif value:
            values[name] = value


def _unreadable(error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) else "no es texto UTF-8"
    return f"no se puede leer el archivo ({reason}). Revisa la ruta y los permisos."


def _unknown(environ: Mapping[str, str]) -> Iterator[SettingsProblem]:
    """A variable of ours that nothing reads is a slip of the pen."""
    known = NAMES | {f"{name}_FILE" for name in SECRETS}
    for name in environ:
        if name.startswith("ALBA_") and name not in known | NOT_OURS:
            (nearest,) = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.0)
            yield SettingsProblem(name, f"Alba no la conoce. ¿Quisiste decir {nearest}?")


def _missing(given: set[str], required: frozenset[str]) -> Iterator[SettingsProblem]:
    """What this command can't do without, and what the given variables need beside them."""
    told: set[str] = set()
    for name in sorted(required - given):
        told.add(name)
        hint = f" Haz una con: {variables.NEW_KEY}" if name == "ALBA_SECRET_KEYS" else ""
        yield SettingsProblem(name, f"falta, y este comando no arranca sin ella.{hint}")
    for causes, needs in _PAIRS:
        for name in needs:
            if given.issuperset(causes) and name not in given | told:
                told.add(name)
                yield SettingsProblem(name, f"falta: la necesita {' con '.join(causes)}.")


def _settings(env: Environment) -> Settings:
    telegram = twilio = mail = None
    if env.alba_telegram_token:
        telegram = TelegramSettings(
            env.alba_telegram_token, env.alba_telegram_webhook_secret, env.alba_telegram_api_url
        )
    if (
        (sid := env.alba_twilio_account_sid)
        and (token := env.alba_twilio_auth_token)
        and (number := env.alba_twilio_whatsapp_from)
    ):
        twilio = TwilioSettings(sid, token, number, env.alba_twilio_api_url)
    if env.alba_smtp_url and env.alba_mail_from:
        mail = MailSettings(env.alba_smtp_url, env.alba_mail_from)
    return Settings(
        database_url=env.database_url or settings.default_database_url(),
        port=env.port,
        secret_keys=env.alba_secret_keys,
        public_url=env.alba_public_url,
        telegram=telegram,
        twilio=twilio,
        mail=mail,
        organisation=env.alba_organisation,
    )
