"""Rupiah are written as the reader writes them, unless a letter tells its own language."""

from __future__ import annotations

from django.utils.translation import override

from rangkiang.platform.rupiah import rupiah, short_rupiah


def test_an_amount_is_written_in_the_language_of_its_reader() -> None:
    for language, whole, small in (("id", "-Rp1.348.753.890", "Rp16.800"), ("en", "-Rp1,348,753,890", "Rp16,800")):
        with override(language):
            assert (rupiah(-1_348_753_890), rupiah(16_800)) == (whole, small)
        assert short_rupiah(16_800, language) == small
    with override("en"):
        assert rupiah(16_800, "id") == "Rp16.800"
    with override(None):
        assert rupiah(16_800) == "Rp16.800"
