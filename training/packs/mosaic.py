"""Scores a pack with the plugin's own prediction on a mosaic of validation tiles."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.events import Event, Finished, Logged, Warned
from deepslide_qgis.core.packs.card import Score
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.engine.comparison.pixel_counts import count_pixels
from deepslide_qgis.engine.predict import predict
from training.data.labels import IGNORE
from training.data.sources import kind_of, read_scenes
from training.ensembles.thresholds import f1_of
from training.planning.experiment import Experiment

SCORE_NAME = "pixel F1, ensemble, one raster through the plugin"


@dataclass(frozen=True)
class Mosaic:
    """The validation tiles of an experiment side by side in ``folder``/mosaic.tif, and their labels.

    The tiles are multiplied by ``divide``, so they are proportional to digital numbers, each by a factor of its own. A
    real raster has no such factors; here one gain of the whole raster must serve all tiles.
    """

    folder: Path
    pack: Path
    truth: np.ndarray
    """(H, W): 1 landslide, 0 none, ``IGNORE`` unknown."""
    data: str

    def predict(self, **settings: Any) -> tuple[Finished, list[str]]:
        """Predict the mosaic with the engine into ``folder``/probability.tif; return its result and log."""
        log: list[str] = []

        def listen(event: Event) -> None:
            if isinstance(event, (Logged, Warned)):
                log.append(event.message)

        outputs = PredictionOutputs(str(self.folder / "probability.tif"))
        request = PredictionRequest(str(self.folder / "mosaic.tif"), str(self.pack), outputs, **settings)
        return predict(request, listen, lambda: False), log

    def f1(self) -> float:
        """Return the F1 of the last prediction at the card's threshold."""
        with rasterio.open(self.folder / "probability.tif") as raster:
            probability = raster.read(1)
        counts = count_pixels(probability, self.truth == 1, self.truth != IGNORE)
        return f1_of(counts.at(open_pack(str(self.pack)).card.threshold()))


@contextmanager
def make_mosaic(experiment: Experiment, data: Path, pack: Path, keep: Path | None = None) -> Iterator[Mosaic]:
    """Yield the mosaic to score ``pack`` on, in the folder ``keep`` or in a temporary one.

    Raises RequestError for data that are not tiles.
    """
    if not kind_of(experiment).is_tiled:
        raise RequestError(
            "A mosaic is made of tiles; these data are rasters already.", "Predict them with the plugin as they are."
        )
    card = open_pack(str(pack)).card
    scenes = read_scenes(experiment, card.setting, "validation", data)
    tiles = [scene.read(slice(0, None), slice(0, None)) for scene in scenes]
    bands = np.stack([tile for tile, _ in tiles])
    bands *= np.asarray(card.normalisation.divide, np.float32).reshape(-1, 1, 1)
    labels = np.stack([label for _, label in tiles])
    truth = side_by_side(labels[:, None].astype(np.float32), IGNORE)[0]
    description = f"{len(scenes)} validation tiles of {experiment.data.title} side by side in one raster with one gain"
    with tempfile.TemporaryDirectory() as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        _write_raster(folder / "mosaic.tif", side_by_side(bands, np.nan), card.setting.band_names)
        yield Mosaic(folder, pack, truth, description)


def score_mosaic(experiment: Experiment, data: Path, pack: Path, keep: Path | None = None) -> tuple[Score, list[str]]:
    """Return the F1 of ``pack`` at its own threshold on the mosaic of the validation tiles, and the engine's log."""
    with make_mosaic(experiment, data, pack, keep) as mosaic:
        _, log = mosaic.predict()
        how = "predicted by the plugin's engine at the card's threshold, which was tuned on the same tiles"
        return Score(SCORE_NAME, round(mosaic.f1(), 4), f"{mosaic.data}, {how}"), log


def side_by_side(tiles: np.ndarray, empty: float) -> np.ndarray:
    """Return tiles (N, C, H, W) as one image (C, rows · H, columns · W), ``empty`` where there is no tile."""
    count_of_tiles, bands, height, width = tiles.shape
    columns = int(np.ceil(np.sqrt(count_of_tiles)))
    rows = -(-count_of_tiles // columns)
    full = np.full((rows * columns, bands, height, width), empty, np.float32)
    full[:count_of_tiles] = tiles
    grid = full.reshape(rows, columns, bands, height, width)
    return grid.transpose(2, 0, 3, 1, 4).reshape(bands, rows * height, columns * width)


def _write_raster(path: Path, image: np.ndarray, names: tuple[str, ...]) -> None:
    profile = {"driver": "GTiff", "dtype": "float32", "count": len(image), "nodata": float("nan")}
    place = {"crs": "EPSG:32632", "transform": Affine(10, 0, 400_000, 0, -10, 5_200_000)}
    with rasterio.open(path, "w", height=image.shape[1], width=image.shape[2], **profile, **place) as raster:
        raster.write(image)
        raster.descriptions = names
