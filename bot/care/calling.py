"""How is a case called out until somebody answers? Step by step, by the rules it began with."""

import json
from datetime import datetime
from typing import Any, Final

from bot.care import morning, truth
from bot.care.alerting import Ring, ring
from bot.care.duty import Hands, may_be_told, may_reach_anybody, whom
from bot.care.escalation import Decision, Policy, Running, There, decide, reached_by
from bot.care.policy_file import from_json, to_json
from db.statuses import CaseStatus
from db.stores import alerts, cases, due, policies
from db.stores.case_history import ALBA
from db.stores.cases import CaseRow
from db.stores.due import Claimed
from db.stores.staff import OnCall
from flows.engine.vocabulary import Severity

ESCALATE: Final = "escalate"
UNREACHED: Final = "unreached"
NOBODY_HAS: Final = frozenset({CaseStatus.OPEN, CaseStatus.UNATTENDED})


def begin(hands: Hands, case: CaseRow, first: tuple[OnCall, ...] = ()) -> None:
    """Start the clock of a case that was opened, became worse or came back.

    More of the same starts nothing. Who has the case already is told that it became worse, and has
    to reach her anew. `first`: called in place of whose turn it is.
    """
    if not hands.duty.staff:
        return
    if case.status not in NOBODY_HAS:
        _worse(hands, case)
        return
    policy = hands.duty.policy
    there = hands.duty.there(hands.now)
    running = Running(case.severity, hands.now, 0, there.within)
    _step(hands, case, policy, running, 0, first)


def others_for(hands: Hands, case: CaseRow, person: int) -> tuple[OnCall, ...]:
    """Who can be called for a case but this person: who is on call, else anybody of the team."""
    there = hands.duty.there(hands.now)
    wider = dict.fromkeys((*there.on_call, *(there.everybody if there.within else ())))
    return may_be_told(case, [each for each in wider if each.id != person and each.channels])


def step(hands: Hands, row: Claimed) -> None:
    """The next step of a case that nobody has taken; nothing when its clock was started anew."""
    plain = json.loads(row.body)
    case = None if row.case_id is None else cases.read(hands.tx, row.case_id)
    if case is None or case.status not in NOBODY_HAS or case.rings != plain["rings"]:
        return
    since = datetime.fromisoformat(plain["since"])
    running = Running(Severity(plain["severity"]), since, plain["taken"], plain["within"])
    there = hands.duty.there(hands.now)
    if there.within and not running.within:
        _morning(hands, case)
        return
    _step(hands, case, _kept(hands, plain["policy"]), running, plain["number"])


def go_on(hands: Hands, case_id: int) -> None:
    """A phone is dead: the step that was planned for later is taken now."""
    due.hasten(hands.tx, case_id, ESCALATE, hands.now)


def awaken(hands: Hands) -> None:
    """Somebody came on call: what nobody was ever told of, or nobody answered, is called out."""
    there = hands.duty.there(hands.now)
    for case in cases.read_open(hands.tx):
        if case.status is CaseStatus.UNATTENDED and there.within:
            _morning(hands, case)
        elif case.status is CaseStatus.OPEN and not alerts.was_told(hands.tx, case.id):
            begin(hands, cases.start_again(hands.tx, hands.keyring, case, hands.now))


def await_reaching(hands: Hands, case: CaseRow) -> None:
    """Taken is not answered: in the policy's time it is looked at whether she was reached."""
    policy = _kept(hands, case.policy)
    there = hands.duty.there(hands.now)
    at = reached_by(policy, case.severity, hands.now, there.working)
    mark = f"{hands.now.timestamp():.6f}-{case.severity}"
    _plan(hands, UNREACHED, case, at, mark, hands.now.isoformat())


def look_whether_reached(hands: Hands, row: Claimed) -> None:
    """Nobody reached her in time: the case rings again, as if it were new."""
    case = None if row.case_id is None else cases.read(hands.tx, row.case_id)
    taken_at = datetime.fromisoformat(json.loads(row.body))
    if case is None or case.status is not CaseStatus.ACKNOWLEDGED:
        return
    if case.acknowledged_at == taken_at:
        begin(hands, reopen(hands, case))


def reopen(hands: Hands, case: CaseRow, who: str = ALBA) -> CaseRow:
    """Nobody has it any more; its clock is to be started anew by `begin`."""
    cases.move(hands.tx, hands.keyring, case, CaseStatus.OPEN, who, hands.now)
    return cases.read(hands.tx, case.id) or case


