"""What exactly goes out for a row at this moment? In time or expired, in the window or outside."""

from datetime import datetime

from bot.bodies import Spoken, read_spoken
from bot.channels.port import LIST_LABEL, NUMBER_HINT, Channel, Outbound
from bot.translations import catalogue
from db.stores.leases import Leased


class TooLate(Exception):
    """The message's use-by has passed and there is nothing else to say instead."""


def wordings(channel: Channel, row: Leased, now: datetime) -> tuple[Outbound, ...]:
    """The message as it goes out now, and after it what an earlier attempt may have sent.

    Raises TooLate, or ValueError, KeyError, TypeError for a body that cannot be read.
    """
    spoken = read_spoken(row.body or b"")
    if row.use_by is None or now <= row.use_by:
        return (_outbound(channel, row, spoken, now),)
    if not spoken.expired:
        raise TooLate
    neutral = Spoken(spoken.expired, language=spoken.language)
    return tuple(_outbound(channel, row, each, now) for each in (neutral, spoken))


def _outbound(channel: Channel, row: Leased, spoken: Spoken, now: datetime) -> Outbound:
    window = channel.limits.window
    is_open = window is None or (row.heard_at is not None and now - row.heard_at < window)
    translate = catalogue(spoken.language)
    return Outbound(
        reference=row.reference,
        address=row.address,
        text=spoken.text,
        choices=spoken.choices,
        list_button=translate(LIST_LABEL),
        number_hint=translate(NUMBER_HINT),
        template=spoken.template,
        free_text=is_open,
        first_attempt_at=row.first_attempt_at,
        others=row.others,
    )
