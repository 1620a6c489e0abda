"""Diagram of landslides found, by size."""

from __future__ import annotations

from collections.abc import Sequence

from deepslide_qgis.core.scores import SizeClass
from deepslide_qgis.processing.report.svg import COLOURS, TENTHS, Plot
from deepslide_qgis.processing.translation import translate

TOUCHED_COLOUR = "#b8cfe6"


def size_label(size: SizeClass) -> str:
    """Return the bounds of a size class, without unit."""
    if size.to_m2 == float("inf"):
        return f"≥ {size.from_m2:,.0f}"
    return f"{size.from_m2:,.0f} – {size.to_m2:,.0f}" if size.from_m2 else f"< {size.to_m2:,.0f}"


def size_diagram(sizes: Sequence[SizeClass], unit: str) -> Plot:
    """Return bars of the share touched (pale) and found (at least half covered), with counts."""
    plot = Plot(
        translate("Landslides found, by size (pale: touched)"),
        f"{translate('area')} [{unit}]",
        translate("share found"),
        (0, len(sizes)),
        (0, 1.12),
    )
    plot.ticks([(i + 0.5, label) for i, label in enumerate(map(size_label, sizes))], TENTHS)
    for i, size in enumerate(sizes):
        if not size.landslides:
            plot.text_at(i + 0.5, 0.03, translate("none"), "#8a8a8a", "middle")
            continue
        plot.bar(i + 0.15, i + 0.85, 0, size.touched / size.landslides, TOUCHED_COLOUR)
        plot.bar(i + 0.15, i + 0.85, 0, size.found / size.landslides, COLOURS[1])
        top = max(size.touched, size.found) / size.landslides
        plot.text_at(i + 0.5, top + 0.03, f"{size.found} / {size.landslides}", anchor="middle")
    return plot
