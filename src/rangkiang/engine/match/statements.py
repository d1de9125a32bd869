"""The SQL of matching, made from a model: cut both sides into pieces, score pairs, decide. Plain enough for Spark.

Each function gives one SELECT; ``flow`` says in which order an engine keeps their results.
"""

from __future__ import annotations

import re

from .model import DIFFERENT, REVIEW, SAME, Model

# One row per record, as the tables of both sides are kept.
RECORDS = """
SELECT row, nik, name, replace(name, ' ', '') AS joined, substr(name, 1, 3) AS start,
  CAST(year(born) * 10000 + month(born) * 100 + day(born) AS INTEGER) AS born, sex,
  replace(mother, ' ', '') AS mother, kk, village
FROM (
  SELECT row, nullif(trim(name), '') AS name, nullif(trim(mother), '') AS mother,
    CASE sex WHEN 'L' THEN 1 WHEN 'P' THEN 2 END AS sex,
    CASE length(nik) WHEN 16 THEN TRY_CAST(nik AS BIGINT) WHEN 15 THEN TRY_CAST(nik || '0' AS BIGINT) END AS nik,
    CASE WHEN length(kk) = 16 THEN TRY_CAST(kk AS BIGINT) END AS kk,
    TRY_CAST(replace(village_code, '.', '') AS BIGINT) AS village, TRY_CAST(birth_date AS DATE) AS born
  FROM {source}
) AS source
"""
# What is cut from them when it is needed, ``@`` standing for the side: cheaper than to keep and carry.
PIECES = {
    "nik_6": "(@nik // 10000000000)",
    "nik_12": "(@nik // 10000)",
    "nik_tail": "(@nik % 10000000000)",
    "first": "split_part(@name, ' ', 1)",
    "last": "split_part(@name, ' ', -1)",
    "initial": "substr(@name, 1, 1)",
    "born_year": "(@born // 10000)",
    "born_day": "(@born % 10000)",
    "district": "(@village // 10000)",
}
# The same with every piece as a column, for Splink.
WHOLE = (
    "SELECT *, " + ", ".join(f"{sql.replace('@', '')} AS {name}" for name, sql in PIECES.items()) + " FROM ({records})"
)
AMBIGUOUS = 8.0  # bits; a second person this near to the best one makes both a question
SEVERAL, NEARER = "several", "another_nearer"


def sides(condition: str) -> str:
    """Splink's ``name_l`` and a blocking rule's ``l.start`` in terms of the records ``l`` and ``r``."""

    def one(found: re.Match[str]) -> str:
        side, column = (found[2], found[1]) if found[1] else (found[3], found[4])
        return PIECES.get(column, f"@{column}").replace("@", f"{side}.")

    return re.sub(r"\b(\w+)_([lr])\b|\b([lr])\.(\w+)\b", one, condition)


def cases(conditions: list[str | None]) -> str:
    """The number of the first condition that holds."""
    whens = " ".join(f"WHEN {sql} THEN {at}" for at, sql in enumerate(conditions) if sql)
    return f"CASE {whens} ELSE {len(conditions) - 1} END"


def level(model: Model, name: str) -> str:
    """The number of the first level that holds."""
    return cases([sql and sides(sql) for sql in model.conditions(name)])


def _bits(model: Model, name: str) -> str:
    whens = " ".join(f"WHEN {at} THEN CAST({bits!r} AS DOUBLE)" for at, bits in enumerate(model.weights(name)))
    return f"CASE {name} {whens} END"


def scored(model: Model, pairs: str, dear: str, least: float) -> str:
    """The pairs ``l`` and ``r`` of a FROM clause that have ``least`` bits or more, with their levels and weight.

    The dear comparison, ``dear`` in the engine's words, comes last, and only where the others leave the pair a chance.
    """
    cheap = [name for name in model.names if name != model.dear]
    found = ", ".join(f"{level(model, name)} AS {name}" for name in cheap)
    carried = ", ".join(
        f"{sides(f'{side}.{column}')} AS {column}_{side}" for side in "lr" for column in model.dear_columns
    )
    sum_of_cheap, kept = " + ".join(_bits(model, name) for name in cheap), ", ".join(cheap)
    total = f"rest + {_bits(model, model.dear)}"
    return f"""
SELECT left_row, right_row, {model.dear}, {kept}, {total} AS weight FROM (
  SELECT left_row, right_row, {kept}, rest, {dear} AS {model.dear} FROM (
    SELECT *, {sum_of_cheap} AS rest FROM (SELECT l.row AS left_row, r.row AS right_row, {carried}, {found} {pairs})
  ) WHERE rest >= {least - max(model.weights(model.dear))!r}
) WHERE {total} >= {least!r}"""


