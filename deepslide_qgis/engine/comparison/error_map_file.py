"""The error map as a GeoTIFF with its colours, written strip by strip and renamed when it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.windows import Window

from deepslide_qgis.core.run_files import partial_path
from deepslide_qgis.engine.comparison.error_map import CODES, NOT_COMPARED, colour
from deepslide_qgis.engine.overviews import ZLEVEL, complete
from deepslide_qgis.engine.publishing import check_target, publish_together
from deepslide_qgis.engine.threads import threads
from deepslide_qgis.engine.writing import writing

BLOCK_PX = 256


class ErrorMapFile:
    """Does nothing where no ``path`` is given. Leaving it by an error removes what was written."""

    def __init__(self, path: Optional[str], grid: rasterio.DatasetReader):
        self._path, self._file = path, None
        if path is None:
            return
        check_target(path, grid.files)
        with writing(path):
            self._file = rasterio.open(partial_path(path), "w", **_profile(grid))
            self._file.set_band_description(1, "Error map")
            self._file.write_colormap(1, {code: (*colour(code), 255 * bool(code)) for code in CODES})

    def __enter__(self) -> ErrorMapFile:
        return self

    def __exit__(self, *_: Any) -> None:
        if self._file is not None and self._path is not None:
            self._file.close()
            Path(partial_path(self._path)).unlink(missing_ok=True)

    def write(self, top: int, codes: np.ndarray) -> None:
        """Write ``codes`` (h, raster width) uint8 from pixel row ``top`` on."""
        if self._file is not None and self._path is not None:
            with writing(self._path):
                self._file.write(codes, 1, window=Window(0, top, codes.shape[1], codes.shape[0]))

    def finish(self) -> None:
        """Add overviews and give the file its final name."""
        if self._file is None or self._path is None:
            return
        with writing(self._path):
            self._file.close()
            complete(partial_path(self._path), Resampling.nearest, threads())
        publish_together([self._path])
        self._file = None


def _profile(grid: rasterio.DatasetReader) -> dict[str, Any]:
    return {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": 1,
        "dtype": "uint8",
        "crs": grid.crs,
        "transform": grid.transform,
        "nodata": NOT_COMPARED,
        "tiled": True,
        "blockxsize": BLOCK_PX,
        "blockysize": BLOCK_PX,
        "compress": "deflate",
        "zlevel": ZLEVEL,
        "bigtiff": "IF_SAFER",
    }
