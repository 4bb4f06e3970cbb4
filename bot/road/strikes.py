"""How often may something fail before it is given up? Three times, with a pause between."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

PAUSES: Final = (timedelta(seconds=5), timedelta(minutes=1))
"""A database that stumbles is on its feet again by then; one row's defect is not."""


@dataclass(slots=True)
class Strikes:
    """Who has failed, how often, and when they may be tried again. For one thread."""

    _struck: dict[Hashable, tuple[int, datetime]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anybody has a strike: then each is tried alone."""
        return bool(self._struck)

    def may_try(self, who: Hashable, now: datetime) -> bool:
        """Whether its pause is over."""
        return who not in self._struck or self._struck[who][1] <= now

    def strike(self, who: Hashable, now: datetime) -> bool:
        """It failed once more; whether that was the last time."""
        before = self._struck[who][0] if who in self._struck else 0
        if before == len(PAUSES):
            self.forgive(who)
            return True
        self._struck[who] = (before + 1, now + PAUSES[before])
        return False

    def forgive(self, who: Hashable) -> None:
        """It worked."""
        self._struck.pop(who, None)
