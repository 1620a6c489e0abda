"""A common style for all figures: readable in print, one colour per band setting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#7F7F7F")
"""Okabe and Ito's colours, which colour-blind readers can distinguish."""
WIDTH_IN = 6.3
"""Text width of an A4 page."""
PNG_DPI = 200
TITLES = {"s1": "S1", "s2": "S2", "s1s2": "S1+S2", "all": "all", "l4s14": "Landslide4Sense", "rgb": "true colour"}

_STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "lines.linewidth": 1.4,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "figure.constrained_layout.use": True,
    "svg.hashsalt": "deepslide",
    "svg.fonttype": "none",
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the common style while the context lasts."""
    with mpl.rc_context(_STYLE):
        yield


def title_of(setting: str) -> str:
    """Return a band setting's name as the papers write it."""
    return TITLES.get(setting, setting)


def colour_of(setting: str, settings: Sequence[str]) -> str:
    """Return the colour of a setting among ``settings``."""
    return COLOURS[list(settings).index(setting) % len(COLOURS)]


def save(figure: Figure, stem: Path) -> tuple[Path, Path]:
    """Write ``<stem>.png`` and ``<stem>.svg`` reproducibly and return both paths."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    png, svg = stem.with_name(stem.name + ".png"), stem.with_name(stem.name + ".svg")
    with style():
        figure.savefig(png, dpi=PNG_DPI, bbox_inches="tight", metadata={"Software": None})
        figure.savefig(svg, bbox_inches="tight", metadata={"Date": None})
    return png, svg
