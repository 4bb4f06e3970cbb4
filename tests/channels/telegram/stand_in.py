"""What would Telegram answer? A server on 127.0.0.1 that knows what the Bot API's contract says.

`async with StandIn() as telegram:` in a test's own loop, or `with in_thread() as telegram:` for a
program that runs beside the test. `telegram.url` is the address to give to Alba.
"""

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Final, Self

from aiohttp import web

from tests.channels.telegram.contract import Misfit, bot_api
from tests.channels.telegram.faults import Fault, refusal
from tests.channels.telegram.world import No, World
from tests.patience import PATIENCE_SECONDS

TOKEN: Final = "123456:stand-in-token"


class StandIn(World):
    """Telegram's server: its world, a record of the calls, and what goes wrong next."""

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__()
        self.token = token
        self.calls: list[tuple[str, Mapping[str, object]]] = []
        self.misfits: list[str] = []  # what the contract has against calls, and against our answers
        self._faults: list[tuple[str, Fault]] = []
        self._runner: web.AppRunner | None = None
        self._port = 0
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        """Scheme and host, as ALBA_TELEGRAM_API_URL wants them; the same after going down."""
        return f"http://127.0.0.1:{self._port}"

    def fail(self, *faults: Fault, method: str = "sendMessage") -> None:
        """Let the next calls of a method go wrong, one fault each."""
        self._faults += [(method, fault) for fault in faults]

    def asked(self, method: str) -> list[Mapping[str, object]]:
        """With what a method was called, each time."""
        return [values for name, values in self.calls if name == method]

    def push(self, update: object) -> None:
        """Let an update wait to be polled; from any thread."""
        if self._loop is None:
            super().push(update)
        else:
            self._loop.call_soon_threadsafe(super().push, update)

    async def come_up(self) -> None:
        """Listen; after going down, at the same address."""
        self._loop = asyncio.get_running_loop()
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        # A long poll that nobody waits for any more has to end: hence the cancellation.
        self._runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=0.0, access_log=None
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def go_down(self) -> None:
        """Stop listening and cut all lines."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        """Come up."""
        await self.come_up()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Go down."""
        await self.go_down()

    # ------------------------------------------------------------------ one call

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _response(refusal(401, "Unauthorized"))
        fault = self._next_fault(method)
        answer = None
        if fault is None or fault.takes:
            answer = await self._carry_out(method, request)
        if fault is None:
            return answer or web.Response(status=500)
        if fault.hang:
            await asyncio.Event().wait()
        if fault.cut and request.transport is not None:
            request.transport.abort()
        return _response(fault)

    def _next_fault(self, method: str) -> Fault | None:
        for index, (name, fault) in enumerate(self._faults):
            if name == method:
                del self._faults[index]
                return fault
        return None

    async def _carry_out(self, method: str, request: web.Request) -> web.Response:
        try:
            asked = await _values(method, request)
            bot_api().check_call(method, asked)
            self.calls.append((method, asked))
            result = await self.do(method, asked)
            if method != "getUpdates":  # a test may let malformed updates wait
                bot_api().check_result(method, result)
        except Misfit as misfit:
            self.misfits.append(str(misfit))
            return _response(refusal(400, f"Bad Request: {misfit}"))
        except No as no:
            return _response(refusal(no.status, no.sentence))
        except TimeoutError:
            result = []  # a long poll that brought nothing
        return web.json_response({"ok": True, "result": result})


async def _values(method: str, request: web.Request) -> dict[str, object]:
    """What a call asks, in one of the ways that Telegram takes: JSON, a form, or the query."""
    if request.content_type == "application/json":
        found = json.loads(await request.read())
        if not isinstance(found, dict):
            raise Misfit(f"{method}: not an object")
        return found
    form = {**request.query, **await request.post()}
    return bot_api().decode_form(method, {k: v for k, v in form.items() if isinstance(v, str)})


def _response(fault: Fault) -> web.Response:
    return web.Response(
        status=fault.status or 500, body=fault.body, content_type="application/json"
    )


@contextmanager
def in_thread() -> Iterator[StandIn]:
    """A stand-in with a loop of its own, for tests that are not coroutines."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    telegram = StandIn()
    asyncio.run_coroutine_threadsafe(telegram.come_up(), loop).result(PATIENCE_SECONDS)
    try:
        yield telegram
    finally:
        asyncio.run_coroutine_threadsafe(telegram.go_down(), loop).result(PATIENCE_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE_SECONDS)
        loop.close()
