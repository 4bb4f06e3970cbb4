"""What does the page at /chat ask for? Itself, replies to what she says, and to be forgotten."""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.channels.port import Forged, Unreadable, WebhookPost
from bot.channels.web.channel import WebChannel
from bot.channels.web.page import Asset, Page, assets
from bot.channels.web.reading import TooLong, parse
from bot.serving.closing import forget
from bot.serving.doorkeeper import Doorkeeper
from bot.serving.languages import language_of
from bot.serving.mailroom import Delivery, Mailroom
from bot.serving.origins import is_ours
from bot.serving.parts import Parts
from bot.serving.webhooks import try_again, webhook_post
from bot.translations import N_, catalogue

log = logging.getLogger(__name__)

MESSAGE_BYTES: Final = 64 * 1024
SMALL_BYTES: Final = 8 * 1024
TICKET: Final = "web ticket"  # what a ticket's signature is for
MOST_SHOWN: Final = 100  # ids in one request; the rest comes with the next
COMPRESSED_FROM: Final = 600  # bytes
_REF: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MARK: Final = re.compile(r"[a-z0-9]{0,20}")

TOO_LONG: Final = N_("Es un mensaje muy largo. Mándalo en partes, por favor.")
NOT_READ: Final = N_("Eso no lo pude leer. ¿Me lo escribes de nuevo?")

Door = Callable[[str, datetime], timedelta]


class Closed(Exception):
    """The page was closed, and what it says comes too late: open another one."""


class Hold(Exception):
    """The page asks too fast: the same again after `wait`."""

    def __init__(self, wait: timedelta) -> None:
        """Keep how long."""
        super().__init__(self.__doc__)
        self.wait = wait


_KNOWN: Final = (Forged, Unreadable, Closed, Hold)


def routes(parts: Parts) -> list[Route]:
    """The page and what it calls."""
    chat = Chat(parts)
    compressed = [Middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM)]
    return [
        Route("/chat", chat.page, middleware=compressed),
        Route("/chat/", chat.page, middleware=compressed),
        *(
            Route(f"/chat/{name}", _serves(asset), middleware=compressed)
            for name, asset in assets().items()
        ),
        Route("/chat/messages", chat.message, methods=["POST"], max_body_size=MESSAGE_BYTES),
        Route(
            "/chat/replies",
            chat.replies,
            methods=["POST"],
            max_body_size=SMALL_BYTES,
            middleware=compressed,
        ),
        Route("/chat/close", chat.close, methods=["POST"], max_body_size=SMALL_BYTES),
    ]


def _serves(asset: Asset) -> Callable[[Request], Any]:
    async def serve(_: Request) -> Response:
        return Response(asset.body, media_type=asset.media_type)

    return serve


class Chat:
    """The endpoints. A page proves who it is by its ticket, in the body: never in a URL."""

    def __init__(self, parts: Parts) -> None:
        """Read the page's template."""
        self._parts = parts
        self._channel = WebChannel(lambda nonce: parts.keyring.hashes_of(TICKET, nonce))
        self._page = Page()
        self._door = Doorkeeper()
        self._mailroom = Mailroom(parts)

    async def page(self, request: Request) -> Response:
        """The page, with a ticket of its own. Nothing is stored for it."""
        html = self._page.render(_language(request), self._channel.tickets.issue())
        return HTMLResponse(html, headers={"Vary": "Accept-Language"})

    async def message(self, request: Request) -> Response:
        """What she wrote or pressed; answered when it is durable."""
        post = await webhook_post(request, self._parts.waits.body)
        try:
            self._admit(post, self._door.message)
            await self._parts.accept(self._channel.read(post))
        except _KNOWN as error:
            return _refused(request, error)
        except Exception as error:  # whatever it was, the page shall try again
            return try_again(post.path, error)
        return _json({})

    async def replies(self, request: Request) -> Response:
        """What Alba said, as soon as there is something; nothing after the longest wait."""
        post = await webhook_post(request, self._parts.waits.body)
        try:
            address = self._admit(post, self._door.poll)
            got, mark = _known_to(parse(post.body))
            delivery = await self._mailroom.collect(address, got, mark)
        except _KNOWN as error:
            return _refused(request, error)
        except Exception as error:  # whatever it was, the page asks again
            return try_again(post.path, error)
        return _json(_plain(delivery))

    async def close(self, request: Request) -> Response:
        """The page was closed: what is kept of her is forgotten now, not when a sweep comes by."""
        post = await webhook_post(request, self._parts.waits.body)
        try:
            address = self._admit(post)
            self._door.close(address, self._parts.clock.now())
            await asyncio.to_thread(forget, self._parts, address)
        except _KNOWN as error:
            return _refused(request, error)
        except Exception as error:  # the sweep will do it
            return try_again(post.path, error)
        return _json({})

    def _admit(self, post: WebhookPost, door: Door | None = None) -> str:
        """The address of a page that may come in. Raises Forged, Unreadable, Closed or Hold."""
        if not is_ours(post.headers, self._parts.public_url):
            raise Forged
        address = self._channel.tickets.address(parse(post.body).get("token"))
        if door is not None:
            if self._door.is_closed(address):
                raise Closed
            wait = door(address, self._parts.clock.now())
            if wait:
                raise Hold(wait)
        return address


def _known_to(said: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """Which messages a page has shown, and the last mark it knows. Raises Unreadable."""
    got, mark = said.get("got", []), said.get("cleared", "")
    if not isinstance(got, list) or not isinstance(mark, str) or _MARK.fullmatch(mark) is None:
        raise Unreadable
    if not all(isinstance(ref, str) and _REF.fullmatch(ref) for ref in got[:MOST_SHOWN]):
        raise Unreadable
    return tuple(got[:MOST_SHOWN]), mark


def _plain(delivery: Delivery) -> dict[str, Any]:
    return {
        "cleared": delivery.mark,
        "messages": [
            {
                "id": reply.id,
                "text": reply.text,
                "choices": [{"id": each.id, "title": each.title} for each in reply.choices],
            }
            for reply in delivery.replies
        ],
    }


def _refused(request: Request, error: Exception) -> Response:
    """An answer that the page understands, in her language where she will read it."""
    translate = catalogue(_language(request))
    match error:
        case Hold():
            seconds = ceil(error.wait.total_seconds())
            return _json({"after_seconds": seconds}, 429, {"Retry-After": str(seconds)})
        case Closed():
            return _json({}, 410)
        case TooLong():
            return _json({"error": translate(TOO_LONG)}, 413)
        case Unreadable():
            return _json({"error": translate(NOT_READ)}, 400)
        case _:
            log.warning("%s: not from a page of ours, refused", request.scope["path"])
            return _json({}, 403)


def _language(request: Request) -> str:
    return language_of(request.headers.get("accept-language", ""))


def _json(
    plain: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return JSONResponse(plain, status, headers)
