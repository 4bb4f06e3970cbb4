"""Who must be woken when something was stored? A bell that rings in this process, and in others."""

import threading
from collections.abc import Callable


class Bell:
    """Rings for whoever listens. Ringing is cheap, may come from any thread, and never fails."""

    def __init__(self) -> None:
        """Start with nobody listening."""
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` at each ring; it must return at once."""
        with self._lock:
            self._listeners.append(listener)

    def ring(self) -> None:
        """Tell everybody."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener()
