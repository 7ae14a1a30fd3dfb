"""A file of sealed chunks, which is what a backup is: written and read from front to end, with little memory.

    albot backup 1 {"id": …, "key": …, "schema": …, "made_at": …} 1a2b3c4d        the header, and its CRC-32
    length, chunk, length, chunk, …, length, last chunk                           compressed, then sealed

A length is four bytes, the highest first. Every chunk is sealed with ChaCha20-Poly1305 under a key that this file alone
has. Its nonce is its number in the file and whether it is the last one, the header is its associated data. So a file
does not open where a chunk is missing, changed, moved, another file's, or added behind the last. This is the STREAM
construction (Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance", CRYPTO 2015).
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from albot.store.vault import Vault

MAGIC = b"albot backup "
FORMAT = b"1"
LONGEST_HEADER = 1_000
LARGEST_CHUNK = 1 << 26
"""Bytes of a sealed chunk at the most: a damaged length must not make a reader ask for all the memory there is."""

LENGTH = 4
FILE_ID = 16


class Unreadable(Exception):
    """A file that cannot be read as a backup; `message_id` says why. For the terminal."""

    def __init__(self, message_id: str) -> None:
        super().__init__(message_id)
        self.message_id = message_id


class KeyMissing(Unreadable):
    """It was made with a key that is not in the settings."""

    def __init__(self) -> None:
        super().__init__("restore-key-missing")


@dataclass(frozen=True)
class Header:
    """What stands in clear before the chunks: the version of the database, and when (aware) it was copied.

    `key` is a hash of the file's id (both hexadecimal) under the key that seals, so that a key can be recognised.
    """

    id: str
    key: str
    schema: str
    made_at: str

    @classmethod
    def new(cls, vault: Vault, schema: str, now: datetime) -> Header:
        """The header of a file that is made now, under the first key of the settings."""
        file_id = os.urandom(FILE_ID).hex()
        return cls(file_id, _mark(vault, file_id, vault.number), schema, now.isoformat(timespec="seconds"))

    def number(self, vault: Vault) -> int:
        """The number of the key that seals this file; raises `KeyMissing`."""
        for number in vault.numbers:
            if _mark(vault, self.id, number) == self.key:
                return number
        raise KeyMissing

    @property
    def line(self) -> bytes:
        """The header as it stands in the file."""
        clear = MAGIC + FORMAT + b" " + json.dumps(vars(self)).encode()
        return clear + b" " + _checksum(clear) + b"\n"


class Writer:
    """Writes a file of sealed chunks. It is whole once the last of them is put."""

    def __init__(self, out: BinaryIO, header: Header, vault: Vault) -> None:
        self._out, self._header = out, header.line
        self._cipher = vault.file_cipher(bytes.fromhex(header.id))
        self._numbers = count()
        out.write(self._header)

    def put(self, content: Any, *, last: bool = False) -> None:
        """Add what JSON can carry as a chunk."""
        clear = json.dumps(content, separators=(",", ":")).encode()
        packed = zlib.compress(clear, 1)  # most of it is ciphertext in base64, which more effort makes no smaller
        sealed = self._cipher.encrypt(_nonce(next(self._numbers), last=last), packed, self._header)
        self._out.write(len(sealed).to_bytes(LENGTH, "big") + sealed)


class Reader:
    """Reads a file of sealed chunks. Its header is read at once; raises `Unreadable`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._line = file.readline(LONGEST_HEADER)
        self.header = _read_header(self._line)

    def chunks(self, vault: Vault) -> Iterator[Any]:
        """What was put into it. Raises `Unreadable` where it is damaged, at its end at the latest."""
        cipher = vault.file_cipher(bytes.fromhex(self.header.id), self.header.number(vault))
        length = self._file.read(LENGTH)
        for number in count():
            sealed = self._read(length)
            length = self._file.read(LENGTH)
            yield self._open(cipher, sealed, _nonce(number, last=not length))
            if not length:
                return

    def _read(self, length: bytes) -> bytes:
        size = int.from_bytes(length, "big")
        sealed = self._file.read(min(size, LARGEST_CHUNK))
        if len(length) != LENGTH or len(sealed) != size:
            raise Unreadable("restore-damaged")
        return sealed

    def _open(self, cipher: ChaCha20Poly1305, sealed: bytes, nonce: bytes) -> Any:
        try:
            return json.loads(zlib.decompress(cipher.decrypt(nonce, sealed, self._line)))
        except InvalidTag:
            raise Unreadable("restore-damaged") from None


def _read_header(line: bytes) -> Header:
    """The header that a line holds; raises `Unreadable`."""
    if not line.startswith(MAGIC):
        raise Unreadable("restore-no-backup")
    clear, _, checksum = line.rstrip(b"\n").rpartition(b" ")
    if checksum != _checksum(clear):
        raise Unreadable("restore-damaged")
    number, _, content = clear.removeprefix(MAGIC).partition(b" ")
    if number != FORMAT:
        raise Unreadable("restore-newer")
    return Header(**json.loads(content))


def _mark(vault: Vault, file_id: str, number: int) -> str:
    return vault.digest("backup", file_id, number).hex()[: 2 * FILE_ID]


def _checksum(clear: bytes) -> bytes:
    return b"%08x" % zlib.crc32(clear)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
