"""Who must be woken when something was stored? A bell that rings for whom it concerns."""

import threading
from collections.abc import Callable, Hashable
from typing import Final

TURNS: Final = "turns"
"""Rung for when a message waits; each `Lane` is rung for when a row of the outbox does."""


class Bell:
    """Rings for whoever listens. Ringing is cheap, may come from any thread, and never fails."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._lock = threading.Lock()
        self._listeners: dict[Hashable, tuple[Callable[[], None], ...]] = {}

    def listen(self, what: Hashable, listener: Callable[[], None]) -> None:
        """Call `listener` whenever it is rung for `what`; it must return at once."""
        with self._lock:
            self._listeners[what] = (*self._listeners.get(what, ()), listener)

    def ring(self, *what: Hashable) -> None:
        """Tell everybody whom it concerns."""
        for each in what:
            for listener in self._listeners.get(each, ()):
                listener()
