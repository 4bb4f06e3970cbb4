"""Would this phone ring? A drill each week; supervisors see who did not answer."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.care import paging, rota
from bot.care.duty import Hands
from bot.channels.port import OfferedChoice
from bot.organisation import Drill, Organisation
from bot.translations import N_
from db.stores import drills, due, staff
from db.stores.due import Claimed

DRILL: Final = "drill"
DRILL_OVER: Final = "drill_over"
ANSWER_WITHIN: Final = timedelta(minutes=30)
AHEAD: Final = 7
"""Days of gaps in the rota that supervisors are shown with the drill."""

QUESTION: Final = N_("Prueba de cada semana: ¿te llega este aviso?")
HERE: Final = N_("Sí, me llega")
THANKS: Final = N_("Gracias. Tu teléfono queda probado.")
SILENT: Final = N_("No contestaron la prueba de la semana: {aliases}.")
ALL_ANSWERED: Final = N_("Todo el equipo contestó la prueba de la semana.")
GAP: Final = N_("Sin nadie de guardia: {start} a {end}.")
PRESSED: Final = "drill."


def plan(hands: Hands) -> None:
    """The next drill, when the organisation has one; planned again it stays the same."""
    wanted = hands.duty.organisation.rota.drill
    if wanted is None or not hands.duty.staff:
        return
    at = _next(hands.duty.organisation, wanted, hands.now)
    wish = due.Plan(kind=DRILL, due_at=at, key=f"{DRILL}:{at:%Y%m%d}")
    due.plan_once(hands.tx, hands.keyring, wish, hands.now)


def ring(hands: Hands) -> None:
    """Every phone of who may be called is rung, those of who is off apart."""
    at = f"{hands.now:%Y%m%d}"
    for person in hands.duty.there(hands.now).everybody:
        if not person.on_rota:
            continue
        drills.note(hands.tx, person.id, hands.now)
        offered = (OfferedChoice(f"{PRESSED}{at}", HERE),)
        page = paging.Page(QUESTION, f"drill-{at}", choices=offered)
        paging.send(hands.tx, hands.keyring, [person], page, hands.now)
    over = due.Plan(
        kind=DRILL_OVER,
        due_at=hands.now + ANSWER_WITHIN,
        key=f"{DRILL_OVER}:{at}",
        body=json.dumps(hands.now.isoformat()).encode(),
    )
    due.plan_once(hands.tx, hands.keyring, over, hands.now)


def answered(hands: Hands, staff_id: int, choice: str) -> bool:
    """Whether this press answers a drill; then it is noted."""
    if not choice.startswith(PRESSED):
        return False
    drills.answer(hands.tx, staff_id, hands.now)
    return True


def conclude(hands: Hands, row: Claimed) -> None:
    """Tell the supervisors who did not answer, and where nobody will be on call."""
    rung_at = datetime.fromisoformat(json.loads(row.body))
    silent = drills.silent(hands.tx, rung_at)
    names = sorted(each.alias for each in staff.members(hands.tx) if each.id in silent)
    said = SILENT.format(aliases=", ".join(names)) if names else ALL_ANSWERED
    there = hands.duty.there(hands.now)
    page = paging.Page(" ".join((said, *_gaps(hands))), f"drill-over-{row.id}")
    people = there.supervisors or there.everybody
    paging.send(hands.tx, hands.keyring, people, page, hands.now)


def _gaps(hands: Hands) -> Iterator[str]:
    house = hands.duty.organisation
    zone = ZoneInfo(house.zone)
    for gap in rota.gaps(house, hands.duty.staff, hands.now, AHEAD):
        start, end = gap.start.astimezone(zone), gap.end.astimezone(zone)
        yield GAP.format(start=f"{start:%d/%m %H:%M}", end=f"{end:%d/%m %H:%M}")


def _next(organisation: Organisation, wanted: Drill, now: datetime) -> datetime:
    zone = ZoneInfo(organisation.zone)
    local = now.astimezone(zone)
    days = (wanted.day - local.weekday()) % 7
    at = datetime.combine(local.date() + timedelta(days=days), wanted.at, zone)
    return at if at > local else at + timedelta(days=7)
