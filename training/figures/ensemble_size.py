"""Figure 6 of Ganerød et al. 2023: F1 against the size of the ensemble."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from training.ensembles.study import SettingStudy
from training.ensembles.thresholds import f1_of
from training.figures.captions import caption, scored_on
from training.figures.style import WIDTH_IN, colour_of, style, title_of
from training.planning.experiment import Experiment
from training.tables import ResultTable


def size_table(experiment: Experiment, studies: Sequence[SettingStudy]) -> ResultTable:
    """Return F1, precision, recall and frequency bias of every ensemble size."""
    rows = []
    for study in studies:
        oracle = f1_of(study.oracle.scores)
        for row in study.sizes:
            s = row.scores
            f1 = f1_of(s), f1_of(row.validation), oracle
            rows.append((title_of(study.setting), row.size, *f1, s.precision, s.recall, s.frequency_bias, s.threshold))
    on = scored_on(studies[0])
    columns = ("Setting", "Members", f"F1 ({on})", "F1 where chosen", "F1 oracle", "Precision", "Recall")
    columns += ("Frequency bias", "Threshold")
    title = f"Figure 6. F1 against the size of the ensemble ({on})"
    return ResultTable(title, caption(experiment, studies[0]), columns, tuple(rows))


def size_figure(studies: Sequence[SettingStudy]) -> Figure:
    """Draw F1 by size for each setting; a ring marks the size chosen on validation, a dotted line the oracle."""
    settings = [study.setting for study in studies]
    with style():
        figure = Figure(figsize=(WIDTH_IN, WIDTH_IN * 0.55))
        axes = figure.subplots()
        for study in studies:
            colour, sizes = colour_of(study.setting, settings), [row.size for row in study.sizes]
            f1 = [f1_of(row.scores) for row in study.sizes]
            marker = "." if len(sizes) <= 30 else None
            axes.plot(sizes, f1, color=colour, marker=marker, label=title_of(study.setting))
            axes.axhline(f1_of(study.oracle.scores), color=colour, linestyle=":", linewidth=1)
            if study.chosen.size:
                axes.plot(study.chosen.size, f1_of(study.chosen.scores), "o", color=colour, fillstyle="none", ms=8)
        if any(study.chosen.size for study in studies):
            axes.plot([], [], "o", color="#444444", fillstyle="none", ms=8, label="size chosen on validation")
        axes.plot([], [], ":", color="#444444", linewidth=1, label="oracle: best member, in hindsight")
        axes.set(xlabel="Members in the ensemble", ylabel=f"F1 ({scored_on(studies[0])})")
        axes.set_xlim(left=0.5)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure
