"""How much does a mail carry, and how fast? No provider sets these: each says why it is so."""

from datetime import timedelta
from typing import Final

from bot.channels.port import ChannelLimits

LIMITS: Final = ChannelLimits(
    text=10_000,  # an alert is a line; a morning's list a dozen
    text_with_choices=10_000,
    buttons=100,  # none is shown: what a mail offers is not answered by mail
    button_title=100,
    list_rows=0,
    list_title=0,
    choice_id=64,
    per_second=5.0,  # the smallest providers allow some hundred an hour; alerts are far fewer
    per_recipient=timedelta(),
    window=None,
    looks_up=False,  # SMTP tells of nothing afterwards
    receipts=False,
    erases_within=None,
)
