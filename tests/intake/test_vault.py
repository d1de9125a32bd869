"""Files at rest: in encrypted pieces of which none can be lost, moved or added, and those kept in one stay readable."""

from __future__ import annotations

import io

import pytest
from cryptography.exceptions import InvalidTag
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rangkiang.intake import vault
from rangkiang.intake.models import BatchFile, BatchKey, FilePiece, WaitingFile
from rangkiang.platform.errors import Refused
from tests.intake.desk import receive, row
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "PIECE", 10)


def kept(content: bytes) -> tuple[BatchFile, bytes]:
    wrapped, pieces = vault.keep(io.BytesIO(content))
    return BatchFile(pieces=pieces), wrapped


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 20, 35])
def test_what_is_kept_comes_back(size: int) -> None:
    content = bytes(range(size))
    held, wrapped = kept(content)
    assert vault.kept(held, wrapped).read() == content
    assert FilePiece.objects.filter(file=held.pieces).count() == max(1, -(-size // 10))


def test_no_piece_can_be_lost_moved_or_added() -> None:
    held, wrapped = kept(bytes(35))
    pieces = dict(FilePiece.objects.values_list("number", "ciphertext"))
    for spoiled in (
        [],
        [pieces[0], pieces[1], pieces[2]],
        [pieces[1], pieces[2], pieces[3]],
        [pieces[1], pieces[0], pieces[2], pieces[3]],
        [*pieces.values(), pieces[3]],
    ):
        FilePiece.objects.filter(file=held.pieces).delete()
        for number, piece in enumerate(spoiled):
            FilePiece.objects.create(file=held.pieces, number=number, ciphertext=bytes(piece))
        with pytest.raises(InvalidTag):
            vault.kept(held, wrapped)


def test_nothing_of_it_lies_bare_and_no_two_files_share_a_key() -> None:
    (one, _), (other, _) = kept(b"1303040207709001"), kept(b"1303040207709001")
    pieces = [bytes(piece) for piece in FilePiece.objects.values_list("ciphertext", flat=True)]
    assert len(set(pieces)) == len(pieces) == 4
    assert not any(b"13030402" in piece for piece in pieces)
    assert one.pieces != other.pieces


def test_a_file_kept_in_one_stays_readable() -> None:
    wrapped, ciphertext = vault.seal(b"lama")
    assert vault.kept(BatchFile(ciphertext=ciphertext), wrapped).read() == b"lama"
    assert vault.kept(WaitingFile(ciphertext=ciphertext), wrapped).read() == b"lama"


def test_it_is_in_pieces_or_in_one(world: World) -> None:
    batch = receive(world, row(9001, "Adi Koto"))
    world.see_all()
    assert vault.opened(batch).read(2) == b"PK"
    with pytest.raises(IntegrityError, match="kept_in_pieces_or_in_one"), transaction.atomic():
        BatchFile.objects.create(batch=receive(world, row(9002, "Budi Guci")))


def test_the_number_of_statements_does_not_grow() -> None:
    counts = []
    for size in (5, 500):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            held, wrapped = kept(bytes(size))
            vault.kept(held, wrapped)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_erased_file_is_gone(world: World) -> None:
    batch = receive(world, row(9001, "Adi Koto"))
    world.see_all()
    BatchKey.objects.filter(batch=batch).delete()
    with pytest.raises(Refused, match="erased"):
        vault.opened(batch)
