"""How long is what kept? The numbers of retention, which an organisation may shorten."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Kept:
    """Durations, from DESIGN.md, "What is personal".

    `raw`: messages without her consent. `words`: messages with it, and the words of closed cases.
    `forgotten`: until what she had erased is gone. `web`: a page where nobody writes any more;
    with an open case it may be answered there, and stays for `raw`.
    `log`: what holds no word of hers (alerts sent, planned things done).
    """

    raw: timedelta = timedelta(hours=72)
    words: timedelta = timedelta(days=90)
    forgotten: timedelta = timedelta(hours=72)
    web: timedelta = timedelta(minutes=30)
    log: timedelta = timedelta(days=90)


KEPT: Final = Kept()
LOOK_AGAIN: Final = timedelta(hours=1)  # at what may not go yet: a case is open, a message waits
