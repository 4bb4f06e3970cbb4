"""Is it seen when Alba stands on nothing, on an example, or on keys that are not hers?"""

from datetime import UTC, datetime
from pathlib import Path

from bot.checkup import foundations
from bot.checkup.findings import State
from bot.marked_yaml import FileProblem, WrongFile
from bot.organisation import Organisation
from bot.settings import Settings, SettingsProblem, TwilioSettings
from db.encryption import Keyring
from db.engine import connect
from db.keys import KeyFile, agree
from db.migrate import migrate

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
TWILIO = TwilioSettings("AC1", "token", "+5215512345678")


def embedded(folder: Path, *, secret_keys: tuple[bytes, ...] = ()) -> Settings:
    return Settings(f"sqlite:///{folder / 'alba.db'}", secret_keys=secret_keys)


def migrated(folder: Path) -> None:
    database = connect(f"sqlite:///{folder / 'alba.db'}")
    migrate(database)
    database.close()


def hashed_under(folder: Path, keyring: Keyring) -> None:
    database = connect(f"sqlite:///{folder / 'alba.db'}")
    with database.write() as tx:
        agree(tx, keyring)
        tx.commit()
    database.close()


def test_every_problem_of_the_environment_is_told() -> None:
    problems = (SettingsProblem("PORT", "no es un puerto."), SettingsProblem("ALBA_X", "¿?"))
    found = list(foundations.of_settings(problems))
    assert [(each.state, each.found, each.remedy) for each in found] == [
        (State.RED, "PORT", "no es un puerto."),
        (State.RED, "ALBA_X", "¿?"),
    ]
    (fine,) = foundations.of_settings(())
    assert fine.state is State.OK


def test_an_example_is_nobodys_organisation() -> None:
    path = Path("organisation.example.yaml")
    example = Organisation("la organización", "America/Mexico_City", example=True)
    assert foundations.of_organisation(example, path).state is State.WARNING
    own = Organisation("Casa", "America/Mexico_City")
    assert foundations.of_organisation(own, path).state is State.OK


def test_a_broken_file_is_red_with_each_line() -> None:
    error = WrongFile([FileProblem("organisation.yaml", 3, "zone", "no es una zona.")])
    (found,) = foundations.of_broken_organisation(error)
    assert (found.state, found.found, found.remedy) == (
        State.RED,
        "organisation.yaml:3",
        "no es una zona.",
    )


def test_whatsapp_without_an_address_is_red() -> None:
    assert foundations.of_public_url(Settings("", twilio=TWILIO)).state is State.RED
    assert foundations.of_public_url(Settings("")).state is State.SKIPPED
    local = Settings("", public_url="http://localhost:8000")
    assert foundations.of_public_url(local).state is State.WARNING
    safe = Settings("", public_url="https://alba.example")
    assert foundations.of_public_url(safe).state is State.OK


def test_no_database_is_made_by_looking_for_one(tmp_path: Path) -> None:
    finding, database = foundations.of_database(embedded(tmp_path))
    assert (finding.state, database) == (State.RED, None)
    assert list(tmp_path.iterdir()) == []


def test_an_old_schema_is_red_and_todays_is_fine(tmp_path: Path) -> None:
    (tmp_path / "alba.db").touch()
    finding, database = foundations.of_database(embedded(tmp_path))
    assert (finding.state, database) == (State.RED, None)
    assert "alba migrate" in finding.remedy

    migrated(tmp_path)
    finding, database = foundations.of_database(embedded(tmp_path))
    assert finding.state is State.OK
    assert database is not None
    database.close()


def test_a_database_that_does_not_answer_is_red() -> None:
    nowhere = Settings("postgresql+psycopg://alba:secret@127.0.0.1:1/alba?connect_timeout=2")
    finding, database = foundations.of_database(nowhere)
    assert (finding.state, database) == (State.RED, None)
    assert "secret" not in str(finding)


def test_keys_are_wanted_once_something_is_sealed(tmp_path: Path) -> None:
    migrated(tmp_path)
    settings = embedded(tmp_path)
    _, database = foundations.of_database(settings)
    assert database is not None
    assert foundations.of_keys(settings, database).state is State.SKIPPED

    hashed_under(tmp_path, Keyring([bytes(range(32))]))
    missing = foundations.of_keys(settings, database)
    KeyFile.beside(tmp_path / "alba.db").ensure()
    strange = foundations.of_keys(settings, database)
    right = embedded(tmp_path, secret_keys=(bytes(range(32)),))
    assert [missing.state, strange.state] == [State.RED, State.RED]
    assert foundations.of_keys(right, database).state is State.OK
    database.close()
