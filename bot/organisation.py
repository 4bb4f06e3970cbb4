"""Which organisation is this? Its name, zone, contacts and hours."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Shift:
    """When somebody is there, in the organisation's zone. Days as Python counts them, Monday is 0.

    A shift that ends at or before its start ends on the next day. `who` are the staff aliases that
    volunteered for it; empty: whoever the rota says.
    """

    days: frozenset[int]
    start: time
    end: time
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class YearlyHoliday:
    """The same day each year."""

    month: int
    day: int
    name: str


@dataclass(frozen=True, slots=True)
class SingleHoliday:
    """One day of one year."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class EasterHoliday:
    """A day counted from Easter Sunday: Good Friday is -2."""

    days: int
    name: str


OwnHoliday = YearlyHoliday | SingleHoliday | EasterHoliday


@dataclass(frozen=True, slots=True)
class Coverage:
    """When people are there. Nothing configured means that nobody is, and Alba says so.

    `country`: whose official holidays close the office ("MX"), or None. `closed_until`: the first
    day on which somebody is there again. `nights` are those who volunteered beyond `hours`.
    """

    hours: tuple[Shift, ...] = ()
    nights: tuple[Shift, ...] = ()
    country: str | None = None
    own_holidays: tuple[OwnHoliday, ...] = ()
    closed_until: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nobody is ever there."""
        return not self.hours and not self.nights


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody is off from the first to the last day; both are part of it."""

    who: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody takes the turn of another for some days."""

    who: str
    absent: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Drill:
    """When each week the phones are tried, in the organisation's zone; Monday is 0."""

    day: int
    at: time


@dataclass(frozen=True, slots=True)
class Rota:
    """Whose turn it is: each week the next of `weekly`, from the day `begins` at `handover`.

    Who is not named there follows in the order in which the staff were taken on.
    """

    weekly: tuple[str, ...] = ()
    begins: date = date(2024, 1, 1)  # a Monday
    handover: time = time(9)
    cover: tuple[Cover, ...] = ()
    leave: tuple[Leave, ...] = ()
    drill: Drill | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who runs this Alba. `zone` is IANA; `example`: the data are not anybody's yet.

    `privacy_contact` is told to her as it stands; None when there is nobody to name.
    `alarms_mail` hears of the machine's troubles, never of hers.
    """

    name: str
    zone: str
    example: bool = False
    privacy_contact: str | None = None
    alarms_mail: str | None = None
    coverage: Coverage = Coverage()
    rota: Rota = Rota()
