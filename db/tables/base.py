"""What do all tables share? One metadata, one kind of id, conditions that indexes understand."""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    literal_column,
)

metadata: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_key",
        "uq": "%(table_name)s_one_%(column_0_N_name)s",
        "fk": "%(table_name)s_%(column_0_name)s_of_%(referred_table_name)s",
    }
)

WHERE: Final = "where"
Whole: Final = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows by INTEGER only


def id_column() -> Column[int]:
    """The id that the database gives."""
    return Column("id", Whole, Identity(), primary_key=True)


def refers(name: str, target: str, *, gone: str, **options: Any) -> Column[int]:
    """A column that holds an id of another table; `gone`: what its end does to this row."""
    return Column(name, Whole, ForeignKey(target, ondelete=gone), **options)


def among(column: Column[Any], *codes: str) -> ColumnElement[bool]:
    """A condition with its codes written out, never bound.

    A partial index is used only where the database sees at planning time that the query implies it:
    use the same condition in both.
    """
    written: list[ColumnElement[Any]] = [literal_column(f"'{code}'") for code in codes]
    return column == written[0] if len(written) == 1 else column.in_(written)


def partial_index(
    name: str, *columns: Column[Any], where: ColumnElement[bool], unique: bool = False
) -> Index:
    """An index over the rows that fulfil `where` only; PostgreSQL is told by `tell_postgresql`."""
    return Index(name, *columns, unique=unique, sqlite_where=where, info={WHERE: where})


def tell_postgresql(tables: MetaData) -> None:
    """Say of partial indexes in PostgreSQL's words what they are, where PostgreSQL is spoken.

    To say it with the tables would import its dialect, and three drivers, at every start.
    """
    for table in tables.tables.values():
        for index in table.indexes:
            if WHERE in index.info:
                index.dialect_kwargs["postgresql_where"] = index.info[WHERE]
