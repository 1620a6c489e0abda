"""All benchmarks, or some by name: ``python -m tests.benchmarks [NAME …]``; a table and a plot in build/benchmarks."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import tempfile
from datetime import date
from pathlib import Path

from rich.console import Console

from tests.benchmarks import plot
from tests.benchmarks.contenders import geoai_loop
from tests.benchmarks.row import Row
from training.tables import ResultTable

NAMES = (
    *("against_others", "ten_members", "overhead", "file_kinds", "peak_memory"),
    *("warm_start", "candidates", "scaling", "cuda"),
)
TARGET = Path(__file__).parents[2] / "build" / "benchmarks"


def main() -> None:
    """Measure, print the table, write CSV, Markdown and the plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--rounds", type=int, default=3, help="how often contenders take turns")
    parser.add_argument("--size", type=int, help="side of the rasters in pixels, for a quick look")
    parser.add_argument("--install-geoai", action="store_true", help="make the environment that geoai-py runs in")
    arguments = parser.parse_args()
    unknown = sorted(set(arguments.names) - set(NAMES))
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}")
    if arguments.install_geoai:
        geoai_loop.install()
    rows = []
    for name in arguments.names or NAMES:
        for row in _measured(name, arguments.rounds, arguments.size):
            print(f"{row.verdict:12} {row.what}: {row.value} {row.unit} ({row.detail})", flush=True)
            rows.append(row)
    report(rows, arguments.rounds)


def _measured(name: str, rounds: int, size: int | None) -> list[Row]:
    measure = importlib.import_module(f"tests.benchmarks.{name}").measure
    with tempfile.TemporaryDirectory() as scratch:
        return measure(Path(scratch), rounds, **({"size_px": size} if size else {}))


def report(rows: list[Row], rounds: int) -> None:
    """Write ``rows`` as table and plot."""
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.1f} at the end"
    caption = f"{date.today()}, {machine}, {rounds} round(s) in turns, {load}"
    cells = tuple(
        (
            row.what,
            "–" if row.value is None else f"{row.value:.3g}",
            f"{'≥' if row.more_is_better else '≤'} {row.target:g}",
            row.unit,
            row.verdict,
            row.detail,
        )
        for row in rows
    )
    table = ResultTable("Benchmarks", caption, ("What", "Value", "Target", "Unit", "Verdict", "Behind it"), cells)
    table.write(TARGET / "table")
    plot.draw(rows, TARGET / "table.png", caption)
    Console().print(table.rich())
    print(f"wrote {TARGET / 'table.md'}, .csv and .png")


if __name__ == "__main__":
    main()
