"""How is what pydantic finds said to somebody who doesn't program? In Spanish, with the remedy."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import BaseModel

_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "falta.",
    "string_type": "debe ser un texto.",
    "string_too_short": "está vacío: escribe algo o borra la línea.",
    "string_too_long": "es demasiado largo.",
    "too_short": "está vacío: escribe al menos uno.",
    "tuple_type": "debe ser una lista, con un guion antes de cada cosa.",
    "list_type": "debe ser una lista, con un guion antes de cada cosa.",
    "dict_type": "debe decir de quién es, como {ana: [palabras]}.",
    "model_type": "aquí van claves con sus valores, como «text: …».",
    "int_type": "debe ser un número entero.",
    "int_parsing": "debe ser un número entero.",
    "float_parsing": "debe ser un número.",
    "float_type": "debe ser un número.",
    "greater_than": "debe ser un número mayor que cero.",
    "greater_than_equal": "no es un lugar de este mundo.",
    "less_than_equal": "no es un lugar de este mundo.",
}
_PATTERNS: Final = {
    "advance": "es un número y d, h, m o s (días, horas, minutos, segundos), como 3d o 90m.",
    "from": "es una hora de 24 horas, como 9:00 o 18:30.",
    "to": "es una hora de 24 horas, como 9:00 o 18:30.",
}
_OTHERWISE: Final = "no se escribe así. Mira flows/content/README.md."


def remedy(detail: Mapping[str, Any], known: Iterable[str]) -> str:
    """The sentence for one finding; `known` are the keys that could stand there."""
    kind, place = detail["type"], detail["loc"]
    if kind == "value_error":
        return str(detail["msg"]).removeprefix("Value error, ")
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(place[-1]), sorted(known), n=1)
        return "Alba no conoce esta clave." + (f" ¿Quisiste decir «{near[0]}»?" if near else "")
    if kind in ("literal_error", "enum"):
        options = str(detail["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
        return f"debe ser una de estas palabras: {options}."
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(place[-1]), _OTHERWISE)
    return _SENTENCES.get(kind, _OTHERWISE)


def keys_of(shape: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a shape as they are written."""
    return tuple(field.alias or name for name, field in shape.model_fields.items())
