"""Fuzz the engine: ``python -m tests.fuzz --count 2000 --seed 1``; the table is printed, bad cases stay in a folder."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

from deepslide_qgis.worker.engine import stop_engines
from tests.fuzz.campaign import run_campaign
from tests.fuzz.good import make_good

REPOSITORY = Path(__file__).parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=REPOSITORY / "build" / "fuzz")
    arguments = parser.parse_args()
    shutil.rmtree(arguments.folder, ignore_errors=True)
    os.environ.setdefault("DEEPSLIDE_ENGINE_PYTHON", sys.executable)
    os.environ["DEEPSLIDE_DATA"] = str(arguments.folder / "data")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        outcome = run_campaign(
            arguments.count, arguments.seed, make_good(arguments.folder / "good"), arguments.folder / "cases"
        )
    finally:
        stop_engines()
    print(f"{outcome.count} cases, seed {arguments.seed}, {outcome.seconds:.0f} s; furthest stage reached:")
    print(outcome.table())
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
