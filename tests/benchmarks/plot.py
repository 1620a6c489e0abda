"""The table of benchmarks as a picture: each value as a share of its target."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.row import Row

MET, MISSED, NOT_MEASURED = "#2b7a4b", "#b3402e", "#9a9a9a"


def draw(rows: Sequence[Row], path: Path, caption: str) -> None:
    """Draw one bar for each row; left of the line at 1 its target is met."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(11, 1.6 + 0.62 * len(rows)), layout="constrained")
    for place, row in enumerate(reversed(rows)):
        share = row.share
        colour = {"met": MET, "missed": MISSED}.get(row.verdict, NOT_MEASURED)
        axes.barh(place, share or 0, color=colour, height=0.6)
        value = "not measured" if row.value is None else f"{row.value:.3g} {row.unit}".replace(" ratio", "")
        sign = "≥" if row.more_is_better else "≤"
        axes.text((share or 0) + 0.02, place, f"{value}  ({sign} {row.target:g})", va="center", fontsize=9)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_yticks(range(len(rows)), [textwrap.fill(row.what, 62) for row in reversed(rows)], fontsize=8)
    axes.set_xlim(0, max(1.35, *(1.25 * (row.share or 0) for row in rows)))
    axes.set_xlabel("share of the target (1 or less: met)")
    axes.set_title(caption, fontsize=9, loc="left")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.savefig(path, dpi=130)
    pyplot.close(figure)
