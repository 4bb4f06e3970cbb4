"""What follows from the lines that she was told in this turn, or before it?"""

from dataclasses import dataclass
from datetime import datetime

from bot.bodies import Spoken
from bot.care import line_answers, lines
from bot.care.duty import Duty
from bot.care.line_answers import Answer
from bot.road.wishes import Carrying
from bot.translations import Translate
from db.encryption import Keyring
from db.engine import Transaction
from db.stores import lines as store
from flows.engine.acting import SUSPICION
from flows.engine.effects import AllowWriting, Effect, ForgetEverything, PlanWake, Stop
from flows.engine.events import Chose


def _is_no_time_to_ask(effect: Effect) -> bool:
    """One question at a time, and none to who wants to hear less."""
    match effect:
        case PlanWake(name):
            return name == SUSPICION
        case _:
            return isinstance(effect, ForgetEverything | Stop | AllowWriting)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one woman, within one turn."""

    tx: Transaction
    keyring: Keyring
    duty: Duty
    contact_id: int
    translate: Translate
    now: datetime

    def take(self, answer: Answer) -> Spoken:
        """She says whether a line answered."""
        return line_answers.take(
            self.tx, self.keyring, self.duty, self.contact_id, answer, self.translate, self.now
        )

    def follow(self, carrying: Carrying, *, anew: bool) -> Spoken | None:
        """Count what she was told now; else, what to ask her of what she was told before.

        `anew`: a case was opened or became more in this turn: it is no time to ask.
        """
        happening = carrying.heap.happening
        if isinstance(happening, Chose) and happening.choice in lines.OFFERS.values():
            store.answer_last(self.tx, self.contact_id, answered=False)
        if line_answers.FACT in carrying.claimed.facts:
            line_answers.forget(self.tx, self.keyring, self.contact_id, self.now)
        counted = set(lines.AT_ALL_HOURS) - {lines.EMERGENCY}
        fresh = [each for each in carrying.newly_seen if each in counted]
        for service in fresh:
            store.note(self.tx, self.contact_id, service, self.now, in_turn=True)
        if (
            anew
            or fresh
            or carrying.stranger
            or any(_is_no_time_to_ask(each) for each in carrying.effects)
        ):
            return None
        return line_answers.question(
            self.tx, self.keyring, self.duty, self.contact_id, self.translate, self.now
        )
