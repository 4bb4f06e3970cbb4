"""Whom of the staff is a complaint about? The work alias that stands in her words."""

import re
import unicodedata
from collections.abc import Sequence

from db.statuses import StaffRole
from db.stores.staff import OnCall


def about(words: str, staff: Sequence[OnCall]) -> int | None:
    """Who is named in it; None when nobody is. Of several, who could read it: a supervisor."""
    plain = f" {_plain(words)} "
    named = [each for each in staff if f" {_plain(each.alias)} " in plain]
    supervisors = [each for each in named if each.role is StaffRole.SUPERVISOR]
    found = next(iter(supervisors or named), None)
    return None if found is None else found.id


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^\w\s]", " ", bare).split())
