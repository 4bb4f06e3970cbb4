"""Where do the keys come from, and does everybody who shares a database use the same ones?"""

import base64
import binascii
import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from db.encryption import KEY_BYTES, Keyring, NoKeys
from db.prepared import insert_on
from db.tables.upkeep import key_in_use

FILE_NAME: Final = "alba.keys"
ADDRESSES: Final = "addresses"
OWNER_ONLY: Final = 0o600


class BadKeys(Exception):
    """Keys are base64 of 32 bytes each, newest first: `openssl rand -base64 32` makes one."""

    def __init__(self, number: int) -> None:
        """Name the key by its place in the list, never by its text."""
        super().__init__(f"{self.__doc__} (key {number})")
        self.number = number


def parse_keys(text: str) -> tuple[bytes, ...]:
    """Keys written with commas or one a line, newest first. Raises BadKeys."""
    written = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
    return tuple(_parse(part, number) for number, part in enumerate(written, 1))


def make_key() -> bytes:
    """A new secret."""
    return secrets.token_bytes(KEY_BYTES)


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The keys of an embedded database: a file beside it that only its owner may read."""

    path: Path

    @classmethod
    def beside(cls, database_file: Path) -> "KeyFile":
        """The key file that belongs to an SQLite file."""
        return cls(database_file.parent / FILE_NAME)

    def ensure(self) -> Keyring:
        """A keyring from the file, made now when there is none; it reads the file again if need be.

        Of several processes that start at once one makes it, and all read that one.
        """
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._written([make_key()]) as temporary, _if_absent():
                os.link(temporary, self.path)  # unlike a rename this never replaces
        return self.keyring()

    def keyring(self) -> Keyring:
        """A keyring from the file, which must be there. Raises OSError, BadKeys or NoKeys."""
        return Keyring(self.read(), self.read)

    def read(self) -> tuple[bytes, ...]:
        """The keys, newest first. Raises OSError or BadKeys."""
        return parse_keys(self.path.read_text("ascii"))

    def add_newest(self) -> None:
        """Put a new key before the others; then rotate."""
        with self._locked():
            self._replace([make_key(), *self.read()])

    def keep_newest(self) -> None:
        """Drop all keys but the newest. Only after `rotation.remaining` counted nothing."""
        with self._locked():
            self._replace(self.read()[:1])

    def _replace(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise NoKeys
        with self._written(keys) as temporary:
            os.replace(temporary, self.path)

    @contextmanager
    def _written(self, keys: Sequence[bytes]) -> Iterator[Path]:
        """A complete file beside the real one, so that nobody ever reads half a key."""
        temporary = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        text = "".join(f"{base64.b64encode(key).decode()}\n" for key in keys)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            yield temporary
        finally:
            temporary.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Two rotations at once must not lose a key that is already in use."""
        with self.path.with_name(f"{self.path.name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def agree(tx: Connection, keyring: Keyring) -> None:
    """Make sure that this process hashes addresses as the others do, before it makes an identity.

    While keys rotate, a process with the old keys only would not find a woman whose address is
    already hashed under the new one, and would make her a second time. Raises UnknownKey.
    """
    if require_key_in_use(tx, keyring) != keyring.newest.id:
        announce(tx, keyring)


def require_key_in_use(tx: Connection, keyring: Keyring) -> bytes | None:
    """The id of the key under which addresses were last hashed; None before the first.

    Raises UnknownKey when it is not in the keyring.
    """
    used = key_id_in_use(tx)
    if used is not None:
        keyring.key(used)  # reads the keys again when it is not known here
    return used


def key_id_in_use(tx: Connection) -> bytes | None:
    """The id of that key, whether it is here or not."""
    used = tx.execute(select(key_in_use.c.key_id).where(key_in_use.c.purpose == ADDRESSES)).scalar()
    return None if used is None else bytes(used)


def announce(tx: Connection, keyring: Keyring) -> None:
    """Tell all processes which key is the newest."""
    upsert = insert_on(tx.dialect)
    key_id = keyring.newest.id
    tx.execute(
        upsert(key_in_use)
        .values(purpose=ADDRESSES, key_id=key_id)
        .on_conflict_do_update(index_elements=[key_in_use.c.purpose], set_={"key_id": key_id})
    )


def _parse(text: str, number: int) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise BadKeys(number) from None
    if len(key) != KEY_BYTES:
        raise BadKeys(number)
    return key


@contextmanager
def _if_absent() -> Iterator[None]:
    try:
        yield
    except FileExistsError:
        return
