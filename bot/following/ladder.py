"""What follows when she does not answer? Pure: the ladder, what is known, and now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final


class Reading(StrEnum):
    """What is known of the last message to her."""

    READ = "read"  # somebody opened the chat: perhaps not she
    DELIVERED = "delivered"  # it is on her phone
    SENT = "sent"  # it left and has not arrived; a blocked number stays here for ever
    ACCEPTED = "accepted"  # all that Telegram ever says
    BLOCKED = "blocked"
    LINE_DEAD = "line_dead"
    WINDOW_CLOSED = "window_closed"  # and no template is approved
    FAILED = "failed"  # no provider took it
    UNKNOWN = "unknown"  # the line was cut
    WAITING = "waiting"  # it has not left yet: no silence of hers, and no step


ARRIVED: Final = frozenset({Reading.READ, Reading.DELIVERED, Reading.ACCEPTED})
"""Only then is no answer her silence; the rest was never put to her."""

ON_THE_WAY: Final = frozenset({Reading.WAITING})
LOOK_AGAIN: Final = timedelta(minutes=30)


class Do(StrEnum):
    """What a step does; `policies/silence.yaml` explains each."""

    SECOND_TRY = "second_try"
    OTHER_WAY = "other_way"
    CASEWORKER = "caseworker"
    ON_CALL = "on_call"
    DIGEST = "digest"


MESSAGES: Final = frozenset({Do.SECOND_TRY, Do.OTHER_WAY})
STAFF: Final = frozenset({Do.CASEWORKER, Do.ON_CALL, Do.DIGEST})


@dataclass(frozen=True, slots=True)
class Step:
    """What is done so long after the question went out."""

    after: timedelta
    do: Do


Ladder = Mapping[Reading, tuple[Step, ...]]


@dataclass(frozen=True, slots=True)
class Silence:
    """`policies/silence.yaml`: two ladders, by how near the release or the danger is."""

    near: timedelta
    near_ladder: Ladder
    usual_ladder: Ladder
    digest_at: time

    def ladder(self, *, is_near: bool) -> Ladder:
        """The ladder for her."""
        return self.near_ladder if is_near else self.usual_ladder


@dataclass(frozen=True, slots=True)
class Climb:
    """Where she is on it: since when the question is out, and which steps were taken."""

    since: datetime
    taken: frozenset[Do] = frozenset()


@dataclass(frozen=True, slots=True)
class Move:
    """What is done now, and when it is looked at again; None: the ladder has come to its end."""

    do: Do | None
    look_at: datetime | None


def first_look(ladder: Ladder, since: datetime) -> datetime | None:
    """When it is first looked at: what is lost is told at once, so the earliest step that waits."""
    spans = [step.after for steps in ladder.values() for step in steps if step.after]
    return since + min(spans) if spans else None


def move(ladder: Ladder, climb: Climb, reading: Reading, now: datetime) -> Move:
    """One step at most: the first that is due and was not taken."""
    if reading in ON_THE_WAY:
        return Move(None, now + LOOK_AGAIN)
    open_steps = [step for step in ladder.get(reading, ()) if step.do not in climb.taken]
    if not open_steps:
        return Move(None, None)
    first, *rest = open_steps
    if climb.since + first.after > now:
        return Move(None, climb.since + first.after)
    following = max(climb.since + rest[0].after, now) if rest else None
    return Move(first.do, following)
