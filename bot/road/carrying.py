"""How is each wish carried out? One function per effect, all in the turn's own transaction."""

from datetime import datetime

from bot.bodies import Spoken
from bot.care import calling, complaints, handling
from bot.care.duty import COMPLAINT, Hands
from bot.following.agreeing import OF_THE_RHYTHM, Agreements, Her, as_told
from bot.following.appointments import Appointments
from bot.following.cadence import WhyNot
from bot.following.wishes import Companion
from bot.road.erasing import TRY_FOR, erase_at_providers, inbound_is_read
from bot.road.ground import Ground, Mind
from bot.road.holdings import holdings_text
from bot.road.lines_told import Lines
from bot.road.saying import Voice, spoken
from bot.road.wishes import Carrying
from bot.translations import catalogue
from bot.understanding.place_zones import zone_of
from db.encryption import Keyring, Sealed
from db.engine import Transaction
from db.statuses import CaseStatus
from db.stores import case_words, cases, contacts, due, facts, outbox, retention, staff
from flows.engine.effects import (
    AllowWriting,
    CancelWake,
    Effect,
    ForgetEverything,
    OpenCase,
    PlanWake,
    Remember,
    SayText,
    SetRole,
    ShowEntry,
    Stop,
    TellHoldings,
)
from flows.engine.states import from_fact

WAKE = "wake"


def carry(
    tx: Transaction,
    keyring: Keyring,
    carrying: Carrying,
    ground: Ground,
    mind: Mind,
    now: datetime,
) -> None:
    """Carry out every wish of a happening, in order."""
    hands = _Hands(tx, keyring, carrying, ground, mind, now)
    hands.note_reached()
    hands.note_heard()
    for effect in carrying.effects:
        hands.carry(effect)
    hands.speak_of_lines()
    hands.tell_cases()
    if carrying.to.channel in mind.keeping:
        hands.erase_at_provider()


