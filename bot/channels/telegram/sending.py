"""How does one message go out, how are messages erased, and how is a group left?"""

import re
from contextlib import suppress
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot.channels.port import (
    ChannelError,
    Erasure,
    NotNow,
    OfferedChoice,
    Outbound,
    RefusalReason,
    Refused,
    UnknownOutcome,
)
from bot.channels.telegram.calling import AlbaBot, call
from bot.channels.telegram.limits import DELETED_AT_ONCE
from bot.translations import N_

_CHAT_ID: Final = re.compile(r"-?[0-9]{1,19}")
_MESSAGE_ID: Final = re.compile(r"[0-9]{1,19}")
NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)

# Said to whoever put Alba in a group, before she goes: it tells nobody there what she is for.
LEAVING: Final = N_("Solo puedo platicar en chats de una persona.")


async def send(bot: AlbaBot, message: Outbound) -> str:
    """Send one message and return its id. Raises Refused, NotNow or UnknownOutcome.

    No parse mode: nothing in a text is ever markup, whoever wrote it. Forwarding is not forbidden
    (`protect_content`): that would forbid copying too, and she may have to hand a telephone on.
    """
    sent = await call(
        bot.send_message(
            chat_id=_chat_id(message.address),
            text=message.text,
            reply_markup=_keyboard(message.choices),
            link_preview_options=NO_PREVIEW,
        )
    )
    return str(sent.message_id)


async def erase(bot: AlbaBot, erasure: Erasure) -> None:
    """Delete messages, hers and ours. Raises NotNow.

    A file goes with the message that brought it; Telegram deletes none apart.
    """
    try:
        chat_id = _chat_id(erasure.address)
    except Refused:
        return
    ids = sorted({int(ref) for ref in erasure.message_refs if _MESSAGE_ID.fullmatch(ref)})
    for start in range(0, len(ids), DELETED_AT_ONCE):
        await _delete(bot, chat_id, ids[start : start + DELETED_AT_ONCE])


async def leave(bot: AlbaBot, address: str) -> None:
    """Say one polite sentence in a group, if it may be said, and leave. Raises NotNow."""
    with suppress(ChannelError):
        await call(bot.send_message(chat_id=_chat_id(address), text=LEAVING))
    try:
        await call(bot.leave_chat(chat_id=_chat_id(address)))
    except Refused:
        return  # thrown out already, or the group is gone
    except UnknownOutcome:
        raise NotNow from None  # leaving twice does no harm


async def _delete(bot: AlbaBot, chat_id: int, ids: list[int]) -> None:
    """Delete up to 100 messages; when one spoils the lot, halve it until that one is alone."""
    try:
        await call(bot.delete_messages(chat_id=chat_id, message_ids=ids))
    except UnknownOutcome:
        raise NotNow from None  # deleting twice does no harm
    except Refused as refusal:
        if refusal.reason is not RefusalReason.REJECTED or len(ids) == 1:
            return  # she blocked Alba or the chat is gone; or this one is too old
        middle = len(ids) // 2
        await _delete(bot, chat_id, ids[:middle])
        await _delete(bot, chat_id, ids[middle:])


def _chat_id(address: str) -> int:
    """A number, always: Telegram reads any other text as the name of a public channel."""
    if not _CHAT_ID.fullmatch(address):
        raise Refused(RefusalReason.NO_SUCH_ADDRESS, "address")
    return int(address)


def _keyboard(choices: tuple[OfferedChoice, ...]) -> InlineKeyboardMarkup | None:
    """One choice a row: the words stay whole on a narrow phone."""
    if not choices:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(choice.title, callback_data=choice.id)] for choice in choices]
    )
