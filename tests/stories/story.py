"""How is a story told? Somebody writes, time passes, and what reached whom is looked at."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.port import ChannelKind, InboundKind
from bot.commands.chat_lines import Acts, Advances, Joins, Receives, Writes
from bot.commands.stage import Played, Stage, open_stage
from bot.organisation import Organisation
from bot.rehearsal import Heard
from db.encryption import Sealed
from db.stores import cases, facts, identities, retention, staff
from db.stores.identities import Sender
from flows.engine.session import Session

MORNING = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # Monday, ten in the morning in Mexico City
NIGHT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)  # eleven at night, the same Monday


NUMBER = re.compile(r"\d[\d ]{2,}\d")


@dataclass(slots=True)
class Person:
    """Somebody who writes to Alba, and what reached her."""

    story: "Story"
    name: str
    channel: ChannelKind
    inbox: list[Heard] = field(default_factory=list)
    latest: tuple[Heard, ...] = ()
    played: Played | None = None

    def writes(self, *texts: str, id: str | None = None) -> "Person":
        """Write; several texts are a burst that waits together."""
        return self._sends(InboundKind.TEXT, texts=texts, id=id)

    def edits(self, text: str) -> "Person":
        """Mend a message that was sent before."""
        return self._sends(InboundKind.TEXT, texts=(text,), edited=True)

    def presses(self, title: str) -> "Person":
        """Press the button of that title among those last shown. Fails when there is none."""
        shown = [choice for heard in self.inbox for choice in heard.choices]
        wanted = [choice for choice in shown if choice.title == title]
        assert wanted, f"no button {title!r} was ever shown, only {[each.title for each in shown]}"
        return self._sends(InboundKind.CHOICE, choice=wanted[-1].id)

    def sends(self, kind: InboundKind) -> "Person":
        """Send something without words."""
        return self._sends(kind)

    def shares(self, latitude: float, longitude: float) -> "Person":
        """Share where she is."""
        return self._sends(InboundKind.PLACE, latitude=latitude, longitude=longitude)

    def _sends(self, kind: InboundKind, **what: Any) -> "Person":
        request = Writes(self.name, kind, channel=self.channel, **what)
        self.played = self.story.play(request)
        return self

    @property
    def reads(self) -> str:
        """All that came since she last did something, as she reads it."""
        return "\n".join(heard.text for heard in self.latest)

    @property
    def numbers(self) -> str:
        """The first telephone in what came last, 911 apart; empty when there is none."""
        found = [each for each in NUMBER.findall(self.reads) if each != "911"]
        return found[0].strip() if found else ""

    @property
    def buttons(self) -> list[str]:
        """The titles of the buttons under what came last."""
        return [choice.title for choice in self.latest[-1].choices] if self.latest else []

    def knows(self, name: str) -> str:
        """A fact that is kept of her; empty when there is none."""
        found = self.story.facts(self).get(name)
        return found.reveal() if found else ""

    @property
    def session(self) -> Session:
        """Where she is in the conversation."""
        return self.story.stage.rehearsal.session(self.channel, self.name)

    @property
    def flow(self) -> str:
        """The flow in which she is; empty at rest."""
        stack = self.session.stack
        return stack[-1].flow if stack else ""


@dataclass(slots=True)
class Caseworker:
    """Somebody of the staff, and what their phone showed."""

    story: "Story"
    alias: str
    phone: list[Heard] = field(default_factory=list)

    def does(self, action: str, case: int, text: str = "") -> None:
        """Take, answer, call or close a case."""
        self.story.play(Acts(self.alias, action, case, text))

    @property
    def case(self) -> int:
        """The case of the last alert on this phone."""
        known = [each.case for each in self.phone if each.kind == "alert" and each.case]
        assert known, f"no alert ever reached {self.alias}"
        return known[-1]

    def writes(self, text: str, channel: ChannelKind = ChannelKind.TELEGRAM) -> None:
        """Write to Alba from the phone on which alerts come."""
        kind = InboundKind.TEXT
        self.story.play(Writes(f"staff:{self.alias}", kind, texts=(text,), channel=channel))

    def presses(self, title: str, channel: ChannelKind = ChannelKind.TELEGRAM) -> None:
        """Press the button of that title among those last shown. Fails when there is none."""
        shown = [choice for heard in self.phone for choice in heard.choices]
        wanted = [choice for choice in shown if choice.title == title]
        assert wanted, f"no button {title!r} was ever shown, only {[each.title for each in shown]}"
        kind = InboundKind.CHOICE
        choice = wanted[-1].id
        self.story.play(Writes(f"staff:{self.alias}", kind, choice=choice, channel=channel))

    @property
    def reads(self) -> str:
        """The last message on this phone."""
        return self.phone[-1].text if self.phone else ""

    @property
    def alerts(self) -> int:
        """How many alerts this phone showed."""
        return sum(each.kind == "alert" for each in self.phone)

    def takes_the_last(self) -> None:
        """Press "Lo tomo" under the last alert."""
        self.does("acknowledge", self.case)

    def loses_the_phone(self) -> None:
        """Have no address any more on which alerts come."""
        alba = self.story.stage.rehearsal.alba
        with alba.database.write() as tx:
            person = staff.by_alias(tx, self.alias)
            assert person is not None
            staff.unlink(tx, person, "telegram")
            tx.commit()
        alba.grounds.renew()

    def leaves(self) -> None:
        """Work here no more."""
        self.story.play(Acts(self.alias, "leave", None))


@dataclass(slots=True)
class Story:
    """One stage, with everybody on it."""

    stage: Stage
    people: dict[str, Person] = field(default_factory=dict)
    staff: dict[str, Caseworker] = field(default_factory=dict)

    def woman(self, name: str = "ana", on: ChannelKind = ChannelKind.TELEGRAM) -> Person:
        """Somebody who may write to Alba."""
        return self.people.setdefault(name, Person(self, name, on))

    def caseworker(self, alias: str = "lucia", role: str = "caseworker") -> Caseworker:
        """Somebody who is on call at all hours from now on."""
        self.staff[alias] = Caseworker(self, alias)
        self.play(Joins(alias, role))
        return self.staff[alias]

    def hires(self, alias: str, role: str = "caseworker") -> Caseworker:
        """Somebody who is there only by the organisation's hours and rota."""
        self.staff[alias] = Caseworker(self, alias)
        self.stage.hire(alias, role)
        return self.staff[alias]

    def passes(self, by: timedelta) -> None:
        """Let time pass, with all that falls due on the way."""
        self.play(Advances(by))

    def receipts(self, person: Person, fate: str) -> None:
        """What becomes of messages to somebody from now on."""
        self.play(Receives(person.name, fate, person.channel))

    def statuses(self) -> list[str]:
        """The statuses of all open cases, the most severe first."""
        with self.stage.rehearsal.alba.database.read() as tx:
            return [each.status.value for each in cases.read_open(tx)]

    def outcomes(self) -> dict[str, int]:
        """How many cases ended how."""
        with self.stage.rehearsal.alba.database.read() as tx:
            return dict(cases.outcomes(tx, datetime.min.replace(tzinfo=UTC)))

    def rows_of(self, person: Person) -> dict[str, int]:
        """How many rows of hers hold words, by what they are."""
        alba = self.stage.rehearsal.alba
        sender = Sender(person.channel.value, person.name)
        with alba.database.write() as tx:  # a page is held while it is looked up
            found = identities.find(tx, alba.keyring, sender)
            if found is None:
                return {}
            counts = retention.kinds_and_counts(tx, found.contact_id)
        return {kind: count for kind, count in counts.items() if count}

    def facts(self, person: Person) -> Mapping[str, Sealed]:
        """What is kept of somebody."""
        alba = self.stage.rehearsal.alba
        sender = Sender(person.channel.value, person.name)
        with alba.database.write() as tx:  # a page is held while it is looked up
            found = identities.find(tx, alba.keyring, sender)
            return facts.read(tx, alba.keyring, found.contact_id) if found else {}

    def play(self, request: Writes | Receives | Joins | Acts | Advances) -> Played:
        """Play one request and give everybody what reached them."""
        played = self.stage.play(request)
        for person in self.people.values():
            person.latest = tuple(each for each in played.heard if each.to == person.name)
            person.inbox.extend(person.latest)
        for worker in self.staff.values():
            worker.phone.extend(each for each in played.heard if each.to == f"staff:{worker.alias}")
        return played


def begin(
    url: str,
    now: datetime = MORNING,
    organisation: Organisation | None = None,
    *,
    templates: bool = True,
) -> Story:
    """A story on the database of that URL."""
    kind = ChannelKind.TELEGRAM
    stage = open_stage(now, kind, database_url=url, organisation=organisation, templates=templates)
    return Story(stage)
