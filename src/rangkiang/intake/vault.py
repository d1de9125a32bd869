"""Files at rest: encrypted with a key of their own, which is wrapped with the installation's.

Throwing the batch's key away erases the file for good, backups of the database included.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from typing import BinaryIO, cast
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import connection
from django.db.models import QuerySet

from rangkiang.platform.bulk import copy
from rangkiang.platform.errors import Refused
from rangkiang.platform.home import secret

from .models import Batch, BatchFile, BatchKey, FilePiece, WaitingFile
from .readers.spill import Held

PIECE = 2**20  # bytes of a file that are encrypted together


def _installation() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret("files").encode()).digest()))


def seal(content: bytes) -> tuple[bytes, bytes]:
    """A key of the file's own, wrapped, and the file encrypted with it."""
    key = Fernet.generate_key()
    return _installation().encrypt(key), Fernet(key).encrypt(content)


def seal_beside(wrapped: bytes | memoryview, content: bytes) -> bytes:
    """One more file under a key that is there already."""
    return Fernet(_installation().decrypt(bytes(wrapped))).encrypt(content)


def unseal(wrapped: bytes | memoryview, ciphertext: bytes | memoryview) -> bytes:
    return Fernet(_installation().decrypt(bytes(wrapped))).decrypt(bytes(ciphertext))


def _pieces(key: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file in encrypted pieces. Each is bound to its place, and the last one to be the last, so that
    none can be left out, put elsewhere or added (the construction called STREAM).
    """
    cipher, number = _cipher(key), 0
    stream.seek(0)
    piece = stream.read(PIECE)
    while True:
        following = stream.read(PIECE)
        yield cipher.encrypt(_nonce(number, last=not following), piece, None)
        if not following:
            return
        piece, number = following, number + 1


def _cipher(key: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=None, info=b"rangkiang file pieces").derive(key))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def keep(stream: BinaryIO) -> tuple[bytes, UUID]:
    """Keep a file in encrypted pieces. Returns its wrapped key and what names the pieces. Statements: constant."""
    key, file = Fernet.generate_key(), uuid4()
    rows = ((file, number, piece) for number, piece in enumerate(_pieces(key, stream)))
    copy(FilePiece, ("file", "number", "ciphertext"), rows)
    return _installation().encrypt(key), file


def kept(held: BatchFile | WaitingFile, wrapped: bytes | memoryview) -> BinaryIO:
    """The bytes as they came, on disk in a file without a name."""
    stream = cast(BinaryIO, Held())
    if held.pieces is None:
        stream.write(unseal(wrapped, held.ciphertext or b""))
    else:
        cipher = _cipher(_installation().decrypt(bytes(wrapped)))
        many = FilePiece.objects.filter(file=held.pieces).count()
        if not many:  # an empty file has one piece, too
            raise InvalidTag
        for number, piece in _brought(held.pieces):
            stream.write(cipher.decrypt(_nonce(number, last=number + 1 == many), piece, None))
    stream.seek(0)
    return stream


def _brought(file: UUID) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of every piece, one at a time, in one statement."""
    wanted = "SELECT number, ciphertext FROM intake_filepiece WHERE file = %s ORDER BY number"
    whole = f"COPY ({wanted}) TO STDOUT WITH (FORMAT binary)"
    with connection.cursor() as cursor, cursor.copy(cursor.mogrify(whole, [file])) as rows:
        rows.set_types(["int4", "bytea"])
        yield from rows.rows()


def store(batch: Batch, stream: BinaryIO) -> None:
    wrapped, file = keep(stream)
    BatchFile.objects.create(batch=batch, pieces=file)
    BatchKey.objects.create(batch=batch, wrapped=wrapped)


def opened(batch: Batch) -> BinaryIO:
    """The bytes as they came. Refused when the file was erased."""
    key = BatchKey.objects.filter(batch=batch).first()
    if key is None:
        raise Refused("This file was erased.")
    return kept(batch.file, key.wrapped)


def let_go(waiting: QuerySet[WaitingFile]) -> None:
    """Files that wait no longer, and their pieces."""
    FilePiece.objects.filter(file__in=waiting.values("pieces")).delete()
    waiting.delete()
