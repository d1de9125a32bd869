"""Files at rest: encrypted with a key of their own, which is wrapped with the installation's.

Throwing the batch's key away erases the file for good, backups of the database included.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet

from rangkiang.platform.errors import Refused
from rangkiang.platform.home import secret

from .models import Batch, BatchFile, BatchKey


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


def store(batch: Batch, content: bytes) -> None:
    wrapped, ciphertext = seal(content)
    BatchFile.objects.create(batch=batch, ciphertext=ciphertext)
    BatchKey.objects.create(batch=batch, wrapped=wrapped)


def read(batch: Batch) -> bytes:
    """The bytes as they came. Refused when the file was erased."""
    key = BatchKey.objects.filter(batch=batch).first()
    if key is None:
        raise Refused("This file was erased.")
    return unseal(key.wrapped, batch.file.ciphertext)
