"""What may stand in each variable? A reader a kind: the value, or ValueError with the remedy.

No sentence here quotes the value: it may be a secret, or one pasted into the wrong place.
"""

import base64
import binascii
import re
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

KEY_BYTES: Final = 32
NEW_KEY: Final = "openssl rand -base64 32"
HOW_TO_MAKE_ONE: Final = "openssl rand -hex 32"
LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_TELEGRAM_TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")
# https://core.telegram.org/bots/api#setwebhook
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_ACCOUNT_SID: Final = re.compile(r"AC[0-9a-fA-F]{32}")
_E164: Final = re.compile(r"\+[1-9]\d{6,14}")
_MAIL: Final = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_NAMED_MAIL: Final = re.compile(r"[^<>\r\n]*<([^<>]+)>")


def port(value: str) -> int:
    """A TCP port."""
    if value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= 65535:
        return int(value)
    raise ValueError("debe ser un número de 1 a 65535. Quítala para usar el 8000.")


def secret_keys(value: str) -> tuple[bytes, ...]:
    """Keys in standard base64, newest first, with commas between."""
    keys = tuple(_key(part.strip(), place) for place, part in enumerate(value.split(","), start=1))
    if len(set(keys)) < len(keys):
        raise ValueError("tiene la misma clave dos veces. Deja una sola.")
    return keys


def _key(part: str, place: int) -> bytes:
    try:
        key = base64.b64decode(part, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(
            f"la clave número {place} no está en base64 normal. Haz una nueva con: {NEW_KEY}"
        ) from None
    if len(key) != KEY_BYTES:
        raise ValueError(
            f"la clave número {place} mide {len(key)} bytes y debe medir {KEY_BYTES}. "
            f"Haz una nueva con: {NEW_KEY}"
        )
    return key


def telegram_token(value: str) -> str:
    """What BotFather gives."""
    return _matching(
        _TELEGRAM_TOKEN, value, "debe ser como lo da BotFather: números, «:» y letras."
    )


def webhook_secret(value: str) -> str:
    """What Telegram sends back in a header."""
    return _matching(
        _WEBHOOK_SECRET,
        value,
        "debe tener de 1 a 256 letras sin acento, números, «_» o «-». "
        f"Haz uno con: {HOW_TO_MAKE_ONE}",
    )


def account_sid(value: str) -> str:
    """A Twilio account."""
    return _matching(
        _ACCOUNT_SID,
        value,
        "debe empezar con AC y seguir con 32 dígitos hexadecimales. Está en la consola de Twilio.",
    )


def whatsapp_number(value: str) -> str:
    """A number in E.164, with Twilio's prefix or without; kept without."""
    return _matching(
        _E164,
        value.removeprefix("whatsapp:"),
        "debe ser un número con su clave de país, como +14155238886, sin espacios.",
    )


def public_url(value: str) -> str:
    """Where providers reach Alba: https, unless it is this very machine."""
    parts = _origin(value)
    local = parts.hostname in LOCAL_HOSTS or (parts.hostname or "").endswith(".localhost")
    if parts.scheme != "https" and not local:
        raise ValueError("debe empezar con https://, porque por ahí pasan mensajes personales.")
    return f"{parts.scheme}://{parts.netloc}"


def api_url(value: str) -> str:
    """A provider's stand-in or proxy."""
    parts = _origin(value)
    return f"{parts.scheme}://{parts.netloc}"


def _origin(value: str) -> SplitResult:
    """A URL of scheme and host, and perhaps a port; ValueError for anything more or less."""
    remedy = "debe ser solo esquema y dominio, como https://alba.example, sin ruta ni parámetros."
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        raise ValueError(remedy) from None
    more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if not whole or more or re.search(r"\s", value):
        raise ValueError(remedy)
    return parts


def smtp_url(value: str) -> str:
    """A mail server, with user and password where it asks for them."""
    try:
        parts = urlsplit(value)
        if parts.scheme in ("smtp", "smtps") and parts.hostname and (parts.port or 1) > 0:
            return value
    except ValueError:
        pass
    raise ValueError("debe ser como smtps://usuario:clave@servidor:465 (o smtp://…:587).")


def mail_address(value: str) -> str:
    """An address, alone or as `Name <address>`."""
    named = _NAMED_MAIL.fullmatch(value)
    if _MAIL.fullmatch(named[1] if named else value):
        return value
    raise ValueError("debe ser un correo, como avisos@alba.example.")


def existing_file(value: str) -> Path:
    """A file that is there."""
    path = Path(value).expanduser()
    if path.is_file():
        return path
    raise ValueError("no es un archivo que exista. Quítala para usar organisation.yaml.")


def _matching(shape: re.Pattern[str], value: str, remedy: str) -> str:
    if shape.fullmatch(value):
        return value
    raise ValueError(remedy)
