"""What does one happening want carried out? Wishes, whose they are, and the rows they become."""

from dataclasses import dataclass, field
from typing import Any

from bot.care.line_answers import Answer
from bot.road.hearing import Heap
from bot.road.saying import Addressee
from db.stores.claims import Claimed
from flows.engine.effects import Effect


@dataclass(slots=True)
class Carrying:
    """The wishes of one happening, whose they are, and the rows that come of them.

    `failed`: it made the code raise, and these are the wishes of an apology. `answer`: she says
    whether a line answered. `newly_seen`: entries that she was shown for the first time.
    `stranger`: after a long silence it may be somebody else who writes.
    """

    to: Addressee
    claimed: Claimed
    inbox_id: int
    heap: Heap
    failed: bool = False
    answer: Answer | None = None
    newly_seen: tuple[str, ...] = ()
    stranger: bool = False
    effects: list[Effect] = field(default_factory=list, repr=False)
    rows: list[dict[str, Any]] = field(default_factory=list, repr=False)
