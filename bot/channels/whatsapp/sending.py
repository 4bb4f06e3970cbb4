"""How does one message reach her? As text, as buttons or a list, or as an approved template.

Inside the 24 hours free text goes out: alone as Body, with choices as a content and its variables,
and as numbered text where Twilio refuses the content. Outside them only an approved template does.
A request that was refused with 4xx sent nothing, so a second form of the same message is safe;
after any other failure nothing is sent again here.
"""

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from bot.channels.port import (
    NotNow,
    Outbound,
    RefusalReason,
    Refused,
    Template,
    UnknownOutcome,
)
from bot.channels.whatsapp.client import Answer, Cut, TwilioApi, Unsent
from bot.channels.whatsapp.content import Offer, as_text, offer, template_variables
from bot.channels.whatsapp.contents import ApprovedTemplate, Contents, Unavailable
from bot.channels.whatsapp.errors import CONTENT_CODES, CONTENT_GONE, failure
from bot.channels.whatsapp.limits import WHATSAPP_LIMITS
from bot.channels.whatsapp.reading import REFERENCE, STATUS_PATH

TOO_LONG: Final = "21617"  # Twilio's own code for a body above 1,600 characters
EMPTY: Final = "21619"  # ... and for a message without a body
BAD_VARIABLES: Final = "21656"  # ... and for variables that it cannot fill in


class Sender:
    """Sends from one number of the account."""

    def __init__(self, api: TwilioApi, contents: Contents, sender: str, public_url: str) -> None:
        """`sender` as Twilio writes it: whatsapp:+52..."""
        self._api = api
        self._contents = contents
        self._sender = sender
        self._status_url = f"{public_url.rstrip('/')}{STATUS_PATH}"

    async def send(self, message: Outbound) -> str:
        """Hand over one message and return its id. Raises Refused, NotNow or UnknownOutcome."""
        if not message.free_text:
            return await self._send_template(message)
        offered = offer(message)
        if offered is not None:
            sid = await self._send_offer(message, offered)
            if sid is not None:
                return sid
        return await self._send_text(message)

    async def _send_text(self, message: Outbound) -> str:
        text = as_text(message)
        if len(text) > WHATSAPP_LIMITS.text:
            raise Refused(RefusalReason.REJECTED, TOO_LONG)
        if not text.strip():
            raise Refused(RefusalReason.REJECTED, EMPTY)
        return _accepted(await self._create(message, {"Body": text}))

    async def _send_offer(self, message: Outbound, offered: Offer) -> str | None:
        """The id of the message, or None where this content is surely not sent: numbers will do."""
        stale: str | None = None
        for _ in range(2):  # a content that was deleted at Twilio is made anew, once
            sid = await self._contents.sid(offered.shape, stale)
            if sid is None:
                return None
            answer = await self._create(message, _content_form(sid, offered.variables))
            if answer.code != CONTENT_GONE or answer.done:
                break
            stale = sid
        if not answer.done and answer.code in CONTENT_CODES:
            return None
        return _accepted(answer)

    async def _send_template(self, message: Outbound) -> str:
        template = message.template
        if template is None:
            raise Refused(RefusalReason.WINDOW_CLOSED)
        variables = template_variables(template.variables)
        if variables is None:
            raise Refused(RefusalReason.REJECTED, BAD_VARIABLES)
        approved = await self._approved(template)
        answer = await self._create(message, _content_form(approved.sid, variables))
        if not answer.done and answer.code in CONTENT_CODES:
            self._contents.doubt_templates()
        return _accepted(answer)

    async def _approved(self, template: Template) -> ApprovedTemplate:
        try:
            approved = await self._contents.template(template.name)
        except Unavailable:
            raise NotNow(code="templates") from None
        if approved is None:
            raise Refused(RefusalReason.WINDOW_CLOSED)
        return approved

    async def _create(self, message: Outbound, said: Mapping[str, str]) -> Answer:
        """Ask Twilio to create the message: not idempotent, so never repeated on a doubt."""
        callback = f"{self._status_url}?{urlencode({REFERENCE: message.reference})}"
        form = {"To": message.address, "From": self._sender, "StatusCallback": callback, **said}
        try:
            return await self._api.messages("POST", form=form)
        except Unsent as error:
            raise NotNow(code=str(error)) from None
        except Cut as error:
            raise UnknownOutcome(str(error)) from None


def _accepted(answer: Answer) -> str:
    if answer.done and answer.sid is not None:
        return answer.sid
    if answer.done:
        raise UnknownOutcome("accepted without an id")
    raise failure(answer.status, answer.code, answer.retry_after_seconds)


def _content_form(sid: str, variables: Mapping[str, str]) -> Mapping[str, str]:
    form = {"ContentSid": sid}
    if variables:
        form["ContentVariables"] = json.dumps(variables, ensure_ascii=False)
    return form
