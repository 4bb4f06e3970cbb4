"""What do we know of a row, and what not? Every status, with the moves that are allowed."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Final


class IdentityStatus(StrEnum):
    """Whether her address on a channel can be written to, as far as a provider has told us."""

    REACHABLE = "reachable"  # nothing speaks against it; whether she reads it we don't know
    BLOCKED = "blocked"  # she, or who holds her phone, blocked Alba; writing again would fail
    GONE = "gone"  # no such number or chat any more; where she is now we don't know
    STOPPED_AT_PROVIDER = "stopped_at_provider"  # the provider silences us; perhaps by mistake


class InboxStatus(StrEnum):
    """What became of a message of hers."""

    WAITING = "waiting"  # stored safely, not yet read by Alba
    DONE = "done"  # its effects are committed; whether the reply arrived is the outbox's to say
    SET_ASIDE = "set_aside"  # Alba failed on it and said so kindly; nobody has read it yet


class OutboxStatus(StrEnum):
    """What became of a message of ours, as far as our own attempts tell (receipts tell more)."""

    QUEUED = "queued"  # nobody has tried, or the provider surely did not take it
    LEASED = "leased"  # a process is trying now, or died trying: after the lease we must look
    UNKNOWN = "unknown"  # the line was cut: it may have been sent, look before trying again
    SENT = "sent"  # the provider accepted it; delivery is not known here
    REFUSED = "refused"  # the provider will never take it; the code says why
    GIVEN_UP = "given_up"  # too late or too many attempts; a person has been told
    WITHDRAWN = "withdrawn"  # we no longer want it sent; nobody received it


class OutboxKind(StrEnum):
    """Why Alba writes."""

    REPLY = "reply"
    CHECK_IN = "check_in"
    REMINDER = "reminder"
    RELAY = "relay"
    NOTICE = "notice"
    ALERT = "alert"
    ERASE = "erase"
    LEAVE = "leave"


class Lane(IntEnum):
    """Which messages pass first."""

    ALERT = 0
    REPLY = 1
    PLANNED = 2  # check-ins, reminders
    CHORE = 3


class CaseStatus(StrEnum):
    """Who looks after a case."""

    OPEN = "open"  # alerts are queued, perhaps once more; nobody has it now
    UNATTENDED = "unattended"  # everybody on the ladder was told and nobody answered
    ACKNOWLEDGED = "acknowledged"  # one named person has it; whether she was reached is not known
    IN_CONTACT = "in_contact"  # that person says she was reached
    RESOLVED = "resolved"  # a person closed it, with an outcome
    FORGOTTEN = "forgotten"  # she had herself erased: only kind and times are left


class CaseOutcome(StrEnum):
    """How a case ended, as the person says who closed it."""

    REACHED = "reached"  # she was reached and has what she asked for, as far as we could
    REFERRED = "referred"  # somebody else looks after it now
    NOT_REACHED = "not_reached"  # every way was tried
    FALSE_ALARM = "false_alarm"  # Alba was wrong: counted, so that it learns
    DECLINED = "declined"  # she wanted nobody


class DueStatus(StrEnum):
    """What became of something planned."""

    DUE = "due"  # waits for its time, or for a process to take it
    CLAIMED = "claimed"  # a process has it; if its lease runs out nothing was committed
    DONE = "done"  # its effects are committed
    WITHDRAWN = "withdrawn"  # nobody wants it any more


class AppointmentStatus(StrEnum):
    """What became of an appointment of hers."""

    PLANNED = "planned"  # she is reminded of it; whether she goes we don't know
    ASKED = "asked"  # it is over and she was asked once; she has not said
    KEPT = "kept"  # she says that she was there
    MISSED = "missed"  # she says that she was not; a person has been told if it was a duty
    CANCELLED = "cancelled"  # she took it off, or it was moved away for good


class StaffRole(StrEnum):
    """What a member of the staff may do."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"


INBOX_MOVES: Final[Mapping[InboxStatus, frozenset[InboxStatus]]] = {
    InboxStatus.WAITING: frozenset({InboxStatus.DONE, InboxStatus.SET_ASIDE}),
    InboxStatus.SET_ASIDE: frozenset({InboxStatus.WAITING, InboxStatus.DONE}),
    InboxStatus.DONE: frozenset(),
}