def same_nik(model: Model, left: str, right: str, dear: str, *, within: bool) -> str:
    """Every pair with one whole NIK, scored, whatever its weight: that it is another's NIK is news too."""
    once = " AND l.row < r.row" if within else ""
    return scored(model, f"FROM {left} l JOIN {right} r ON l.nik = r.nik WHERE TRUE{once}", dear, -1000.0)


def blocked(model: Model, left: str, right: str, dear: str, least: float, *, within: bool) -> list[str]:
    """A statement for each blocking rule: its pairs, scored, without those of an earlier one or of one whole NIK."""
    parts = []
    for at, rule in enumerate(model.blocking):
        earlier = [f" AND NOT coalesce({sides(other)}, FALSE)" for other in ("l.nik = r.nik", *model.blocking[:at])]
        where = f"{'l.row < r.row' if within else 'TRUE'}{''.join(earlier)}"
        parts.append(scored(model, f"FROM {left} l JOIN {right} r ON {sides(rule)} WHERE {where}", dear, least))
    return parts


def _rule(model: Model, when: dict[str, list[str]]) -> str:
    numbers = ((name, [model.labels(name).index(label) for label in labels]) for name, labels in when.items())
    return " AND ".join(f"{name} IN ({', '.join(map(str, found))})" for name, found in numbers)


def decided(model: Model, pairs: str, prior: float, *, within: bool) -> str:
    """Outcome of each pair on its own (2 same, 1 review, 0 different) and the rule that held it back, if any."""
    same, review = model.thresholds(within=within)
    by_weight = f"CASE WHEN bits >= {same!r} THEN {SAME} WHEN bits >= {review!r} THEN {REVIEW} ELSE {DIFFERENT} END"
    whens = [(_rule(model, rule["when"]), rule["code"], rule["most"]) for rule in model.rules]
    whens.append(("FALSE", "", "same"))  # a CASE needs one
    most = " ".join(f"WHEN {sql} THEN {model.outcome(outcome)}" for sql, _, outcome in whens)
    why = " ".join(f"WHEN {sql} THEN '{code}'" for sql, code, _ in whens)
    return f"""
SELECT left_row, right_row, bits, {", ".join(model.names)}, least(by_weight, most) AS outcome,
  CASE WHEN most < {SAME} THEN why END AS why
FROM (
  SELECT *, {by_weight} AS by_weight, CASE {most} ELSE {SAME} END AS most, CASE {why} ELSE '' END AS why
  FROM (SELECT *, weight + {prior!r} AS bits FROM {pairs})
)"""


def contested(model: Model, pairs: str) -> str:
    """One record is at most one person: a clearly nearer person wins, several as near are a question.

    Two records of one register under one NIK are one person there, and both stay.
    """
    whole = f"nik = {model.labels('nik').index('same')}" if "nik" in model.names else "FALSE"
    return f"""
SELECT left_row, right_row, bits, {", ".join(model.names)},
  CASE WHEN beaten THEN {DIFFERENT} WHEN tied THEN {REVIEW} ELSE outcome END AS outcome,
  CASE WHEN beaten THEN coalesce(why, '{NEARER}') WHEN tied THEN '{SEVERAL}' ELSE why END AS why
FROM (
  SELECT *, sames > 0 AND outcome > {DIFFERENT} AND (outcome = {REVIEW} OR bits < best - {AMBIGUOUS})
      AND NOT (outcome = {SAME} AND {whole}) AS beaten,
    outcome = {SAME} AND near > 1 AND NOT {whole} AS tied
  FROM (
    SELECT *, sum(CASE WHEN outcome = {SAME} AND bits >= best - {AMBIGUOUS} THEN 1 ELSE 0 END)
      OVER (PARTITION BY left_row) AS near
    FROM (
      SELECT *, max(CASE WHEN outcome = {SAME} THEN bits ELSE -1000.0 END) OVER (PARTITION BY left_row) AS best,
        sum(CASE WHEN outcome = {SAME} THEN 1 ELSE 0 END) OVER (PARTITION BY left_row) AS sames
      FROM {pairs}
    )
  )
)"""


def described(model: Model, pairs: str, left: str, right: str) -> str:
    """The decided pairs in order, with how like the two names are."""
    return f"""
SELECT p.*, jaro_winkler_similarity(l.joined, r.joined) AS name_similarity
FROM {pairs} p JOIN {left} l ON l.row = p.left_row JOIN {right} r ON r.row = p.right_row
ORDER BY p.left_row, p.right_row"""
