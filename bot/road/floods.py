"""Who writes faster than anybody reads? She is slowed, and nothing is lost; danger never waits."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.bodies import read_heard
from bot.channels.port import InboundKind
from bot.road.ground import Mind
from bot.road.thought import Thought, is_urgent
from db.encryption import Keyring
from db.engine import Transaction
from db.stores import claims as store
from db.stores.claims import Waiting
from flows.engine.understood import Expectation

WINDOW: Final = timedelta(minutes=1)
MOST_IN_WINDOW: Final = 20
SLOWED_BY: Final = timedelta(seconds=5)
"""Who has had more turns than that in a minute waits five seconds for the next, with all she wrote
meanwhile as one."""


@dataclass(frozen=True, slots=True)
class _Slowed:
    """Until when a contact waits, and up to which message it was looked for danger."""

    until: datetime
    zone: str
    seen: int


@dataclass(slots=True)
class Floods:
    """The contacts that this worker has slowed. For one thread."""

    _slowed: dict[int, _Slowed] = field(default_factory=dict)

    def pace(self, thought: Thought, now: datetime) -> dict[str, Any]:
        """Count the turns of this minute. After danger she may write as fast as she can."""
        claimed = thought.claimed
        hers = [each for each in thought.carryings if each.heap.is_hers]
        heard = [each.received_at for each in claimed.waiting if _is_hers(each)]
        started = claimed.window_started_at
        fresh = started is None or now - started > WINDOW or thought.in_danger
        count = len(hers) if fresh else claimed.turns_in_window + len(hers)
        until = now + SLOWED_BY if count > MOST_IN_WINDOW and not thought.in_danger else None
        self._note(thought, until)
        return {
            "contact": claimed.id,
            "read": claimed.version,
            "heard_at": max(heard, default=None),
            "turns": count,
            "window": now if fresh else started,
            "next": until,
        }

    def _note(self, thought: Thought, until: datetime | None) -> None:
        claimed = thought.claimed
        if until is None:
            self._slowed.pop(claimed.id, None)
        else:
            seen = max(each.id for each in claimed.waiting)
            self._slowed[claimed.id] = _Slowed(until, claimed.zone, seen)

    def __bool__(self) -> bool:
        """Whether anybody is slowed."""
        return bool(self._slowed)

    def in_danger(
        self, tx: Transaction, keyring: Keyring, mind: Mind, now: datetime
    ) -> Iterator[int]:
        """Who of them has written meanwhile what cannot wait. Each message is looked at once."""
        self._slowed = {who: each for who, each in self._slowed.items() if each.until > now}
        for who, slowed in tuple(self._slowed.items()):
            for message in store.waiting_after(tx, keyring, who, slowed.seen):
                self._slowed[who] = replace(slowed, seen=message.id)
                if _is_urgent(message, mind, slowed.zone, now):
                    yield who
                    break


def _is_urgent(message: Waiting, mind: Mind, zone: str, now: datetime) -> bool:
    try:
        heard = read_heard(message.body)
        understood = mind.understand(heard.text, Expectation(), now, zone) if heard.text else None
    except Exception:
        return True
    return is_urgent(understood)


def _is_hers(message: Waiting) -> bool:
    return message.kind not in (InboundKind.RANG, InboundKind.BLOCKED)
