"""Minimal plotting in SVG: axes, lines, dots, bars and text."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from math import isfinite

Point = tuple[float, float]
WIDTH, HEIGHT = 440, 380
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 34, 48
INK, PALE = "#333333", "#d9d9d9"
COLOURS = ("#c51b7d", "#2166ac", "#4d9221", "#e08214", "#542788", "#008080", "#8c510a", "#666666")
"""Colours of series, in order."""


class Plot:
    """A plot with title and two axes; drawing methods take the axes' units."""

    def __init__(
        self,
        title: str,
        x_title: str,
        y_title: str,
        x_range: tuple[float, float] = (0, 1),
        y_range: tuple[float, float] = (0, 1),
        width: int = WIDTH,
        height: int = HEIGHT,
    ):
        self._size = width, height
        self._x_range, self._y_range = x_range, y_range
        self._parts: list[str] = []
        middle = (LEFT + width - RIGHT) / 2
        self._add_text(middle, 18, title, size=14, anchor="middle", bold=True)
        self._add_text(middle, height - 8, x_title, anchor="middle")
        turned = f'transform="rotate(-90 14 {(TOP + height - BOTTOM) / 2:.1f})"'
        self._add_text(14, (TOP + height - BOTTOM) / 2, y_title, anchor="middle", extra=turned)
        self._parts.append(
            f'<rect x="{LEFT}" y="{TOP}" width="{width - LEFT - RIGHT}" height="{height - TOP - BOTTOM}" '
            f'fill="#ffffff" stroke="{INK}"/>'
        )

    def ticks(self, x_values: Iterable[tuple[float, str]] = (), y_values: Iterable[tuple[float, str]] = ()) -> None:
        """Add tick labels along the axes, with pale grid lines."""
        for value, text in x_values:
            x, y = self.place(value, self._y_range[0])
            self._stroke([(x, TOP), (x, y)], PALE, 0.5)
            self._add_text(x, y + 16, text, size=11, anchor="middle")
        for value, text in y_values:
            x, y = self.place(self._x_range[0], value)
            self._stroke([(x, y), (self._size[0] - RIGHT, y)], PALE, 0.5)
            self._add_text(x - 6, y + 4, text, size=11, anchor="end")

    def line(self, points: Sequence[Point], colour: str, wide: float = 2, dash: str = "") -> None:
        """Draw a line; points that are NaN or outside the axes interrupt it."""
        run: list[Point] = []
        for point in [*points, (float("nan"), 0.0)]:
            if self._is_inside(point):
                run.append(self.place(*point))
                continue
            if len(run) > 1:
                self._stroke(run, colour, wide, dash)
            run = []

    def dot(self, x: float, y: float, colour: str, label: str = "", radius: float = 5) -> None:
        """Draw a dot; skip a NaN position."""
        if not self._is_inside((x, y)):
            return
        px, py = self.place(x, y)
        self._parts.append(
            f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{radius:g}" fill="{colour}" stroke="#ffffff" stroke-width="1"/>'
        )
        if label:
            is_right = px > self._size[0] * 0.6
            self._add_text(px + (-8 if is_right else 8), py - 6, label, size=11, anchor="end" if is_right else "start")

    def bar(self, left: float, right: float, low: float, high: float, colour: str, label: str = "") -> None:
        """Draw a filled box; ``label`` is above it."""
        x0, y0 = self.place(left, low)
        x1, y1 = self.place(right, high)
        self._parts.append(
            f'<rect x="{x0:.1f}" y="{y1:.1f}" width="{x1 - x0:.1f}" height="{max(y0 - y1, 0):.1f}" fill="{colour}"/>'
        )
        if label:
            self._add_text((x0 + x1) / 2, y1 - 4, label, size=11, anchor="middle")

    def area(self, outline: Sequence[Point], colour: str, edge: str, wide: float = 0.5) -> None:
        """Fill ``outline``, which must be inside the axes."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (self.place(*point) for point in outline))
        self._parts.append(f'<polygon points="{path}" fill="{colour}" stroke="{edge}" stroke-width="{wide:g}"/>')

    def text_at(self, x: float, y: float, text: str, colour: str = INK, anchor: str = "start", size: int = 11) -> None:
        """Write text at a position."""
        px, py = self.place(x, y)
        self._add_text(px, py, text, size=size, anchor=anchor, colour=colour)

    def place(self, x: float, y: float) -> Point:
        """Return the pixel position of a point in axis units."""
        (x0, x1), (y0, y1) = self._x_range, self._y_range
        width, height = self._size
        across, up = (x - x0) / (x1 - x0), (y - y0) / (y1 - y0)
        return LEFT + across * (width - LEFT - RIGHT), height - BOTTOM - up * (height - TOP - BOTTOM)

    def svg(self) -> str:
        """Return the plot as SVG."""
        width, height = self._size
        body = "\n".join(self._parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="Open Sans, Arial, sans-serif">\n'
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n{body}\n</svg>'
        )

    def image(self) -> str:
        """Return the plot as an ``img`` element with the SVG embedded, which every viewer of QGIS shows."""
        code = base64.b64encode(self.svg().encode("utf-8")).decode("ascii")
        width, height = self._size
        return f'<img width="{width}" height="{height}" src="data:image/svg+xml;base64,{code}"/>'

    def _is_inside(self, point: Point) -> bool:
        (x0, x1), (y0, y1) = self._x_range, self._y_range
        slack_x, slack_y = (x1 - x0) * 1e-9, (y1 - y0) * 1e-9
        x, y = point
        is_number = isfinite(x) and isfinite(y)
        return is_number and x0 - slack_x <= x <= x1 + slack_x and y0 - slack_y <= y <= y1 + slack_y

    def _stroke(self, points: Sequence[Point], colour: str, wide: float, dash: str = "") -> None:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{wide:g}"{dashed}/>')

    def _add_text(
        self, x: float, y: float, text: str, size: int = 12, anchor: str = "start", colour: str = INK,
        bold: bool = False, extra: str = "",
    ) -> None:  # fmt: skip
        weight = ' font-weight="bold"' if bold else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"{weight} {extra}>'
            f"{escape(text)}</text>"
        )


TENTHS = tuple((i / 10, f"{i / 10:g}") for i in range(0, 11, 2))
"""Ticks of an axis from 0 to 1."""
