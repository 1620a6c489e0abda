"""The plugin's algorithms as the demos run them, through ``qgis_process``."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from scripts import qgis_process
from scripts.demo.case_study import CaseStudy
from scripts.stage import REPOSITORY, STAGED

RESULTS = {
    "PROBABILITY": "probability.tif",
    "SPREAD": "spread.tif",
    "MASK": "mask.tif",
    "CANDIDATES": "candidates.gpkg",
}
COMPARED = {
    "SCORES": "scores.csv",
    "INVENTORY_MATCHED": "inventory_compared.gpkg",
    "CANDIDATES_MATCHED": "candidates_compared.gpkg",
    "ERROR_MAP": "error_map.tif",
    "REPORT": "report.html",
}


@dataclass(frozen=True)
class Scores:
    """Pixel scores of a comparison with an inventory; ``best_f1`` at the best threshold in hindsight."""

    f1: float
    precision: float
    recall: float
    best_f1: float
    threshold: float


def make_configuration(folder: Path) -> Path:
    """Return a QGIS configuration below ``folder`` with the plugin enabled and the development engine."""
    os.environ.setdefault("DEEPSLIDE_ENGINE_PYTHON", str(REPOSITORY / ".venv" / "bin" / "python"))
    configuration = folder / "qgis"
    qgis_process.enable_plugin(configuration, STAGED)
    return configuration


def detect(case: CaseStudy, folder: Path, configuration: Path) -> None:
    """Write the results of ``deepslide:detectlandslides`` into ``folder``."""
    inputs = {
        "INPUT": case.raster,
        "MODEL_PACK": case.pack,
        "BANDS": case.bands,
        "INVENTORY": case.inventory,
        "DEM": case.elevation,
    }
    outputs = {name: folder / file for name, file in RESULTS.items()}
    qgis_process.run_algorithm(configuration, "deepslide:detectlandslides", {**inputs, **outputs})


def compare(
    case: CaseStudy, folder: Path, configuration: Path, threshold: float, area: Optional[Path] = None
) -> Scores:
    """Compare the probability in ``folder`` with the inventory, within ``area`` if given."""
    inputs = {
        "PREDICTION": folder / RESULTS["PROBABILITY"],
        "INVENTORY": case.inventory,
        "THRESHOLD": threshold,
        "AOI": area,
        "DEM": case.elevation,
    }
    outputs = {name: folder / file for name, file in COMPARED.items()}
    qgis_process.run_algorithm(configuration, "deepslide:comparewithinventory", {**inputs, **outputs})
    return read_scores(folder / COMPARED["SCORES"])


def read_scores(table: Path) -> Scores:
    """Return the scores in a comparison's table."""
    with open(table, newline="", encoding="utf-8") as file:
        pixels = [row for row in csv.DictReader(file) if row["section"] == "pixels"]
    at = {row["score"]: float(row["value"]) for row in reversed(pixels) if row["value"]}
    best = [float(row["value"]) for row in pixels if row["score"] == "F1"]
    return Scores(at["F1"], at["precision"], at["recall"], best[-1], at["threshold"])
