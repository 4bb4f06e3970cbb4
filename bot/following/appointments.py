"""What becomes of what she must not miss? Kept, reminded of neutrally, asked about once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.bodies import Spoken, spoken_body
from bot.channels.port import OfferedChoice, Template
from bot.following.appointment_times import Due, Step, next_occurrence, next_step
from bot.following.following import Following
from bot.following.questions import Question, template_name
from bot.translations import N_, Translate, catalogue
from db.encryption import Keyring
from db.engine import Transaction
from db.statuses import AppointmentStatus, IdentityStatus, Lane, OutboxKind, OutboxStatus
from db.stores import appointments, check_ins, contacts, due, outbox
from db.stores.appointments import Kept
from db.stores.contacts import Contact
from flows.engine.appointments import Appointment, Draft, said
from flows.engine.book import ATTENDED, REMINDER
from flows.engine.texts import HOLE
from flows.engine.vocabulary import NodeId

APPOINTMENT: Final = "appointment"
ASK: Final = NodeId("ask")
OF_REMINDER: Final = "{appointment:day} {appointment:hour}"
"""What a reminder's template has its one variable for."""

PROMPT: Final = timedelta(minutes=30)
LATE: Final = timedelta(hours=12)
"""A question that is later than this asks about what everybody has forgotten: it is not sent."""

NONE: Final = N_("No tienes nada anotado.")
THESE: Final = N_("Esto tengo anotado:")
LINE: Final = N_("{what}: {day} {date}, {hour}")
REPEATED: Final = N_("{line} ({every})")
DETAILS: Final = N_("Es {what}, el {day} {date}, {hour}.")
WHERE: Final = N_("Dijiste que es en {place}.")


