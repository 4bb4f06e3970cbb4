"""Does a request fit Twilio's OpenAPI documents? The oracle of these tests, stricter than Twilio.

Twilio passes over parameters that it does not know; here they are refused.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator

ROOT: Final = Path(__file__).resolve().parents[3]
CONTRACTS: Final = Path(os.environ.get("ALBA_CONTRACTS", ROOT.parent / "shared" / "contracts"))
DOCUMENTS: Final = ("twilio_api_v2010.json", "twilio_content_v1.json")
OURS: Final = (
    "/2010-04-01/Accounts/{AccountSid}/Messages",
    "/2010-04-01/Accounts/{Sid}.json",
    "/v1/Content",
)
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"


@cache
def twilio_contract() -> "Contract":
    """The contract, read once. Without its documents, anything fits; in CI they are there."""
    there = all((CONTRACTS / name).is_file() for name in DOCUMENTS)
    names = DOCUMENTS if there or os.environ.get("CI") else ()
    return Contract([json.loads((CONTRACTS / name).read_bytes()) for name in names])


class Contract:
    """The paths of messages and contents, and the schemas that they name."""

    def __init__(self, documents: Sequence[Mapping[str, Any]]) -> None:
        known: dict[str, Any] = {}
        self.paths: dict[str, Any] = {}
        for document in documents:
            known |= document["components"]["schemas"]
            for path, operations in document["paths"].items():
                if path.startswith(OURS):
                    kept = {name: each for name, each in operations.items() if name != "servers"}
                    self.paths[path] = _strict(kept)
        self.schemas = {name: _strict(known[name]) for name in _reached(self.paths, known)}
        self.security = documents[0]["components"]["securitySchemes"] if documents else {}
        self._templates = [(_pattern(path), path) for path in self.paths]

    def document(self) -> Mapping[str, Any]:
        """One small OpenAPI document of what Alba uses."""
        return {
            "openapi": "3.0.1",
            "info": {"title": "Twilio, what Alba uses of it", "version": "1"},
            "security": [dict.fromkeys(self.security, ())],
            "paths": self.paths,
            "components": {"schemas": self.schemas, "securitySchemes": self.security},
        }

    def misfits(
        self, method: str, path: str, query: Mapping[str, str], content_type: str, sent: Any
    ) -> list[str]:
        """What is wrong with a request; empty when it fits."""
        if not self.paths:
            return []
        found = self._operation(method, path)
        if found is None:
            return [f"{method} {path}: no such operation"]
        operation, in_path = found
        described = {(each["in"], each["name"]): each for each in operation.get("parameters", ())}
        given = {("path", name): value for name, value in in_path.items()}
        given |= {("query", name): value for name, value in query.items()}
        wrong = [
            f"{name} ({where}) is required"
            for (where, name), each in described.items()
            if each.get("required") and (where, name) not in given
        ]
        for key, value in given.items():
            if key not in described:
                wrong.append(f"{key[1]} ({key[0]}) is unknown")
            else:
                wrong += self._against(described[key]["schema"], _typed(described[key], value))
        return wrong + self._body_misfits(operation, content_type, sent)

    def answer_misfits(self, method: str, path: str, status: int, content: Any) -> list[str]:
        """What is wrong with a successful answer of the stand-in itself."""
        if not self.paths:
            return []
        found = self._operation(method, path)
        if found is None or str(status) not in found[0]["responses"]:
            return [f"{method} {path}: no answer {status}"]
        described = found[0]["responses"][str(status)].get("content")
        return self._against(described[JSON]["schema"], content) if described else []

    def _operation(self, method: str, path: str) -> tuple[Mapping[str, Any], dict[str, str]] | None:
        for pattern, template in self._templates:
            matched = pattern.fullmatch(path)
            operation = self.paths[template].get(method.lower())
            if matched and operation:
                return operation, matched.groupdict()
        return None

    def _body_misfits(
        self, operation: Mapping[str, Any], content_type: str, sent: Any
    ) -> list[str]:
        body = operation.get("requestBody")
        if body is None:
            return ["a body where none belongs"] if sent else []
        if content_type not in body["content"]:
            return [f"{content_type} is not what it takes"]
        return self._against(body["content"][content_type]["schema"], sent)

    def _against(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        whole = {**schema, "components": {"schemas": self.schemas}}
        validator = Draft202012Validator(whole)
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+?)", re.escape(path)))


def _typed(parameter: Mapping[str, Any], value: str) -> object:
    """A parameter's value is text until its schema says that it is a number."""
    is_number = parameter["schema"].get("type") == "integer" and value.isdecimal()
    return int(value) if is_number else value


def _strict(schema: Any) -> Any:
    """OpenAPI's `nullable` as JSON Schema says it, and no property that is not described."""
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    # what holds an example holds no schema, and an example may hold anything
    strict = {k: v if k in {"examples", "example"} else _strict(v) for k, v in schema.items()}
    if strict.pop("nullable", False) is True and isinstance(strict.get("type"), str):
        strict["type"] = [strict["type"], "null"]
    if strict.get("type") == "object" and isinstance(strict.get("properties"), dict):
        strict.setdefault("additionalProperties", False)
    return strict


def _reached(paths: Any, known: Mapping[str, Any]) -> set[str]:
    reached: set[str] = set()
    waiting = list(_named(paths))
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += _named(known[name])
    return reached


def _named(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref":
                yield value.rsplit("/", 1)[1]
            else:
                yield from _named(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _named(value)