OUTBOX_MOVES: Final[Mapping[OutboxStatus, frozenset[OutboxStatus]]] = {
    OutboxStatus.QUEUED: frozenset(
        {OutboxStatus.LEASED, OutboxStatus.GIVEN_UP, OutboxStatus.WITHDRAWN}
    ),
    OutboxStatus.LEASED: frozenset(
        {
            OutboxStatus.QUEUED,
            OutboxStatus.UNKNOWN,
            OutboxStatus.SENT,
            OutboxStatus.REFUSED,
            OutboxStatus.GIVEN_UP,
        }
    ),
    OutboxStatus.UNKNOWN: frozenset(
        {
            OutboxStatus.LEASED,
            OutboxStatus.QUEUED,
            OutboxStatus.SENT,
            OutboxStatus.REFUSED,
            OutboxStatus.GIVEN_UP,
        }
    ),
    OutboxStatus.SENT: frozenset(),
    OutboxStatus.REFUSED: frozenset(),
    OutboxStatus.GIVEN_UP: frozenset(),
    OutboxStatus.WITHDRAWN: frozenset(),
}

CASE_MOVES: Final[Mapping[CaseStatus, frozenset[CaseStatus]]] = {
    CaseStatus.OPEN: frozenset(
        {
            CaseStatus.UNATTENDED,
            CaseStatus.ACKNOWLEDGED,
            CaseStatus.IN_CONTACT,
            CaseStatus.RESOLVED,
            CaseStatus.FORGOTTEN,
        }
    ),
    CaseStatus.UNATTENDED: frozenset(
        {
            CaseStatus.OPEN,
            CaseStatus.ACKNOWLEDGED,
            CaseStatus.IN_CONTACT,
            CaseStatus.RESOLVED,
            CaseStatus.FORGOTTEN,
        }
    ),
    CaseStatus.ACKNOWLEDGED: frozenset(
        {  # back to open when nobody reached her in time
            CaseStatus.OPEN,
            CaseStatus.IN_CONTACT,
            CaseStatus.RESOLVED,
            CaseStatus.FORGOTTEN,
        }
    ),
    CaseStatus.IN_CONTACT: frozenset(
        {  # acknowledged again when it became worse: she must be reached anew
            CaseStatus.OPEN,
            CaseStatus.ACKNOWLEDGED,
            CaseStatus.RESOLVED,
            CaseStatus.FORGOTTEN,
        }
    ),
    CaseStatus.RESOLVED: frozenset({CaseStatus.OPEN}),  # closed too early: reopened by a person
    CaseStatus.FORGOTTEN: frozenset(),
}

DUE_MOVES: Final[Mapping[DueStatus, frozenset[DueStatus]]] = {
    DueStatus.DUE: frozenset({DueStatus.CLAIMED, DueStatus.WITHDRAWN}),
    DueStatus.CLAIMED: frozenset({DueStatus.DUE, DueStatus.DONE, DueStatus.WITHDRAWN}),
    DueStatus.DONE: frozenset(),
    DueStatus.WITHDRAWN: frozenset(),
}

APPOINTMENT_MOVES: Final[Mapping[AppointmentStatus, frozenset[AppointmentStatus]]] = {
    AppointmentStatus.PLANNED: frozenset(
        {
            AppointmentStatus.ASKED,
            AppointmentStatus.KEPT,
            AppointmentStatus.MISSED,
            AppointmentStatus.CANCELLED,
        }
    ),
    AppointmentStatus.ASKED: frozenset(
        {
            AppointmentStatus.PLANNED,  # it was moved
            AppointmentStatus.KEPT,
            AppointmentStatus.MISSED,
            AppointmentStatus.CANCELLED,
        }
    ),
    AppointmentStatus.KEPT: frozenset(),
    AppointmentStatus.MISSED: frozenset(),
    AppointmentStatus.CANCELLED: frozenset(),
}

OUTBOX_FINAL: Final = frozenset(status for status, moves in OUTBOX_MOVES.items() if not moves)
OUTBOX_OPEN: Final = frozenset(OutboxStatus) - OUTBOX_FINAL
CASE_FINAL: Final = frozenset({CaseStatus.RESOLVED, CaseStatus.FORGOTTEN})
CASE_OPEN: Final = frozenset(CaseStatus) - CASE_FINAL
DUE_FINAL: Final = frozenset(status for status, moves in DUE_MOVES.items() if not moves)


class ForbiddenMove(Exception):
    """A row was to change to a status that its MOVES table does not allow: read it again first."""

    def __init__(self, before: StrEnum, after: StrEnum) -> None:
        """Name both statuses; they are codes, not words of hers."""
        super().__init__(f"{before} may not become {after}: read the row again and decide anew")
        self.before = before
        self.after = after
