"""How is a directory entry told? Neutral first, then how to reach it, and how sure it is."""

from typing import Final

from flows.engine.directory import REACHED_BY_PHONE_ONLY, Entry, Match, Scope
from flows.engine.texts import N_, Translate

LONGEST: Final = 640
"""Characters of a rendered entry, on every channel (DESIGN.md)."""

OLD: Final = "2023"
"""What was seen before this year is the first to be telephoned (facts/README.md)."""

HEADS: Final = {
    Scope.NEAR: N_("Opción {number} de {total}, en tu municipio. Te la dejo aquí:"),
    Scope.STATE: N_("Opción {number} de {total}, en tu estado. Te la dejo aquí abajo:"),
    Scope.NATIONAL: N_("Opción {number} de {total}. Atiende en todo el país. Aquí está:"),
}
WHATSAPP: Final = N_("WhatsApp: {value}")
MAIL: Final = N_("Correo: {value}")
PAGE: Final = N_("Página: {value}")
ADDRESS: Final = N_("Dirección: {value}")
HOURS: Final = N_("Horario: {value}")
COST: Final = N_("Costo: {value}")
WOMEN_ONLY: Final = N_("Recibe solo a mujeres.")
NO_ADDRESS: Final = N_("La dirección no se publica, por seguridad. Te la dan por teléfono.")
CONFIRMED: Final = N_("El equipo llamó y lo confirmó: {value}.")
UNCONFIRMED: Final = N_("Dato de {value}. Nadie lo ha confirmado: llama antes de ir.")
UNCONFIRMED_OLD: Final = N_("Dato viejo, de {value}. Puede haber cambiado: llama antes de ir.")
UNDATED: Final = N_("Dato sin fecha. Nadie lo ha confirmado: llama antes de ir.")
NO_PHONE: Final = N_(
    "Dato de {value}, sin confirmar. No tengo su teléfono; si lo consigues, llama antes de ir."
)
NO_PHONE_UNDATED: Final = N_(
    "Dato sin fecha y sin confirmar. No tengo su teléfono; si lo consigues, llama antes de ir."
)

MSGIDS: Final = (
    *HEADS.values(),
    *(WHATSAPP, MAIL, PAGE, ADDRESS, HOURS, COST, WOMEN_ONLY, NO_ADDRESS),
    *(CONFIRMED, UNCONFIRMED, UNCONFIRMED_OLD, UNDATED, NO_PHONE, NO_PHONE_UNDATED),
)
"""All that is translated of an entry; the rest is the directory's own words."""


def card(match: Match, number: int, total: int, translate: Translate) -> str:
    """The entry as one message of at most 640 characters; only its description is ever cut."""
    entry = match.entry
    head = translate(HEADS[match.scope]).format(number=number, total=total)
    name = (
        entry.name if entry.organization in entry.name else f"{entry.name} ({entry.organization})"
    )
    tail = "\n".join(line for line in _facts(entry, translate) if line)
    room = LONGEST - len(head) - len(name) - len(tail) - 3
    return "\n".join(part for part in (head, name, _cut(entry.description, room), tail) if part)


def _facts(entry: Entry, translate: Translate) -> list[str]:
    hidden = entry.category in REACHED_BY_PHONE_ONLY
    where = ", ".join(part for part in (entry.address, entry.municipality) if part)
    reached = bool(entry.telephones or entry.whatsapp)
    lines = [
        *(_telephone(phone.dial, phone.note) for phone in entry.telephones[:3]),
        _line(translate, WHATSAPP, entry.whatsapp),
        "" if hidden or not entry.address else _line(translate, ADDRESS, where),
        _line(translate, HOURS, entry.hours),
        _line(translate, COST, entry.cost),
        translate(WOMEN_ONLY) if entry.women_only else "",
        translate(NO_ADDRESS) if hidden and reached else "",
    ]
    if not reached:
        lines[0:0] = [_line(translate, MAIL, entry.email), _line(translate, PAGE, entry.url)]
    return [*lines, age(entry, translate)]


def age(entry: Entry, translate: Translate) -> str:
    """How old the information is and whether anybody confirmed it."""
    if entry.confirmed_on:
        return _line(translate, CONFIRMED, entry.confirmed_on)
    if not entry.telephones and not entry.whatsapp:
        return _line(translate, NO_PHONE, entry.source_date) or translate(NO_PHONE_UNDATED)
    if not entry.source_date:
        return translate(UNDATED)
    old = entry.source_date[:4] < OLD
    return _line(translate, UNCONFIRMED_OLD if old else UNCONFIRMED, entry.source_date)


def _telephone(dial: str, note: str) -> str:
    return f"Tel. {dial} ({note})" if note else f"Tel. {dial}"


def _line(translate: Translate, msgid: str, value: str) -> str:
    return translate(msgid).format(value=value) if value else ""


def _cut(description: str, room: int) -> str:
    """The description, whole or to the last sentence that fits."""
    if len(description) <= room:
        return description
    kept = description[: max(0, room - 1)]
    end = max(kept.rfind(". "), kept.rfind("; "))
    if end > 40:
        return kept[: end + 1]
    return f"{kept[: max(0, kept.rfind(' '))]}…" if room > 60 else ""
