"""Around whom do the tests of flows walk? Worlds, and a contact who hears what is said to her."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from flows.engine.book import Book
from flows.engine.directory import Directory
from flows.engine.effects import (
    Effect,
    ForgetEverything,
    OpenCase,
    Remember,
    SayText,
    ShowEntry,
    Shown,
    TellHoldings,
)
from flows.engine.entries import card
from flows.engine.events import Chose, Event, Said
from flows.engine.nodes import Ask, Choose
from flows.engine.session import Session, from_json, to_json
from flows.engine.step import Turn, step
from flows.engine.texts import Translate
from flows.engine.understood import Answer, Place, Understood
from flows.engine.vocabulary import Command, Crisis, Language, Topic
from flows.engine.world import Team, World

NOON: Final = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # twelve in Mexico City
TEAMS: Final[Mapping[str, Team]] = {
    "here": Team(
        "here",
        "Dejé aviso al equipo. Cuando alguien lo lea, te lo digo aquí.",
        "lunes a viernes de 9:00 a 18:00",
        "",
    ),
    "away": Team(
        "away",
        "A esta hora no hay nadie del equipo. Te leen mañana a las 9:00.",
        "lunes a viernes de 9:00 a 18:00",
        "mañana a las 9:00",
    ),
    "none": Team(
        "none", "Por ahora ninguna persona está leyendo este chat.", "sin horario por ahora"
    ),
}


@dataclass
class Her:
    """A contact in a world that keeps what she told, and what she was last told."""

    book: Book
    directory: Directory
    team: Team = TEAMS["here"]
    now: datetime = NOON
    zone: str = "America/Mexico_City"
    facts: dict[str, str] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    session: Session = field(default_factory=Session)
    heard: list[str] = field(default_factory=list)  # every message, in order
    effects: tuple[Effect, ...] = ()  # of the last event
    translate: Translate = str
    shown: tuple[Shown, ...] = ()  # the choices of the last question
    pressed_before: list[str] = field(default_factory=list)  # every choice she was ever shown

    def world(self) -> World:
        """What is true around her now."""
        return World(
            self.now,
            self.zone,
            self.team,
            self.directory,
            dict(self.facts),
            self.closed,
            "Casa Abierta",
        )

    def does(self, event: Event) -> Turn:
        """She does something; the world keeps what follows."""
        turn = step(self.book, self.session, event, self.world())
        self.session = turn.session
        self.effects = turn.effects
        for effect in turn.effects:
            self._carry(effect)
        return turn

    def _carry(self, effect: Effect) -> None:
        match effect:
            case SayText(text, choices):
                self.heard.append(text.render(self.translate))
                self.shown = choices
                self.pressed_before.extend(each.id for each in choices)
            case ShowEntry(match, number, total):
                self.heard.append(card(match, number, total, self.translate))
            case TellHoldings():
                self.heard.append(f"[{len(self.heard)}]")
            case Remember(name, value):
                self.facts[name] = value
            case ForgetEverything():
                self.facts.clear()
            case _:
                return

    # -- what she does, in short ----------------------------------------------------------------

    def writes(
        self,
        topic: Topic = Topic.OTHER,
        answer: Answer | None = None,
        *,
        command: Command | None = None,
        crisis: Crisis | None = None,
        check: Crisis | None = None,
        place: Place | None = None,
        silencing: bool = False,
        denial: bool = False,
        confidence: float = 0.9,
        language: Language = Language.SPANISH,
    ) -> Turn:
        """She writes, and this was understood."""
        understood = Understood(
            topic=topic,
            crisis=crisis,
            check=check,
            confidence=confidence,
            command=command,
            answer=answer,
            place=place,
            silencing=silencing,
            denial=denial,
            language=language,
        )
        return self.does(Said("…", understood))

    def presses(self, title: str) -> Turn:
        """She presses a choice of the last question."""
        wire = next(each.id for each in self.shown if each.title == title)
        return self.does(Chose(wire))

    def waits(self, **length: float) -> None:
        """Time passes (as of timedelta)."""
        self.now += timedelta(**length)

    # -- what is true of her --------------------------------------------------------------------

    def said(self) -> list[str]:
        """What she was told at the last event."""
        count = sum(isinstance(each, SayText | ShowEntry | TellHoldings) for each in self.effects)
        return self.heard[len(self.heard) - count :]

    def cases(self) -> list[OpenCase]:
        """The cases that the last event opened."""
        return [each for each in self.effects if isinstance(each, OpenCase)]

    @property
    def at(self) -> str:
        """The innermost flow and node: "housing.when"; empty when nothing waits."""
        top = self.session.stack[-1] if self.session.stack else None
        return f"{top.flow}.{top.node}" if top else ""


def complaints(her: Her, before: Her) -> list[str]:
    """What may never happen, whatever she did; `before` is she before the event."""
    found: list[str] = []
    heard = before.heard[-1:] + her.said()
    if any(one == other for one, other in pairwise(heard)):
        found.append("said the same twice in a row")
    texts = [each.text for each in her.effects if isinstance(each, SayText)]
    if any(not value for text in texts for _, value in text.values):
        found.append("left a hole empty")
    waiting = her.book.node(her.session.stack[-1]) if her.session.stack else None
    if her.said() and her.session.stack and not isinstance(waiting, Choose | Ask):
        found.append("rests at a node that asks nothing")
    last = next((each for each in reversed(her.effects) if isinstance(each, SayText)), None)
    if last and last.choices and not last.choices[0].id.startswith(f"{her.at}."):
        found.append("shows choices of a question that does not wait")
    if any(len(choice.id.encode()) > 64 for choice in her.shown):
        found.append("a button's id is too long")
    return found


def impurities(her: Her, event: Event, before: Her) -> list[str]:
    """What may never happen to a pure function and what it keeps."""
    found: list[str] = []
    if from_json(json.loads(json.dumps(to_json(her.session)))) != her.session:
        found.append("the session changes when it is stored")
    again = step(before.book, before.session, event, before.world())
    if (again.session, again.effects) != (her.session, her.effects):
        found.append("the same step came out differently")
    return found


def copy_of(her: Her) -> Her:
    """She as she is now, to compare with later."""
    return replace(her, facts=dict(her.facts), heard=her.heard[-1:], pressed_before=[])
