"""How is a story played through kills? In as many lives as it takes, over one database."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, event, exists, select

from bot.bodies import read_spoken
from bot.channels.port import Inbound
from db.engine import Database
from db.moments import Moment
from db.statuses import Lane
from db.stores import rehearsing
from db.tables.care import IS_DUE, cases, due
from db.tables.people import facts, identities, sessions
from db.tables.road import IS_IN_FLIGHT, IS_QUEUED, IS_WAITING, inbox, outbox
from db.tables.whole import METADATA
from tests.databases import Databases
from tests.faults.killing import Killed, Reaper
from tests.road.provider import Provider
from tests.road.world import KEYS, LUCIA, Life, World

PAUSE: Final = timedelta(minutes=2)
"""Between two webhooks; whatever was interrupted is done again within it."""

STAYS: Final = frozenset({"staff", "staff_identities", "services", "snapshots"})
UNTIL: Final = timedelta(minutes=12)
MOST_LIVES: Final = 1000

_CODE: Final = re.compile("[A-Z][0-9]-[0-9]{2}[A-Z]")

Story = Callable[[World], Iterator[list[Inbound]]]
Message = tuple[str, tuple[str, ...]]


_now: Final = bindparam("now", type_=Moment)
_older: Final = outbox.alias()
_BEHIND: Final = exists().where(
    _older.c.recipient == outbox.c.recipient,
    _older.c.id < outbox.c.id,
    _older.c.status.in_(("leased", "unknown")),
    _older.c.leased_until > _now,
)
_MAY_GO: Final = (IS_QUEUED & (outbox.c.due_at <= _now) & ~_BEHIND) | (
    IS_IN_FLIGHT & (outbox.c.leased_until <= _now)
)
TODO: Final = select(
    exists().where(IS_WAITING).label("turn"),
    exists().where(IS_DUE, due.c.due_at <= _now).label("clockwork"),
    *(exists().where(outbox.c.lane == lane, _MAY_GO).label(lane.name) for lane in Lane),
)


@dataclass
class Play:
    """One run of a story."""

    world: World
    reaper: Reaper
    looking: Connection
    life: Life | None = None
    doubted: int = 0

    def __post_init__(self) -> None:
        """A process may be killed where the road meets the provider, too."""
        self.world.telegram.around = self.reaper.point

    def run(self, story: Story) -> "Play":
        """Post everything; do all that follows; let the clock move on."""
        for items in story(self.world):
            self.survive("inbox", lambda items=items: self.alive().hear(*items))  # type: ignore[misc]
            self.passes(PAUSE)
        self.passes(UNTIL)
        return self

    def passes(self, by: timedelta) -> None:
        """Let time pass, each thing done at its moment."""
        goal = self.world.clock.now() + by
        self.settle()
        while (moment := self.next()) is not None and moment <= goal:
            self.world.clock.move_to(moment)
            self.settle()
        self.world.clock.move_to(goal)

    def settle(self) -> None:
        """Do all that can be done at this moment, and nothing where there is nothing to do."""
        now = self.world.clock.now()
        for _ in range(MOST_LIVES):
            todo = self.todo()
            if not todo:
                return
            if "turn" in todo:
                self.survive("turn", lambda: self.alive().alba.turns.run(now))
            if "clockwork" in todo:
                self.survive("clockwork", lambda: self.alive().alba.clockwork.due(now))
            lanes = [lane for lane in Lane if lane.name in todo]
            if lanes:
                self.survive("outbox", lambda lanes=lanes: self.alive().send_once(*lanes))  # type: ignore[misc]
        raise AssertionError("it never settles")

    def survive(self, part: str, work: Callable[[], object]) -> None:
        """Do something; when the process is killed at it, a new one begins and does it again.

        A provider whose webhook was not answered posts it again; all else is found in the tables.
        """
        self.reaper.doing = part
        for _ in range(MOST_LIVES):
            try:
                with self.reaper.watching(self.world.database):
                    work()
            except Killed:
                self.bury()
                self.count_doubts()
            else:
                return
        raise AssertionError("killed for ever")

    def alive(self) -> Life:
        """The process that runs now."""
        if self.life is None:
            self.life = self.world.life()
        return self.life

    def bury(self) -> None:
        """The killed process leaves nothing but what it committed."""
        if self.life is not None:
            self.life.end()
        self.life = None
        if self.world.database.writer is not None:
            self.world.database.close()

    # -- looking, without being counted -----------------------------------------------------------

    @contextmanager
    def looks(self) -> Iterator[Connection]:
        """One moment of the database, as it is committed."""
        try:
            yield self.looking
        finally:
            self.looking.rollback()

    def next(self) -> Any:
        """When something falls due."""
        with self.looks() as tx:
            return rehearsing.next_moment(tx, self.world.clock.now())

    def todo(self) -> set[str]:
        """Which parts have something to do at this moment."""
        with self.looks() as tx:
            row = tx.execute(TODO, {"now": self.world.clock.now()}).one()
        return {name for name, there in row._mapping.items() if there}

    def count_doubts(self) -> None:
        """How many messages the provider has taken that we have not noted when we are killed."""
        with self.looks() as tx:
            noted = set(tx.execute(select(outbox.c.provider_ref)).scalars())
        self.doubted = len({each.ref for each in self.world.telegram.got} - noted)

    # -- what came of it --------------------------------------------------------------------------

    def heard(self) -> dict[str, list[Message]]:
        """What everybody got, in its order, each message with the titles of its buttons."""
        got: dict[str, list[Message]] = {}
        for each in self.world.telegram.got:
            titles = tuple(choice.title for choice in each.message.choices)
            got.setdefault(each.message.address, []).append((_without_code(each.text), titles))
        return got

    def told_twice(self) -> Counter[str]:
        """References that were taken more than once, and how often more."""
        times = Counter(each.message.reference for each in self.world.telegram.got)
        return Counter({reference: n - 1 for reference, n in times.items() if n > 1})

    def undeleted(self, who: str, last: str) -> set[str]:
        """What somebody got before `last` and is not deleted at the provider."""
        hers = [each for each in self.world.telegram.got if each.message.address == who]
        texts = [each.text for each in hers]
        before = {each.ref for each in hers[: texts.index(last)]} if last in texts else set()
        deleted = {ref for each in self.world.telegram.erased for ref in each.message_refs}
        return before - deleted

    def state(self) -> dict[str, list[tuple[object, ...]]]:
        """All that the tables hold, without ids, times and random codes.

        What is erased at providers is left out: after a kill there may be more to erase.
        """
        wanted = {
            "inbox": select(inbox.c.kind, inbox.c.status, inbox.c.error_type),
            "cases": select(cases.c.reason, cases.c.severity, cases.c.status),
            "due": select(due.c.kind, due.c.status).where(due.c.kind != "erase_late"),
            "identities": select(identities.c.status),
        }
        with self.looks() as tx:
            found = {
                name: [tuple(row) for row in tx.execute(what)] for name, what in wanted.items()
            }
            spoken = tx.execute(select(outbox).where(outbox.c.kind != "erase"))
            found["outbox"] = [_spoken(row) for row in spoken]
            found["facts"] = [_fact(row) for row in tx.execute(select(facts))]
            found["sessions"] = [_session(row.state) for row in tx.execute(select(sessions))]
        return {name: sorted(rows, key=repr) for name, rows in found.items()}


def _without_code(text: str) -> str:
    return "Caso" if text.startswith("Caso ") else _CODE.sub("-", text)


def _spoken(row: Any) -> tuple[object, ...]:
    if row.kind == "leave":
        return (row.kind, row.status)
    spoken = read_spoken(KEYS.open("outbox.body", bytes(row.body)))
    return (row.kind, row.status, _without_code(spoken.text))


def _fact(row: Any) -> tuple[object, ...]:
    return (row.name, KEYS.open_text("facts.value", bytes(row.value)).reveal())


def _session(state: bytes) -> tuple[object, ...]:
    plain = json.loads(KEYS.open("sessions.state", bytes(state)))
    return tuple(repr(value) for name, value in plain.items() if name != "since")


@dataclass
class Theatre:
    """One database on which a story is played again and again, each time from the beginning.

    `looking` is a connection of its own, for whoever watches.
    """

    database: Database
    looking: Connection

    @contextmanager
    def played(self, story: Story, provider: Provider, at: int | None) -> Iterator[Play]:
        """The story with a kill at this point (None: with none)."""
        self._empty()
        world = World(self.database, {"telegram": provider})
        try:
            yield Play(world, Reaper(at), self.looking).run(story)
        finally:
            world.close()

    def _empty(self) -> None:
        with self.database.write() as tx:
            for table in reversed(METADATA.sorted_tables):
                if table.name not in STAYS:
                    tx.execute(table.delete())
            tx.commit()


@contextmanager
def theatre(databases: Databases, kind: str) -> Iterator[Theatre]:
    """A theatre with somebody on call and a line to name."""
    with databases.open(kind) as database:
        if not database.is_postgresql:
            event.listen(database.writing, "connect", _hurry)
        first = World(database).life()
        first.joins(address=LUCIA)
        first.lists("D0002")
        first.end()
        watching = database.reading
        if database.is_postgresql:
            watching = watching.execution_options(isolation_level="AUTOCOMMIT")
        with watching.connect() as looking:
            yield Theatre(database, looking)


def _hurry(connection: Any, _: object) -> None:
    """A kill is no power cut: SQLite need not wait for the disk."""
    connection.execute("PRAGMA synchronous = OFF")


def never_out_of_order(got: Sequence[Message], wanted: Sequence[Message]) -> bool:
    """Whether these are the wanted messages in their order, some of them perhaps said again."""
    first: list[Message] = []
    for each in got:
        if first.count(each) < wanted.count(each):
            first.append(each)
    return first == list(wanted)
