"""The score through the plugin's own prediction: validation tiles side by side in one raster with one gain."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from deepslide_qgis.core.card import Score
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.events import Event, Logged, Warned
from deepslide_qgis.core.pack import open_pack
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.comparison.pixel_counts import count_pixels
from deepslide_qgis.engine.predict import predict
from training.data.labels import IGNORE
from training.data.sources import kind_of, read_scenes
from training.ensembles.thresholds import f1_of
from training.experiment import Experiment

SCORE_NAME = "pixel F1, ensemble, one raster through the plugin"


def score_mosaic(experiment: Experiment, data: Path, pack: Path, keep: Path | None = None) -> tuple[Score, list[str]]:
    """Return the F1 of ``pack`` at its own threshold on one mosaic of the validation tiles, and the engine's log.

    The tiles are multiplied by ``divide``, so that they are proportional to digital numbers again, each by a factor
    of its own that a real raster would not have; the one gain of the whole raster has to do for all of them.
    """
    if not kind_of(experiment).is_tiled:
        raise RequestError(
            "A mosaic is made of tiles; these data are rasters already.", "Predict them with the plugin as they are."
        )
    card = open_pack(str(pack)).card
    scenes = read_scenes(experiment, card.setting, "validation", data)
    whole = [scene.read(slice(0, None), slice(0, None)) for scene in scenes]
    bands = np.stack([tile for tile, _ in whole])
    bands *= np.asarray(card.normalisation.divide, np.float32).reshape(-1, 1, 1)
    labels = np.stack([label for _, label in whole])
    with tempfile.TemporaryDirectory() as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "mosaic.tif", side_by_side(bands, np.nan), card.setting.band_names)
        log = _predict(folder, pack)
        with rasterio.open(folder / "probability.tif") as raster:
            probability = raster.read(1)
    truth = side_by_side(labels[:, None].astype(np.float32), IGNORE)[0]
    value = f1_of(count_pixels(probability, truth == 1, truth != IGNORE).at(card.threshold()))
    source = (
        f"{len(scenes)} validation tiles of {experiment.data.title} side by side in one raster with one gain, "
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


def _write(path: Path, image: np.ndarray, names: tuple[str, ...]) -> None:
    profile = {"driver": "GTiff", "dtype": "float32", "count": len(image), "nodata": float("nan")}
    place = {"crs": "EPSG:32632", "transform": Affine(10, 0, 400_000, 0, -10, 5_200_000)}
    with rasterio.open(path, "w", height=image.shape[1], width=image.shape[2], **profile, **place) as raster:
        raster.write(image)
        raster.descriptions = names


def _predict(folder: Path, pack: Path) -> list[str]:
    said: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, (Logged, Warned)):
            said.append(event.message)

    outputs = PredictionOutputs(str(folder / "probability.tif"))
    predict(PredictionRequest(str(folder / "mosaic.tif"), str(pack), outputs), listen, lambda: False)
    return said
