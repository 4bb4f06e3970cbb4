"""Who may write next, when only one may? Whoever waits longest: a busy thread starves nobody."""

import threading
from collections import deque
from types import TracebackType
from typing import Final

PATIENCE_SECONDS: Final = 30.0


class StillBusy(Exception):
    """Another thread of this process has held the database for too long: look what it waits for."""

    def __init__(self) -> None:
        """Use the docstring."""
        super().__init__(self.__doc__)


class AlreadyInside(Exception):
    """A transaction was begun within another of the same thread: use the one that is open."""

    def __init__(self) -> None:
        """Use the docstring."""
        super().__init__(self.__doc__)


class WaitingLine:
    """A lock that is handed over in the order of arrival.

    A plain lock, or a pool of one connection, goes to whoever asks at the right moment; a thread
    that asks again at once keeps it for seconds.
    """

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._own = threading.Lock()
        self._line: deque[threading.Lock] = deque()
        self._inside: int | None = None

    def __enter__(self) -> None:
        """Wait for one's turn. Raises AlreadyInside or StillBusy."""
        me = threading.get_ident()
        with self._own:
            if self._inside is None:
                self._inside = me
                return
            if self._inside == me:
                raise AlreadyInside
            turn = threading.Lock()
            turn.acquire()
            self._line.append(turn)
        if not turn.acquire(timeout=PATIENCE_SECONDS):
            self._give_up(turn)
        self._inside = me

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Hand over to the first in the line."""
        with self._own:
            if self._line:
                self._inside = 0  # nobody's number: the next one is on its way in
                self._line.popleft().release()
            else:
                self._inside = None

    def _give_up(self, turn: threading.Lock) -> None:
        with self._own:
            if turn in self._line:
                self._line.remove(turn)
                raise StillBusy
        # It was handed over in this very moment: take it after all.
