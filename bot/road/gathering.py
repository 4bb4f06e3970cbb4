"""How do things that come together share a commit? Each waits until its own is durable."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
_Part = tuple[Sequence[T], "asyncio.Future[None]"]


class Gathering(Generic[T]):
    """Collects what comes while a commit is under way, and commits it together next.

    For one event loop at a time. A commit that fails is tried again for each part alone.
    """

    def __init__(self, commit: Callable[[Sequence[T]], Awaitable[object]]) -> None:
        """`commit` makes everything durable in one transaction."""
        self._commit = commit
        self._waiting: list[_Part[T]] = []
        self._task: asyncio.Task[None] | None = None

    async def add(self, items: Sequence[T]) -> None:
        """Return when the items are durable. Raises what `commit` raises for them."""
        if not items:
            return
        durable = asyncio.get_running_loop().create_future()
        self._waiting.append((items, durable))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._commit_all())
        await durable

    async def _commit_all(self) -> None:
        while self._waiting:
            parts, self._waiting = self._waiting, []
            try:
                await self._commit_parts(parts)
            except BaseException as error:  # cut off: nobody must wait for it for ever
                for _, durable in parts:
                    if not durable.done():
                        durable.set_exception(error)
                raise

    async def _commit_parts(self, parts: Sequence[_Part[T]]) -> None:
        together = [item for items, _ in parts for item in items]
        try:
            await self._commit(together)
        except Exception as error:
            if len(parts) > 1:
                for part in parts:
                    await self._commit_parts([part])
            elif not parts[0][1].done():  # else its client went away
                parts[0][1].set_exception(error)
            return
        for _, durable in parts:
            if not durable.done():
                durable.set_result(None)
