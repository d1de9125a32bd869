"""How good pairs are, where the truth is known."""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa


def judged(pairs: pa.Table, left: pl.DataFrame, right: pl.DataFrame | None) -> dict[str, Any]:
    """Precision, recall and F1 of ``same`` (all, and without the exact NIK) and of what is found or asked.

    Both frames have ``id`` and ``person``; without ``right`` the pairs lie within ``left``.
    """
    found = with_truth(pairs, left, right)
    truth = true_pairs(left, right)
    same = found.filter(pl.col("class") == "same")
    review = found.filter(pl.col("class") == "review")
    by_nik = pl.col("nik") == "same"
    exact = found.filter(by_nik & pl.col("true")).height
    return {
        "true_pairs": truth,
        "true_pairs_by_exact_nik": exact,
        "same": quality(same, truth),
        "same_by_exact_nik": quality(same.filter(by_nik), exact),
        "same_by_model": quality(same.filter(~by_nik), truth - exact),
        "same_or_review": quality(pl.concat([same, review]), truth),
        "review_share_of_candidates": round(review["left_id"].n_unique() / left.height, 6),
        "review_true": review["true"].sum(),
        "held_back": dict(
            found.filter(pl.col("why").is_not_null())
            .group_by("class", "why")
            .agg(n=pl.len(), true=pl.col("true").sum())
            .sort("class", "why")
            .select(pl.concat_str("class", "why", separator=" "), pl.format("{} ({} true)", "n", "true"))
            .iter_rows()
        ),
    }


def with_truth(pairs: pa.Table, left: pl.DataFrame, right: pl.DataFrame | None) -> pl.DataFrame:
    """The pairs with ``true``: whether both records are one person."""
    frame = pl.DataFrame(pl.from_arrow(pairs)).with_columns(pl.col("class", "nik").cast(pl.String))
    whose = [one.select("id", pl.col("person").alias(f"{side}_person"))
             for side, one in (("left", left), ("right", left if right is None else right))]  # fmt: skip
    frame = frame.join(whose[0], left_on="left_id", right_on="id").join(whose[1], left_on="right_id", right_on="id")
    return frame.with_columns(true=pl.col("left_person") == pl.col("right_person"))


def true_pairs(left: pl.DataFrame, right: pl.DataFrame | None) -> int:
    if right is None:
        times = left["person"].value_counts()["count"].cast(pl.Int64)
        return int((times * (times - 1) // 2).sum())
    return left.select("person").join(right.select("person"), on="person").height


def quality(claimed: pl.DataFrame, truth: int) -> dict[str, float]:
    hits = int(claimed["true"].sum())
    precision, recall = hits / max(claimed.height, 1), hits / max(truth, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"pairs": claimed.height, "precision": round(precision, 6), "recall": round(recall, 6), "f1": round(f1, 6)}
