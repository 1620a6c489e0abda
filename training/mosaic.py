"""The score through the plugin's own prediction: validation tiles side by side in one raster with one gain."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from deepslide_qgis.core.card import Score
from deepslide_qgis.core.events import Event, Logged, Warned
from deepslide_qgis.core.pack import open_pack
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.predict import predict
from training.experiment import Experiment
from training.scores import count
from training.true_colour_tiles import read_tiles

SCORE_NAME = "pixel F1, ensemble, one raster through the plugin"


def score_mosaic(experiment: Experiment, data: Path, pack: Path, keep: Path | None = None) -> tuple[Score, list[str]]:
    """Return the F1 of ``pack`` at its own threshold on one mosaic of the validation tiles, and the engine's log.

    The tiles are multiplied by ``divide``, so that they are proportional to digital numbers again, each by a factor
    of its own that a real raster would not have; the one gain of the whole raster has to do for all of them.
    """
    images, masks = read_tiles(data / experiment.data.folder / experiment.data.validation)
    normalisation = open_pack(str(pack)).card.normalisation
    bands = images * np.asarray(normalisation.divide, np.float32).reshape(-1, 1, 1)
    with tempfile.TemporaryDirectory() as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "mosaic.tif", side_by_side(bands, np.nan))
        log = _predict(folder, pack)
        with rasterio.open(folder / "probability.tif") as raster:
            probability = raster.read(1)
    truth = side_by_side(masks[:, None].astype(np.float32), np.nan)[0]
    inside = np.isfinite(truth) & np.isfinite(probability)
    card = open_pack(str(pack)).card
    value = count(probability[inside], truth[inside] > 0).f1(card.threshold())
    source = (
        f"{len(images)} validation tiles of {experiment.data.title} side by side in one raster with one gain, "
        "predicted by the plugin's engine at the card's threshold, which was tuned on the same tiles"
    )
    return Score(SCORE_NAME, round(value, 4), source), log


def side_by_side(tiles: np.ndarray, empty: float) -> np.ndarray:
    """Return tiles (N, C, H, W) as one image (C, rows · H, columns · W), ``empty`` where there is no tile."""
    count_of_tiles, bands, height, width = tiles.shape
    columns = int(np.ceil(np.sqrt(count_of_tiles)))
    rows = -(-count_of_tiles // columns)
    full = np.full((rows * columns, bands, height, width), empty, np.float32)
    full[:count_of_tiles] = tiles
    grid = full.reshape(rows, columns, bands, height, width)
    return grid.transpose(2, 0, 3, 1, 4).reshape(bands, rows * height, columns * width)


def _write(path: Path, image: np.ndarray) -> None:
    profile = {"driver": "GTiff", "dtype": "float32", "count": len(image), "nodata": float("nan")}
    place = {"crs": "EPSG:32632", "transform": Affine(10, 0, 400_000, 0, -10, 5_200_000)}
    with rasterio.open(path, "w", height=image.shape[1], width=image.shape[2], **profile, **place) as raster:
        raster.write(image)
        raster.descriptions = ("red", "green", "blue")


def _predict(folder: Path, pack: Path) -> list[str]:
    said: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, (Logged, Warned)):
            said.append(event.message)

    outputs = PredictionOutputs(str(folder / "probability.tif"))
    predict(PredictionRequest(str(folder / "mosaic.tif"), str(pack), outputs), listen, lambda: False)
    return said
