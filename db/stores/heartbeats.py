"""Who is alive? Each tick leaves the time; its silence is an alarm."""

from datetime import datetime

from sqlalchemy import Connection, select

from db.prepared import insert_on
from db.tables.upkeep import heartbeats


def beat(tx: Connection, name: str, now: datetime) -> None:
    """Leave a heartbeat."""
    insert = insert_on(tx.dialect)
    tx.execute(
        insert(heartbeats)
        .values(name=name, at=now)
        .on_conflict_do_update(index_elements=[heartbeats.c.name], set_={"at": now})
    )


def read(tx: Connection) -> dict[str, datetime]:
    """The last heartbeat of each part."""
    return {row.name: row.at for row in tx.execute(select(heartbeats.c.name, heartbeats.c.at))}
