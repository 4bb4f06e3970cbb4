"""What does one happening want carried out? Wishes, whose they are, and the rows they become."""

from dataclasses import dataclass, field
from typing import Any

from bot.road.hearing import Heap
from bot.road.saying import Addressee
from db.stores.claims import Claimed
from flows.engine.effects import Effect


@dataclass(slots=True)
class Carrying:
    """The wishes of one happening, whose they are, and the rows that come of them.

    `failed`: it made the code raise, and these are the wishes of an apology.
    """

    to: Addressee
    claimed: Claimed
    inbox_id: int
    heap: Heap
    failed: bool = False
    effects: list[Effect] = field(default_factory=list, repr=False)
    rows: list[dict[str, Any]] = field(default_factory=list, repr=False)
