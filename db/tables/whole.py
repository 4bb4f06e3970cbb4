"""What makes the whole schema, and which of its columns are sealed under which purpose?"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column

from db.tables import care, directory, following, people, road, upkeep
from db.tables.base import metadata
from db.tables.care import case_history, cases, due, staff_identities
from db.tables.following import appointments
from db.tables.people import facts, identities, sessions
from db.tables.road import inbox, outbox

GROUPS: Final = (people, road, care, following, directory, upkeep)
METADATA: Final = metadata  # filled by the import of the groups

# The purpose is bound into the seal: a sealed value moved to another column does not open there.
SEALED: Final[Mapping[Column[Any], str]] = {
    identities.c.address: "identities.address",
    facts.c.value: "facts.value",
    sessions.c.state: "sessions.state",
    inbox.c.body: "inbox.body",
    outbox.c.body: "outbox.body",
    cases.c.words: "cases.words",
    cases.c.told: "cases.told",
    case_history.c.detail: "case_history.detail",
    staff_identities.c.address: "staff_identities.address",
    due.c.body: "due.body",
    appointments.c.body: "appointments.body",
}

# Hashes of addresses, each with the sealed address that it can be made from again.
HASHED: Final[Mapping[Column[Any], Column[Any]]] = {
    identities.c.address_hash: identities.c.address,
    staff_identities.c.address_hash: staff_identities.c.address,
}
