"""What has she told that Alba may need again? Facts by name, sealed."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from db.encryption import Keyring, Sealed
from db.prepared import insert_on
from db.tables.people import facts


def remember(
    tx: Connection, keyring: Keyring, contact_id: int, name: str, value: str, now: datetime
) -> None:
    """Keep a fact, in place of an older one of that name; an empty value forgets it."""
    if not value:
        tx.execute(delete(facts).where(facts.c.contact_id == contact_id, facts.c.name == name))
        return
    insert = insert_on(tx.dialect)
    sealed = keyring.seal_text("facts.value", value)
    tx.execute(
        insert(facts)
        .values(contact_id=contact_id, name=name, value=sealed, at=now)
        .on_conflict_do_update(
            index_elements=[facts.c.contact_id, facts.c.name], set_={"value": sealed, "at": now}
        )
    )


def forget_all(tx: Connection, contact_id: int) -> None:
    """Nothing that was told from this address holds any more."""
    tx.execute(delete(facts).where(facts.c.contact_id == contact_id))


def read(tx: Connection, keyring: Keyring, contact_id: int) -> dict[str, Sealed]:
    """All that is known of her, by name."""
    rows = tx.execute(select(facts.c.name, facts.c.value).where(facts.c.contact_id == contact_id))
    return {row.name: keyring.open_text("facts.value", bytes(row.value)) for row in rows}
