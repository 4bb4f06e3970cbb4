"""Do the migrations and the tables in code make the same schema, there and back and there again?"""

import threading
from typing import Any

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import LargeBinary, Table, inspect

from db.engine import Database, connect
from db.migrate import MIGRATIONS, go_back, migrate, newest_revision, revision_of
from db.tables.whole import HASHED, METADATA, SEALED
from tests.databases import Databases


def reflected(database: Database) -> dict[str, Any]:
    """All that the database itself says of its schema, the types as it names them."""
    with database.read() as tx:
        seen = inspect(tx)
        return {
            table: {
                "columns": [
                    (
                        each["name"],
                        each["type"].compile(tx.dialect),
                        each["nullable"],
                        str(each.get("default")),
                    )
                    for each in seen.get_columns(table)
                ],
                "key": seen.get_pk_constraint(table),
                "foreign": sorted(map(repr, seen.get_foreign_keys(table))),
                "unique": sorted(map(repr, seen.get_unique_constraints(table))),
                "indexes": sorted(map(_index, seen.get_indexes(table))),
            }
            for table in sorted(seen.get_table_names())
        }


def _index(index: Any) -> str:
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return repr({**index, "dialect_options": options})


def statements(database: Database) -> list[tuple[str, ...]]:
    """What SQLite itself keeps of each table, which knows of AUTOINCREMENT too."""
    with database.read() as tx:
        rows = tx.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return sorted((name, "".join(sql.split()).replace('"', "")) for name, sql in rows)


def test_migrations_make_what_the_code_expects(
    alba_databases: Databases, database: Database, database_kind: str
) -> None:
    with alba_databases.open(database_kind, migrated=False) as made:
        with made.write() as tx:
            METADATA.create_all(tx)
            tx.commit()
        migrated = reflected(database)
        del migrated["alembic_version"]
        assert migrated == reflected(made)


def test_the_schema_in_memory_is_the_migrated_one(alba_databases: Databases) -> None:
    memory = connect("sqlite://")
    migrate(memory)
    with alba_databases.open("sqlite") as migrated:
        assert reflected(memory) == reflected(migrated)
        tables = {name: sql for name, sql in statements(migrated) if name in METADATA.tables}
        autoincrement = {name for name, sql in tables.items() if "AUTOINCREMENT" in sql}
        assert autoincrement == {name for name, sql in statements(memory) if "AUTOINCREMENT" in sql}
        assert revision_of(memory) == revision_of(migrated)
    memory.close()


def test_there_and_back_and_there_again(database: Database) -> None:
    before = reflected(database)

    go_back(database, "base")
    assert set(reflected(database)) == {"alembic_version"}
    assert revision_of(database) is None

    migrate(database)
    assert reflected(database) == before


def test_each_step_has_a_way_back(database: Database) -> None:
    script = ScriptDirectory.from_config(_config())
    for step in script.walk_revisions():
        go_back(database, step.down_revision or "base")  # type: ignore[arg-type]  # never merged
    assert set(reflected(database)) == {"alembic_version"}


def test_migrating_again_changes_nothing(database: Database) -> None:
    before = reflected(database)
    migrate(database)
    assert reflected(database) == before


def test_several_processes_may_start_at_once(alba_databases: Databases, database_kind: str) -> None:
    with alba_databases.open(database_kind, migrated=False) as fresh:
        url = fresh.writing.url.render_as_string(hide_password=False)
        failures: list[BaseException] = []

        def start() -> None:
            own = connect(url)
            try:
                migrate(own)
            except BaseException as failure:
                failures.append(failure)
            own.close()

        threads = [threading.Thread(target=start) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        assert revision_of(fresh) == newest_revision()


def test_the_newest_revision_is_the_head() -> None:
    assert ScriptDirectory.from_config(_config()).get_current_head() == newest_revision()


def test_all_bytes_are_sealed_or_hashed_or_an_id_of_a_key() -> None:
    """Whoever adds a column of bytes says here what it holds."""
    binary = {
        column
        for table in METADATA.tables.values()
        for column in table.c
        if isinstance(column.type, LargeBinary)
    }
    named = {f"{_table(column).name}.{column.name}" for column in binary - SEALED.keys()}
    assert named - {f"{_table(column).name}.{column.name}" for column in HASHED} == {
        "key_in_use.key_id",
        "staff_codes.code_hash",  # of a code that is kept nowhere, and ends within a day
    }


def test_each_purpose_is_its_own_column() -> None:
    for column, purpose in SEALED.items():
        assert purpose == f"{_table(column).name}.{column.name}"


def _table(column: Any) -> Table:
    assert isinstance(column.table, Table)
    return column.table


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
