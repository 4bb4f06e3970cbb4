"""Who is asked how she is? What is due, in batches; who does not answer climbs the ladder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot.following.cadence import Track, WhyNot, at_her_hour, may_ask_at
from bot.following.climbing import Climber
from bot.following.following import Following, terms_of
from bot.following.ladder import first_look
from bot.following.questions import OUTSIDE, Question
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import IdentityStatus, Lane, OutboxKind, OutboxStatus
from db.stores import check_ins, outbox
from db.stores.check_ins import CheckIn, Due, Way
from flows.engine.book import CHECK_IN

BODY: Final = "outbox.body"


@dataclass(slots=True)
class Round:
    """One batch in one transaction: what is written at its end."""

    tx: Transaction
    keyring: Keyring
    following: Following
    climber: Climber
    now: datetime

    def run(self, due: Sequence[Due]) -> None:
        """Carry out what is due of rows that this transaction holds."""
        rows: list[CheckIn] = []
        newly: list[CheckIn] = []
        mail: list[dict[str, Any]] = []
        asked: dict[int, str] = {}
        for each in due:
            row, question, way = self._decide(each)
            if question is not None and way is not None:
                mail.append(self._mail(row, each, question, way))
                asked[row.contact_id] = question.id
            begins = each.row.asked_at is None and row.asked_at is not None
            (newly if begins else rows).append(row)
        if mail:
            outbox.add_once(self.tx, mail)
            check_ins.note_asked(self.tx, asked, self.now)
        check_ins.write_asked(self.tx, newly)
        check_ins.write(self.tx, rows)

    def _decide(self, due: Due) -> tuple[CheckIn, Question | None, Way | None]:
        """What becomes of a row, and what she is asked on which way."""
        row = due.row
        if not due.may_write:
            return replace(row, next_at=None, why_not=WhyNot.NO_CONSENT), None, None
        if row.asked_at is not None:
            move = self.climber.climb(due, self.now)
            return move.row, move.question, move.way
        return self._ask(due)

    def _ask(self, due: Due) -> tuple[CheckIn, Question | None, Way | None]:
        """Ask how she is; not what is stale, not at night, and never twice at once."""
        row, now, policy = due.row, self.now, self.following.policy
        if row.next_at is not None and now - row.next_at > policy.stale:
            return self.later(row, due.zone), None, None
        terms = terms_of(row)
        if not may_ask_at(policy, terms, now, due.zone):
            hour = at_her_hour(policy, terms, now, due.zone)
            return replace(row, next_at=hour), None, None
        way = next((each for each in due.ways if each.status == IdentityStatus.REACHABLE), None)
        question = self._question(row)
        asked = replace(
            row,
            asked_at=now,
            asked_ref=reference(row.contact_id, now) if way else None,
            asked_node=question.node,
            taken="",
            next_at=first_look(self.following.ladder(row, now), now) if way else now,
            policy=policy.fingerprint,
        )
        return asked, question if way else None, way

    def _question(self, row: CheckIn) -> Question:
        if row.track == Track.ENROLLED:
            return Question(CHECK_IN, OUTSIDE)
        return self.following.questions.check_in(row.contact_id, row.asked_node)

    def later(self, row: CheckIn, zone: str) -> CheckIn:
        """The next one, or the reason that there is none."""
        at = self.following.next(row, self.now, zone)
        return replace(row, next_at=at, why_not=None if at else WhyNot.OVER)

    def _mail(self, row: CheckIn, due: Due, question: Question, way: Way) -> dict[str, Any]:
        body = self.following.questions.body(question, due.language)
        return {
            "recipient": f"c{row.contact_id}",
            "contact_id": row.contact_id,
            "identity_id": way.identity_id,
            "channel": way.channel,
            "lane": Lane.PLANNED,
            "kind": OutboxKind.CHECK_IN,
            "body": self.keyring.seal(BODY, body),
            "reference": row.asked_ref,
            "status": OutboxStatus.QUEUED,
            "due_at": self.now,
            "use_by": self.now + self.following.policy.stale,
            "created_at": self.now,
        }


def reference(contact_id: int, now: datetime) -> str:
    """Our own id of a check-in: the same moment asks her once."""
    return f"k{contact_id}-{now.timestamp():.6f}"