class _Hands:
    """What carrying needs at hand: the transaction, the voice, and where the rows go."""

    def __init__(
        self,
        tx: Transaction,
        keyring: Keyring,
        carrying: Carrying,
        ground: Ground,
        mind: Mind,
        now: datetime,
    ) -> None:
        self.tx = tx
        self.keyring = keyring
        self.carrying = carrying
        self.ground = ground
        language = carrying.claimed.language
        self.translate = catalogue(language)
        self.now = now
        self.contact_id = carrying.to.contact_id
        self.zone = carrying.claimed.zone
        answers = f"{'a' if carrying.failed else 'i'}{carrying.inbox_id}"
        self.voice = Voice(keyring, carrying.to, carrying.inbox_id, answers, now, language)
        self.opened: list[int] = []
        self.hands = Hands(tx, keyring, ground.duty, now)
        self.lines = Lines(tx, keyring, ground.duty, self.contact_id, self.translate, now)
        self.facts = dict(carrying.claimed.facts)
        self.agreements = Agreements(tx, keyring, mind.following, now)
        appointments = Appointments(tx, keyring, mind.following, now)
        self.companion = Companion(self.agreements, appointments, self.translate)

    @property
    def her(self) -> Her:
        """Whose agreements these are, with what she has just told."""
        return Her(self.contact_id, self.zone, self.facts)

    def note_heard(self) -> None:
        """Whatever she writes ends the climb after a question that she left open."""
        if self.carrying.claimed.is_asked and self.carrying.heap.is_hers:
            self.agreements.heard(self.her)

    def carry(self, effect: Effect) -> None:
        match effect:
            case SayText() | ShowEntry():
                self.say(effect)
            case OpenCase():
                self.open_case(effect)
            case Remember(name, value):
                self.remember(name, value)
            case AllowWriting(allowed):
                self.allow_writing(allowed=allowed)
            case Stop():
                self.stop()
            case PlanWake() | CancelWake():
                self.wake(effect)
            case _:
                self.rare(effect)

    def rare(self, effect: Effect) -> None:
        match effect:
            case ForgetEverything():
                erase_at_providers(self.tx, self.keyring, self.contact_id, self.now)
                retention.forget(self.tx, self.contact_id, self.now)
            case TellHoldings():
                held = retention.kinds_and_counts(self.tx, self.contact_id)
                self.row(Spoken(holdings_text(held, self.translate)))
            case SetRole():
                return
            case _:
                words = self.companion.carry(effect, self.her)
                if words:
                    self.row(Spoken(words))

    def remember(self, name: str, value: str) -> None:
        """Keep a fact; a place tells what time it is where she is."""
        value = as_told(name, value, self.now, self.zone)
        facts.remember(self.tx, self.keyring, self.contact_id, name, value, self.now)
        self.facts[name] = value
        if name in OF_THE_RHYTHM:
            self.agreements.learnt(self.her)
        place = from_fact(value) if name == "place" else None
        zone = zone_of(place.state, place.municipality) if place else self.zone
        if zone != self.zone:
            self.zone = zone
            contacts.set_zone(self.tx, self.contact_id, zone)
            self.agreements.moved(self.her)

    def allow_writing(self, *, allowed: bool) -> None:
        contacts.allow_writing(self.tx, self.contact_id, allowed, self.now)
        if not allowed:
            self.agreements.withdraw(self.contact_id, WhyNot.NO_CONSENT)

    def stop(self) -> None:
        """Nothing more is sent; from a woman at high risk a person is told, and she is not."""
        contacts.stop(self.tx, self.contact_id, self.now)
        outbox.withdraw_unasked(self.tx, self.contact_id, self.now)
        self.companion.stop(self.contact_id)
        case = self.agreements.stop(self.contact_id, self.carrying.to.channel)
        if case is not None:
            calling.begin(self.hands, case)

    def say(self, wish: SayText | ShowEntry) -> None:
        use_by = wish.use_by if isinstance(wish, SayText) else None
        self.row(spoken(wish, self.translate), self.now + use_by if use_by else None)

    def row(self, words: Spoken, use_by: datetime | None = None) -> None:
        self.carrying.rows.append(self.voice.row(words, use_by))

    def open_case(self, wish: OpenCase) -> None:
        place = from_fact(self.carrying.claimed.facts.get("place", ""))
        words = self.carrying.heap.words
        wished = cases.CaseWish(
            contact_id=self.contact_id,
            reason=wish.reason,
            severity=wish.severity,
            channel=self.carrying.to.channel,
            words=Sealed(words) if words else None,
            state=place.state if place else None,
            municipality=place.municipality if place else None,
            inbox_id=self.carrying.inbox_id,
            quiet=wish.quiet,
            about_staff=self._about(wish.reason, words),
        )
        case = cases.open_case(self.tx, self.keyring, wished, self.now)
        self.opened.append(case.id)
        self.agreements.danger(self.contact_id, self.zone, wish.reason)
        calling.begin(self.hands, case)

    def _about(self, reason: str, words: str) -> int | None:
        """Whom of the staff she complains about: they never see it."""
        if reason != COMPLAINT:
            return None
        return complaints.about(words, staff.working(self.tx))

    def note_reached(self) -> None:
        """She writes after somebody took a case of hers: that person has reached her."""
        taken = CaseStatus.ACKNOWLEDGED in self.carrying.claimed.cases.values()
        if taken and self.carrying.heap.is_hers:
            handling.note_reached(self.hands, self.contact_id)

    def speak_of_lines(self) -> None:
        """Count the lines that she was told, and ask whether they answered."""
        claimed, heap = self.carrying.claimed, self.carrying.heap
        if self.carrying.answer is not None:
            self.row(self.lines.take(self.carrying.answer))
        elif heap.is_hers and (claimed.cases or self.opened):
            asked = self.lines.follow(self.carrying, anew=bool(self.opened))
            if asked is not None:
                self.row(asked)

    def tell_cases(self) -> None:
        """Keep with each case what she was told when it was opened."""
        for case in self.opened:
            case_words.note_told(self.tx, self.keyring, case, self.voice.said, self.now)

    def erase_at_provider(self) -> None:
        """What the provider keeps of these messages goes; files later, when a person may listen."""
        heap = self.carrying.heap
        refs = tuple(each.message_ref for each in heap.messages if each.message_ref)
        if refs:
            chore = inbound_is_read(self.carrying, refs, heap.media, awaited=bool(self.opened))
            self.carrying.rows.append(outbox.chore_row(self.keyring, chore, self.now, TRY_FOR))

    def wake(self, wish: PlanWake | CancelWake) -> None:
        key = f"{WAKE}:{self.contact_id}:{wish.name}"
        if isinstance(wish, CancelWake):
            due.withdraw(self.tx, key, self.now)
        else:
            due.plan(
                self.tx,
                self.keyring,
                due.Plan(
                    kind=WAKE,
                    due_at=self.now + wish.after,
                    contact_id=self.contact_id,
                    key=key,
                    body=wish.name.encode(),
                ),
                self.now,
            )
