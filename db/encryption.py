"""How do her words and addresses stay unreadable in a copied database? AES-GCM, keyed hashes."""

import hmac
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
FORMAT: Final = b"\x01"  # version, 4 bytes of key id, 12 of nonce, then ciphertext and tag
KEY_ID_BYTES: Final = 4
NONCE_BYTES: Final = 12  # random: safe for 2^32 seals a key (NIST SP 800-38D, 8.3), then rotate
HEADER_BYTES: Final = len(FORMAT) + KEY_ID_BYTES


class EncryptionError(Exception):
    """What is stored could not be opened; see the subclass for the remedy."""


class UnknownKey(EncryptionError):
    """Sealed under a key that is not here: add it to ALBA_SECRET_KEYS (or to the key file)."""

    def __init__(self, key_id: bytes) -> None:
        """Name the key by its id, which tells nothing of the key."""
        super().__init__(f"{self.__doc__} Key id {key_id.hex()}.")
        self.key_id = key_id


class BrokenSeal(EncryptionError):
    """Sealed bytes were changed, cut or moved to another column: restore the row from a backup."""

    def __init__(self) -> None:
        """Use the docstring."""
        super().__init__(self.__doc__)


class NoKeys(EncryptionError):
    """A key is missing or not 32 bytes long: set ALBA_SECRET_KEYS (`alba run` makes a key file)."""

    def __init__(self) -> None:
        """Use the docstring."""
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """Words or an address in the clear, on their way through memory: to be read on purpose only."""

    _clear: str

    def reveal(self) -> str:
        """The words themselves. Never for a log."""
        return self._clear

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "<sealed>"


class Key:
    """One secret: its id, its cipher, and the key derived from it for hashing addresses."""

    def __init__(self, secret: bytes) -> None:
        """Take 32 bytes. Raises NoKeys."""
        if len(secret) != KEY_BYTES:
            raise NoKeys
        self._secret = secret
        self.id: Final = sha256(b"alba key id" + secret).digest()[:KEY_ID_BYTES]
        self.header: Final = FORMAT + self.id
        self.cipher: Final = AESGCM(secret)

    def __repr__(self) -> str:
        return f"<key {self.id.hex()}>"

    @cached_property
    def hashing(self) -> bytes:
        """A key of its own for addresses, so that a hash tells nothing about a seal."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"alba address hash").derive(self._secret)


@dataclass(frozen=True, slots=True)
class _Ring:
    """What a keyring holds at one moment; replaced as a whole: no thread sees half of it."""

    newest: Key
    keys: tuple[Key, ...]
    by_id: dict[bytes, Key]


class Keyring:
    """The keys, newest first: the newest seals, all of them open. Safe to share between threads."""

    def __init__(
        self, keys: Sequence[bytes], reload: Callable[[], Sequence[bytes]] | None = None
    ) -> None:
        """Take keys of 32 bytes, newest first; `reload` reads them again when one is unknown.

        Raises NoKeys.
        """
        self._ring = _ring_of(keys)
        self._reload = reload

    def __repr__(self) -> str:
        return f"<keyring {' '.join(key.id.hex() for key in self._ring.keys)}>"

    @property
    def newest(self) -> Key:
        """The key that seals now."""
        return self._ring.newest

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Encrypt under the newest key; it opens for the same purpose only."""
        key = self._ring.newest
        nonce = os.urandom(NONCE_BYTES)
        return key.header + nonce + key.cipher.encrypt(nonce, plain, purpose.encode())

    def open(self, purpose: str, sealed: bytes) -> bytes:
        """Decrypt. Raises UnknownKey or BrokenSeal."""
        if len(sealed) < HEADER_BYTES + NONCE_BYTES or sealed[:1] != FORMAT:
            raise BrokenSeal
        key = self.key(sealed[1:HEADER_BYTES])
        body = HEADER_BYTES + NONCE_BYTES
        try:
            return key.cipher.decrypt(sealed[HEADER_BYTES:body], sealed[body:], purpose.encode())
        except InvalidTag:
            raise BrokenSeal from None

    def seal_text(self, purpose: str, text: str) -> bytes:
        """`seal` for words; a lone surrogate is kept as it came."""
        return self.seal(purpose, text.encode("utf-8", "surrogatepass"))

    def open_text(self, purpose: str, sealed: bytes) -> Sealed:
        """`open` for words."""
        return Sealed(self.open(purpose, sealed).decode("utf-8", "surrogatepass"))

    def key(self, key_id: bytes) -> Key:
        """The key of that id, reading the keys again if it is new. Raises UnknownKey."""
        found = self._ring.by_id.get(key_id)
        if found is None and self._reload is not None:
            self._ring = _ring_of(self._reload())
            found = self._ring.by_id.get(key_id)
        if found is None:
            raise UnknownKey(key_id)
        return found

    def hash_address(self, channel: str, canonical: str) -> bytes:
        """What an address is found by: the newest key's id, then its HMAC-SHA256."""
        return _hash(self._ring.newest, channel, canonical)

    def hashes_of(self, channel: str, canonical: str) -> tuple[bytes, ...]:
        """The hashes under all keys, newest first: while keys rotate a row may have any."""
        return tuple(_hash(key, channel, canonical) for key in self._ring.keys)


def _ring_of(keys: Sequence[bytes]) -> _Ring:
    if not keys:
        raise NoKeys
    made = tuple(Key(secret) for secret in keys)
    return _Ring(made[0], made, {key.id: key for key in made})


def _hash(key: Key, channel: str, canonical: str) -> bytes:
    address = f"{channel}\x00{canonical}".encode("utf-8", "surrogatepass")
    return key.id + hmac.digest(key.hashing, address, "sha256")
