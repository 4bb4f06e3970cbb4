"""What would Twilio do? A strict server on 127.0.0.1 that keeps messages, contents and media.

`with StandInTwilio() as twilio:` runs it in a thread of its own; give `twilio.url` to Alba as
ALBA_TWILIO_API_URL, and `ACCOUNT`, `TOKEN`, `SENDER` and `PUBLIC_URL` of `posts` as the rest of her
settings. What Twilio keeps is `twilio.account`. Whatever does not fit Twilio's OpenAPI documents is
refused and noted in `misfits`. `fail` makes the next requests go wrong (see `faults`); `stop` and
`start` take the whole server away and bring it back.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from aiohttp import web

from bot.channels.port import WebhookPost
from tests.channels.whatsapp import posts
from tests.channels.whatsapp.account import NOW, Account, Refusal, Sent
from tests.channels.whatsapp.contract import FORM, JSON, twilio_contract
from tests.channels.whatsapp.faults import Fault, error
from tests.channels.whatsapp.posts import ACCOUNT, SENDER, TOKEN


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: Mapping[str, str]
    sent: Any = field(repr=False)


class StandInTwilio:
    """Twilio's server: an account, what was asked of it, and what goes wrong next."""

    def __init__(self, now: Callable[[], datetime] = lambda: NOW) -> None:
        self.account = Account(now)
        self._contract = twilio_contract()
        self.asked: list[Asked] = []
        self.misfits: list[str] = []  # what the contract had against requests and our own answers
        self.url = ""
        self._faults: list[tuple[str, Fault]] = []
        self._loop = asyncio.new_event_loop()
        self._released = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    # ------------------------------------------------------------------ what a test does

    def __enter__(self) -> Self:
        self._thread.start()
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def start(self) -> None:
        """Answer from now on, always at the same address."""
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()

    def stop(self) -> None:
        """Answer nobody: connections are refused."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()

    def fail(self, *faults: Fault, on: str = "POST /Messages") -> None:
        """Let the next requests go wrong, one fault each, whose method and path match `on`.

        `on` is a method, a space and the part of the path that says it: "GET /Content".
        """
        self._faults += [(on, fault) for fault in faults]

    @property
    def bodies(self) -> list[str]:
        """What was said to anybody, oldest first."""
        return [sent.body for sent in self.account.messages.values()]

    def last(self) -> Sent:
        """The newest message."""
        return list(self.account.messages.values())[-1]

    def add(self, body: str, created: datetime | None = None, address: str = posts.ANA) -> Sent:
        """A message that was sent before."""
        return self.account.keep({"To": address, "From": SENDER, "Body": body}, created)

    def approve(self, name: str, body: str, state: str = "approved") -> str:
        """A template of this name and body, approved or not; its id."""
        types = {"twilio/text": {"body": body}}
        content = self.account.new_content(
            {"friendly_name": name, "language": "es", "types": types}
        )
        self.account.approved[str(content["sid"])] = state
        return str(content["sid"])

    def moved(self, sid: str, status: str, code: int | None = None) -> WebhookPost:
        """A message reached a status: what Twilio posts then."""
        sent = self.account.messages[sid]
        sent.resource |= {"status": status, "error_code": code}
        told = {} if code is None else {"ErrorCode": str(code)}
        return posts.status(status, sid, query=urlsplit(sent.callback).query, **told)

    def made(self, method: str, part: str) -> list[Asked]:
        """The requests of this method whose path holds this part."""
        return [asked for asked in self.asked if asked.method == method and part in asked.path]

    # ------------------------------------------------------------------ the server

    async def _start(self) -> None:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._serve)
        self._released = asyncio.Event()
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        port = urlsplit(self.url).port or 0
        await web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _stop(self) -> None:
        if self._runner is not None:
            self._released.set()
            await self._runner.cleanup()
            self._runner = None

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        asked = await _as_asked(request)
        self.asked.append(asked)
        fault = self._fault(asked)
        if fault is None:
            return _response(*self._answer(request, asked))
        if fault.takes:
            self._answer(request, asked)
        if fault.hang:
            await self._released.wait()
        if (fault.cut or fault.hang) and request.transport is not None:
            request.transport.abort()
        return web.Response(status=fault.status or 500, body=fault.body, headers=fault.headers)

    def _fault(self, asked: Asked) -> Fault | None:
        for number, (on, fault) in enumerate(self._faults):
            method, _, part = on.partition(" ")
            if asked.method == method and part in asked.path:
                del self._faults[number]
                return fault
        return None

    def _answer(self, request: web.Request, asked: Asked) -> tuple[int, Any]:
        if request.headers.get("Authorization") != aiohttp.encode_basic_auth(ACCOUNT, TOKEN):
            return 401, error(401, 20003)
        wrong = self._contract.misfits(
            asked.method, asked.path, asked.query, request.content_type, asked.sent
        )
        if wrong:
            self.misfits += wrong
            return 400, error(400, 20001)
        try:
            status, content = self._do(asked)
        except Refusal as refused:
            return refused.answer
        self.misfits += self._contract.answer_misfits(asked.method, asked.path, status, content)
        return status, content

    def _do(self, asked: Asked) -> tuple[int, Any]:
        account, path, query = self.account, asked.path, asked.query
        is_content = path.startswith("/v1/")
        if asked.method == "DELETE":
            self._delete(path.removesuffix(".json"))
            return 204, None
        if asked.method == "GET" and is_content:
            with_approvals = path.endswith("Approvals")
            return 200, account.listed_contents(path, query, with_approvals=with_approvals)
        if asked.method == "GET" and path.endswith(f"/Accounts/{ACCOUNT}.json"):
            return 200, {"sid": ACCOUNT, "status": "active", "friendly_name": "Alba"}
        if asked.method == "GET":
            return 200, account.listed(path, query)
        if path.endswith("/ApprovalRequests/whatsapp"):
            return 201, account.submit(path.split("/")[3], asked.sent)
        if is_content:
            return 201, account.new_content(asked.sent)
        if path.endswith("/Messages.json"):
            return 201, account.create(asked.sent)
        return 200, account.empty(path.removesuffix(".json").rpartition("/")[2], asked.sent)

    def _delete(self, path: str) -> None:
        if "/Media/" in path:
            self.account.delete_media(path)
        else:
            self.account.delete(path.rpartition("/")[2])


async def _as_asked(request: web.Request) -> Asked:
    body = await request.read()
    sent: Any = body or None
    if body and request.content_type == FORM:
        sent = dict(parse_qsl(body.decode(), keep_blank_values=True))
    elif body and request.content_type == JSON:
        sent = json.loads(body)
    return Asked(request.method, request.path, dict(request.query), sent)


def _response(status: int, content: Any) -> web.Response:
    if content is None:
        return web.Response(status=status)
    return web.json_response(content, status=status)
