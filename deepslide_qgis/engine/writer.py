"""Rasters written strip by strip under a temporary name, and renamed when they are whole."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.windows import Window

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.locks import OutputLocks
from deepslide_qgis.core.run_files import RECORD_TAG, partial_path, record_path
from deepslide_qgis.engine.block_rows import BlockRows
from deepslide_qgis.engine.grid import Grid
from deepslide_qgis.engine.overviews import ZLEVEL, complete
from deepslide_qgis.engine.publishing import check_target, publish_together
from deepslide_qgis.engine.raster_environment import raster_environment
from deepslide_qgis.engine.threads import threads
from deepslide_qgis.engine.writing import writing

BLOCK_PX = 256
MASK_NODATA = 255


@dataclass(frozen=True)
class LayerBand:
    """What is told about one band of an output: ``tags`` are its own metadata."""

    description: str
    unit: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer:
    """How one kind of output is stored; one band is described like the layer, several by ``bands``."""

    description: str
    dtype: str
    nodata: float | None
    predictor: int
    overviews: Resampling
    bands: tuple[LayerBand, ...] = ()

    @property
    def described(self) -> tuple[LayerBand, ...]:
        return self.bands or (LayerBand(self.description),)


LAYERS = {
    "probability": Layer("Landslide probability", "float32", np.nan, 3, Resampling.average),
    "spread": Layer("Spread between members (standard deviation)", "float32", np.nan, 3, Resampling.average),
    "agreement": Layer("Share of members over the threshold", "float32", np.nan, 3, Resampling.average),
    "mask": Layer("Landslide mask (1 landslide, 0 not)", "uint8", MASK_NODATA, 2, Resampling.mode),
}


class RasterOutputs:
    """The outputs of one run, open for writing. Use it as a context manager: leaving it by an error removes all.

    ``paths`` maps names of ``layers`` to the files wanted, none of which may be one of the ``inputs``; the record is
    named after the first. Nothing carries its final name before ``finish``. Each file has a thread that writes,
    while the next rows are computed; what goes wrong there is raised by the next call.
    """

    def __init__(
        self, paths: dict[str, str], grid: Grid, inputs: Sequence[str] = (), layers: dict[str, Layer] = LAYERS
    ):
        self._paths = paths
        self._layers = layers
        self._record_path = record_path(next(iter(paths.values())))
        self._files: dict[str, Any] = {}
        self._rows = {name: BlockRows(BLOCK_PX, grid.height) for name in paths}
        self._threads = ThreadPoolExecutor(max(1, len(paths)), "writer")
        self._pending: list[Future] = []
        self._locks = OutputLocks()
        for path in paths.values():
            check_target(path, inputs)
        _check_space(paths, grid, layers)
        try:
            self._claim()
            for name, path in paths.items():
                self._files[name] = _create(partial_path(path), layers[name], grid)
        except BaseException:
            self._discard()
            raise

    def __enter__(self) -> RasterOutputs:
        return self

    def __exit__(self, *_: object) -> None:
        self._discard()

    def _claim(self) -> None:
        for path in self._paths.values():
            if not self._locks.claim(path):
                raise OutputError(
                    f"'{path}' is being written by another run.", "Wait until that is done, or choose another name."
                )

    def write(self, top: int, rows: dict[str, np.ndarray], left: int = 0) -> None:
        """Write ``rows``, (h, width) or (bands, h, width), of each layer from row ``top`` and column ``left`` on.

        Rows come from top to bottom, and down to it before those of other columns. They belong to the writer from now
        on; those of the call before are written when this returns, as far as blocks are complete.
        """
        self._wait()
        self._pending = [self._threads.submit(self._write, name, top, left, rows[name]) for name in self._files]

    def _write(self, name: str, top: int, left: int, values: np.ndarray) -> None:
        file = self._files[name]
        bands = 1 if values.ndim == 2 else list(file.indexes)
        with writing(self._paths[name]):
            for first, rows in self._rows[name].add(top, values):
                file.write(rows, bands, window=Window(left, first, rows.shape[-1], rows.shape[-2]))

    def _wait(self) -> None:
        pending, self._pending = self._pending, []
        wait(pending)  # all of them: a file is not closed while it is written
        for written in pending:
            written.result()

    def finish(self, record: dict[str, Any]) -> dict[str, str]:
        """Add overviews and the run's ``record`` (also as JSON), and give all files their final names together.

        Returns the files by name, ``record`` among them.
        """
        self._wait()
        for rows in self._rows.values():
            rows.check_all_came()
        text = json.dumps(record)
        self._pending = [self._threads.submit(self._close, name, text) for name in self._files]
        self._wait()
        finished = {**self._paths, "record": self._record_path}
        with writing(finished["record"]):
            text = json.dumps(record, indent=2) + "\n"
            Path(partial_path(finished["record"])).write_text(text, encoding="utf-8")
        publish_together(list(finished.values()))
        self._files.clear()
        return finished

    def _close(self, name: str, record: str) -> None:
        """Close one file with its record and overviews; files are independent of each other."""
        with writing(self._paths[name]), raster_environment():
            self._files[name].update_tags(**{RECORD_TAG: record})
            self._files[name].close()
            each = max(1, threads() // len(self._files))
            complete(partial_path(self._paths[name]), self._layers[name].overviews, each)

    def _discard(self) -> None:
        self._threads.shutdown(wait=True)
        for name, file in self._files.items():
            try:
                file.close()
            except rasterio.errors.RasterioError as error:
                logging.getLogger(__name__).debug("closing an unfinished output: %s", error)
            Path(partial_path(self._paths[name])).unlink(missing_ok=True)
        if self._files:
            Path(partial_path(self._record_path)).unlink(missing_ok=True)
        self._files.clear()
        self._locks.release()


def _check_space(paths: dict[str, str], grid: Grid, layers: dict[str, Layer]) -> None:
    """Refuse at once what cannot fit even well compressed (to an eighth)."""
    for folder in {Path(path).parent for path in paths.values()}:
        inside = [name for name, path in paths.items() if Path(path).parent == folder]
        per_pixel = sum(np.dtype(layers[name].dtype).itemsize * len(layers[name].described) for name in inside)
        size = per_pixel * grid.width * grid.height
        free = shutil.disk_usage(folder).free
        if free < size / 8:
            raise OutputError(
                f"The disk of '{folder}' has {free / 1e6:.0f} MB left; the results may need {size / 1e6:.0f} MB.",
                "Free some space or choose a folder on another disk.",
            )


def _create(path: str, layer: Layer, grid: Grid) -> rasterio.io.DatasetWriter:
    with writing(path):
        file = rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=grid.width,
            height=grid.height,
            count=len(layer.described),
            dtype=layer.dtype,
            crs=grid.crs,
            transform=grid.transform,
            nodata=layer.nodata,
            tiled=True,
            blockxsize=BLOCK_PX,
            blockysize=BLOCK_PX,
            compress="deflate",
            zlevel=ZLEVEL,
            interleave="band",  # overviews are built band by band
            predictor=layer.predictor,
            bigtiff="IF_SAFER",
        )
        for number, band in enumerate(layer.described, 1):
            file.set_band_description(number, band.description)
            file.set_band_unit(number, band.unit)
            file.update_tags(number, **band.tags)
        return file
