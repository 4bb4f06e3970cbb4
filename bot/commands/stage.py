"""What does `alba chat` need? A rehearsal of the road, and who plays which part on it."""

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.care import coming, handling
from bot.care.duty import Hands
from bot.channels.port import ChannelKind, ChannelLimits, Inbound
from bot.channels.telegram.limits import LIMITS as TELEGRAM_LIMITS
from bot.channels.terminal import Carried, TerminalChannel
from bot.channels.web.limits import LIMITS as WEB_LIMITS
from bot.channels.whatsapp.limits import WHATSAPP_LIMITS
from bot.commands.chat_lines import (
    STAFF,
    Acts,
    Advances,
    BadLine,
    Joins,
    Receives,
    Request,
    Writes,
)
from bot.organisation import Organisation
from bot.organisation_file import find, load
from bot.rehearsal import Heard, Rehearsal
from bot.road.clocks import SetClock
from bot.road.pace import NoPace
from bot.road.thought import Report
from bot.wiring import wire
from db.directory_files import load_seed
from db.encryption import KEY_BYTES, Keyring
from db.engine import Transaction, connect
from db.migrate import migrate
from db.statuses import StaffRole
from db.stores import staff
from flows.engine.book import Book
from flows.engine.session import Session
from flows.engine.understood import Understood

LIMITS: Final[dict[ChannelKind, ChannelLimits]] = {
    ChannelKind.TELEGRAM: TELEGRAM_LIMITS,
    ChannelKind.WHATSAPP: WHATSAPP_LIMITS,
    ChannelKind.WEB: WEB_LIMITS,
}


LAST_MOMENT: Final = datetime(2300, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Played:
    """What came of one request: the messages, and what was understood of the line."""

    heard: tuple[Heard, ...]
    who: str | None = None
    understood: Understood | None = field(default=None, repr=False)
    session: Session | None = field(default=None, repr=False)


@dataclass(slots=True)
class Stage:
    """Plays requests one after the other."""

    rehearsal: Rehearsal
    channel: ChannelKind
    _run: str = field(default_factory=lambda: secrets.token_hex(4))  # a database may be used again
    _numbers: int = 0
    _homes: dict[str, ChannelKind] = field(default_factory=dict)

    def play(self, request: Request) -> Played:
        """Play one request to its end. Raises BadLine when it cannot be."""
        match request:
            case Writes():
                reports = self.rehearsal.take(*self._inbound(request))
                reports += self._patiently(request.who)
                return self._played(request, reports)
            case Receives(who, fate, channel):
                self._channel(channel or self._home(who)).fates[who] = fate
            case Joins(alias, role):
                self._join(alias, role)
            case Acts():
                self._act(request)
            case Advances(by):
                self._advance(by)
        return Played(tuple(self.rehearsal.heard()))

    # -- somebody writes ----------------------------------------------------------------------

    def _inbound(self, writes: Writes) -> Iterator[Inbound]:
        home = writes.channel or self._home(writes.who)
        self._homes[writes.who] = home
        for number, text in enumerate(writes.texts or ("",)):
            self._numbers += 1
            given = writes.id if number == 0 else f"{writes.id}.{number}"
            yield Inbound(
                channel=home,
                provider_id=f"given:{writes.who}:{given}"
                if writes.id
                else f"made:{self._run}:{self._numbers}",
                address=writes.who,
                kind=writes.kind,
                text=text,
                choice=writes.choice,
                position=self._numbers,
                latitude=writes.latitude,
                longitude=writes.longitude,
                media=("terminal",) if writes.kind.value in ("voice", "image") else (),
                message_ref=f"in-{self._numbers}",
                edited=writes.edited,
            )

    def _patiently(self, who: str) -> tuple[Report, ...]:
        """Who writes too fast is slowed: wait with her until she has been answered."""
        reports: tuple[Report, ...] = ()
        while (until := self.rehearsal.slowed(self._home(who), who)) is not None:
            reports += self.rehearsal.advance(until - self.rehearsal.clock.now())
        return reports

    def _advance(self, by: timedelta) -> None:
        if self.rehearsal.clock.now() + by > LAST_MOMENT:
            raise BadLine(f"no clock goes beyond the year {LAST_MOMENT.year}")
        self.rehearsal.advance(by)

    def _home(self, who: str) -> ChannelKind:
        return self._homes.get(who, self.channel)

    def _played(self, writes: Writes, reports: Iterable[Report]) -> Played:
        session = self.rehearsal.session(self._home(writes.who), writes.who)
        heard = tuple(self.rehearsal.heard())
        return Played(heard, writes.who, _worst(reports), session)

    def _channel(self, kind: ChannelKind) -> TerminalChannel:
        return self.rehearsal.channels[kind]

    # -- the staff ----------------------------------------------------------------------------

    def _join(self, alias: str, role: str) -> None:
        alba = self.rehearsal.alba
        address = f"{STAFF}{alias}"
        with alba.database.write() as tx:
            try:
                coming.join(self._hands(tx), alias, role, self.channel, address)
            except coming.CannotDo as error:
                raise BadLine(str(error)) from None
            tx.commit()
        alba.grounds.renew()
        self.rehearsal.settle()

    def hire(self, alias: str, role: str = "caseworker") -> None:
        """Let somebody be there by the organisation's hours and rota only."""
        alba = self.rehearsal.alba
        now = alba.clock.now()
        with alba.database.write() as tx:
            made = staff.add(tx, alias, StaffRole(role), now)
            address = f"{STAFF}{alias}"
            staff.link(tx, alba.keyring, made, self.channel, address, now)
            tx.commit()
        alba.grounds.renew()

    def _hands(self, tx: Transaction) -> Hands:
        alba = self.rehearsal.alba
        now = alba.clock.now()
        return Hands(tx, alba.keyring, alba.grounds.at(tx, now).duty, now)

    def _act(self, acts: Acts) -> None:
        alba = self.rehearsal.alba
        with alba.database.write() as tx:
            try:
                handling.act(self._hands(tx), acts.alias, acts.action, acts.case, acts.text)
            except coming.CannotDo as error:
                raise BadLine(str(error)) from None
            tx.commit()
        alba.grounds.renew()
        self.rehearsal.settle()


def _worst(reports: Iterable[Report]) -> Understood | None:
    """What was understood last, but nothing hides a danger among several."""
    read = [each.understood for each in reports if each.understood is not None]
    alarmed = [each for each in read if each.crisis] or [each for each in read if each.check]
    return next(reversed(alarmed or read), None)


def open_stage(
    now: datetime,
    channel: ChannelKind,
    organisation: Organisation | None = None,
    *,
    templates: bool = True,
    database_url: str = "sqlite://",
    keyring: Keyring | None = None,
    book: Book | None = None,
) -> Stage:
    """A stage over a database, in memory and under a key of its own when none is named."""
    database = connect(database_url)
    migrate(database)
    load_seed(database, now)
    carried: list[Carried] = []
    channels = {
        kind.value: TerminalChannel(kind, limits, carried, templates=templates)
        for kind, limits in LIMITS.items()
    }
    clock = SetClock(now)
    keys = keyring or Keyring([os.urandom(KEY_BYTES)])
    whose = organisation or load(find())
    alba = wire(database, keys, clock, whose, channels, NoPace(), book=book)
    return Stage(Rehearsal(alba, clock, channels, carried), channel)
