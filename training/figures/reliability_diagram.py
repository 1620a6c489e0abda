"""Reliability diagram: observed landslide frequency against predicted probability, and the number of pixels."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from deepslide_qgis.engine.comparison.pixel_counts import PixelCounts
from training.figures.style import COLOURS, WIDTH_IN, style

FEWEST_PX = 50
"""Bins with fewer pixels are not drawn."""


def reliability_figure(curves: Mapping[str, PixelCounts]) -> Figure:
    """Draw the share of landslide pixels against the mean probability, and the number of pixels."""
    with style():
        figure = Figure(figsize=(WIDTH_IN * 0.62, WIDTH_IN * 0.86))
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        upper.plot((0, 1), (0, 1), "--", color="#999999", linewidth=0.8, label="well calibrated")
        for number, (name, counts) in enumerate(curves.items()):
            mean, share, pixels = counts.reliability()
            enough = pixels >= FEWEST_PX
            label = f"{name} (error {counts.calibration_error():.3f})"
            upper.plot(mean[enough], share[enough], "o-", color=COLOURS[number], markersize=3.5, label=label)
            edges = np.linspace(0, 1, len(pixels) + 1)
            lower.stairs(np.maximum(pixels, 1), edges, color=COLOURS[number], baseline=None)
        upper.set(ylabel="Share of landslide pixels", xlim=(0, 1), ylim=(0, 1))
        lower.set(xlabel="Probability", ylabel="Pixels", yscale="log")
        figure.legend(loc="outside lower left", ncols=1)
    return figure
