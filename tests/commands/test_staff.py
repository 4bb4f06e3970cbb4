"""Do `alba staff add`, `link`, `list` and `leave` keep the rota as they say?"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from bot.commands.main import main
from db.engine import connect
from db.keys import KeyFile
from db.stores import identities, staff
from db.stores.staff_doors import CODE
from db.tables.upkeep import audit


@pytest.fixture
def office(tmp_path: Path) -> Mapping[str, str]:
    there = {"DATABASE_URL": f"sqlite:///{tmp_path / 'alba.db'}"}
    assert alba(there, "migrate").exit_code == 0
    return there


def alba(office: Mapping[str, str], *words: str) -> Result:
    return CliRunner().invoke(main, words, env=dict(office))


def test_somebody_joins_is_linked_and_leaves(office: Mapping[str, str]) -> None:
    assert "Todavía no hay nadie" in alba(office, "staff", "list").output
    alba(office, "staff", "add", "lucía")
    alba(office, "staff", "add", "irma", "--role", "supervisor", "--always", "--telegram", "77")
    assert alba(office, "staff", "link", "lucía", "--whatsapp", "55 1234 5678").exit_code == 0
    first, second = alba(office, "staff", "list").output.splitlines()
    assert first.split() == ["lucía", "acompaña", "en", "su", "horario", "whatsapp"]
    assert second.split() == ["irma", "coordina", "a", "toda", "hora", "telegram"]

    assert alba(office, "staff", "leave", "lucía").exit_code == 0
    (left,) = alba(office, "staff", "list").output.splitlines()
    assert left.startswith("irma")


def test_addresses_are_kept_as_channels_send_to_them(
    office: Mapping[str, str], tmp_path: Path
) -> None:
    alba(office, "staff", "add", "lucía", "--telegram", " 123 ", "--whatsapp", "+52 1 5512345678")
    database = connect(office["DATABASE_URL"])
    keyring = KeyFile.beside(tmp_path / "alba.db").keyring()
    with database.read() as tx:
        (member,) = staff.members(tx)
        kept = [each.address.reveal() for each in staff.addresses(tx, keyring, member.id)]
    database.close()
    assert kept == ["123", "whatsapp:+525512345678"]


def test_what_was_done_is_on_the_log_without_an_address(
    office: Mapping[str, str], tmp_path: Path
) -> None:
    alba(office, "staff", "add", "lucía", "--telegram", "987654321")
    alba(office, "staff", "leave", "lucía")
    database = connect(office["DATABASE_URL"])
    with database.read() as tx:
        log = tx.execute(select(audit.c.what).order_by(audit.c.id)).scalars().all()
    database.close()
    assert log == ["staff_added:1", "staff_linked_telegram:1", "staff_left:1"]
    assert b"987654321" not in (tmp_path / "alba.db").read_bytes()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("add", "lucía"), "elige otro nombre"),
        (("add", "eva", "--telegram", "77"), "otra persona"),
        (("add", "eva", "--telegram", "@eva"), "número de chat"),
        (("add", "eva", "--whatsapp", "hola"), "+52"),
        (("add", "{eva}"), "sin llaves"),
        (("add", " "), "sin llaves"),
        (("link", "eva", "--telegram", "5"), "Nadie trabaja aquí como eva"),
        (("add", "eva", "--email", "eva"), "correo"),
        (("leave", "eva"), "Nadie trabaja aquí como eva"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    office: Mapping[str, str], words: tuple[str, ...], says: str
) -> None:
    alba(office, "staff", "add", "lucía", "--telegram", "77")
    before = alba(office, "staff", "list").output
    refused = alba(office, "staff", *words)
    assert refused.exit_code == 2
    assert says in refused.output
    assert alba(office, "staff", "list").output == before


def test_without_an_address_there_is_a_code_for_the_phone(office: Mapping[str, str]) -> None:
    added = alba(office, "staff", "add", "lucía").output
    linked = alba(office, "staff", "link", "lucía").output
    codes = [CODE.search(each) for each in (added, linked)]
    assert all(codes)
    assert codes[0] != codes[1]
    assert "24 horas" in added


def test_mail_is_an_address_like_the_others(office: Mapping[str, str]) -> None:
    alba(office, "staff", "add", "lucía", "--email", "lucia@casa.example")
    assert alba(office, "staff", "list").output.split()[-1] == "email"


def test_an_address_from_which_somebody_talks_to_alba_is_nobodys_of_the_staff(
    office: Mapping[str, str], tmp_path: Path
) -> None:
    database = connect(office["DATABASE_URL"])
    keyring = KeyFile.beside(tmp_path / "alba.db").ensure()
    with database.write() as tx:
        sender = identities.Sender("telegram", "77")
        identities.find_or_make(tx, keyring, [sender], datetime.now(UTC))
        tx.commit()
    database.close()
    refused = alba(office, "staff", "add", "lucía", "--telegram", "77")
    assert refused.exit_code == 2
    assert "usa el código" in refused.output
    assert "Todavía no hay nadie" in alba(office, "staff", "list").output


def test_without_a_schema_it_says_so(tmp_path: Path) -> None:
    told = alba({"DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"}, "staff", "list")
    assert told.exit_code == 2
    assert "alba migrate" in told.output
