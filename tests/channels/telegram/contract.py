"""Does a call fit Telegram's Bot API, as the contract describes it? The oracle of these tests."""

import json
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
CONTRACTS: Final = Path(os.environ.get("ALBA_CONTRACTS", ROOT.parent / "shared" / "contracts"))

_LENGTH: Final = re.compile(r"(\d+)-(\d+) (characters|bytes)")
_COUNT: Final = re.compile(r"(?:list of (\d+)-|At most )(\d+)")
_RANGE: Final = re.compile(r"\b(\d+)-(\d+)\b")
_ALPHABETS: Final = {
    "Only characters A-Z, a-z, 0-9, _ and - are allowed": re.compile(r"[A-Za-z0-9_-]*"),
    "only lowercase English letters, digits and underscores": re.compile(r"[a-z0-9_]*"),
}
_PLAIN: Final[Mapping[str, tuple[type, ...]]] = {
    "String": (str,),
    "Integer": (int,),
    "Float": (int, float),
    "Boolean": (bool,),
}


class Misfit(Exception):
    """A value is not what the Bot API describes; the message says where."""


@cache
def bot_api() -> "BotApi":
    """The contract, read once."""
    return BotApi(json.loads((CONTRACTS / "telegram-bot-api.json").read_bytes()))


class BotApi:
    """The methods and types of the Bot API; refuses whatever it does not know."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        self.methods: Mapping[str, Any] = described["methods"]
        self.types: Mapping[str, Any] = described["types"]

    def field_names(self, type_name: str) -> set[str]:
        """The names of a type's fields."""
        return {field["name"] for field in self.types[type_name]["fields"]}

    def decode_form(self, method: str, form: Mapping[str, str]) -> dict[str, object]:
        """The values of a call that came as a form, where all but texts is JSON."""
        types = {field["name"]: field["types"] for field in self._fields_of(method)}
        return {
            name: value if "String" in types.get(name, ("String",)) else _json(name, value)
            for name, value in form.items()
        }

    def check_call(self, method: str, values: Mapping[str, object]) -> None:
        """Raises Misfit unless the method exists and takes exactly these values."""
        self._check_fields(method, self._fields_of(method), values)

    def check_result(self, method: str, result: object) -> None:
        """Raises Misfit unless the method may answer so."""
        self._check(method, self.methods[method]["returns"], result)

    def check(self, type_name: str, value: object) -> None:
        """Raises Misfit unless the value is of this type."""
        self._check(type_name, [type_name], value)

    def _fields_of(self, method: str) -> list[Any]:
        if method not in self.methods:
            raise Misfit(f"no method {method}")
        return list(self.methods[method].get("fields", ()))

    def _check_fields(self, where: str, fields: list[Any], values: Mapping[str, object]) -> None:
        known = {field["name"]: field for field in fields}
        if unknown := values.keys() - known.keys():
            raise Misfit(f"{where}: unknown {sorted(unknown)}")
        for name, field in known.items():
            if name in values:
                self._check(f"{where}.{name}", field["types"], values[name])
                _check_size(f"{where}.{name}", field["description"], values[name])
            elif field["required"]:
                raise Misfit(f"{where}: no {name}")

    def _check(self, where: str, types: list[str], value: object) -> None:
        misfits = []
        for type_name in types:
            try:
                return self._check_one(where, type_name, value)
            except Misfit as misfit:
                misfits.append(str(misfit))
        raise Misfit("; ".join(misfits))

    def _check_one(self, where: str, type_name: str, value: object) -> None:
        if type_name in _PLAIN:
            right = isinstance(value, _PLAIN[type_name])
            if not right or (type_name != "Boolean" and isinstance(value, bool)):
                raise Misfit(f"{where}: not {type_name}")
        elif type_name.startswith("Array of "):
            if not isinstance(value, list):
                raise Misfit(f"{where}: not a list")
            for one in value:
                self._check_one(where, type_name.removeprefix("Array of "), one)
        elif subtypes := self.types[type_name].get("subtypes"):
            self._check(where, subtypes, value)
        elif isinstance(value, dict):
            self._check_fields(where, list(self.types[type_name].get("fields", ())), value)
        else:
            raise Misfit(f"{where}: not an object")


def _json(name: str, value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        raise Misfit(f"{name}: not JSON") from None


def _check_size(where: str, description: str, value: object) -> None:
    """The sizes that the descriptions name: "1-64 bytes", "1-100 identifiers", "At most 100"."""
    match value:
        case str():
            _check_text(where, description, value)
        case list() if found := _COUNT.search(description):
            _check_between(where, int(found[1] or 0), len(value), int(found[2]))
        case int() if found := _RANGE.search(description):
            _check_between(where, int(found[1]), value, int(found[2]))


def _check_text(where: str, description: str, text: str) -> None:
    if found := _LENGTH.search(description):
        size = len(text.encode()) if found[3] == "bytes" else len(text)
        _check_between(where, int(found[1]), size, int(found[2]))
    for phrase, alphabet in _ALPHABETS.items():
        if phrase in description and not alphabet.fullmatch(text):
            raise Misfit(f"{where}: {phrase}")


def _check_between(where: str, least: int, found: int, most: int) -> None:
    if not least <= found <= most:
        raise Misfit(f"{where}: {found} is not within {least} and {most}")
