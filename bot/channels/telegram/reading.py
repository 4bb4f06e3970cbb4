"""What did she send, in Alba's words? From one Telegram update (a JSON object) to Inbounds.

The object is read as it is, not through the library's `Update`: that raises for what it does not
expect, costs 65 µs against a few here, and lags behind the API, while all that Alba needs of an
update is a dozen fields. Whatever is malformed is nothing (an empty tuple), never an exception.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.channels.port import ChannelKind, Inbound, InboundKind
from bot.channels.telegram.fields import Json, moment, number, part, words
from bot.channels.telegram.messages import read_content

# What Alba asks Telegram to tell her: https://core.telegram.org/bots/api#update
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")

GROUPS: Final = frozenset({"group", "supergroup", "channel"})

# Updates that only reach a bot which is in the chat. A `guest_message` or an inline query comes
# from chats that Alba is not in, and a business message belongs to somebody else's conversation.
_FROM_INSIDE: Final = (
    *ALLOWED_UPDATES,
    "channel_post",
    "edited_channel_post",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "message_reaction_count",
    "chat_boost",
    "removed_chat_boost",
)
_GONE: Final = frozenset({"left", "kicked"})


def read_update(update: Json) -> tuple[Inbound, ...]:
    """What one update says, or nothing for what Alba does not understand."""
    update_id = number(update, "update_id")
    if update_id is None:
        return ()
    for name in _FROM_INSIDE:
        payload = part(update, name)
        if payload:
            found = _read_payload(name, payload, f"u{update_id}")
            return () if found is None else (replace(found, position=update_id),)
    return ()


def _read_payload(name: str, payload: Json, provider_id: str) -> Inbound | None:
    chat = part(payload, "chat") or part(part(payload, "message"), "chat")
    if words(chat, "type") in GROUPS:
        return _read_group(name, payload, chat, provider_id)
    read = _PRIVATE.get(name)
    return None if read is None else read(payload, provider_id)


def _read_group(name: str, payload: Json, chat: Json, provider_id: str) -> Inbound | None:
    chat_id = number(chat, "id")
    if chat_id is None:
        return None
    if name == "my_chat_member" and _new_status(payload) in _GONE:
        return None  # Alba is already out; leaving once more would only be refused
    return Inbound(ChannelKind.TELEGRAM, provider_id, str(chat_id), InboundKind.GROUP)


def _address(payload: Json) -> str | None:
    """The private chat's id: a group's, and anything malformed, is None."""
    chat = part(payload, "chat")
    chat_id = number(chat, "id")
    if words(chat, "type") != "private" or chat_id is None or chat_id <= 0:
        return None
    return str(chat_id)


def _new_status(change: Json) -> str:
    """What Alba is in a chat since this change: a member, one who left, one who was thrown out."""
    return words(part(change, "new_chat_member"), "status")


def _message_ref(message: Json) -> str | None:
    message_id = number(message, "message_id")
    return str(message_id) if message_id is not None and message_id > 0 else None


def _read_message(message: Json, provider_id: str) -> Inbound | None:
    address, content = _address(message), read_content(message)
    if address is None or content is None:
        return None
    return Inbound(
        channel=ChannelKind.TELEGRAM,
        provider_id=provider_id,
        address=address,
        kind=content.kind,
        text=content.text,
        latitude=content.latitude,
        longitude=content.longitude,
        media=content.media,
        message_ref=_message_ref(message),
        sent_at=moment(message, "date"),
    )


def _read_edit(message: Json, provider_id: str) -> Inbound | None:
    """A new version of a message. A moving live location is edited every few seconds: not news."""
    found = _read_message(message, provider_id)
    if found is None or found.kind is InboundKind.PLACE:
        return None
    return replace(found, edited=True, sent_at=moment(message, "edit_date") or found.sent_at)


def _read_press(query: Json, _: str) -> Inbound | None:
    """A pressed button. Its message may be too old to be shown, but still has chat and id."""
    message = part(query, "message")
    address, query_id, choice = _address(message), words(query, "id"), words(query, "data")
    if address is None or not query_id or not choice:
        return None
    return Inbound(
        channel=ChannelKind.TELEGRAM,
        provider_id=f"c{query_id}",
        address=address,
        kind=InboundKind.CHOICE,
        choice=choice,
        message_ref=_message_ref(message),
    )


def _read_membership(change: Json, provider_id: str) -> Inbound | None:
    """In a private chat this comes only when she blocks Alba, or comes back."""
    address, status = _address(change), _new_status(change)
    if address is None or status not in ("kicked", "member"):
        return None
    return Inbound(
        channel=ChannelKind.TELEGRAM,
        provider_id=provider_id,
        address=address,
        kind=InboundKind.BLOCKED,
        text="blocked" if status == "kicked" else "unblocked",
        sent_at=moment(change, "date"),
    )


_PRIVATE: Final[Mapping[str, Callable[[Json, str], Inbound | None]]] = {
    "message": _read_message,
    "edited_message": _read_edit,
    "callback_query": _read_press,
    "my_chat_member": _read_membership,
}
