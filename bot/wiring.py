"""What is Alba made of? Every part, put together once: only entry points import this."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.care.policy_file import load as load_policy
from bot.channels.port import Channel
from bot.following.following import load_following
from bot.organisation import Organisation
from bot.road.clocks import Clock
from bot.road.clockwork import Clockwork
from bot.road.ground import Grounds, Mind, Understand
from bot.road.inbox import Inbox
from bot.road.outbox import Outbox
from bot.road.pace import Pace
from bot.road.turn import Turns
from bot.road.wake import Bell
from db.encryption import Keyring
from db.engine import Database
from flows.engine.book import Book
from flows.reading.load import load_book


@dataclass(frozen=True, slots=True)
class Alba:
    """All parts of the road, over one database and one clock."""

    database: Database
    keyring: Keyring
    clock: Clock
    organisation: Organisation
    book: Book
    bell: Bell
    grounds: Grounds
    inbox: Inbox
    turns: Turns
    outbox: Outbox
    clockwork: Clockwork


def wire(
    database: Database,
    keyring: Keyring,
    clock: Clock,
    organisation: Organisation,
    channels: Mapping[str, Channel],
    pace: Pace,
    understand: Understand | None = None,
    book: Book | None = None,
    console: str = "",
) -> Alba:
    """Put the parts together, around Alba's own book unless another is given.

    `console` is where staff look at cases, as alerts name it; empty when it has no public address.
    Raises BrokenBook when the flows have errors.
    """
    book = book or load_book()
    bell = Bell()
    grounds = Grounds(organisation, load_policy(), console)
    following = load_following(book)
    keeping = frozenset(kind for kind, each in channels.items() if each.limits.keeps_bodies)
    return Alba(
        database=database,
        keyring=keyring,
        clock=clock,
        organisation=organisation,
        book=book,
        bell=bell,
        grounds=grounds,
        inbox=Inbox(database, keyring, clock, bell, keeping),
        turns=Turns(
            database,
            keyring,
            Mind(book, understand or _understand(), following, keeping),
            grounds,
            bell,
        ),
        outbox=Outbox(database, keyring, channels, clock, pace),
        clockwork=Clockwork(database, keyring, grounds, bell, following),
    )


def _understand() -> Understand:
    from bot.understanding.understand import understand

    return understand
