"""How are the wishes about following her carried out? Each in the turn's own transaction."""

from dataclasses import dataclass

from bot.following.agreeing import Agreements, Her
from bot.following.appointments import Appointments
from bot.following.cadence import WhyNot
from bot.translations import Translate
from db.stores import appointments as store
from db.stores import contacts, facts
from flows.engine.effects import (
    AdjustCheckIns,
    CancelAppointment,
    Effect,
    KeepAppointment,
    MoveAppointment,
    PlanCheckIns,
    SettleAppointment,
    SomeoneElse,
    TellAppointment,
    TellAppointments,
)

CheckInWish = PlanCheckIns | AdjustCheckIns | SomeoneElse
AppointmentWish = (
    KeepAppointment
    | MoveAppointment
    | CancelAppointment
    | SettleAppointment
    | TellAppointments
    | TellAppointment
)


@dataclass(frozen=True, slots=True)
class Companion:
    """Carries out what she wants of check-ins and appointments."""

    agreements: Agreements
    appointments: Appointments
    translate: Translate

    def carry(self, effect: Effect, her: Her) -> str | None:
        """Carry out a wish; what is said of it, when anything is."""
        if isinstance(effect, AppointmentWish):
            return self._appointment(effect, her)
        if isinstance(effect, CheckInWish):
            return self._check_in(effect, her)
        return None

    def stop(self, contact_id: int) -> None:
        """She wants to be written to no more: of her appointments neither."""
        agreements = self.agreements
        store.cancel_all(agreements.tx, contact_id, agreements.now)

    def _check_in(self, effect: CheckInWish, her: Her) -> str | None:
        match effect:
            case PlanCheckIns():
                self.agreements.plan(her)
            case AdjustCheckIns(wish):
                return self.agreements.adjust(her, wish, self.translate)
            case SomeoneElse():
                self._someone_else(her.contact_id)
        return None

    def _appointment(self, effect: AppointmentWish, her: Her) -> str | None:
        hers, whose, zone = self.appointments, her.contact_id, her.zone
        match effect:
            case KeepAppointment(draft):
                hers.keep(whose, zone, draft)
            case MoveAppointment(draft):
                hers.move(whose, zone, draft)
            case CancelAppointment(id):
                hers.cancel(whose, id)
            case SettleAppointment(kept, id):
                hers.settle(whose, id, went=kept)
            case TellAppointments():
                return hers.listed(whose, zone, self.translate)
            case TellAppointment(id):
                return hers.told(whose, id, zone, self.translate)
        return None

    def _someone_else(self, contact_id: int) -> None:
        """Another person has the phone: nothing of hers is asked, told or kept at hand there."""
        agreements = self.agreements
        contacts.allow_writing(agreements.tx, contact_id, allowed=False, now=agreements.now)
        agreements.withdraw(contact_id, WhyNot.NO_CONSENT)
        store.cancel_all(agreements.tx, contact_id, agreements.now)
        facts.forget_all(agreements.tx, contact_id)
