"""Does a seal open only where and with what it was made, and does nothing show what is in it?"""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.encryption import BrokenSeal, Keyring, NoKeys, Sealed, UnknownKey

OLD = bytes(range(32))
NEW = bytes(range(1, 33))
ADDRESS = "+525512345678"


@given(st.binary(max_size=2000))
def test_what_was_sealed_opens(plain: bytes) -> None:
    keyring = Keyring([OLD])
    sealed = keyring.seal("inbox.body", plain)
    assert keyring.open("inbox.body", sealed) == plain
    assert len(sealed) == len(plain) + 1 + 4 + 12 + 16


@given(st.text(st.characters(codec=None), max_size=200))
def test_words_open_as_they_came_even_half_emoji(words: str) -> None:
    keyring = Keyring([OLD])
    assert keyring.open_text("facts.value", keyring.seal_text("facts.value", words)) == Sealed(
        words
    )


def test_the_same_words_are_never_sealed_alike() -> None:
    keyring = Keyring([OLD])
    assert keyring.seal("facts.value", b"si") != keyring.seal("facts.value", b"si")


def test_a_seal_moved_to_another_column_does_not_open() -> None:
    keyring = Keyring([OLD])
    sealed = keyring.seal("facts.value", b"ana")
    with pytest.raises(BrokenSeal, match="backup"):
        keyring.open("cases.words", sealed)


@pytest.mark.parametrize("at", range(40), ids="byte {}".format)
def test_a_changed_byte_does_not_open(at: int) -> None:
    keyring = Keyring([OLD])
    sealed = bytearray(keyring.seal("facts.value", b"ana vive"))
    sealed[at] ^= 1
    with pytest.raises((BrokenSeal, UnknownKey)):
        keyring.open("facts.value", bytes(sealed))


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x01" + bytes(15), b"plain words, no seal"])
def test_what_is_no_seal_does_not_open(broken: bytes) -> None:
    with pytest.raises(BrokenSeal):
        Keyring([OLD]).open("facts.value", broken)


def test_the_newest_key_seals_and_all_open() -> None:
    before = Keyring([OLD]).seal("facts.value", b"ana")
    both = Keyring([NEW, OLD])
    assert both.open("facts.value", before) == b"ana"
    assert Keyring([NEW]).open("facts.value", both.seal("facts.value", b"eva")) == b"eva"


def test_an_unknown_key_is_named_by_its_id_with_the_remedy() -> None:
    sealed = Keyring([NEW]).seal("facts.value", b"ana")
    with pytest.raises(UnknownKey, match="ALBA_SECRET_KEYS") as caught:
        Keyring([OLD]).open("facts.value", sealed)
    assert Keyring([NEW]).newest.id.hex() in str(caught.value)


def test_an_unknown_key_is_looked_for_again() -> None:
    kept = [OLD]
    keyring = Keyring(kept, lambda: kept)
    kept.insert(0, NEW)
    assert keyring.open("facts.value", Keyring([NEW]).seal("facts.value", b"ana")) == b"ana"
    assert keyring.newest.id == Keyring([NEW]).newest.id


@pytest.mark.parametrize("wrong", [[], [b"short"], [OLD, b""]], ids=["none", "short", "empty"])
def test_wrong_keys_are_refused(wrong: list[bytes]) -> None:
    with pytest.raises(NoKeys, match="ALBA_SECRET_KEYS"):
        Keyring(wrong)


def test_an_address_is_hashed_under_each_key_newest_first() -> None:
    both = Keyring([NEW, OLD])
    assert both.hashes_of("whatsapp", ADDRESS) == (
        Keyring([NEW]).hash_address("whatsapp", ADDRESS),
        Keyring([OLD]).hash_address("whatsapp", ADDRESS),
    )
    assert both.hash_address("whatsapp", ADDRESS) == both.hashes_of("whatsapp", ADDRESS)[0]


def test_a_hash_belongs_to_one_channel() -> None:
    keyring = Keyring([OLD])
    assert keyring.hash_address("telegram", "55") != keyring.hash_address("web", "55")


def test_nothing_shows_words_or_secrets() -> None:
    secret = secrets.token_bytes(32)
    words = Sealed("me quiere matar")
    shown = [repr(words), str(words), f"{words}", f"{words:>20}", f"{[words]}"]
    assert all("matar" not in each and "<sealed>" in each for each in shown)
    keyring = Keyring([secret])
    for each in (repr(keyring), repr(keyring.newest)):
        assert secret.hex() not in each
        assert repr(secret) not in each
    assert words.reveal() == "me quiere matar"
