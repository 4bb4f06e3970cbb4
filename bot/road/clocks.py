"""What time is it? Only wiring asks the machine; stories and the terminal set their own clock."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time, aware and in UTC."""

    def now(self) -> datetime:
        """The present moment."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is moved, and never goes back."""

    def __init__(self, now: datetime) -> None:
        """Start at an aware moment."""
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """The moment it was set to."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Go forward to a moment; one that has passed changes nothing."""
        self._now = max(self._now, moment.astimezone(UTC))
