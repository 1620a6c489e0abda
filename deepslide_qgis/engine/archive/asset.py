"""One band of one image, read through GDAL's network file systems onto the target grid, with bounded repeats."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import TypeVar

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # GDAL's own errors, where rasterio does not translate them
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from deepslide_qgis.core.errors import Cancelled, RasterError, RequestError
from deepslide_qgis.engine.archive import network
from deepslide_qgis.engine.archive.addresses import Address
from deepslide_qgis.engine.archive.client import LOGIN
from deepslide_qgis.engine.rasters.grid import Grid, grid_of

PAUSE_S = 0.5
"""Before the first repeat; twice as long before each further one."""
REFUSED = re.compile(r"response code:? ?(401|403)\b|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch")
FINAL = re.compile(rf"response code:? ?(400|404|410)\b|NoSuchKey|{REFUSED.pattern}")
"""What GDAL says of answers that will be the same at the next attempt; one more is made, with a fresh token."""
Wait = Callable[[float], bool]
Got = TypeVar("Got")


def gdal_options() -> dict[str, str]:
    """Return the settings of GDAL for reading from servers."""
    return {
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "GDAL_INGESTED_BYTES_AT_OPEN": "32768",
        "CPL_VSIL_CURL_NON_CACHED": "/vsicurl/:/vsis3/",  # a file that failed is asked for anew when opened again
        "GDAL_NUM_THREADS": "1",  # more would read ahead, and closing a file waits for that with Python at a halt
        "GDAL_HTTP_MAX_RETRY": "2",
        "GDAL_HTTP_RETRY_DELAY": str(PAUSE_S),
        "GDAL_HTTP_RETRY_CODES": "429,500,502,503,504",
        "GDAL_HTTP_CONNECTTIMEOUT": str(network.CONNECT_S),
        "GDAL_HTTP_LOW_SPEED_TIME": str(network.STALL_S),
        "GDAL_HTTP_LOW_SPEED_LIMIT": "1000",
    }


def login_options(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the settings by which ``headers`` go out with the requests for a file that is opened with them."""
    joined = ",".join(f'"{name}: {value}"' for name, value in headers.items())
    return {"GDAL_HTTP_HEADERS": joined} if joined else {}


class Asset:
    """A band on the grid, read inside ``gdal_options``.

    ``address`` tells how GDAL gets at it, anew at each opening: tokens run out.
    ``wait`` sleeps for seconds and returns whether the run has ended meanwhile. ``nodata`` counts where the file
    declares none.
    """

    def __init__(
        self, name: str, address: Callable[[], Address], grid: Grid, resampling: Resampling, nodata: float, wait: Wait
    ):
        self._name = name
        self._address = address
        self._grid = grid
        self._resampling = resampling
        self._nodata = nodata
        self._wait = wait
        self._open = ExitStack()
        self._view: WarpedVRT | None = None

    def close(self) -> None:
        """Close the file; the next ``read`` opens it again."""
        self._view = None
        self._open.close()

    def lay_on(self, grid: Grid) -> None:
        """Read on ``grid`` from now on."""
        self.close()
        self._grid = grid

    def own_grid(self) -> Grid:
        """Return the grid of the file itself; raise what :meth:`read` raises."""
        return self._repeated(lambda: grid_of(self._viewed().src_dataset))

    def read(self, window: Window | None = None, shape: tuple[int, int] | None = None) -> np.ndarray:
        """Return the values in ``window`` (all: None) at ``shape``: (h, w) float32, NaN without data.

        Raises RasterError after 4 attempts or at an answer that will not change, RequestError for a login, Cancelled.
        """
        return self._repeated(lambda: self._read(window, shape))

    def _repeated(self, get: Callable[[], Got]) -> Got:
        for attempt in range(network.ATTEMPTS):
            try:
                return get()
            except (rasterio.errors.RasterioError, CPLE_BaseError) as error:
                self.close()
                reason = _reasons(error)
                if attempt + 1 == network.ATTEMPTS or (attempt and FINAL.search(reason)):
                    raise self._failed(reason) from error
            if self._wait(PAUSE_S * 2**attempt):
                raise Cancelled()
        raise RasterError(f"{self._name} was not read.")  # not reached: the last attempt raises

    def _read(self, window: Window | None, shape: tuple[int, int] | None) -> np.ndarray:
        values = self._viewed().read(1, window=window, out_shape=shape, masked=True)
        return values.astype(np.float32).filled(np.nan)

    def _viewed(self) -> WarpedVRT:
        if self._view is None:
            self._view = self._opened()
        return self._view

    def _opened(self) -> WarpedVRT:
        address = self._address()
        with rasterio.Env(**login_options(address.headers)):  # the file sends them from now on
            file = self._open.enter_context(rasterio.open(address.path))
        if file.crs is None:
            raise RasterError(
                f"{self._name} is not geocoded.", "Take a terrain-corrected product (sentinel-1-rtc), or another image."
            )
        nodata = file.nodata if file.nodata is not None else self._nodata
        grid = self._grid
        return self._open.enter_context(
            WarpedVRT(
                file,
                crs=grid.crs,
                transform=grid.transform,
                width=grid.width,
                height=grid.height,
                resampling=Resampling.nearest if fits(file, grid) else self._resampling,
                src_nodata=nodata,
                nodata=nodata,
            )
        )

    def _failed(self, reason: str) -> RasterError | RequestError:
        if REFUSED.search(reason):
            return RequestError(f"{self._name} wants a login, or not this one: {reason}", LOGIN)
        return RasterError(
            f"{self._name} cannot be read: {reason}", "Run again later: what is fetched already stays in the folder."
        )


def fits(file: rasterio.DatasetReader | Grid, grid: Grid) -> bool:
    """Return whether the file's pixels are those of the grid: then no value is to be interpolated."""
    if file.crs != grid.crs:
        return False
    ratio = ~file.transform @ grid.transform
    moved = max(abs(ratio.c - round(ratio.c)), abs(ratio.f - round(ratio.f)))
    return max(abs(ratio.a - 1), abs(ratio.e - 1)) < 1e-6 and moved < 1e-3


def _reasons(error: BaseException) -> str:
    """Return the words of an error and of those that it came from: rasterio hides GDAL's behind its own."""
    words, link = [], error
    while link is not None:
        words.append(str(link))
        link = link.__cause__ or link.__context__
    return "; ".join(dict.fromkeys(words))
