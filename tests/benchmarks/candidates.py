"""From a probability raster to candidates, in the real QGIS.

    QT_QPA_PLATFORM=offscreen .venv-qgis/bin/python -m tests.benchmarks.candidates [SIZE] [POLYGONS]

``measure`` runs that for the table of benchmarks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.contenders.clock import MARK, measured
from tests.benchmarks.qgis_session import REPOSITORY, qgis_session
from tests.benchmarks.row import Row

SIZE_PX, POLYGONS = 10980, 20_000
QGIS_PYTHON = REPOSITORY / ".venv-qgis" / "bin" / "python"
SHAPING = {"MIN_AREA": 400, "FILL_HOLES": 1000, "SIMPLIFY": 5}


def measure(folder: Path, rounds: int, size_px: int = SIZE_PX) -> list[Row]:
    """Return seconds and memory of polygonising, attributes, holes and simplification."""
    what = f"Candidates from a probability of {size_px}² pixels, 20 000 landslides"
    if not QGIS_PYTHON.is_file():
        return [Row(what, None, 60, "s", "there is no .venv-qgis: make env")]
    command = [str(QGIS_PYTHON), "-m", "tests.benchmarks.candidates", str(size_px)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(REPOSITORY)}
    printed = subprocess.run(
        command, cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    taken = json.loads(next(line for line in printed.splitlines() if line.startswith(MARK)).removeprefix(MARK))
    count = next(line for line in printed.splitlines() if line.startswith("count ")).split()[1]
    told = f"{taken['cpu_s']:.1f} CPU-s, {taken['wall_s']:.1f} s; {count} candidates with holes filled and simplified"
    return [
        Row(f"{what}: CPU-seconds", taken["cpu_s"], 60, "s", told),
        Row(f"{what}: peak memory of QGIS", taken["peak_mb"] / 1000, 1, "GB", told),
    ]


def main(size: str = str(SIZE_PX), polygons: str = str(POLYGONS)) -> None:
    """Extract once, and print what it took."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make = (
            "import sys; from pathlib import Path; from tests.benchmarks import made_inventory as made; "
            "folder, size, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]); "
            "made.write_inventory(folder / 'i.gpkg', size, count); "
            "made.write_probability(folder / 'p.tif', folder / 'i.gpkg', size)"
        )
        subprocess.run([sys.executable, "-c", make, scratch, size, polygons], check=True, cwd=REPOSITORY)
        extract(folder)


def extract(folder: Path) -> None:
    """Run the algorithm with everything that costs time: shapes, spread and agreement."""
    with qgis_session():
        import processing

        path = str(folder / "p.tif")
        layers = {"PROBABILITY": path, "SPREAD": path, "AGREEMENT": path}
        parameters = {**layers, "THRESHOLD": 0.5, **SHAPING, "CANDIDATES": str(folder / "candidates.gpkg")}
        with measured():
            results = processing.run("deepslide:extractcandidates", parameters)
        print("count", results["CANDIDATE_COUNT"])


if __name__ == "__main__":
    main(*sys.argv[1:])
