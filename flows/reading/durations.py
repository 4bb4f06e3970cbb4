"""How do authors write a length of time? As "5m", "4h" or "3d"."""

import re
from datetime import timedelta

_DURATION = re.compile(r"^(\d+)([smhd])$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(written: str) -> timedelta:
    """The length of time that "90s", "5m", "4h" or "3d" means. Raises ValueError."""
    found = _DURATION.match(written)
    if found is None:
        raise ValueError(f"write a length of time as 90s, 5m, 4h or 3d, not {written!r}")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def parse_duration(written: str) -> str:
    """Refuse what `duration` would refuse, and keep it as written."""
    duration(written)
    return written
