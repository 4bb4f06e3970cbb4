"""How are her messages and files deleted at Twilio?

A deleted message takes its media along; media are deleted first all the same, for a message may
still be on its way, and then only its words can be emptied and the rest must be tried again later.
https://www.twilio.com/docs/messaging/api/message-resource#delete-a-message-resource
"""

import re
from typing import Final

from bot.channels.port import Erasure, NotNow
from bot.channels.whatsapp.client import Answer, Cut, TwilioApi, Unsent
from bot.channels.whatsapp.errors import not_done

MESSAGE: Final = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
MEDIA: Final = re.compile(r"/Messages/((?:SM|MM)[0-9a-fA-F]{32})/Media/(ME[0-9a-fA-F]{32})")
GONE: Final = frozenset({404, 410})
STILL_MOVING: Final = frozenset({400, 409})  # Twilio deletes only what has reached its end
AGAIN_SECONDS: Final = 60.0


class Eraser:
    """Deletes messages and media of the account."""

    def __init__(self, api: TwilioApi) -> None:
        """Erase with this account's credentials."""
        self._api = api

    async def erase(self, erasure: Erasure) -> None:
        """Delete all that is named, as far as possible, before raising NotNow for what is left.

        A reference that is not Twilio's is passed over: there is nothing of it at Twilio.
        """
        left: NotNow | None = None
        for media in erasure.media_refs:
            found = MEDIA.search(media)
            if found:
                left = await self._media(f"/{found[1]}/Media/{found[2]}") or left
        for message in erasure.message_refs:
            if MESSAGE.fullmatch(message):
                left = await self._message(message) or left
        if left is not None:
            raise left

    async def _media(self, path: str) -> NotNow | None:
        answer = await self._asked("DELETE", path)
        return None if _is_gone(answer) else _not_gone(answer)

    async def _message(self, sid: str) -> NotNow | None:
        answer = await self._asked("DELETE", f"/{sid}")
        if _is_gone(answer):
            return None
        if answer.status not in STILL_MOVING:
            return _not_gone(answer)
        emptied = await self._asked("POST", f"/{sid}", {"Body": ""})
        return None if emptied.status in GONE else NotNow(AGAIN_SECONDS, str(answer.code))

    async def _asked(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        try:
            return await self._api.messages(method, path, form=form)
        except (Unsent, Cut) as error:
            raise NotNow(code=str(error)) from None


def _is_gone(answer: Answer) -> bool:
    return answer.done or answer.status in GONE


def _not_gone(answer: Answer) -> NotNow:
    return not_done(answer.status, answer.code, answer.retry_after_seconds)
