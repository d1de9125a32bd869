"""The order of heirs: the first class with somebody alive is entitled; the later ones are told why they are not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rangkiang import law
from rangkiang.law.documents import documents
from rangkiang.law.heirs import FUNERAL, RELATIONS, SHARES, golongan_ahli_waris, heirs, order
from rangkiang.law.rules import REGISTRY

FAMILIES = st.fixed_dictionaries(
    {}, optional={**{name: st.integers(0, 3) for name in RELATIONS}, "will": st.booleans()}
)  # fmt: skip


def test_a_widow_with_children_comes_before_brothers_and_sees_why() -> None:
    found = heirs({"spouse": 1, "children": 2, "siblings": 1, "parents_in_law": 2})
    assert (found.entitled.number, found.entitled.gets) == (1, "all")
    assert found.living == {"spouse": 1, "children": 2}
    assert found.told == (
        "Yang berhak atas seluruh manfaat: janda atau duda (1) dan anak (2).",
        "Entitled to the whole benefit: widow or widower (1) and children (2).",
    )
    assert found.excluded == (
        (
            "Tidak berhak: saudara (1), karena didahului janda atau duda (1) dan anak (2).",
            "Not entitled: siblings (1), since widow or widower (1) and children (2) come first.",
        ),
        (
            "Tidak berhak: mertua (2), karena didahului janda atau duda (1) dan anak (2).",
            "Not entitled: parents-in-law (2), since widow or widower (1) and children (2) come first.",
        ),
    )
    assert [one.number for one in found.later] == [2, 3, 4, 5, 6]
    assert found.entitled.article == "PP 44/2015 Pasal 37 (5)"
    assert found.entitled.confidence == {"jkk": "T", "jkm": "S"}


@pytest.mark.parametrize(
    ("family", "number", "living"),
    [
        ({"spouse": 1, "parents": 2, "siblings": 3, "will": True}, 1, {"spouse": 1}),
        ({"children": 1, "parents": 2}, 1, {"children": 1}),
        ({"parents": 2, "siblings": 1}, 2, {"parents": 2}),
        ({"grandparents": 1, "siblings": 1}, 2, {"grandparents": 1}),
        ({"grandchildren": 1, "siblings": 1, "parents_in_law": 1}, 2, {"grandchildren": 1}),
        ({"siblings": 1, "parents_in_law": 1, "will": True}, 3, {"siblings": 1}),
        ({"parents_in_law": 1, "will": True}, 4, {"parents_in_law": 1}),
        ({"will": True}, 5, {}),
        ({}, 6, {}),
        ({"spouse": 0, "will": False}, 6, {}),
    ],
)
def test_the_first_class_with_somebody_alive_is_entitled(
    family: dict[str, Any], number: int, living: dict[str, int]
) -> None:
    found = heirs(family)
    assert (found.entitled.number, found.living) == (number, living)


def test_the_person_of_the_will_comes_after_all_relatives() -> None:
    found = heirs({"will": True})
    assert found.told[0] == "Yang berhak atas seluruh manfaat: orang yang ditunjuk dalam wasiat."
    assert found.asked == ()
    after = heirs({"siblings": 1, "will": True})
    assert after.excluded[0][0] == "Tidak berhak: orang yang ditunjuk dalam wasiat, karena didahului saudara (1)."


def test_without_heir_and_will_the_funeral_is_paid_to_whoever_arranged_it() -> None:
    nobody = heirs({})
    assert (nobody.entitled.gets, nobody.asked, nobody.later, nobody.proof) == ("funeral", (FUNERAL,), (), ())
    assert "yang mengurus pemakaman" in nobody.told[0]
    neighbour = heirs({"funeral_by": "Tetangga"})
    assert neighbour.asked == ()
    assert neighbour.told == (
        "Biaya pemakaman untuk Tetangga; selebihnya masuk Dana Jaminan Sosial.",
        "Funeral cost to Tetangga; the rest to the Dana Jaminan Sosial.",
    )


@pytest.mark.parametrize(
    ("family", "asked"),
    [({"spouse": 1}, ()), ({"spouse": 1, "children": 1}, (SHARES,)), ({"siblings": 3}, (SHARES,)),
     ({"spouse": 1, "siblings": 3}, ())],
)  # fmt: skip
def test_how_several_heirs_share_is_asked_and_never_decided(family: dict[str, Any], asked: tuple[Any, ...]) -> None:
    assert heirs(family).asked == asked


@pytest.mark.parametrize(
    ("family", "proof"),
    [
        ({"spouse": 1, "children": 1}, ["heir_letter", "marriage_book"]),
        ({"children": 1}, ["heir_letter"]),
        ({"siblings": 1, "will": True}, ["heir_letter"]),
        ({"will": True}, ["heir_letter", "will_deed"]),
    ],
)
def test_the_papers_that_show_who_the_heirs_are(family: dict[str, Any], proof: list[str]) -> None:
    assert [paper.name for paper in heirs(family).proof] == proof


@pytest.mark.parametrize(
    ("family", "field"),
    [
        ({"cousins": 1}, "cousins"),
        ({"children": -1}, "children"),
        ({"children": True}, "children"),
        ({"spouse": "1"}, "spouse"),
        ({"will": 1}, "will"),
        ({"funeral_by": 3}, "funeral_by"),
        ([], "case"),
    ],
)
def test_a_bad_family_names_its_field(family: Any, field: str) -> None:
    with pytest.raises(law.InvalidCase) as error:
        heirs(family)
    assert error.value.field == field


def test_the_table_of_classes_fits_the_rule() -> None:
    classes = order()
    assert [one.number for one in classes] == [1, 2, 3, 4, 5, 6]
    assert [golongan_ahli_waris(*(int(at >= n) for at in range(5))) for n in range(5)] == [1, 2, 3, 4, 5]
    assert golongan_ahli_waris(0, 0, 0, 0, 0) == 6
    entry = REGISTRY["golongan_ahli_waris"][0]
    assert (entry.valid_from, entry.valid_to, entry.article) == (date(2015, 7, 1), None, classes[0].article)
    relations = [name for one in classes for name in one.relations]
    assert sorted(relations) == sorted([*RELATIONS, "will"])
    papers = {paper.name for paper in documents("jkm", spouse_heir=True, will=True, other_heir=True)}
    assert all(set(one.proof) <= papers for one in classes)


@given(FAMILIES)
def test_nobody_alive_stands_before_the_class_entitled_and_nobody_is_forgotten(family: dict[str, Any]) -> None:
    found = heirs(family)
    classes = order()
    before = [name for one in classes[: found.entitled.number - 1] for name in one.relations]
    assert not any(family.get(name) for name in before)
    told = sum(1 for one in classes if any(family.get(name) for name in one.relations))
    assert len(found.excluded) == max(0, told - 1)
    assert (found.entitled.number == 6) is (told == 0)


@given(FAMILIES, st.sampled_from(sorted(RELATIONS)))
def test_one_relative_more_never_moves_the_right_to_a_later_class(family: dict[str, Any], name: str) -> None:
    more = {**family, name: family.get(name, 0) + 1}
    assert heirs(more).entitled.number <= heirs(family).entitled.number
