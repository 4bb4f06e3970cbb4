"""What is true around her at this minute? Frozen, and made anew for each turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flows.engine.appointments import Appointment
from flows.engine.directory import Directory


@dataclass(frozen=True, slots=True)
class Team:
    """Who is there, in words that are true now; only coverage and her cases' state write them.

    `state`: "here", "away" or "none" (nobody is configured). `closing` ends a crisis card,
    `hours` and `back` fill `{team:hours}` and `{team:back}`.
    """

    state: str = "none"
    closing: str = ""
    hours: str = ""
    back: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """`now` is UTC, `zone` hers (IANA). `closed` are services that are closed today.

    `channel` is the one she writes on ("web": nothing can be written to her later).
    `appointments` are hers that are ahead, or over and not answered, the soonest first.
    """

    now: datetime
    zone: str
    team: Team
    directory: Directory
    facts: Mapping[str, str] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    organisation: str = ""
    channel: str = ""
    appointments: tuple[Appointment, ...] = ()