# -- one step -----------------------------------------------------------------------------------


def _step(
    hands: Hands,
    case: CaseRow,
    policy: Policy,
    running: Running,
    number: int,
    first: tuple[OnCall, ...] = (),
) -> None:
    there = hands.duty.there(hands.now)
    now = There(there.within, may_reach_anybody(case, there), there.working)
    decision = decide(policy, running, now, hands.now)
    opens = None if there.within else there.working.opens(hands.now)
    if opens is not None:
        morning.plan(hands, opens)
    if not _plan_next(hands, case, policy, decision, number):
        return
    if number == 0:
        _keep(hands, case, policy)
    rung = 0
    if decision.tell is not None:
        rung = _ring(hands, case, first or whom(decision.tell, case, there), number, there.gap)
    if number == 0 and rung and case.severity is Severity.URGENT:
        truth.await_answer(hands.tx, hands.keyring, case, hands.now + policy.untaken, hands.now)
    if decision.unattended and case.status is CaseStatus.OPEN:
        cases.move(hands.tx, hands.keyring, case, CaseStatus.UNATTENDED, ALBA, hands.now)
        if number:  # at once, her card has said it already
            truth.tell_unattended(hands.tx, hands.keyring, hands.duty, case, hands.now)


def _ring(hands: Hands, case: CaseRow, people: tuple[OnCall, ...], number: int, gap: bool) -> int:
    wish = Ring(case, people, f"{case.rings}.{number}", alarm=gap, again=number > 0)
    return ring(hands.tx, hands.keyring, hands.duty, wish, hands.now)


def _worse(hands: Hands, case: CaseRow) -> None:
    there = hands.duty.there(hands.now)
    people = tuple(each for each in hands.duty.staff if each.id == case.acknowledged_by)
    wish = Ring(case, people or there.on_call[:1], f"{case.rings}.w")
    if not ring(hands.tx, hands.keyring, hands.duty, wish, hands.now):
        return
    taken = cases.take_again(hands.tx, hands.keyring, case, hands.now)
    await_reaching(hands, taken)


def _morning(hands: Hands, case: CaseRow) -> None:
    """The team is back: the case is called out anew, and she hears that somebody is there."""
    if case.status is CaseStatus.UNATTENDED:
        anew = reopen(hands, case)
    else:
        anew = cases.start_again(hands.tx, hands.keyring, case, hands.now)
    truth.tell_morning(hands.tx, hands.keyring, hands.duty, anew, hands.now)
    begin(hands, anew)


# -- what is kept between steps -----------------------------------------------------------------


def _plan_next(
    hands: Hands, case: CaseRow, policy: Policy, decision: Decision, number: int
) -> bool:
    """Plan the step that follows; False when this clock has been started before."""
    running = decision.running
    body = {
        "policy": policy.fingerprint,
        "rings": case.rings,
        "severity": running.severity,
        "since": running.since.isoformat(),
        "taken": running.taken,
        "within": running.within,
        "number": number + 1,
    }
    if decision.at is None:
        return True
    return _plan(hands, ESCALATE, case, decision.at, f"{case.rings}.{number + 1}", body)


def _plan(
    hands: Hands, kind: str, case: CaseRow, at: datetime, mark: str, body: dict[str, Any] | str
) -> bool:
    plan = due.Plan(
        kind=kind,
        due_at=at,
        key=f"{kind}:{case.id}:{mark}",
        contact_id=case.contact_id,
        case_id=case.id,
        body=json.dumps(body).encode(),
    )
    return due.plan_once(hands.tx, hands.keyring, plan, hands.now)


def _keep(hands: Hands, case: CaseRow, policy: Policy) -> None:
    """The rules as they are at the start of a clock, so that a new file changes nothing of it."""
    body = json.dumps(to_json(policy), sort_keys=True)
    policies.keep(hands.tx, policy.fingerprint, body, hands.now)
    cases.keep_policy(hands.tx, case.id, policy.fingerprint)


def _kept(hands: Hands, fingerprint: str | None) -> Policy:
    if fingerprint is None or fingerprint == hands.duty.policy.fingerprint:
        return hands.duty.policy
    body = policies.read(hands.tx, fingerprint)
    return hands.duty.policy if body is None else from_json(json.loads(body))
