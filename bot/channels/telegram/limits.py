"""How much does Telegram carry, and how fast? Each number with where it was read."""

from datetime import timedelta
from typing import Final

from bot.channels.port import ChannelLimits

LIMITS: Final = ChannelLimits(
    # "1-4096 characters after entities parsing", with buttons or without:
    # https://core.telegram.org/bots/api#sendmessage
    text=4096,
    text_with_choices=4096,
    # The Bot API names no number; the server refuses more than 100 buttons, as python-telegram-bot
    # found out (constants.InlineKeyboardMarkupLimit).
    buttons=100,
    # None is documented either. In a row of its own a label past this is cut in the middle on a
    # narrow phone, so the book is held to it.
    button_title=32,
    list_rows=0,  # Telegram has no lists: each choice is a button
    list_title=0,
    # "callback_data ... 1-64 bytes": https://core.telegram.org/bots/api#inlinekeyboardbutton
    choice_id=64,
    # "the API will not allow more than 30 messages per second or so", and "avoid sending more than
    # one message per second" inside one chat:
    # https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    per_second=30.0,
    per_recipient=timedelta(seconds=1),
    window=None,  # whoever has written once may be answered until she blocks
    looks_up=False,  # the Bot API reads no history: a cut line stays unknown
    receipts=False,  # nor does it tell bots of delivery or reading
    # "A message can only be deleted if it was sent less than 48 hours ago":
    # https://core.telegram.org/bots/api#deletemessage
    erases_within=timedelta(hours=48),
)

DELETED_AT_ONCE: Final = 100  # https://core.telegram.org/bots/api#deletemessages
UPDATES_AT_ONCE: Final = 100  # https://core.telegram.org/bots/api#getupdates
WEBHOOK_CONNECTIONS: Final = 40  # the default of https://core.telegram.org/bots/api#setwebhook
