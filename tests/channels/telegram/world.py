"""What does Telegram remember? Chats, updates that wait, the webhook and the bot's profile."""

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.channels.telegram.contract import bot_api

A_DATE: Final = 1_795_449_600  # 2026-11-23T10:00:00-06:00, in Unix time
BOT: Final = {"id": 123456, "is_bot": True, "first_name": "Alba", "username": "alba_bot"}


class No(Exception):
    """Telegram refuses: a status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Got:
    """One message as it arrived: `buttons` are (id, title), row by row; `asked` is the call."""

    message_id: int
    text: str
    buttons: tuple[tuple[tuple[str, str], ...], ...]
    asked: Mapping[str, object]


@dataclass(slots=True)
class Chat:
    """A chat: what Alba sent there, what of it is gone, and whether she may write at all."""

    id: int
    type: str = "private"
    got: list[Got] = field(default_factory=list)
    refuses: tuple[int, str] | None = None
    undeletable: set[int] = field(default_factory=set)
    deleted: list[int] = field(default_factory=list)
    left: bool = False

    @property
    def texts(self) -> list[str]:
        """What was said, oldest first."""
        return [got.text for got in self.got]

    def block(self) -> None:
        """She blocks the bot."""
        self.refuses = (403, "Forbidden: bot was blocked by the user")

    def described(self) -> dict[str, Any]:
        """The chat as Telegram describes it."""
        return {"id": self.id, "type": self.type}


class World:
    """Telegram, without the network."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.waiting: list[Any] = []
        self.webhook: dict[str, object] = {}
        self.failed_at: int | None = None  # when Telegram last failed to deliver to the webhook
        self.profile: dict[tuple[str, str], Any] = {}
        self.answered: list[object] = []  # callback queries that stopped spinning
        self._message_ids = itertools.count(1000)
        self._update_ids = itertools.count(700_000)
        self._news = asyncio.Event()

    def chat(self, chat_id: int, kind: str = "private") -> Chat:
        """The chat with this id; Telegram knows only those that a test has named."""
        return self.chats.setdefault(chat_id, Chat(chat_id, kind))

    # ------------------------------------------------------------------ what people do

    def update(self, **content: Any) -> dict[str, Any]:
        """An update with the next id, which fits the contract."""
        update = {"update_id": next(self._update_ids), **content}
        bot_api().check("Update", update)
        return update

    def message(self, chat: Chat, **content: Any) -> dict[str, Any]:
        """A message of hers."""
        return {
            "message_id": next(self._message_ids),
            "date": A_DATE,
            "chat": chat.described(),
            "from": {"id": abs(chat.id), "is_bot": False, "first_name": "Ana"},
            **content,
        }

    def says(self, chat: Chat, text: str) -> dict[str, Any]:
        """The update of a text of hers."""
        return self.update(message=self.message(chat, text=text))

    def presses(self, chat: Chat, choice: str, query_id: str = "4242") -> dict[str, Any]:
        """The update of a button that she presses, under the last message of the chat."""
        message_id = chat.got[-1].message_id if chat.got else next(self._message_ids)
        shown = {"message_id": message_id, "date": A_DATE, "chat": chat.described(), "from": BOT}
        sender = {"id": chat.id, "is_bot": False, "first_name": "Ana"}
        return self.update(
            callback_query={
                "id": query_id,
                "from": sender,
                "chat_instance": "1",
                "data": choice,
                "message": shown,
            }
        )

    def push(self, update: object) -> None:
        """Let an update wait to be polled, fitting or not."""
        self.waiting.append(update)
        self._news.set()

    # ------------------------------------------------------------------ what bots may ask

    async def do(self, method: str, asked: Mapping[str, Any]) -> object:
        """Carry out a call that fits the contract. Raises No."""
        if method == "getUpdates":
            return await self._get_updates(asked)
        played: dict[str, Callable[[], object]] = {
            "getMe": lambda: BOT,
            "sendMessage": lambda: self._send(asked),
            "deleteMessages": lambda: self._delete(asked),
            "leaveChat": lambda: self._leave(asked),
            "answerCallbackQuery": lambda: self._calm(asked),
            "setWebhook": lambda: self._set_webhook(asked),
            "deleteWebhook": lambda: self._set_webhook({}),
            "getWebhookInfo": lambda: {
                "url": self.webhook.get("url", ""),
                "has_custom_certificate": False,
                "pending_update_count": len(self.waiting),
                **({"last_error_date": self.failed_at} if self.failed_at else {}),
            },
        }
        return played.get(method, lambda: self._profile(method, asked))()

    def _open(self, chat_id: object) -> Chat:
        # A form says numbers as text; "@name" would be a public channel.
        text = str(chat_id)
        chat = self.chats.get(int(text)) if text.removeprefix("-").isdecimal() else None
        if chat is None:
            raise No(400, "Bad Request: chat not found")
        if chat.refuses:
            raise No(*chat.refuses)
        return chat

    def _send(self, asked: Mapping[str, Any]) -> object:
        chat = self._open(asked["chat_id"])
        rows = asked.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = tuple(tuple((one["callback_data"], one["text"]) for one in row) for row in rows)
        chat.got.append(Got(next(self._message_ids), asked["text"], buttons, asked))
        return {
            "message_id": chat.got[-1].message_id,
            "date": A_DATE,
            "chat": chat.described(),
            "from": BOT,
            "text": asked["text"],
        }

    def _leave(self, asked: Mapping[str, Any]) -> object:
        self._open(asked["chat_id"]).left = True
        return True

    def _calm(self, asked: Mapping[str, Any]) -> object:
        self.answered.append(asked["callback_query_id"])
        return True

    def _set_webhook(self, asked: Mapping[str, Any]) -> object:
        self.webhook = dict(asked)
        return True

    def _delete(self, asked: Mapping[str, Any]) -> object:
        """One message that is too old spoils the lot; those that are not there are passed over."""
        chat, ids = self._open(asked["chat_id"]), asked["message_ids"]
        if chat.undeletable.intersection(ids):
            raise No(400, "Bad Request: message can't be deleted for everyone")
        chat.deleted += ids
        return True

    async def _get_updates(self, asked: Mapping[str, Any]) -> object:
        if self.webhook:
            raise No(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = asked.get("offset", 0)
        self.waiting = [u for u in self.waiting if not _is_before(u, offset)]
        if not self.waiting and asked.get("timeout"):
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), asked["timeout"])
        return self.waiting[: asked.get("limit", 100)]

    def _profile(self, method: str, asked: Mapping[str, Any]) -> object:
        """getMyX and setMyX; a language without its own shows the default's."""
        verb, item = method[:3], method.removeprefix("getMy").removeprefix("setMy")
        if verb == method or item == method or "scope" in asked:
            raise No(501, f"the stand-in does not play {method}")
        language = asked.get("language_code", "")
        if verb == "set":
            [value] = [asked[name] for name in asked if name != "language_code"]
            self.profile[item, language] = value
            return True
        found = self.profile.get((item, language), self.profile.get((item, "")))
        if item == "Commands":
            return found or []
        name = {"Name": "name", "Description": "description"}.get(item, "short_description")
        return {name: found or ""}


def _is_before(update: object, offset: int) -> bool:
    found = update.get("update_id") if isinstance(update, dict) else None
    return isinstance(found, int) and found < offset
