"""How is a person told of her silence? A case that says what is known, and what she asked for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.care import calling
from bot.care.duty import Hands
from bot.channels.port import ChannelKind
from bot.channels.whatsapp.limits import WHATSAPP_LIMITS
from bot.following.ladder import Do, Reading, Silence
from bot.translations import N_
from db.encryption import Sealed
from db.stores import cases, due
from db.stores.check_ins import CheckIn, Due
from flows.engine.vocabulary import Severity

SILENCE: Final = "silence"
DIGEST: Final = "digest"

SEVERITY: Final[Mapping[Do, Severity]] = {
    Do.CASEWORKER: Severity.NORMAL,
    Do.DIGEST: Severity.NORMAL,
    Do.ON_CALL: Severity.HIGH,
}
KNOWN: Final[Mapping[Reading, str]] = {
    Reading.READ: N_("Alguien abrió el mensaje y no contestó."),
    Reading.DELIVERED: N_("El mensaje llegó a su teléfono y no contestó."),
    Reading.SENT: N_(
        "El mensaje salió y no ha llegado: teléfono apagado, sin señal, o nos bloqueó."
    ),
    Reading.ACCEPTED: N_("Telegram tomó el mensaje; no dice si llegó. No contestó."),
    Reading.BLOCKED: N_("Nos bloqueó, o alguien con su teléfono. La pregunta no le llegó."),
    Reading.LINE_DEAD: N_("Esa línea ya no existe. La pregunta no le llegó."),
    Reading.WINDOW_CLOSED: N_(
        "WhatsApp no deja escribirle sin plantilla aprobada. La pregunta no le llegó."
    ),
    Reading.FAILED: N_("La pregunta no salió."),
    Reading.UNKNOWN: N_("Se cortó la línea: no se sabe si la pregunta le llegó."),
    Reading.WAITING: N_("La pregunta todavía no sale."),
}
MISSED: Final = N_("Sin contestar antes de esta: {missed}. Que no le llegaron: {lost}.")
LAST_WROTE: Final = N_("Escribió por última vez: {when}.")
NEVER_WROTE: Final = N_("No se sabe cuándo escribió por última vez.")
CALL: Final = N_("Pidió que le llamen.")
MESSAGE_ONLY: Final = N_("Pidió solo mensaje, sin llamadas.")
COVER: Final = N_("Si contesta otra persona, dijo que se diga: {cover}.")
NO_PLAN: Final = N_("No ha dicho cómo quiere que se le busque: solo por este chat.")
WANTS: Final[Mapping[str, str]] = {
    "tell": N_("Si no contesta, quiere que se avise al equipo."),
    "wait": N_("Si no contesta, quiere que se espere un día más."),
    "nothing": N_("Si no contesta, pidió que no se haga nada; hay riesgo, decide una persona."),
}
OPEN_UNTIL: Final = N_("Por WhatsApp se le puede escribir sin plantilla hasta: {when}.")
CLOSED: Final = N_("Por WhatsApp solo se le puede escribir con plantilla.")


@dataclass(frozen=True, slots=True)
class Silent:
    """Whose silence, what is known of it, what she asked for in calm, and which step this is."""

    row: CheckIn
    due: Due
    reading: Reading
    plan: Mapping[str, str]
    do: Do


@dataclass(frozen=True, slots=True)
class Team:
    """Opens the case, and rings or leaves it for the morning's list."""

    hands: Hands
    silence: Silence

    @property
    def zone(self) -> str:
        """In whose hours staff read times."""
        return self.hands.duty.organisation.zone

    def tell(self, silent: Silent, now: datetime) -> None:
        """A case of her silence; only a digest's rings nobody.

        Without any staff there is no list to be on, and an open case would only keep her words.
        """
        if silent.do is Do.DIGEST and not self.hands.duty.staff:
            return
        wish = cases.CaseWish(
            contact_id=silent.row.contact_id,
            reason=SILENCE,
            severity=SEVERITY[silent.do],
            channel=silent.due.ways[0].channel if silent.due.ways else "",
            words=Sealed(what_is_known(silent, self.zone, now)),
        )
        case = cases.open_case(self.hands.tx, self.hands.keyring, wish, now)
        if silent.do is Do.DIGEST:
            self._plan_digest(now)
        else:
            calling.begin(self.hands, case)

    def _plan_digest(self, now: datetime) -> None:
        here = ZoneInfo(self.zone)
        local = now.astimezone(here)
        at = datetime.combine(local.date(), self.silence.digest_at, here)
        if at <= local:
            day = local.date() + timedelta(days=1)
            at = datetime.combine(day, self.silence.digest_at, here)
        body = json.dumps(at.date().isoformat()).encode()
        plan = due.Plan(DIGEST, at, key=f"{DIGEST}:{at.date().isoformat()}", body=body)
        due.plan(self.hands.tx, self.hands.keyring, plan, now)


def what_is_known(silent: Silent, zone: str, now: datetime) -> str:
    """What a person must know before reaching for her, a sentence a line; for the case alone."""
    row, plan = silent.row, silent.plan
    last = silent.due.last_in_at
    lines = [
        KNOWN[silent.reading],
        MISSED.format(missed=row.missed, lost=row.lost),
        LAST_WROTE.format(when=_when(last, zone)) if last else NEVER_WROTE,
        *_asked_for(plan),
    ]
    open_until = window_until(silent.due)
    if open_until is not None:
        is_open = open_until > now
        lines.append(OPEN_UNTIL.format(when=_when(open_until, zone)) if is_open else CLOSED)
    return "\n".join(lines)


def window_until(due: Due) -> datetime | None:
    """Until when she can be written to freely on WhatsApp; None when she has no WhatsApp."""
    span = WHATSAPP_LIMITS.window
    heard = [each.last_in_at for each in due.ways if each.channel == ChannelKind.WHATSAPP]
    moments = [each for each in heard if each is not None]
    return max(moments) + span if moments and span is not None else None


def _asked_for(plan: Mapping[str, str]) -> list[str]:
    if not plan.get("plan_way"):
        return [
            NO_PLAN,
            *([WANTS[plan["plan_silent"]]] if plan.get("plan_silent") in WANTS else []),
        ]
    found = [CALL if plan["plan_way"] == "call" else MESSAGE_ONLY]
    if plan["plan_way"] == "call" and plan.get("plan_cover"):
        found.append(COVER.format(cover=plan["plan_cover"]))
    if plan.get("plan_silent") in WANTS:
        found.append(WANTS[plan["plan_silent"]])
    return found


def _when(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.day}/{local.month}/{local.year} {local.hour}:{local.minute:02}"
