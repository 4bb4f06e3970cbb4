"""What is kept about her? Told as kinds and counts, never the contents: somebody may be reading."""

from collections.abc import Mapping
from typing import Final

from flows.engine.texts import Translate

INTRO: Final = "Esto es lo que guardo, sin decir qué dice:"
NOTHING: Final = "No guardo nada más que este chat."
NAMES: Final = {
    "messages": "Mensajes tuyos: {count}",
    "replies": "Mensajes míos: {count}",
    "facts": "Datos que me diste: {count}",
    "identities": "Direcciones de chat: {count}",
    "cases": "Avisos al equipo: {count}",
    "planned": "Pendientes con fecha: {count}",
}


def holdings_text(counts: Mapping[str, int], translate: Translate) -> str:
    """The kinds that there are, each with its count, on a line of its own."""
    lines = [
        translate(name).format(count=counts[kind])
        for kind, name in NAMES.items()
        if counts.get(kind)
    ]
    return "\n".join([translate(INTRO), *lines]) if lines else translate(NOTHING)
