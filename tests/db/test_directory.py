"""Is the shipped directory loaded as it is, again and again, never over what staff edited?"""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from db import directory_files
from db.directory_files import SEED, BadDirectoryFile, Changes, export_csv, import_csv, load_seed
from db.engine import Database
from db.stores import directory
from db.stores.directory import NoSuchEntry, ServiceRow
from db.tables import directory as tables

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SERVICES = 450 + 249
FACILITIES = 70


@pytest.fixture
def loaded(database: Database) -> Database:
    load_seed(database, NOW)
    return database


@pytest.fixture
def own_seed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of the shipped files, to be changed as a later version would."""
    for name in ("directory.csv", "capa.csv", "prisons.csv"):
        (tmp_path / name).write_bytes((SEED / name).read_bytes())
    monkeypatch.setattr(directory_files, "SEED", tmp_path)
    return tmp_path


def service(database: Database, entry: str) -> ServiceRow:
    with database.read() as tx:
        found = directory.read_service(tx, entry)
    assert found is not None
    return found


def version(database: Database) -> int:
    with database.read() as tx:
        return directory.version(tx)


def test_all_rows_are_kept_word_for_word(loaded: Database) -> None:
    with loaded.read() as tx:
        services = {row.id: row for row in directory.read_all(tx)}
        facilities = directory.read_facilities(tx)
    assert (len(services), len(facilities)) == (SERVICES, FACILITIES)
    for name in ("directory.csv", "capa.csv"):
        with (SEED / name).open(encoding="utf-8", newline="") as file:
            for written in csv.DictReader(file):
                kept = services[written["id"]]
                assert kept.seed == name
                assert {key: getattr(kept, key) for key in written} == {
                    key: value.strip() for key, value in written.items()
                }


def test_only_what_can_be_reached_is_shown(loaded: Database) -> None:
    with loaded.read() as tx:
        rows = directory.read_all(tx)
    hidden = [row for row in rows if not row.shown]
    assert 0 < len(hidden) < len(rows)
    for row in hidden:
        assert not (row.phone)
        assert not (row.whatsapp)
        assert not (row.email)
        assert not (row.url)
        assert not (row.address)


def test_no_centre_is_there_twice(loaded: Database) -> None:
    with loaded.read() as tx:
        rows = [row for row in directory.read_all(tx) if row.service_name.startswith("UNEME-CAPA")]
    where = [
        (row.service_name.casefold(), row.state, row.address.partition(",")[0].casefold())
        for row in rows
    ]
    assert len(set(where)) == len(where) > 300


def test_loading_again_changes_nothing(loaded: Database) -> None:
    before = version(loaded)
    assert load_seed(loaded, NOW + DAY) == Changes()
    assert version(loaded) == before == 1


def test_a_newer_seed_adds_renews_and_withdraws(loaded: Database, own_seed: Path) -> None:
    path = own_seed / "directory.csv"
    lines = path.read_text("utf-8").splitlines()
    header, first, second = lines[:3]
    added = first.replace("D0001", "D9999")
    path.write_text(
        "\n".join([header, second.replace("800 911 2000", "800 000 0000"), added, *lines[3:]]),
        "utf-8",
    )

    changes = load_seed(loaded, NOW + DAY)

    assert changes == Changes(added=1, renewed=1, withdrawn=1)
    assert version(loaded) == 2
    assert service(loaded, "D0002").phone == "800 000 0000"
    assert service(loaded, "D0001").withdrawn_at == NOW + DAY
    path.write_text("\n".join(lines), "utf-8")
    load_seed(loaded, NOW + DAY)
    assert service(loaded, "D0001").withdrawn_at is None


def test_what_staff_edited_stays(loaded: Database, own_seed: Path) -> None:
    with loaded.write() as tx:
        directory.edit(tx, "D0002", {"phone": "  55 1111 1111 ", "hours": ""}, NOW)
        directory.withdraw(tx, "D0003", NOW)
        directory.edit_facility(tx, "P001", {"visiting_days": "sábado"}, NOW)
        tx.commit()
    (own_seed / "prisons.csv").write_text("id,name\n", "utf-8")

    changes = load_seed(loaded, NOW + DAY)

    assert (changes.kept, changes.withdrawn) == (3, FACILITIES - 1)
    edited = service(loaded, "D0002")
    assert (edited.phone, edited.hours, edited.edited_at) == ("55 1111 1111", "", NOW)
    assert service(loaded, "D0003").withdrawn_at == NOW
    with loaded.read() as tx:
        (facility,) = directory.read_facilities(tx)
    assert facility.visiting_days == "sábado"


def test_every_change_bumps_the_version_in_its_own_transaction(loaded: Database) -> None:
    with loaded.write() as tx:
        directory.edit(tx, "D0002", {"hours": "24 horas"}, NOW)
        assert directory.version(tx) == 2
    assert version(loaded) == 1, "undone with the change"
    with loaded.write() as tx:
        directory.withdraw(tx, "D0002", NOW)
        directory.restore(tx, "D0002", NOW)
        directory.add(tx, "L0001", {"organization": "Casa", "phone": "55 1111 1111"}, NOW)
        directory.close(tx, "D0002", NOW, NOW + DAY, "aniversario")
        tx.commit()
    assert version(loaded) == 5
    assert service(loaded, "D0002").withdrawn_at is None
    assert service(loaded, "L0001").shown


def test_an_entry_without_a_way_to_reach_it_is_hidden_when_it_loses_it(loaded: Database) -> None:
    nothing = dict.fromkeys(("phone", "whatsapp", "email", "url", "address"), "")
    with loaded.write() as tx:
        directory.edit(tx, "D0002", nothing, NOW)
        tx.commit()
    assert not service(loaded, "D0002").shown


def test_what_does_not_exist_is_not_edited(loaded: Database) -> None:
    with loaded.write() as tx:
        for act in (directory.edit, directory.edit_facility):
            with pytest.raises(NoSuchEntry, match="X1"):
                act(tx, "X1", {"phone": "1"}, NOW)
        with pytest.raises(NoSuchEntry):
            directory.withdraw(tx, "X1", NOW)


def test_a_closure_holds_from_its_beginning_to_its_end(loaded: Database) -> None:
    with loaded.write() as tx:
        directory.close(tx, "D0002", NOW, NOW + DAY, "puente")
        directory.close(tx, "D0003", NOW + DAY, None, "")
        tx.commit()
    with loaded.read() as tx:
        assert directory.closed(tx, NOW - DAY) == frozenset()
        assert directory.closed(tx, NOW) == {"D0002"}
        assert directory.closed(tx, NOW + DAY) == {"D0003"}
        coming = directory.read_closures(tx, NOW)
        later = directory.read_closures(tx, NOW + DAY)
    assert [(each.service_id, each.note) for each in coming] == [("D0002", "puente"), ("D0003", "")]
    assert [each.service_id for each in later] == ["D0003"]


# ---------------------------------------------------------------------------- the office's own file


def test_what_is_exported_can_be_imported_without_a_change(loaded: Database) -> None:
    with loaded.write() as tx:
        text = export_csv(tx)
        assert import_csv(tx, text, NOW) == Changes(kept=SERVICES)
        assert directory.version(tx) == 1


def test_the_office_corrects_and_adds(loaded: Database) -> None:
    text = (
        "\ufeffid,organization,service_name,category,state,phone\n"
        "D0002,CONASAMA,Línea de la Vida,crisis_line,NATIONAL,800 911 2000\n"
        ",Casa Alba,Cuartos,housing,MX-PUE,222 111 1111\n"
        ",Casa Dos,Cuartos,housing,MX-PUE,\n"
    )
    with loaded.write() as tx:
        assert import_csv(tx, text, NOW) == Changes(added=2, renewed=1)
        tx.commit()
    changed = service(loaded, "D0002")
    assert (changed.organization, changed.edited_at) == ("CONASAMA", NOW)
    assert changed.hours == "24 horas, 365 días", "a column that is not there is left alone"
    assert service(loaded, "L0001").service_name == "Cuartos"
    assert not service(loaded, "L0002").shown
    assert load_seed(loaded, NOW + DAY).renewed == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "línea 1: falta la columna organization"),
        ("id,organization,service_name,category\n", "línea 1: falta la columna state"),
        (
            "id,organization,service_name,category,state\nX9,a,b,housing,MX-PUE\n",
            "línea 2: el id X9 no está en el directorio",
        ),
        (
            "id,organization,service_name,category,state\n,a,,housing,MX-PUE\n",
            "línea 2: falta service_name",
        ),
        (
            "id,organization,service_name,category,state\n,a,b,housing,MX-PUE,de más\n",
            "línea 2: hay más celdas que columnas",
        ),
    ],
)
def test_a_bad_file_changes_nothing_and_says_where(
    loaded: Database, text: str, problem: str
) -> None:
    with loaded.write() as tx:
        with pytest.raises(BadDirectoryFile) as caught:
            import_csv(tx, text, NOW)
        assert directory.version(tx) == 1
    assert any(each.startswith(problem) for each in caught.value.problems)


def test_all_problems_of_a_file_are_told_at_once(loaded: Database) -> None:
    text = "id,organization,service_name,category,state\nX9,,b,housing,\n,a,,housing,MX-PUE\n"
    with loaded.read() as tx, pytest.raises(BadDirectoryFile) as caught:
        import_csv(tx, text, NOW)
    assert len(caught.value.problems) == 4


def test_a_withdrawn_entry_is_not_in_the_snapshot(loaded: Database) -> None:
    with loaded.write() as tx:
        tx.execute(update(tables.services).values(withdrawn_at=NOW))
        assert directory.read_all(tx) == ()
        kept = tx.execute(select(tables.services.c.id)).all()
    assert len(kept) == SERVICES


def test_what_is_shipped_is_known_without_a_database(loaded: Database) -> None:
    shipped = {row.id: row for row in directory_files.shipped_services()}
    with loaded.read() as tx:
        kept = {row.id: replace(row, seed=None) for row in directory.read_all(tx)}
    assert shipped == kept
    assert len(directory_files.shipped_ids()) == SERVICES + FACILITIES
