"""How is the reason of a case called? In words that a caseworker reads at a glance."""

from typing import Final

from bot.translations import N_

NAMES: Final = {
    "suicide_self_harm": N_("piensa en morir o en lastimarse"),
    "violence_now": N_("violencia ahora"),
    "child_in_danger": N_("una niña o un niño en peligro"),
    "medical_emergency": N_("hace falta una ambulancia"),
    "homeless_tonight": N_("sin dónde dormir esta noche"),
    "detained_or_extorted_now": N_("detención o extorsión"),
    "overdose_or_relapse_risk": N_("sobredosis o ganas de consumir"),
    "trafficking_coercion": N_("no le dejan ir"),
    "help": N_("escribió AYUDA"),
    "check": N_("una señal que no quedó clara"),
    "false_alarm": N_("dijo que no era nada"),
    "human": N_("quiere hablar con alguien"),
    "voice_note": N_("mandó un audio"),
    "children_family": N_("sus hijas e hijos"),
    "set_aside": N_("Alba falló con un mensaje"),
    "complaint": N_("una queja"),
    "undelivered": N_("no le llega lo que se le manda"),
    "silence": N_("no contesta"),
    "stopped_at_risk": N_("escribió ALTO y hay riesgo"),
    "someone_else": N_("otra persona tiene el teléfono"),
    "missed_appointment": N_("faltó a una firma o audiencia"),
    "stopped_at_provider": N_("la empresa del chat cortó los mensajes"),
}


def name_of(reason: str) -> str:
    """The reason in words; one that has none yet, as its code says it."""
    return NAMES.get(reason, reason.replace("_", " "))
