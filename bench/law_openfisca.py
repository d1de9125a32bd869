"""JKM with scholarship in OpenFisca-core: runs alone, in an environment that holds OpenFisca and NumPy only.

Two ways. ``entities``: as OpenFisca is meant to be written: families with any number of children as members, formulas
and numbers dated. A formula changes with the month, the law within one (2 December, 24 February), so each law is a
period that is worked out for everybody, and the day of death chooses. ``columns``: bent to the question, two children
as columns and the law chosen inside one formula. ``python law_openfisca.py FOLDER WAY`` writes total and decision, and
prints seconds (of the calculation only, not of filling the simulation) and peak memory as JSON.
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.periods import MONTH
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PP82, P97A = 18232, 20143
PERIOD = "2025-06"  # each person has a day of death of their own; the period says nothing
PERIODS = {"2018-01": (-(10**6), PP82), "2024-01": (PP82, P97A), "2025-06": (P97A, 10**6)}
PERSON = Entity("person", "persons", "Participant, or child in the way of entities", "")
FAMILY = GroupEntity("family", "families", "A participant's family", "", roles=[{"key": "child", "plural": "children"}])
GIVEN = (
    "death", "selisih_bulan", "sebelum_jatuh_tempo", "bulan_kepesertaan", "masa_iur", "hari_kepesertaan",
    "bulan_berturut", "pernah_berhenti", "kepesertaan",
)  # fmt: skip
YEARS = {  # most, rupiah each
    "tahun_tk": (2, 1_500_000), "tahun_sd": (6, 1_500_000), "tahun_smp": (3, 2_000_000), "tahun_sma": (3, 3_000_000),
    "tahun_pt": (5, 12_000_000),
}  # fmt: skip


def variable(name, kind, formula=None, entity=PERSON):
    told = {"value_type": kind, "entity": entity, "definition_period": MONTH, "label": name, "default_value": kind(0)}
    return type(name, (Variable,), {**told, **({"formula": formula} if formula else {})})


def late(p, t):
    return p("death", t) >= P97A


def new(p, t):
    return p("death", t) >= PP82


def covered(p, t):
    gap = p("selisih_bulan", t)
    return (gap == 0) | ((gap == 1) & (p("sebelum_jatuh_tempo", t) == 1))


def again(p, t):
    short = p("bulan_kepesertaan", t) < 3
    return p("late", t) * (p("pernah_berhenti", t) == 1) * short * (p("masa_iur", t) >= 3)


def doubt(p, t):
    short = p("bulan_kepesertaan", t) < 3
    days, run = p("hari_kepesertaan", t), p("bulan_berturut", t)
    return p("late", t) * ~p("again", t) * np.where(short, days >= 90, (days < 92) | (run < 3))


def full(p, t):
    short = p("bulan_kepesertaan", t) < 3
    return ~p("late", t) | (~p("again", t) & ~p("doubt", t) & ~short)


def many(p, t):
    return np.where(p("late", t), 1, p("kepesertaan", t))


def lump(p, t):
    return np.where(p("new", t), 20_000_000, 16_200_000) * p("many", t) * p("full", t)


def periodic(p, t):
    return np.where(p("new", t), 12_000_000, 4_800_000) * p("many", t) * p("full", t)


def funeral(p, t):
    return np.where(p("new", t), 10_000_000, 3_000_000) * p("many", t)


def worth(p, t):
    return sum(np.minimum(p(f"{n}_{at}", t), most) * each for n, (most, each) in YEARS.items() for at in (1, 2))


def due(p, t):
    return p("new", t) * (p("masa_iur", t) >= 36)


def unsure(p, t):
    return p("due", t) * (p("pernah_berhenti", t) == 1) * (p("bulan_kepesertaan", t) < 36) * (p("worth", t) > 0)


def scholarship(p, t):
    return p("worth", t) * p("due", t) * ~p("unsure", t)


def total(p, t):
    return p("covered", t) * (p("lump", t) + p("periodic", t) + p("funeral", t) + p("scholarship", t))


def decision(p, t):
    several = p("late", t) & (p("kepesertaan", t) > 1) & (p("full", t) | p("again", t) | p("doubt", t))
    asked = p("again", t) | p("doubt", t) | several | p("unsure", t) | ~p("new", t)
    gap = p("selisih_bulan", t)
    still_open = (gap < 3) | ((gap == 3) & (p("sebelum_jatuh_tempo", t) == 1))
    return np.where(p("covered", t), np.where(asked, 2, 1), np.where(still_open, 2, 0))


RULES = {bool: (late, new, covered, again, doubt, full, due, unsure), int: (many, decision),
         float: (lump, periodic, funeral, worth, scholarship, total)}  # fmt: skip


def system():
    made = TaxBenefitSystem([PERSON])
    for name in GIVEN:
        made.add_variable(variable(name, int))
    for name in YEARS:
        for at in (1, 2):
            made.add_variable(variable(f"{name}_{at}", int))
    for kind, rules in RULES.items():
        for rule in rules:
            made.add_variable(variable(rule.__name__, kind, rule))
    return made


def in_columns(stored):
    """A way to run it: (seconds, total, decision)."""
    data = {name: stored[name].astype(np.int32) for name in GIVEN}
    data |= {f"{name}_{at + 1}": stored[name][at::2].astype(np.int32) for name in YEARS for at in range(2)}
    law = system()

    def run():
        simulation = SimulationBuilder().build_default_simulation(law, count=len(data["death"]))
        for name, column in data.items():
            simulation.set_input(name, PERIOD, column)
        began = time.perf_counter()
        found = simulation.calculate("total", PERIOD), simulation.calculate("decision", PERIOD)
        return time.perf_counter() - began, *found

    return run


# ------------------------------------------------------------------ families, dated formulas
def child_worth(p, t):
    return sum(np.minimum(p(name, t), most) * each for name, (most, each) in YEARS.items())


def best_children(f, t):
    worth_of = f.members("child_worth", t)
    return f.sum(worth_of * (f.members.get_rank(f, -worth_of) < 2))


def dated(name, kind, **formulas):
    """A variable whose formula changes with the law."""
    told = {"value_type": kind, "entity": FAMILY, "definition_period": MONTH, "label": name, "default_value": kind(0)}
    return type(name, (Variable,), {**told, **formulas})


def no(f, t):
    return f("selisih_bulan", t) < 0


def yes(f, t):
    return ~no(f, t)


def one(f, t):
    return 1 + 0 * f("kepesertaan", t)


def as_many(f, t):
    return f("kepesertaan", t)


def families():
    made = TaxBenefitSystem([PERSON, FAMILY])
    for name in YEARS:
        made.add_variable(variable(name, int))
    made.add_variable(variable("child_worth", float, child_worth))
    for name in GIVEN:
        made.add_variable(variable(name, int, entity=FAMILY))
    made.add_variable(dated("late", bool, formula=no, formula_2025_03=yes))
    made.add_variable(dated("new", bool, formula=no, formula_2020_01=yes))
    made.add_variable(dated("many", int, formula=as_many, formula_2025_03=one))
    made.add_variable(variable("worth", float, best_children, FAMILY))
    for kind, rules in RULES.items():
        for rule in rules:
            if rule not in (late, new, many, worth):
                made.add_variable(variable(rule.__name__, kind, rule, FAMILY))
    return made


def in_entities(stored):
    """A way to run it: (seconds, total, decision)."""
    law, n = families(), len(stored["death"])
    death = stored["death"]

    def run():
        builder = SimulationBuilder()
        builder.create_entities(law)
        builder.declare_person_entity("person", np.arange(2 * n))
        family = builder.declare_entity("family", np.arange(n))
        builder.join_with_persons(family, np.repeat(np.arange(n), 2), np.repeat(["child"], 2 * n))
        simulation = builder.build(law)
        for period in PERIODS:
            for name in GIVEN:
                simulation.set_input(name, period, stored[name].astype(np.int32))
            for name in YEARS:
                simulation.set_input(name, period, stored[name].astype(np.int32))
        total, decision = np.zeros(n, np.float32), np.zeros(n, np.int32)
        began = time.perf_counter()
        for period, (since, until) in PERIODS.items():
            mine = (death >= since) & (death < until)
            total[mine] = simulation.calculate("total", period)[mine]
            decision[mine] = simulation.calculate("decision", period)[mine]
        return time.perf_counter() - began, total, decision

    return run


def main(folder, way):
    stored = {path.stem: np.load(path) for path in folder.glob("*.npy")}
    run, seconds = {"entities": in_entities, "columns": in_columns}[way](stored), []
    for _ in range(2):
        took, amount, told = run()
        seconds.append(took)
    out = folder / "results" / ("OpenFisca" if way == "entities" else "OpenFisca_in_columns")
    out.mkdir(parents=True, exist_ok=True)
    np.save(out / "total.npy", amount)
    np.save(out / "decision.npy", told.astype(np.int8))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps({"seconds": min(seconds), "peak_mb": peak}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
