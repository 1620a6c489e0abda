"""The error map as a GeoTIFF with a colour table, written strip by strip and renamed when complete."""

from __future__ import annotations

from typing import Any, Optional

import numpy as np
import rasterio

from deepslide_qgis.engine.comparison.error_map import CODES, NOT_COMPARED, colour
from deepslide_qgis.engine.rasters.grid import Grid
from deepslide_qgis.engine.rasters.layer_file import Layer, LayerFile
from deepslide_qgis.engine.rasters.overviews import NEAREST
from deepslide_qgis.engine.rasters.publishing import check_target, publish_together

COLOURS = {code: (*colour(code), 255 * bool(code)) for code in CODES}
LAYER = Layer("Error map", "uint8", NOT_COMPARED, 1, NEAREST, colours=COLOURS)


class ErrorMapFile:
    """Context manager of the file; does nothing if ``path`` is None. Leaving by an exception deletes the file."""

    def __init__(self, path: Optional[str], grid: rasterio.DatasetReader):
        self._file: Optional[LayerFile] = None
        if path is not None:
            check_target(path, grid.files)
            self._file = LayerFile(path, LAYER, Grid(grid.width, grid.height, grid.transform, grid.crs, None))

    def __enter__(self) -> ErrorMapFile:
        return self

    def __exit__(self, *_: Any) -> None:
        if self._file is not None:
            self._file.discard()

    def write(self, top: int, codes: np.ndarray) -> None:
        """Write ``codes`` (h, raster width) uint8 from pixel row ``top`` on."""
        if self._file is not None:
            self._file.write(top, codes)

    def finish(self) -> None:
        """Give the file its final name."""
        if self._file is not None:
            self._file.finish()
            publish_together([self._file.path])
            self._file = None
