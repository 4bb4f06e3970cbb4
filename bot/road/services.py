"""How do the directory's rows become entries that she can act on?"""

from collections.abc import Iterable, Iterator

from db.stores.directory import ServiceRow
from flows.engine.directory import Entry
from flows.engine.telephones import phones
from flows.engine.vocabulary import ServiceId


def entries_of(rows: Iterable[ServiceRow]) -> Iterator[Entry]:
    """The rows that are shown: not withdrawn, and with a way to reach the service."""
    for row in rows:
        if row.shown and row.withdrawn_at is None:
            yield Entry(
                id=ServiceId(row.id),
                organization=row.organization,
                name=row.service_name,
                category=row.category,
                description=row.description,
                telephones=phones(row.phone),
                whatsapp=row.whatsapp,
                email=row.email,
                url=row.url,
                address=row.address,
                municipality=row.municipality,
                state=row.state,
                hours=row.hours,
                audience=row.audience,
                cost=row.cost,
                source_date=row.source_date,
                source_kind=row.source_kind,
                confirmed_on=row.edited_at.date().isoformat()
                if row.status == "confirmed" and row.edited_at
                else "",
            )
