"""Why two records are held to be one person or not, in words of an office, Indonesian and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Words = tuple[str, str]  # Indonesian, English
LANGUAGES = ("id", "en")
LEVELS: dict[str, dict[str, Words]] = {
    "name": {
        "missing": ("nama tidak ada", "name missing"),
        "same": ("nama sama", "same name"),
        "joined": ("nama sama, spasi berbeda", "same name, other spaces"),
        "turned": ("nama sama, urutan kata berbeda", "same name, words in another order"),
        "near": ("nama mirip {}", "name similar {}"),
        "shorter": ("nama lebih pendek, kata lainnya sama", "name shorter, the other words the same"),
        "initial": ("nama sama, satu kata disingkat", "same name, one word an initial"),
        "words": ("kata-kata nama mirip {}", "words of the name similar {}"),
        "alike": ("nama agak mirip {}", "name somewhat similar {}"),
        "part": ("hanya sebagian nama sama {}", "only a part of the name is the same {}"),
        "other": ("nama berbeda", "other name"),
    },
    "born": {
        "missing": ("tanggal lahir tidak ada", "date of birth missing"),
        "same": ("tanggal lahir sama", "same date of birth"),
        "swapped": ("tanggal dan bulan lahir tertukar", "day and month of birth swapped"),
        "year": ("tahun lahir berbeda, tanggal dan bulan sama", "year of birth differs, day and month the same"),
        "january": ("tahun lahir sama, salah satu 1 Januari", "same year of birth, one is 1 January"),
        "month": ("bulan lahir berbeda, selebihnya sama", "month of birth differs, the rest is the same"),
        "day": ("tanggal berbeda, bulan dan tahun lahir sama", "day differs, month and year of birth the same"),
        "other": ("tanggal lahir berbeda", "other date of birth"),
    },
    "nik": {
        "missing": ("NIK tidak ada", "NIK missing"),
        "same": ("NIK sama", "same NIK"),
        "zeroed": ("NIK sama, angka terakhir menjadi 0", "same NIK, last digit became 0"),
        "neighbour": ("NIK bersebelahan", "neighbouring NIK"),
        "serial": ("NIK berbeda hanya pada nomor urut", "NIK differs in its serial only"),
        "place": ("NIK berbeda hanya pada kode wilayah", "NIK differs in its place code only"),
        "date": ("NIK berbeda hanya pada tanggal", "NIK differs in its date only"),
        "other": ("NIK berbeda", "other NIK"),
    },
    "sex": {
        "missing": ("", ""),
        "same": ("", ""),
        "other": ("jenis kelamin berbeda", "other sex"),
    },
    "family": {
        "missing": ("", ""),
        "card_mother": ("KK dan ibu sama", "same KK and mother"),
        "card": ("KK sama", "same KK"),
        "mother_village": ("ibu dan nagari sama", "same mother and nagari"),
        "mother": ("ibu sama", "same mother"),
        "village": ("nagari sama", "same nagari"),
        "district": ("kecamatan sama", "same district"),
        "other": ("keluarga dan tempat tinggal berbeda", "other family and home"),
    },
}
RULES: dict[str, Words] = {
    "twin": ("mungkin saudara kembar", "may be a twin"),
    "nik_of_another": ("NIK milik orang lain", "the NIK is another person's"),
    "nik_but_name": (
        "NIK sama tetapi nama lain: NIK mungkin salah ketik", "same NIK but another name: perhaps a typing error"),
    "nik_but_date": ("NIK sama tetapi tanggal lahir lain", "same NIK but another date of birth"),
    "first_name": ("nama depan berbeda", "the first name differs"),
    "several": ("lebih dari satu orang cocok", "more than one person fits"),
    "another_nearer": ("orang lain lebih cocok", "another person fits better"),
}  # fmt: skip


def reason(pair: Mapping[str, Any], language: str = "id") -> str:
    """One pair of ``match`` in words: ``nama mirip 0,93; tanggal lahir sama; ibu sama``."""
    at = LANGUAGES.index(language)
    said = []
    for name, words in LEVELS.items():
        level = str(pair.get(name) or "missing").removesuffix("_dated")
        said.append(words[level][at].format(_number(pair.get("name_similarity"), language)).strip())
    if pair.get("why"):
        said.append(RULES[pair["why"]][at])
    return "; ".join(text for text in said if text)


def _number(similarity: float | None, language: str) -> str:
    if similarity is None:
        return ""
    return f"{similarity:.2f}".replace(".", "," if language == "id" else ".")
