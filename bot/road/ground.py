"""On what does a turn stand? The book, the directory, who is there: frozen for the batch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.care.coverage import Presence, presence, team
from bot.care.duty import Duty, reachable
from bot.care.escalation import Policy
from bot.following.appointments import as_known
from bot.following.following import Following
from bot.organisation import Organisation
from bot.road.services import entries_of
from bot.translations import catalogue
from db.engine import Transaction
from db.stores import directory as directory_store
from db.stores import staff as staff_store
from db.stores.claims import Claimed
from flows.engine.book import Book
from flows.engine.directory import Directory, snapshot
from flows.engine.understood import Expectation, Understood
from flows.engine.world import World

FRESH_FOR: Final = timedelta(seconds=2)
"""How old what is known of the directory and the rota may be (DESIGN.md: renewed within 5 s)."""

Understand = Callable[[str, Expectation, datetime, str], Understood]


@dataclass(frozen=True, slots=True)
class Ground:
    """What holds for everybody at this moment."""

    directory: Directory
    closed: frozenset[str]
    presence: Presence
    duty: Duty

    def world(
        self,
        claimed: Claimed,
        facts: Mapping[str, str],
        organisation: Organisation,
        now: datetime,
        channel: str = "",
    ) -> World:
        """What is true around one contact, who writes on this channel."""
        translate = catalogue(claimed.language)
        spoken_of = {each: claimed.cases[each] for each in {*claimed.cases} - claimed.quiet}
        return World(
            now=now,
            zone=claimed.zone,
            team=team(self.presence, spoken_of, claimed.zone, now, translate),
            directory=self.directory,
            facts=facts,
            closed=self.closed,
            organisation=organisation.name,
            channel=channel,
            appointments=as_known(claimed.appointments),
        )


@dataclass(slots=True)
class Grounds:
    """Keeps the ground fresh: an immutable snapshot, renewed when its version has changed.

    `channels` are those that are configured; None: all.
    """

    organisation: Organisation
    policy: Policy
    console: str = ""
    channels: frozenset[str] | None = None
    _ground: Ground | None = None
    _read_at: datetime | None = None
    _directory: Directory = field(default_factory=Directory)

    def at(self, tx: Transaction, now: datetime) -> Ground:
        """The ground as of now, read again when it is older than two seconds."""
        stale = self._read_at is None or not self._read_at <= now <= self._read_at + FRESH_FOR
        if self._ground is None or stale:
            self._ground = self._read(tx, now)
            self._read_at = now
        return self._ground

    def renew(self) -> None:
        """Read everything anew at the next turn."""
        self._ground = None

    def _read(self, tx: Transaction, now: datetime) -> Ground:
        version = directory_store.version(tx)
        if version != self._directory.version or not self._directory.entries:
            rows = directory_store.read_all(tx)
            self._directory = snapshot(entries_of(rows), version)
        closed = frozenset(each.service_id for each in directory_store.read_closures(tx, now))
        staff = reachable(staff_store.working(tx), self.channels)
        there = presence(self.organisation, staff, now)
        duty = Duty(self.organisation, staff, self.policy, self._directory, self.console)
        return Ground(self._directory, closed, there, duty)


@dataclass(frozen=True, slots=True)
class Mind:
    """How Alba thinks: the book and the understanding of words.

    `keeping` names the channels whose provider keeps words until they are deleted. `following`: by
    what rules she is asked how she is.
    """

    book: Book
    understand: Understand
    following: Following
    keeping: frozenset[str] = frozenset()
