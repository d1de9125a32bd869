"""Each wicked file gives exactly its findings, and every row is accounted for."""

from __future__ import annotations

import pytest

from rangkiang.intake.checks import CheckResult, check
from rangkiang.intake.readers.rules import RULES
from tests.intake.wicked.files import FILES, ON, Wicked


def result_of(wicked: Wicked) -> CheckResult:
    return check(wicked.raw, "daftar", on=ON, **wicked.settings)


@pytest.mark.parametrize("name", FILES)
def test_a_wicked_file_gives_its_findings(name: str) -> None:
    wicked = FILES[name]()
    result = result_of(wicked)
    assert result.fault is None
    told = result.findings.select("row", "code").rows()
    assert sorted(told) == sorted(wicked.findings)
    assert (result.profile, result.rows, result.accepted) == (wicked.profile, wicked.rows, wicked.accepted)
    assert result.frame["ok"].null_count() == 0


@pytest.mark.parametrize("name", FILES)
def test_a_finding_names_its_cell_and_says_what_to_do(name: str) -> None:
    for finding in result_of(FILES[name]()).findings.iter_rows(named=True):
        assert finding["severity"] == RULES[finding["code"]].severity
        assert finding["message_id"].endswith(".")
        assert finding["message_en"].endswith(".")
        assert "{" not in finding["message_id"] + finding["message_en"]
        if finding["value"] and not finding["code"].startswith("row_"):
            assert finding["letter"], finding
