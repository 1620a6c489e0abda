"""Table 7 of Ganerød et al. 2023: the ten best members of each setting, with the ensemble and the oracle."""

from __future__ import annotations

from collections.abc import Sequence

from deepslide_qgis.core.scores import PixelScores
from training.ensembles.study import SettingStudy
from training.ensembles.thresholds import f1_of
from training.figures.captions import caption, scored_on
from training.figures.style import title_of
from training.planning.experiment import Experiment
from training.planning.plans import MemberPlan
from training.tables import Cell, ResultTable

SHOWN = 10


def member_table(experiment: Experiment, studies: Sequence[SettingStudy]) -> ResultTable:
    """Return the best members on validation by setting; bold: best on the scoring data, underlined: worst.

    Three rows follow: the member chosen on validation, the ensemble of the size chosen on validation, and the oracle,
    which is the best of all members on the scoring data, chosen in hindsight.
    """
    rows: list[tuple[Cell, ...]] = []
    bold, underlined = set(), set()
    for study in studies:
        listed = study.members[:SHOWN]
        f1 = [f1_of(row.scores) for row in listed]
        bold.add((len(rows) + f1.index(max(f1)), 7))
        underlined.add((len(rows) + f1.index(min(f1)), 7))
        for row in listed:
            member_plan = experiment.member(row.member)
            rate = member_plan.learning_rate or experiment.schedule.learning_rate
            network = _format_loss(experiment, member_plan), f"{rate:g}", member_plan.architecture
            rows.append((title_of(study.setting), f1_of(row.validation), *network, *_scores(row.scores)))
        rows += _summary_rows(study)
    on = scored_on(studies[0])
    columns = ("Setting", "F1 validation", "Loss", "Learning rate", "Architecture", *(f"{n} ({on})" for n in _NAMES))
    title = f"Table 7. The {SHOWN} members best on validation, by setting"
    return ResultTable(
        title, caption(experiment, studies[0]), columns, tuple(rows), frozenset(bold), frozenset(underlined)
    )


_NAMES = ("Precision", "Recall", "F1")


def _summary_rows(study: SettingStudy) -> list[tuple[Cell, ...]]:
    setting, nothing = title_of(study.setting), ("", "", "")
    size = f"best {study.chosen.size}" if study.chosen.size else "sizes chosen by halves"
    oracle = study.oracle
    return [
        (setting, f1_of(study.single.validation), "chosen on validation", *nothing[1:], *_scores(study.single.scores)),
        (setting, f1_of(study.chosen.validation), f"ensemble ({size})", *nothing[1:], *_scores(study.chosen.scores)),
        (setting, f1_of(oracle.validation), "oracle (hindsight)", "", oracle.member, *_scores(oracle.scores)),
    ]


def _scores(scores: PixelScores) -> tuple[float, float, float]:
    return scores.precision, scores.recall, f1_of(scores)


def _format_loss(experiment: Experiment, member_plan: MemberPlan) -> str:
    parts = member_plan.loss or experiment.schedule.loss
    return " + ".join(name if weight == 1 else f"{weight:g} {name}" for name, weight in parts.items())
