"""Was this message sent after all? Asked after a cut, before it is sent again.

Twilio keeps nothing of ours on a message that could be read back, so it is recognised by what it
is: from our number, to hers, created since the first attempt (less a margin for two clocks that
differ), with this body, and not one of which we know that it is another. Of two equal texts to
her the outbox has settled the first before it tries the second: the known ones tell them apart.

The list is not filtered by DateSent: a message that still waits in Twilio's queue has none yet.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from bot.channels.port import NotNow, Outbound, Template
from bot.channels.whatsapp.client import (
    MESSAGES_HOST,
    Answer,
    Cut,
    TwilioApi,
    Unsent,
)
from bot.channels.whatsapp.content import as_text, filled, offer, template_variables
from bot.channels.whatsapp.contents import Contents, Unavailable
from bot.channels.whatsapp.errors import not_done

MARGIN: Final = timedelta(seconds=30)  # Twilio's times are whole seconds of another clock
PAGE_SIZE: Final = 50
MOST_PAGES: Final = 10


class Searcher:
    """Looks among what went from one sender to one person."""

    def __init__(self, api: TwilioApi, contents: Contents, sender: str) -> None:
        """`sender` as Twilio writes it: whatsapp:+52..."""
        self._api = api
        self._contents = contents
        self._sender = sender

    async def look_up(self, message: Outbound, others: Collection[str]) -> str | None:
        """The message's id; None when it surely was not sent. `others` are ids known to be others'.

        Raises NotNow when Twilio does not say.
        """
        if message.first_attempt_at is None:
            return None
        since = message.first_attempt_at - MARGIN
        bodies = await self._bodies(message)
        params = {"To": message.address, "From": self._sender, "PageSize": str(PAGE_SIZE)}
        answer = await self._asked(None, params)
        for _ in range(MOST_PAGES):
            rows = _rows(answer)
            recent = [row for row in rows if _created(row) >= since]
            for row in recent:
                sid = row.get("sid")
                if isinstance(sid, str) and sid not in others and _body(row) in bodies:
                    return sid
            further = answer.content.get("next_page_uri")
            if len(recent) < len(rows) or not isinstance(further, str):
                return None
            answer = await self._asked(further, params)
        raise NotNow(code="too many messages to look through")

    async def _bodies(self, message: Outbound) -> frozenset[str]:
        """The body in each form in which it may have gone out: the window may have moved since."""
        bodies = {_flat(as_text(message))}
        offered = offer(message)
        if offered is not None:
            # Twilio may not have filled in yet what it will send
            bodies |= {_flat(filled(offered.shape.body, offered.variables)), ""}
        if message.template is not None:
            bodies |= {await self._template_body(message, message.template), ""}
        return frozenset(bodies)

    async def _template_body(self, message: Outbound, template: Template) -> str:
        try:
            approved = await self._contents.template(template.name)
        except Unavailable:
            if not message.free_text:
                raise NotNow(code="templates") from None
            approved = None
        body = "" if approved is None else approved.body
        return _flat(filled(body, template_variables(template.variables) or {}))

    async def _asked(self, further: str | None, params: Mapping[str, str]) -> Answer:
        try:
            if further is None:
                answer = await self._api.messages("GET", params=params)
            else:
                answer = await self._api.next_page(MESSAGES_HOST, further)
        except (Unsent, Cut) as error:
            raise NotNow(code=str(error)) from None
        if not answer.done:
            raise not_done(answer.status, answer.code, answer.retry_after_seconds)
        return answer


def _rows(answer: Answer) -> list[Mapping[str, Any]]:
    rows = answer.content.get("messages")
    if not isinstance(rows, list):
        raise NotNow(code="no list of messages")
    return [row for row in rows if isinstance(row, dict)]


def _created(row: Mapping[str, Any]) -> datetime:
    """When Twilio created it; one without a readable time may be ours."""
    try:
        created = parsedate_to_datetime(str(row.get("date_created")))
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return created if created.tzinfo else created.replace(tzinfo=UTC)


def _body(row: Mapping[str, Any]) -> str:
    return _flat(str(row.get("body") or ""))


def _flat(body: str) -> str:
    return " ".join(body.split())
