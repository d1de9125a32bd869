"""The Sijunjung story: synthetic people and a month-by-month plan that meets the published figures.

Nobody here exists. Every number is either drawn from a seed or read from ``assumptions.toml``, where each is
marked published or assumed; benefits are priced by ``rangkiang.law``. The plan is carried out by the same
actions that users call.
"""
