"""Ensemble sizes in the papers' tables and figures, as far as there are members."""

from __future__ import annotations

from training.ensembles.study import SettingStudy, SizeScores

PRINTED = (10, 20, 40)


def sizes_shown(study: SettingStudy) -> tuple[SizeScores, ...]:
    """Return the ensembles of the best 10, 20 and 40 members, and of all members if there are fewer than 40."""
    members = len(study.sizes)
    wanted = [size for size in PRINTED if size <= members]
    if members < PRINTED[-1] and members not in wanted and members > 1:
        wanted.append(members)
    return tuple(study.sizes[size - 1] for size in wanted)
