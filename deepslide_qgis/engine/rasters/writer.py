"""Rasters written strip by strip under temporary names, and renamed when complete."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import numpy as np

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.locks import OutputLocks
from deepslide_qgis.core.run_files import RECORD_TAG, partial_path, record_path
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.layer_file import Layer, LayerFile
from deepslide_qgis.engine.rasters.overviews import AVERAGE, MAJORITY
from deepslide_qgis.engine.rasters.publishing import check_target, publish_together
from deepslide_qgis.engine.rasters.raster_environment import raster_environment
from deepslide_qgis.engine.rasters.write_errors import convert_write_errors

MASK_NODATA = 255

LAYERS = {
    "probability": Layer("Landslide probability", "float32", np.nan, 3, AVERAGE),
    "spread": Layer("Spread between members (standard deviation)", "float32", np.nan, 3, AVERAGE),
    "agreement": Layer("Share of members over the threshold", "float32", np.nan, 3, AVERAGE),
    "mask": Layer("Landslide mask (1 landslide, 0 not)", "uint8", MASK_NODATA, 2, MAJORITY),
}


class RasterOutputs:
    """The outputs of one run, open for writing. Use it as a context manager: leaving it by an exception deletes all
    files.

    ``paths`` maps names of ``layers`` to the wanted files, none of which may be one of the ``inputs``; the record is
    named after the first. No file has its final name before ``finish``. Each file has a writer thread, which works
    while the next rows are computed; its errors are raised by the next call.
    """

    def __init__(
        self, paths: dict[str, str], grid: Grid, inputs: Sequence[str] = (), layers: dict[str, Layer] = LAYERS
    ):
        self._paths = paths
        self._record_path = record_path(next(iter(paths.values())))
        self._files: dict[str, LayerFile] = {}
        self._threads = ThreadPoolExecutor(max(1, len(paths)), "writer")
        self._pending: list[Future] = []
        self._locks = OutputLocks()
        for path in paths.values():
            check_target(path, inputs)
        _check_space(paths, grid, layers)
        try:
            self._claim_paths()
            for name, path in paths.items():
                self._files[name] = LayerFile(path, layers[name], grid)
        except BaseException:
            self._discard()
            raise

    def __enter__(self) -> RasterOutputs:
        return self

    def __exit__(self, *_: object) -> None:
        self._discard()

    def _claim_paths(self) -> None:
        for path in self._paths.values():
            if not self._locks.claim(path):
                raise OutputError(
                    f"'{path}' is being written by another run.", "Wait until that is done, or choose another name."
                )

    def write(self, top: int, rows: dict[str, np.ndarray], left: int = 0) -> None:
        """Write ``rows``, (h, width) or (bands, h, width), of each layer from row ``top`` and column ``left`` on.

        Rows arrive from top to bottom; one range of columns is completed before the next starts. The writer owns the
        arrays from now on; when this method returns, the rows of the previous call are written as far as blocks are
        complete.
        """
        self._wait()
        self._pending = [self._threads.submit(file.write, top, rows[name], left) for name, file in self._files.items()]

    def _wait(self) -> None:
        pending, self._pending = self._pending, []
        wait(pending)  # for all of them, so that no file is closed while it is written
        for written in pending:
            written.result()

    def finish(self, record: dict[str, Any]) -> dict[str, str]:
        """Add the run's ``record`` (also as JSON), and give all files their final names together.

        Returns the files by name, ``record`` included.
        """
        self._wait()
        text = json.dumps(record)
        self._pending = [self._threads.submit(_finish_file, file, text) for file in self._files.values()]
        self._wait()
        finished = {**self._paths, "record": self._record_path}
        with convert_write_errors(finished["record"]):
            text = json.dumps(record, indent=2) + "\n"
            Path(partial_path(finished["record"])).write_text(text, encoding="utf-8")
        publish_together(list(finished.values()))
        self._files.clear()
        return finished

    def _discard(self) -> None:
        self._threads.shutdown(wait=True)
        for file in self._files.values():
            file.discard()
        if self._files:
            Path(partial_path(self._record_path)).unlink(missing_ok=True)
        self._files.clear()
        self._locks.release()


def _finish_file(file: LayerFile, record: str) -> None:
    with raster_environment():
        file.finish(**{RECORD_TAG: record})


def _check_space(paths: dict[str, str], grid: Grid, layers: dict[str, Layer]) -> None:
    """Raise OutputError if the results cannot fit on the disk even compressed to an eighth."""
    for folder in {Path(path).parent for path in paths.values()}:
        names = [name for name, path in paths.items() if Path(path).parent == folder]
        per_pixel = sum(np.dtype(layers[name].dtype).itemsize * len(layers[name].described) for name in names)
        size = per_pixel * grid.width * grid.height
        free = shutil.disk_usage(folder).free
        if free < size / 8:
            raise OutputError(
                f"The disk of '{folder}' has {free / 1e6:.0f} MB left; the results may need {size / 1e6:.0f} MB.",
                "Free some space or choose a folder on another disk.",
            )
