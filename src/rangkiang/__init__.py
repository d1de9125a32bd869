"""Rangkiang: one room per noun of the programme, in the order in which the data walks through it."""
