"""How is a statement run at the price of the driver? Written out once, then handed over as text.

SQLAlchemy looks a statement's text up again at each execution and wraps each answer, which takes
ten times what SQLite itself takes. What every turn runs is prepared here: the same Core statement,
compiled when a kind of database first runs it, its values converted as their columns say. Whoever
listens to SQLAlchemy's cursor events still sees each execution.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Connection,
    Dialect,
    String,
    Table,
    bindparam,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator, TypeEngine

POSTGRESQL: Final = "postgresql"
_Convert = Callable[[Any], Any]


class Prepared:
    """A statement that is compiled once for each kind of database, or a function that makes it.

    Lists of ids go through `is_one_of`, for an expanding parameter has no fixed text.
    """

    def __init__(
        self, statement: ClauseElement | Callable[[Dialect], ClauseElement], *columns: str
    ) -> None:
        """`columns` are those that an INSERT fills."""
        self._statement = statement
        self._columns = list(columns) or None
        self._written: dict[str, _Written] = {}

    def rows(self, tx: Connection, **values: Any) -> list[Any]:
        """Run it and fetch all; a row has its columns by name."""
        written = self._on(tx.dialect)
        found = _run(tx, written.text, [written.parameters(values)]).fetchall()
        return [written.row(each) for each in found]

    def run(self, tx: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it once for each of one or more; how many rows were touched."""
        written = self._on(tx.dialect)
        touched = _run(tx, written.text, [written.parameters(row) for row in rows]).rowcount
        return int(touched)

    def _on(self, dialect: Dialect) -> "_Written":
        written = self._written.get(dialect.name)
        if written is None:
            made = self._statement
            statement = made if isinstance(made, ClauseElement) else made(dialect)
            written = self._written[dialect.name] = _write(statement, self._columns, dialect)
        return written


@dataclass(frozen=True, slots=True)
class _Written:
    """A statement as one kind of database reads it; `order` is empty where values go by name."""

    text: str
    order: tuple[str, ...]
    fixed: Mapping[str, Any]
    into: tuple[tuple[str, _Convert], ...]
    out_of: tuple[tuple[int, _Convert], ...]
    make_row: Callable[[Sequence[Any]], Any]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        given = {**self.fixed, **values}
        for name, convert in self.into:
            given[name] = convert(given[name])
        return tuple([given[name] for name in self.order]) if self.order else given

    def row(self, found: Sequence[Any]) -> Any:
        """A row as the columns' types read it."""
        if self.out_of:
            found = list(found)
            for place, convert in self.out_of:
                found[place] = convert(found[place])
        return self.make_row(found)


def _write(statement: ClauseElement, columns: list[str] | None, dialect: Dialect) -> _Written:
    # As for many rows: else an INSERT would also return the id that it made.
    compiled = statement.compile(dialect=dialect, column_keys=columns, for_executemany=True)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(statement)
    answered = tuple(getattr(statement, "exported_columns", ()))
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    into = ((name, _into(bind.type, dialect)) for name, bind in binds.items())
    out_of = ((place, _out_of(each.type, dialect)) for place, each in enumerate(answered))
    return _Written(
        text=str(compiled),
        order=tuple(compiled.positiontup or ()),
        fixed={name: bind.value for name, bind in binds.items() if not bind.required},
        into=tuple((name, convert) for name, convert in into if convert is not None),
        out_of=tuple((place, convert) for place, convert in out_of if convert is not None),
        make_row=_row_of([each.key for each in answered]),
    )


def _row_of(names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    kind: Any = namedtuple  # its names are not known to the type checker
    make: Callable[[Sequence[Any]], Any] = kind("Row", names)._make
    return make


def _into(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _out_of(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _run(tx: Connection, text: str, many: list[Any]) -> Any:
    if not tx.in_transaction():
        tx.begin()
    return hand_over(tx, text, *many)


def hand_over(tx: Connection, text: str, *many: Any) -> Any:
    """Give the driver a text, once or for each of several parameters; the cursor of it.

    Raises what SQLAlchemy would raise. The transaction has begun.
    """
    if tx.dispatch.before_cursor_execute:
        return tx.exec_driver_sql(text, list(many) if len(many) > 1 else (many or (None,))[0])
    cursor = tx.connection.cursor()
    try:
        if len(many) > 1:
            cursor.executemany(text, many)
        else:
            cursor.execute(text, *many)
    except tx.dialect.loaded_dbapi.Error as error:
        if tx.dialect.is_disconnect(error, tx.connection, cursor):
            tx.invalidate(error)  # so that nobody is given this line again
        raise DBAPIError.instance(
            text, None, error, tx.dialect.loaded_dbapi.Error, hide_parameters=True
        ) from error
    return cursor


# -- what databases write differently -----------------------------------------------------------


class Inserting:
    """Puts rows into a table; prepared for the columns that the first of the rows has."""

    def __init__(
        self, table: Table, clash: Callable[[Any], Any] = lambda statement: statement
    ) -> None:
        """`clash` adds an ON CONFLICT to the statement."""
        self._table = table
        self._clash = clash
        self._prepared: dict[tuple[str, ...], Prepared] = {}

    def run(self, tx: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Put in one or more rows with the same columns; how many were put in or changed."""
        columns = tuple(rows[0])
        prepared = self._prepared.get(columns)
        if prepared is None:
            prepared = self._prepared[columns] = Prepared(self._statement, *columns)
        return prepared.run(tx, rows)

    def _statement(self, dialect: Dialect) -> ClauseElement:
        """SQLAlchemy spells an INSERT that knows ON CONFLICT by database."""
        statement: ClauseElement = self._clash(insert_on(dialect)(self._table))
        return statement


def insert_on(dialect: Dialect) -> Any:
    """The INSERT of a kind of database; PostgreSQL's is imported only where it is spoken."""
    if dialect.name != POSTGRESQL:
        return sqlite.insert
    from sqlalchemy.dialects import postgresql

    return postgresql.insert


def or_nothing(statement: Any) -> Any:
    """What is there already stays as it is."""
    return statement.on_conflict_do_nothing()


class _Ids(TypeDecorator[Sequence[int]]):
    """Whole numbers bound as one value: an array, or on SQLite a list in JSON."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return ARRAY(BigInteger()) if dialect.name == POSTGRESQL else String()

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        return list(value or ()) if dialect.name == POSTGRESQL else json.dumps(value)


class is_one_of(ColumnElement[bool]):  # noqa: N801 - it reads as what it is: a condition
    """A condition: the column is one of the ids that are bound under `name`."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: ColumnElement[int], name: str = "ids") -> None:
        """Bind `name` to a sequence of whole numbers."""
        self.column = column
        self.ids: ColumnElement[Any] = bindparam(name, type_=_Ids())

    def self_group(self, against: Any = None) -> "is_one_of":
        """It needs neither brackets nor, on SQLite, a comparison with 1."""
        return self


@compiles(is_one_of, "sqlite")
def _in_json(element: is_one_of, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    ids = compiler.process(element.ids, **options)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - both are SQLAlchemy's


@compiles(is_one_of, POSTGRESQL)
def _in_array(element: is_one_of, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.column, **options)
    return f"{column} = ANY ({compiler.process(element.ids, **options)})"
