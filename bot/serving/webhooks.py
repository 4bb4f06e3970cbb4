"""What happens to a provider's post? Read, made durable, answered; or refused without its words."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.port import Forged, Unreadable, WebhookPost
from bot.serving.guards import what_failed
from bot.serving.parts import AnswersPosts, Parts, ReadsPosts

log = logging.getLogger(__name__)

TELEGRAM_BYTES: Final = 256 * 1024
TWILIO_BYTES: Final = 64 * 1024
RETRY_SECONDS: Final = 5
NO_WORDS_BACK: Final = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'

Endpoint = Callable[[Request], Awaitable[Response]]
Answer = Callable[[WebhookPost], Response]


def routes(parts: Parts) -> list[Route]:
    """The webhooks of the channels that are configured."""
    made: list[Route] = []
    if parts.telegram is not None:
        endpoint = _endpoint(parts, parts.telegram, _answers_telegram(parts.telegram))
        made.append(_route("/telegram", endpoint, TELEGRAM_BYTES))
    if parts.whatsapp is not None:
        message = _endpoint(parts, parts.whatsapp, _answer_message)
        status = _endpoint(parts, parts.whatsapp, _answer_status)
        made.append(_route("/twilio/message", message, TWILIO_BYTES))
        made.append(_route("/twilio/status", status, TWILIO_BYTES))
    return made


def _route(path: str, endpoint: Endpoint, most: int) -> Route:
    return Route(path, endpoint, methods=["POST"], max_body_size=most)


def _endpoint(parts: Parts, channel: ReadsPosts, answer: Answer) -> Endpoint:
    async def take(request: Request) -> Response:
        post = await webhook_post(request, parts.waits.body)
        try:
            items = channel.read(post)
        except Forged:
            log.warning("%s: forged, refused (%d bytes)", post.path, len(post.body))
            return Response(status_code=403)
        except Unreadable:
            log.warning("%s: unreadable, refused (%d bytes)", post.path, len(post.body))
            return Response(status_code=400)
        try:
            await parts.accept(items)
        except Exception as error:  # whatever it was, the provider shall try again
            return try_again(post.path, error)
        return answer(post)

    return take


async def webhook_post(request: Request, within: timedelta) -> WebhookPost:
    """The request as channels read it. Raises HTTPException for one that does not end."""
    try:
        async with asyncio.timeout(within.total_seconds()):
            body = await request.body()
    except TimeoutError:
        raise HTTPException(408) from None
    return WebhookPost(
        path=request.scope["path"],
        headers=dict(request.headers),
        body=body,
        query=request.scope["query_string"].decode("latin-1"),
    )


def try_again(path: str, error: Exception) -> Response:
    """Nothing was kept: whoever posted shall post it again."""
    log.error("%s: not stored: %s", path, what_failed(error))
    return Response(status_code=503, headers={"Retry-After": str(RETRY_SECONDS)})


def _answers_telegram(channel: AnswersPosts) -> Answer:
    def answer(post: WebhookPost) -> Response:
        body = channel.webhook_answer(post)
        return Response(body, media_type="application/json") if body else Response()

    return answer


def _answer_message(_: WebhookPost) -> Response:
    return Response(NO_WORDS_BACK, media_type="text/xml")


def _answer_status(_: WebhookPost) -> Response:
    return Response(status_code=204)
