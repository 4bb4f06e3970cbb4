"""Whom of the staff is a complaint about? The work alias that stands in her words."""

import re
from collections.abc import Sequence
from typing import Final

from bot import plain_text
from bot.care.duty import COMPLAINT
from bot.translations import N_
from db.statuses import StaffRole
from db.stores.staff import OnCall
from flows.engine.effects import Effect, OpenCase, SayText
from flows.engine.texts import Text
from flows.engine.vocabulary import Severity

NOTED: Final = N_(
    "Gracias por decirlo: quedó anotado. Solo lo puede leer quien coordina; esa persona no."
)
_COMPLAINT: Final = re.compile(r"\b(queja|quejas|quejar|quejarme|me quejo)\b")
_TEAM: Final = re.compile(r"\b(del equipo|de tu equipo|de su equipo|de quien me atiende)\b")


def about(words: str, staff: Sequence[OnCall]) -> int | None:
    """Who is named in it; None when nobody is. Of several, who could read it: a supervisor."""
    plain = f" {plain_text.plain(words)} "
    named = [each for each in staff if f" {plain_text.plain(each.alias)} " in plain]
    supervisors = [each for each in named if each.role is StaffRole.SUPERVISOR]
    found = next(iter(supervisors or named), None)
    return None if found is None else found.id


def answer_to(words: str, staff: Sequence[OnCall]) -> tuple[Effect, ...]:
    """What follows when somebody complains of the team without being asked; nothing otherwise."""
    plain = plain_text.plain(words)
    of_team = about(words, staff) is not None or _TEAM.search(plain) is not None
    if not of_team or _COMPLAINT.search(plain) is None:
        return ()
    return SayText(Text(NOTED)), OpenCase(COMPLAINT, Severity.HIGH)
