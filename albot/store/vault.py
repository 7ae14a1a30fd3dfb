"""The vault: keyed hashes to find people by, and sealed texts. Its keys come from the settings, never the database.

A sealed value is one byte with the key's number, a 12-byte nonce and the ChaCha20-Poly1305 ciphertext. Table, column,
row, owner and key number are its associated data: a value moved to another row or owner does not open.
"""

from __future__ import annotations

import base64
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
KEY_BYTES = 32


class SealBroken(Exception):
    """A sealed value that none of the keys opens in its place. The message names the place, never the content."""


@dataclass(frozen=True)
class Place:
    """Where a sealed value lives: the associated data it was sealed with."""

    table: str
    column: str
    row: int
    owner: int
    extra: bytes = b""

    def data(self, number: int) -> bytes:
        """The associated data for the key of this number."""
        return f"{self.table}|{self.column}|{self.row}|{self.owner}|{number}|".encode() + self.extra


def new_key() -> str:
    """A new random key as the settings write it: 32 bytes, URL-safe base64."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode().rstrip("=")


def read_key(text: str) -> bytes:
    """The bytes of a key as `new_key` writes it; raises `ValueError` where it is not one."""
    raw = base64.urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
    if len(raw) != KEY_BYTES:
        raise ValueError("a key is 32 bytes")
    return raw


def number_of(key: bytes) -> int:
    """The number of a key, 0 to 255, the same whatever its position in the settings."""
    return sha256(b"albot key number" + key).digest()[0]


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"albot " + purpose).derive(key)


class Vault:
    """Seals with the first key, opens with any of them, and hashes with each."""

    def __init__(self, keys: Sequence[str]) -> None:
        raw = [read_key(key) for key in keys]
        if not raw:
            raise ValueError("at least one key is needed")
        self.numbers = [number_of(key) for key in raw]
        if len(set(self.numbers)) != len(raw):
            raise ValueError("two keys have the same number; make another one")
        self._ciphers = {number_of(key): ChaCha20Poly1305(_derive(key, b"seal")) for key in raw}
        self._hash_keys = {number_of(key): _derive(key, b"lookup") for key in raw}
        self._file_keys = {number_of(key): _derive(key, b"backup") for key in raw}

    @property
    def number(self) -> int:
        """The number of the key that seals."""
        return self.numbers[0]

    def seal(self, text: str | bytes, place: Place) -> bytes:
        """Seal a text for its place."""
        clear = text.encode() if isinstance(text, str) else text
        nonce = os.urandom(NONCE)
        number = self.number
        return bytes([number]) + nonce + self._ciphers[number].encrypt(nonce, clear, place.data(number))

    def open_bytes(self, sealed: bytes, place: Place) -> bytes:
        """What was sealed for this place; raises `SealBroken` where it was not."""
        cipher = self._ciphers.get(sealed[0]) if sealed else None
        if cipher is None:
            raise SealBroken(f"{place.table}.{place.column} is sealed with a key that is not in the settings")
        try:
            return cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], place.data(sealed[0]))
        except InvalidTag:
            raise SealBroken(f"{place.table}.{place.column} does not open in row {place.row}") from None

    def open(self, sealed: bytes, place: Place) -> str:
        """The text that was sealed for this place; raises `SealBroken` where it was not."""
        return self.open_bytes(sealed, place).decode()

    def digest(self, purpose: str, value: str, number: int | None = None) -> bytes:
        """The keyed hash of a value for one purpose, with the sealing key or the one of this number."""
        key = self._hash_keys[self.number if number is None else number]
        return hmac.new(key, f"{purpose}|{value}".encode(), sha256).digest()

    def digests(self, purpose: str, value: str) -> dict[int, bytes]:
        """The keyed hash of a value under every key, by the key's number."""
        return {number: self.digest(purpose, value, number) for number in self.numbers}

    def file_cipher(self, file_id: bytes, number: int | None = None) -> ChaCha20Poly1305:
        """A cipher for one file alone, of the sealing key or the one of this number. Its nonces may be counted."""
        key = self._file_keys[self.number if number is None else number]
        return ChaCha20Poly1305(_derive(key, b"file " + file_id))
