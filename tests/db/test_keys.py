"""Are keys read, made once, kept from others, and is none lost when they change?"""

import base64
import stat
import threading
from pathlib import Path

import pytest

from db.encryption import Keyring, UnknownKey
from db.keys import BadKeys, KeyFile, make_key, parse_keys

ONE = base64.b64encode(b"1" * 32).decode()
TWO = base64.b64encode(b"2" * 32).decode()


@pytest.mark.parametrize(
    "text", [f"{ONE},{TWO}", f" {ONE} , {TWO} ", f"{ONE}\n{TWO}\n", f"{ONE},\n{TWO},"]
)
def test_keys_are_read_newest_first(text: str) -> None:
    assert parse_keys(text) == (b"1" * 32, b"2" * 32)


@pytest.mark.parametrize(
    "wrong", ["sesamo", ONE[:-8], f"{ONE}{TWO}", base64.b64encode(b"1").decode()]
)
def test_a_wrong_key_is_named_by_its_place_only(wrong: str) -> None:
    with pytest.raises(BadKeys, match="openssl rand") as caught:
        parse_keys(f"{ONE},{wrong}")
    assert caught.value.number == 2
    assert wrong not in str(caught.value)


def test_a_key_file_is_made_once_by_however_many_start(tmp_path: Path) -> None:
    file = KeyFile.beside(tmp_path / "data" / "alba.db")
    rings: list[Keyring] = []
    threads = [threading.Thread(target=lambda: rings.append(file.ensure())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({ring.newest.id for ring in rings}) == 1
    assert len(rings) == 8
    assert [each.name for each in file.path.parent.iterdir()] == ["alba.keys"]


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "alba.keys")
    file.ensure()
    file.add_newest()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_a_running_process_reads_the_new_key(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "alba.keys")
    running = file.ensure()
    sealed_before = running.seal("facts.value", b"ana")

    file.add_newest()
    rotating = file.keyring()

    assert rotating.open("facts.value", sealed_before) == b"ana"
    assert running.open("facts.value", rotating.seal("facts.value", b"eva")) == b"eva"
    assert running.newest.id == rotating.newest.id


def test_two_rotations_at_once_lose_no_key(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "alba.keys")
    file.ensure()
    threads = [threading.Thread(target=file.add_newest) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(file.read())) == 7


def test_older_keys_can_be_dropped(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "alba.keys")
    old = file.ensure().seal("facts.value", b"ana")
    file.add_newest()
    file.keep_newest()
    assert len(file.read()) == 1
    with pytest.raises(UnknownKey):
        file.keyring().open("facts.value", old)


def test_keys_differ() -> None:
    assert len({make_key() for _ in range(50)}) == 50
