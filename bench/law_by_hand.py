"""JKM with scholarship as one fused numba loop, written by hand: the mark for the compiled rules."""

import numpy as np
from numba import njit, prange


@njit(parallel=True, cache=True, error_model="numpy")
def jkm(  # noqa: PLR0917 -- one column each
    death, gap, in_time, months, paid, days, run, lapsed, memberships, offsets, tk, sd, smp, sma, pt,
    lump, periodic, funeral, scholarship, total, decision,
):  # fmt: skip
    for i in prange(len(death)):
        new, late = death[i] >= 18232, death[i] >= 20143
        if not (gap[i] == 0 or (gap[i] == 1 and in_time[i])):  # in arrears: asked; lapsed: nothing
            lump[i] = periodic[i] = funeral[i] = scholarship[i] = total[i] = 0
            decision[i] = 2 if gap[i] < 3 or (gap[i] == 3 and in_time[i]) else 0
            continue
        again = late and lapsed[i] and months[i] < 3 and paid[i] >= 3
        short = months[i] < 3
        doubt = late and not again and (days[i] >= 90 if short else days[i] < 92 or run[i] < 3)
        full = not late or not (again or doubt or short)
        many = 1 if late else memberships[i]
        lump[i] = (20_000_000 if new else 16_200_000) * many if full else 0
        periodic[i] = (12_000_000 if new else 4_800_000) * many if full else 0
        funeral[i] = (10_000_000 if new else 3_000_000) * many
        due = new and paid[i] >= 36
        first = second = np.int64(0)  # a family has any number of children, the two dearest count
        if due:
            for j in range(offsets[i], offsets[i + 1]):
                one = (min(tk[j], 2) + min(sd[j], 6)) * 1_500_000 + min(smp[j], 3) * 2_000_000
                one += min(sma[j], 3) * 3_000_000 + min(pt[j], 5) * 12_000_000
                if one > first:
                    first, second = one, first
                elif one > second:
                    second = one
        worth = first + second
        unsure = due and lapsed[i] and months[i] < 36 and worth > 0
        scholarship[i] = worth if due and not unsure else 0
        total[i] = lump[i] + periodic[i] + funeral[i] + scholarship[i]
        several = late and memberships[i] > 1 and (full or again or doubt)
        decision[i] = 2 if again or doubt or several or unsure or not new else 1
