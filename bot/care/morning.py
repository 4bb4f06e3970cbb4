"""What happened overnight, and whom to call first? A list for whoever comes in the morning."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.care import paging, showing
from bot.care.alerting import SEVERITIES, choices_of, link
from bot.care.duty import Hands, may_be_told
from bot.care.reasons import name_of
from bot.translations import N_
from db.statuses import CaseStatus
from db.stores import cases, due
from db.stores.cases import CaseRow
from db.stores.due import Claimed

MORNING: Final = "morning"
WAITS: Final = frozenset({CaseStatus.OPEN, CaseStatus.UNATTENDED})
MOST: Final = 5
"""How many cases the list names; of the rest it says how many there are."""

HEADER: Final = N_("La noche dejó {count} casos sin nadie. En este orden:")
LINE: Final = N_("{number}. {code}, desde el {opened}. {severity}: {reason}. {rest}")
MORE: Final = N_("Y {count} más.")


def plan(hands: Hands, at: datetime) -> None:
    """When somebody is there again they get the list, once."""
    wish = due.Plan(
        kind=MORNING,
        due_at=at,
        key=f"{MORNING}:{at:%Y%m%d%H%M}",
        body=json.dumps(hands.now.isoformat()).encode(),
    )
    due.plan_once(hands.tx, hands.keyring, wish, hands.now)


def tell(hands: Hands, row: Claimed) -> None:
    """Send the list to whose turn it is and to the supervisors, to each what they may know of."""
    there = hands.duty.there(hands.now)
    waiting = overnight(hands)
    people = dict.fromkeys((*there.on_call[:1], *there.supervisors))
    for person in people:
        seen = [each for each in waiting if may_be_told(each, [person])]
        if not seen:
            continue
        page = paging.Page(
            words(hands, seen),
            f"morning-{row.id}",
            seen[0].id,
            choices_of(seen[0].id, "acknowledge", "view"),
        )
        paging.send(hands.tx, hands.keyring, [person], page, hands.now)


def overnight(hands: Hands) -> list[CaseRow]:
    """Whom to call, in order: the most severe first, of these whom nobody answered, then by age."""
    waiting = [each for each in cases.read_open(hands.tx) if each.status in WAITS]
    severities = list(SEVERITIES)
    return sorted(
        waiting,
        key=lambda each: (
            severities.index(each.severity),
            each.status is not CaseStatus.UNATTENDED,
            each.opened_at,
            each.id,
        ),
    )


def words(hands: Hands, waiting: Sequence[CaseRow]) -> str:
    """The list, a line for each case."""
    listed = [_line(hands, number, each) for number, each in enumerate(waiting[:MOST], start=1)]
    more = [MORE.format(count=len(waiting) - MOST)] if len(waiting) > MOST else []
    return "\n".join((HEADER.format(count=len(waiting)), *listed, *more)) + link(hands.duty, "")


def _line(hands: Hands, number: int, case: CaseRow) -> str:
    opened = case.opened_at.astimezone(ZoneInfo(hands.duty.organisation.zone))
    rest = (
        showing.state_of(hands, case),
        showing.told_lines(hands, case),
        showing.window(hands, case),
    )
    return LINE.format(
        number=number,
        code=case.code,
        opened=f"{opened:%d/%m %H:%M}",
        severity=SEVERITIES[case.severity],
        reason=name_of(case.reason),
        rest=" ".join(each for each in rest if each),
    )
