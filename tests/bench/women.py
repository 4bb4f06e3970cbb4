"""Who writes, and what? Webhook bodies as Telegram posts them, with texts of 60 characters."""

import json
from itertools import count
from typing import Final

from bot.channels.port import WebhookPost
from bot.understanding.sentences import held_out

SECRET: Final = "a-secret-of-the-bench"
LONG: Final = 60
SHORTEST: Final = 40

# Of writers by whom Alba was never taught. Danger is rarer than in those collections, so that only
# what is taken for it by mistake is here.
TEXTS: Final = tuple(
    each.text[:LONG].ljust(LONG, ".")
    for each in held_out()
    if each.crisis is None and each.near is None and len(each.text) >= SHORTEST
)


class Woman:
    """One chat on Telegram, whose messages are made as they are wanted."""

    def __init__(self, chat: int, updates: "count[int]") -> None:
        """`chat` is her id; `updates` numbers the updates of all."""
        self.address = str(chat)
        self._chat = chat
        self._updates = updates
        self._said = 0

    def writes(self) -> WebhookPost:
        """Her next message, as Telegram posts it."""
        self._said += 1
        update = next(self._updates)
        text = TEXTS[(self._chat + self._said) % len(TEXTS)]
        who = {"id": self._chat, "first_name": "A", "language_code": "es"}
        body = {
            "update_id": update,
            "message": {
                "message_id": self._said,
                "from": {**who, "is_bot": False},
                "chat": {**who, "type": "private"},
                "date": 1_764_000_000 + update,
                "text": text,
            },
        }
        headers = {"x-telegram-bot-api-secret-token": SECRET}
        return WebhookPost("/telegram", headers, json.dumps(body).encode())


def women(number: int, first: int = 0) -> tuple[Woman, ...]:
    """So many women, numbered from `first`; their updates have numbers of their own."""
    updates = count(1 + first * 1_000_000)
    return tuple(Woman(1_000_000 + first + each, updates) for each in range(number))
