"""How is a moment stored? As microseconds since 1970, UTC: sortable, the same on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


class NaiveMoment(ValueError):
    """A datetime without a zone was to be stored: make it aware (UTC) where it is born."""

    def __init__(self) -> None:
        """Use the docstring as the message; the moment itself may tell of her, so it stays out."""
        super().__init__(self.__doc__)


def to_stored(moment: datetime) -> int:
    """Microseconds since the epoch. Raises NaiveMoment."""
    if moment.tzinfo is None:
        raise NaiveMoment
    return (moment - EPOCH) // MICROSECOND


def from_stored(stored: int) -> datetime:
    """The aware moment, in UTC."""
    return EPOCH + timedelta(microseconds=stored)


class Moment(TypeDecorator[datetime]):
    """A column of aware moments; refuses naive ones."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Python to database."""
        return None if value is None else to_stored(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Database to Python."""
        return None if value is None else from_stored(value)
