"""Tables of results, written as CSV and Markdown or shown on the screen."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Union

from rich.table import Table as RichTable

Cell = Union[str, int, float]
DIGITS = 3
MISSING = "–"


@dataclass(frozen=True)
class ResultTable:
    """Rows of cells under ``columns``; the ``caption`` names the data and the method.

    ``bold`` and ``underlined`` are positions (row, column) of highlighted cells.
    """

    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bold: frozenset[tuple[int, int]] = frozenset()
    underlined: frozenset[tuple[int, int]] = frozenset()

    def write(self, stem: Path, most_rows: int = 100_000) -> tuple[Path, Path]:
        """Write ``<stem>.csv`` with full precision and ``<stem>.md`` with at most ``most_rows``; return both."""
        stem.parent.mkdir(parents=True, exist_ok=True)
        table, text = stem.with_name(stem.name + ".csv"), stem.with_name(stem.name + ".md")
        with open(table, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([self.columns, *(_csv_row(row) for row in self.rows)])
        text.write_text(self.markdown(most_rows), encoding="utf-8")
        return table, text

    def markdown(self, most_rows: int = 100_000) -> str:
        """Return the table with title and caption as Markdown."""
        visible = self.rows[:most_rows]
        lines = [f"## {self.title}", "", _markdown_row(self.columns), _markdown_row(["---"] * len(self.columns))]
        lines += [
            _markdown_row(self._format_marked(r, c, cell) for c, cell in enumerate(row))
            for r, row in enumerate(visible)
        ]
        left = len(self.rows) - len(visible)
        more = [f"… and {left} more rows in the CSV file."] if left else []
        return "\n".join([*lines, "", *more, self.caption, ""])

    def rich(self, most_rows: int = 30) -> RichTable:
        """Return the table for the screen."""
        table = RichTable(*self.columns, title=self.title, caption=self.caption, title_justify="left")
        for row in self.rows[:most_rows]:
            table.add_row(*(format_cell(cell) for cell in row))
        return table

    def _format_marked(self, row: int, column: int, cell: Cell) -> str:
        text = format_cell(cell).replace("|", "\\|")
        text = f"**{text}**" if (row, column) in self.bold else text
        return f"<u>{text}</u>" if (row, column) in self.underlined else text


def format_cell(cell: Cell) -> str:
    """Return ``cell`` as text: three digits, a dash for NaN."""
    if isinstance(cell, float):
        return MISSING if cell != cell else f"{cell:.{DIGITS}f}"
    return str(cell)


def _csv_row(row: Sequence[Cell]) -> list[Cell]:
    """Return the cells for a CSV file: six digits, empty for NaN."""
    return [("" if cell != cell else round(cell, 6)) if isinstance(cell, float) else cell for cell in row]


def _markdown_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
