"""What an accident took: each loss with its share, by the disability table or by a doctor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from .case import Case, Told, number, only, rows
from .errors import InvalidCase
from .parameters import UNSURE, facts, rows_on, table

BENEFITS = "PP 82/2019 Pasal 25, Lampiran III A"


def losses(case: Case, on: date) -> list[dict[str, int]]:
    """The losses of a partial disability, each with its share by the table or the doctor."""
    given = rows(case, "loss")
    if not given:
        raise InvalidCase(
            "loss", "a partial disability names what was lost; give a part of the table, or a doctor's percentage"
        )
    if len(given) > (most := facts()["jumlah_cacat"].most):
        raise InvalidCase("loss", f"more than {most} losses; give at most {most}")
    return [_loss(row, f"loss[{at}]", on) for at, row in enumerate(given)]


def _loss(row: Case, field: str, on: date) -> dict[str, int]:
    only(row, ("part", "percent", "permille", "function_percent", "units"), field)
    function = number(
        row, "function_percent", 100, field=f"{field}.function_percent", most=facts()["fungsi_persen"].most
    )
    said = [name for name in ("percent", "permille") if name in row]
    found = _row(row, field, on) if "part" in row or not said else None
    if len(said) > 1:
        raise InvalidCase(f"{field}.permille", "give the doctor's share as percent or as permille")
    if said:
        if found:
            _within_table(found, row, said[0], field)
        share = number(row, said[0], 0, field=f"{field}.{said[0]}", most=100 if said[0] == "percent" else 1000)
        by_doctor = ("Persentase yang ditetapkan dokter, per mil", "Percentage set by the doctor, per mille")
        permille = share * 10 if said[0] == "percent" else share
        return {"cacat_permil": Told.make(permille, *by_doctor, BENEFITS, "O"), "fungsi_persen": function}
    assert found
    if "units" in row and not found.get("per_unit"):
        raise InvalidCase(f"{field}.units", f"{row['part']} is not counted in units; leave it out")
    units = number(row, "units", None, 1, field=f"{field}.units", most=1000) if found.get("per_unit") else 1
    permille = found.get("permille", 10 * found.get("percent", 0)) * units
    if permille > facts()["cacat_permil"].most:
        raise InvalidCase(f"{field}.units", f"{units} units are more than the whole; give fewer")
    unsure = found["confidence"] in UNSURE or "percent_to" in found
    told = Told.make(
        0 if unsure else permille, found["id"], found["en"], table("disability")["article"], found["confidence"]
    )
    return {"cacat_permil": told, "fungsi_persen": function, "persentase_ragu": int(unsure)}


def _within_table(found: Mapping[str, Any], row: Case, said: str, field: str) -> None:
    """A doctor's share of a part lies where the table has it; of a row that is not confirmed it may be any."""
    if found["confidence"] in UNSURE or found.get("per_unit") or not isinstance(row[said], int):
        return
    least = found.get("permille", 10 * found.get("percent", 0))
    most = 10 * found["percent_to"] if "percent_to" in found else least
    given = row[said] * (10 if said == "percent" else 1)
    if not least <= given <= most:
        raise InvalidCase(
            f"{field}.{said}", f"{row[said]} is not what the table gives {row['part']} ({least} to {most} per mille); "
            "leave the part out if the doctor rates something else",
        )  # fmt: skip


def _row(row: Case, field: str, on: date) -> Mapping[str, Any]:
    known = {entry["part"]: entry for entry in rows_on("disability", on)}
    if not isinstance(row.get("part"), str) or row["part"] not in known:
        raise InvalidCase(
            f"{field}.part", f"{row.get('part')!r} is not in the disability table; use one of {' '.join(known)}"
        )
    return known[row["part"]]