@dataclass(frozen=True, slots=True)
class Appointments:
    """Keeps, moves and settles them; `remind` is what the clock does."""

    tx: Transaction
    keyring: Keyring
    following: Following
    now: datetime

    # -- what she wants -------------------------------------------------------------------------

    def keep(self, contact_id: int, zone: str, draft: Draft) -> None:
        """Keep what she confirmed; nothing without a day, or of a day that is over."""
        at = draft.at(zone)
        if at is None or draft.day is None or at <= self.now - timedelta(days=1):
            return
        kept = appointments.add(
            self.tx,
            self.keyring,
            Kept(
                id=0,
                contact_id=contact_id,
                at=at,
                status=AppointmentStatus.PLANNED,
                kind=draft.kind,
                has_hour=draft.hour is not None,
                place=draft.place,
                every=draft.every,
                first=draft.day,
            ),
            self.now,
        )
        self._plan(kept, zone)

    def move(self, contact_id: int, zone: str, draft: Draft) -> None:
        """Another time for one of hers."""
        kept, at = self._hers(contact_id, draft.id), draft.at(zone)
        if kept is None or at is None:
            return
        has_hour = draft.hour is not None
        moved = appointments.move(self.tx, self.keyring, kept, at, has_hour=has_hour)
        self._plan(moved, zone)

    def cancel(self, contact_id: int, id: int) -> None:
        """She takes it off."""
        kept = self._hers(contact_id, id)
        if kept is not None:
            appointments.settle(self.tx, kept, AppointmentStatus.CANCELLED, self.now)

    def settle(self, contact_id: int, id: int, *, went: bool) -> None:
        """She says whether she could go."""
        kept = self._hers(contact_id, id)
        if kept is not None:
            became = AppointmentStatus.KEPT if went else AppointmentStatus.MISSED
            appointments.settle(self.tx, kept, became, self.now)

    def listed(self, contact_id: int, zone: str, translate: Translate) -> str:
        """What is ahead of her, a line each: only because she asked."""
        hers = appointments.planned(self.tx, self.keyring, [contact_id]).get(contact_id, ())
        ahead = [each for each in hers if each.status is AppointmentStatus.PLANNED]
        if not ahead:
            return translate(NONE)
        return "\n".join([translate(THESE), *(_line(each, zone, translate) for each in ahead)])

    def told(self, contact_id: int, id: int, zone: str, translate: Translate) -> str:
        """What one is, and where: only because she asked."""
        kept = self._hers(contact_id, id)
        if kept is None:
            return translate(NONE)
        words = translate(DETAILS).format(**_words(kept, zone, translate))
        where = translate(WHERE).format(place=kept.place) if kept.place else ""
        return f"{words} {where}".strip()

    # -- what the clock does --------------------------------------------------------------------

    def remind(self, body: bytes, planned: datetime) -> None:
        """What fell due of one: a reminder while it is ahead, the question when it is over."""
        plain = json.loads(body)
        kept = appointments.read(self.tx, self.keyring, plain["id"])
        contact = None if kept is None else contacts.read(self.tx, kept.contact_id)
        if kept is None or contact is None or contact.forgotten_at is not None:
            return
        if kept.version != plain["version"] or kept.status is not AppointmentStatus.PLANNED:
            return
        if plain["step"] == Step.ASK:
            self._ask(kept, contact)
        else:
            self._remind(kept, contact, planned)

    def _remind(self, kept: Kept, contact: Contact, planned: datetime) -> None:
        """Once, and only while it is of use: what a later reminder says too is left to it."""
        here = ZoneInfo(contact.zone)
        if is_late_at_night(self.following, planned, self.now, here):
            self._plan(kept, contact.zone, at=self._morning(here))
            return
        self._plan(kept, contact.zone)
        if contact.stopped_at is None and self.now < kept.at:
            self._send(kept, contact, Question(REMINDER, ASK), "remind")

    def _morning(self, here: ZoneInfo) -> datetime:
        """The next moment at which she may be reminded, after an outage that ended at night."""
        local = self.now.astimezone(here)
        first = self.following.reminders.not_before
        day = local.date() + timedelta(days=1 if local.time() >= first else 0)
        return datetime.combine(day, first, here).astimezone(UTC)

    def _ask(self, kept: Kept, contact: Contact) -> None:
        """The one question; and the next time, where it comes again."""
        again = next_occurrence(kept.every, kept.first, kept.at, contact.zone)
        while again is not None and again <= self.now:
            again = next_occurrence(kept.every, kept.first, again, contact.zone)
        if again is not None:
            new = replace(kept, id=0, at=again, version=1)
            self._plan(appointments.add(self.tx, self.keyring, new, self.now), contact.zone)
        appointments.settle(self.tx, kept, AppointmentStatus.ASKED, self.now)
        late = self.now - kept.at > self.following.reminders.ask_after + LATE
        if contact.stopped_at is None and not late:
            self._send(kept, contact, Question(ATTENDED, ASK), "asked")

    def _send(self, kept: Kept, contact: Contact, question: Question, mark: str) -> None:
        to = check_ins.best_way(self.tx, contact.id)
        if to is None or to.status != IdentityStatus.REACHABLE:
            return
        spoken = self._spoken(question, kept, contact)
        row: dict[str, Any] = {
            "recipient": f"c{contact.id}",
            "contact_id": contact.id,
            "identity_id": to.identity_id,
            "channel": to.channel,
            "lane": Lane.PLANNED,
            "kind": OutboxKind.REMINDER,
            "body": self.keyring.seal("outbox.body", spoken_body(spoken)),
            "reference": f"a{kept.id}-{kept.version}-{mark}-{self.now.timestamp():.0f}",
            "status": OutboxStatus.QUEUED,
            "due_at": self.now,
            "use_by": kept.at if mark == "remind" else self.now + LATE,
            "created_at": self.now,
        }
        outbox.add_once(self.tx, [row])
        check_ins.note_asked(self.tx, {contact.id: question.id}, self.now)

    def _spoken(self, question: Question, kept: Kept, contact: Contact) -> Spoken:
        """The neutral text, filled with nothing but a day and an hour."""
        translate = catalogue(contact.language)
        node = self.following.questions.node(question)
        msgid = translate(node.text)
        words = _words(kept, contact.zone, translate)
        text = HOLE.sub(lambda hole: words[hole[2]], msgid)
        variables = {"1": f"{words['day']} {words['hour']}"} if OF_REMINDER in msgid else {}
        choices = tuple(
            OfferedChoice(f"{question.id}.{each.id}", translate(each.title))
            for each in node.choices
        )
        template = Template(template_name(question, contact.language, msgid), variables)
        return Spoken(text, choices, template=template, language=contact.language)

    def _plan(self, kept: Kept, zone: str, at: datetime | None = None) -> None:
        """Plan what falls due next; `at`: a reminder at that moment, if it is still ahead."""
        policy = self.following
        step = next_step(policy.reminders, policy.policy.quiet, kept.at, self.now, zone)
        if at is not None and at < min(step.at, kept.at):
            step = Due(Step.REMIND, at)
        body = {"id": kept.id, "version": kept.version, "step": step.step.value}
        mark = f"{step.step}:{step.at.timestamp():.0f}"
        due.plan(
            self.tx,
            self.keyring,
            due.Plan(
                kind=APPOINTMENT,
                due_at=step.at,
                key=f"{APPOINTMENT}:{kept.id}:{kept.version}:{mark}",
                contact_id=kept.contact_id,
                body=json.dumps(body).encode(),
            ),
            self.now,
        )

    def _hers(self, contact_id: int, id: int) -> Kept | None:
        kept = appointments.read(self.tx, self.keyring, id)
        open_ones = (AppointmentStatus.PLANNED, AppointmentStatus.ASKED)
        mine = kept is not None and kept.contact_id == contact_id and kept.status in open_ones
        return kept if mine else None


def is_late_at_night(
    following: Following, planned: datetime, now: datetime, here: ZoneInfo
) -> bool:
    """Whether what should have gone out by day would go out now, at night."""
    local = now.astimezone(here).time()
    night = following.policy.quiet.covers(local) and (
        local < following.reminders.not_before or local >= following.policy.quiet.start
    )
    return night and now - planned > PROMPT


def as_known(hers: Iterable[Kept]) -> tuple[Appointment, ...]:
    """Her appointments as the engine speaks of them."""
    return tuple(
        Appointment(
            id=each.id,
            kind=each.kind,
            at=each.at,
            has_hour=each.has_hour,
            place=each.place,
            every=each.every,
            over=each.status is AppointmentStatus.ASKED,
        )
        for each in hers
    )


def _words(kept: Kept, zone: str, translate: Translate) -> dict[str, str]:
    [known] = as_known([kept])
    names = ("what", "day", "date", "hour", "every")
    return {name: translate(said(name, known, zone)) for name in names}


def _line(kept: Kept, zone: str, translate: Translate) -> str:
    words = _words(kept, zone, translate)
    line = translate(LINE).format(**words)
    return translate(REPEATED).format(line=line, every=words["every"]) if kept.every else line
