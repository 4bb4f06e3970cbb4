"""What is kept about her? Told as kinds and counts, never the contents: somebody may be reading."""

from collections.abc import Mapping
from typing import Final

from bot.translations import N_
from flows.engine.texts import Translate

INTRO: Final = N_("Esto es lo que guardo, sin decir qué dice:")
NOTHING: Final = N_("No guardo nada más que este chat.")
NAMES: Final = {
    "messages": N_("Mensajes tuyos: {count}"),
    "replies": N_("Mensajes míos: {count}"),
    "facts": N_("Datos que me diste: {count}"),
    "identities": N_("Direcciones de chat: {count}"),
    "cases": N_("Avisos al equipo: {count}"),
    "appointments": N_("Citas y firmas anotadas: {count}"),
    "planned": N_("Pendientes con fecha: {count}"),
}


def holdings_text(counts: Mapping[str, int], translate: Translate) -> str:
    """The kinds that there are, each with its count, on a line of its own."""
    lines = [
        translate(name).format(count=counts[kind])
        for kind, name in NAMES.items()
        if counts.get(kind)
    ]
    return "\n".join([translate(INTRO), *lines]) if lines else translate(NOTHING)
