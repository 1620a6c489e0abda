"""Pairs of prediction and inventory for a comparison of case studies, from a folder or from rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.translation import translate

INVENTORY, AOI = "inventory", "aoi"
VECTORS = (".gpkg", ".shp", ".geojson", ".json", ".fgb")
RASTERS = (".tif", ".tiff")
COLUMNS = ("Case study", "Series", "Prediction", "Inventory", "Threshold", "Area of interest")


@dataclass(frozen=True)
class Pair:
    """A prediction and its inventory; ``threshold`` None means the threshold of the prediction."""

    case: str
    series: str
    prediction: str
    inventory: str
    threshold: Optional[float] = None
    aoi: str = ""

    def __post_init__(self) -> None:
        for path in (self.prediction, self.inventory, self.aoi):
            if path and not Path(path).is_file():
                raise RequestError(
                    translate("{}, {}: there is no file '{}'.").format(self.case, self.series, path),
                    translate("Correct the row or the folder."),
                )


def pairs_in_folder(folder: str) -> list[Pair]:
    """Return the pairs in ``folder``; raise RequestError if there are none.

    Each sub-folder (or the folder itself) with ``inventory.gpkg`` (.shp, .geojson …) is a case study. Each .tif in it
    is a prediction, its name the series; ``aoi.gpkg`` is the area of interest.
    """
    top = Path(folder)
    cases = [top, *sorted(path for path in top.iterdir() if path.is_dir())] if top.is_dir() else []
    pairs = [pair for case in cases for pair in _find_pairs(case)]
    if not pairs:
        raise RequestError(
            translate("The folder '{}' holds no case study.").format(folder),
            translate(
                "Put an inventory (inventory.gpkg) and predictions (.tif) into a sub-folder for each case study."
            ),
        )
    return pairs


def pairs_in_rows(cells: Sequence[object]) -> list[Pair]:
    """Return the pairs in a table's cells, row by row; skip empty rows. Raises RequestError."""
    texts = ["" if cell is None else str(cell).strip() for cell in cells]
    width = len(COLUMNS)
    if len(texts) % width:
        raise RequestError(
            translate("The rows have {} cells; {} belong to each row.").format(len(texts), width),
            ", ".join(translate(title) for title in COLUMNS),
        )
    rows = [texts[i : i + width] for i in range(0, len(texts), width)]
    return [_parse_row(row, number) for number, row in enumerate(rows, 1) if any(row)]


def expand_thresholds(pairs: Sequence[Pair], thresholds: Sequence[float]) -> list[Pair]:
    """Return each pair at each of ``thresholds``, as separate series; unchanged if there are none."""
    if not thresholds:
        return list(pairs)
    return [
        replace(pair, series=f"{pair.series} ≥ {threshold:g}", threshold=threshold)
        for threshold in thresholds
        for pair in pairs
    ]


def parse_thresholds(text: str) -> list[float]:
    """Return the numbers in ``text``, such as "0.3, 0.5"; raise RequestError."""
    try:
        found = [float(piece) for piece in text.replace(";", ",").split(",") if piece.strip()]
    except ValueError as error:
        raise RequestError(translate("The thresholds '{}' are no numbers.").format(text), "0.3, 0.5") from error
    if any(not 0 < threshold < 1 for threshold in found):
        raise RequestError(translate("The thresholds '{}' are not between 0 and 1.").format(text), "0.3, 0.5")
    return found


def _find_pairs(folder: Path) -> list[Pair]:
    inventory = _find_vector(folder, INVENTORY)
    if inventory is None:
        return []
    predictions = sorted(path for path in folder.iterdir() if path.suffix.lower() in RASTERS)
    aoi = _find_vector(folder, AOI)
    return [
        Pair(folder.name, path.stem, str(path), str(inventory), aoi=str(aoi) if aoi else "") for path in predictions
    ]


def _find_vector(folder: Path, stem: str) -> Optional[Path]:
    found = [folder / (stem + suffix) for suffix in VECTORS]
    return next((path for path in found if path.is_file()), None)


def _parse_row(row: Sequence[str], number: int) -> Pair:
    case, series, prediction, inventory, threshold, aoi = row
    if not prediction or not inventory:
        raise RequestError(
            translate("Row {} lacks its prediction or its inventory.").format(number), translate("Fill both in.")
        )
    thresholds = parse_thresholds(threshold)
    if len(thresholds) > 1:
        raise RequestError(translate("Row {} has more than one threshold.").format(number), translate("Add rows."))
    named = case or Path(inventory).stem, series or Path(prediction).stem
    return Pair(*named, prediction, inventory, thresholds[0] if thresholds else None, aoi)
