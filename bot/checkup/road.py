"""Does the road move? Heartbeats, what waits, what was set aside, what was lost, and the sweep."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.checkup.findings import Finding, fine, red, warning
from bot.serving.parts import LATE_AFTER, PULSES
from bot.translations import N_
from db.statuses import OutboxStatus
from db.stores.gauges import Gauges

PULSE: Final = "pulse"
INBOX: Final = "inbox"
SET_ASIDE: Final = "set_aside"
OUTBOX: Final = "outbox"
LOST: Final = "lost"
SWEEP: Final = "sweep"

LONG: Final = timedelta(minutes=1)
TOO_LONG: Final = timedelta(minutes=10)
"""She is told after ten minutes that nobody answered: by then her message must have been read."""

LATE_SWEEP: Final = timedelta(hours=1)
MISSED_SWEEP: Final = timedelta(days=1)
RECENT: Final = timedelta(days=7)


def of_pulses(beats: Mapping[str, datetime], now: datetime) -> Iterator[Finding]:
    """Whether the worker and the clock are alive."""
    for name in PULSES:
        if name not in beats:
            yield red(
                PULSE, N_("{name}: nunca ha latido."), N_("Arranca: alba run, o worker"), name=name
            )
        elif now - beats[name] > LATE_AFTER:
            yield red(
                PULSE,
                N_("{name}: no late desde hace {ago}."),
                N_("Arranca: alba run, o mira qué dicen los registros de alba worker"),
                name=name,
                ago=ago(now - beats[name]),
            )
        else:
            yield fine(PULSE, N_("{name}: late."), name=name)


def of_inbox(gauges: Gauges, now: datetime) -> Finding:
    """How long the oldest message has waited for its turn."""
    waits = now - gauges.oldest_inbox if gauges.oldest_inbox is not None else timedelta()
    count = gauges.inbox.get("waiting", 0)
    if waits <= LONG:
        return fine(INBOX, N_("Mensajes en espera de turno: {count}."), count=count)
    found = N_("El mensaje más viejo espera su turno desde hace {ago}; en espera: {count}.")
    remedy = N_("Mira que esté vivo alba worker, y qué dicen sus registros")
    judge = red if waits > TOO_LONG else warning
    return judge(INBOX, found, remedy, ago=ago(waits), count=count)


def of_set_aside(gauges: Gauges) -> Finding:
    """Whether the code failed on messages; a person was told of each."""
    count = gauges.inbox.get("set_aside", 0)
    if not count:
        return fine(SET_ASIDE, N_("Ningún mensaje quedó aparte."))
    return warning(
        SET_ASIDE,
        N_("Quedaron aparte {count}: el programa falló con ellos."),
        N_("Contesta los casos que se abrieron, y di a quien desarrolla el tipo y el lugar."),
        count=count,
    )


def of_outbox(gauges: Gauges, now: datetime) -> Finding:
    """Whether replies and alerts leave."""
    waits = now - gauges.oldest_outbox if gauges.oldest_outbox is not None else timedelta()
    unknown = gauges.outbox.get(OutboxStatus.UNKNOWN, 0)
    if waits > LONG:
        judge = red if waits > TOO_LONG else warning
        return judge(
            OUTBOX,
            N_("Lo que debe salir espera desde hace {ago}."),
            N_("Mira que contesten Telegram y Twilio, y que esté vivo alba worker"),
            ago=ago(waits),
        )
    if unknown:
        return warning(
            OUTBOX,
            N_("De {count} no se sabe si llegaron: se cortó la línea."),
            N_("Se busca antes de repetir; si el número no baja, mira a los proveedores."),
            count=unknown,
        )
    return fine(OUTBOX, N_("Lo que debe salir, sale."))


def of_lost(lost: Mapping[str, int]) -> Finding:
    """What no provider took in the last seven days; a person was told of each."""
    given_up = lost.get(OutboxStatus.GIVEN_UP, 0)
    refused = lost.get(OutboxStatus.REFUSED, 0)
    if not given_up and not refused:
        return fine(LOST, N_("En siete días no se perdió ningún envío."))
    return warning(
        LOST,
        N_("En siete días no salieron {given_up}, y los proveedores rechazaron {refused}."),
        N_("Cada uno abrió un caso: mira ahí a quién no se alcanza."),
        given_up=given_up,
        refused=refused,
    )


def of_sweep(next_sweep: datetime | None, now: datetime) -> Finding:
    """Whether what has been kept long enough is let go."""
    late = now - next_sweep if next_sweep is not None else timedelta()
    if late <= LATE_SWEEP:
        return fine(SWEEP, N_("Lo que ya no debe guardarse se borra a tiempo."))
    found = N_("La limpieza de datos lleva {ago} de retraso.")
    judge = red if late > MISSED_SWEEP else warning
    return judge(SWEEP, found, N_("Mira que esté vivo alba worker"), ago=ago(late))


def ago(span: timedelta) -> str:
    """A span as a person says it: "3 h", "2 d"."""
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
