"""Which contents were made at Twilio? By name, so that each is made once and used by all."""

from datetime import datetime

from sqlalchemy import Connection, select

from db.prepared import insert_on
from db.tables.road import contents


def get(tx: Connection, name: str) -> str | None:
    """The content's id at Twilio; None when it was never made."""
    return tx.execute(select(contents.c.sid).where(contents.c.name == name)).scalar()


def put(tx: Connection, name: str, sid: str, now: datetime) -> None:
    """Keep the id; a newer one replaces it."""
    insert = insert_on(tx.dialect)
    statement = insert(contents).values(name=name, sid=sid, at=now)
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=[contents.c.name], set_={"sid": sid, "at": now}
        )
    )
