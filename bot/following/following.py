"""What does following her stand on? The policies and the book: one record, made once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.following.appointment_times import Reminders
from bot.following.cadence import Policy, Terms, Track, next_ask
from bot.following.ladder import Ladder, Silence
from bot.following.policy_files import load_appointments, load_check_ins, load_silence
from bot.following.questions import Questions
from db.stores.check_ins import CheckIn
from flows.engine.book import Book


@dataclass(frozen=True, slots=True)
class Following:
    """The rules that the caseworkers own, and the words."""

    policy: Policy
    silence: Silence
    questions: Questions
    reminders: Reminders

    def ladder(self, row: CheckIn, now: datetime) -> Ladder:
        """Which ladder holds for her now."""
        return self.silence.ladder(is_near=is_near(row, self.silence.near, now))

    def next(self, row: CheckIn, after: datetime, zone: str) -> datetime | None:
        """The next check-in later than `after`, and far enough from the last one."""
        if row.asked_at is not None:
            after = max(after, row.asked_at + self.policy.apart)
        return next_ask(self.policy, terms_of(row), after, zone)


def load_following(book: Book) -> Following:
    """The shipped policies. Raises WrongFile with every problem."""
    return Following(load_check_ins(), load_silence(), Questions(book), load_appointments())


def terms_of(row: CheckIn) -> Terms:
    """What she agreed to, as the cadence reads it."""
    return Terms(
        track=Track(row.track),
        since=row.since,
        hour=row.hour,
        pace=row.pace,
        paused_until=row.paused_until,
        first_night=row.first_night,
        dated=row.dated,
    )


def is_near(row: CheckIn, near: timedelta, now: datetime) -> bool:
    """Near the gate, or at high risk: then silence rings."""
    return row.track == Track.HIGH_RISK or (row.dated and row.since <= now < row.since + near)
