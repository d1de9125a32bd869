"""A file is what its bytes say; a photo loses place and maker and stays upright; what pretends is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang.claims.documents_kinds import JPEG, LARGEST, PDF, PNG, _turned, keep
from rangkiang.platform.errors import BadInput
from tests.claims.scans import PLACE, chunk, exif, jpeg, pdf, photo, png, segment


def test_a_photo_loses_its_place_and_stays_upright() -> None:
    kept = keep(photo())
    assert (kept.media, kept.metadata_kept) == (JPEG, False)
    assert PLACE not in kept.content
    assert b"Galaxy" not in kept.content
    assert kept.content.count(b"Exif") == 1
    assert _turned(kept.content[kept.content.index(b"Exif") + 6 :]) == 6
    assert keep(kept.content).content == kept.content


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("turned", range(1, 9))
def test_either_byte_order_says_how_the_phone_was_held(order: str, turned: int) -> None:
    kept = keep(jpeg(segment(0xE1, exif(turned, order)))).content
    assert (b"Exif" in kept) == (turned != 1)
    if turned != 1:
        assert _turned(kept[kept.index(b"Exif") + 6 :]) == turned


def test_the_picture_itself_is_not_touched() -> None:
    plain = jpeg(seed=b"\x11\x22")
    assert keep(plain).content == plain
    assert keep(jpeg(segment(0xE1, exif(1)), segment(0xED, b"Photoshop"), seed=b"\x11\x22")).content == plain


def test_what_hides_behind_a_picture_is_cut_off() -> None:
    assert keep(jpeg(tail=b"<script>alert(1)</script>")).content == jpeg()
    assert keep(png(tail=b"PK\x03\x04 an archive")).content == png()


def test_a_colour_profile_stays_and_a_second_picture_goes() -> None:
    profile, second = segment(0xE2, b"ICC_PROFILE\0\x01\x01"), segment(0xE2, b"MPF\0" + PLACE)
    assert keep(jpeg(profile, second)).content == jpeg(profile)


def test_a_drawing_loses_its_words() -> None:
    kept = keep(png(chunk(b"tEXt", b"Author\0" + PLACE), chunk(b"eXIf", exif()[6:])))
    assert (kept.media, kept.content) == (PNG, png())


def test_a_pdf_stays_byte_for_byte() -> None:
    kept = keep(pdf(b"/Producer (scanner)"))
    assert (kept.media, kept.content, kept.metadata_kept) == (PDF, pdf(b"/Producer (scanner)"), True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "Most Compatible"),
        (b"PK\x03\x04" + bytes(40), "Save it as PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(40), "Save it as PDF"),
        (b"GIF89a" + bytes(40), "no JPEG, PNG or PDF"),
        (b"<svg onload='x'/>", "no JPEG, PNG or PDF"),
        (b" %PDF-1.7\n%%EOF", "no JPEG, PNG or PDF"),
        (jpeg()[:-2], "damaged"),
        (jpeg()[:30], "damaged"),
        (b"\xff\xd8\xff\xd9", "damaged"),
        (b"\xff\xd8\xff\xe0\x00\x01", "damaged"),
        (jpeg(size=(0, 8)), "no size"),
        (jpeg(size=(60000, 60000)), "100 million"),
        (png()[:-4], "damaged"),
        (png()[:40] + b"\x01" + png()[41:], "damaged"),
        (png(size=(2**31, 2**31)), "100 million"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"x"), "damaged"),
        (pdf(tail=b""), "cut off"),
        (pdf(tail=b"trailer<</Encrypt 9 0 R>>\n%%EOF"), "password"),
        (pdf(b"2 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n"), "program"),
        (pdf(b"2 0 obj<</S/Launch>>endobj\n"), "program"),
        (b"%PDF-" + bytes(LARGEST), "larger than 10 MB"),
    ],
)
def test_what_is_not_taken_says_why_and_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(BadInput) as found:
        keep(content)
    assert said in str(found.value)
    assert found.value.where
    assert found.value.todo


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"]))
def test_no_bytes_at_all_make_it_stumble(rest: bytes, head: bytes) -> None:
    try:
        kept = keep(head + rest)
    except BadInput:
        return
    assert kept.content.startswith(head or (b"\xff\xd8", b"\x89PNG", b"%PDF"))
    assert keep(kept.content).content == kept.content


@given(st.data())
def test_a_photo_damaged_anywhere_is_a_photo_or_a_refusal(data: st.DataObject) -> None:
    whole = bytearray(photo())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    try:
        kept = keep(bytes(whole))
    except BadInput:
        return
    assert keep(kept.content).content == kept.content
