"""How much does the page carry? No provider sets these numbers: each says why it is what it is."""

from datetime import timedelta
from typing import Final

from bot.channels.port import ChannelLimits

LIMITS: Final = ChannelLimits(
    # As Telegram's, so that a text which fits there fits here.
    text=4096,
    text_with_choices=4096,
    buttons=10,  # each is a row of the page: more would push Alba's words off a small screen
    button_title=40,  # one line on 360 pixels; a longer title wraps, so this is for the book
    list_rows=0,  # each choice is a button
    list_title=0,
    choice_id=64,
    per_second=1000.0,  # handing over is a note in our own database
    per_recipient=timedelta(),
    window=None,
    looks_up=False,  # handing over cannot be cut: there is no line
    receipts=True,  # the page says which messages it has shown
    erases_within=None,
)

LONGEST: Final = 4000
"""Characters of one message of hers. A longer one is answered kindly and stays in her text box."""
