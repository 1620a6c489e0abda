"""One band of one image, read through GDAL's network file systems onto the target grid, with limited retries."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import TypeVar

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError  # GDAL errors that rasterio does not translate
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from deepslide_qgis.core.errors import Cancelled, RasterError, RequestError
from deepslide_qgis.engine.archive import network
from deepslide_qgis.engine.archive.addresses import Address
from deepslide_qgis.engine.archive.client import LOGIN
from deepslide_qgis.engine.rasters.grid import Grid, read_grid

PAUSE_S = 0.5
"""Pause before the first retry, doubled for each further one."""
REFUSED = re.compile(r"response code:? ?(401|403)\b|AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch")
FINAL = re.compile(rf"response code:? ?(400|404|410)\b|NoSuchKey|{REFUSED.pattern}")
"""GDAL's messages for errors that a retry does not change; one retry is made, with a fresh token."""
Wait = Callable[[float], bool]
Result = TypeVar("Got")


def gdal_options() -> dict[str, str]:
    """Return GDAL's options for reading from servers."""
    return {
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "GDAL_INGESTED_BYTES_AT_OPEN": "32768",
        "CPL_VSIL_CURL_NON_CACHED": "/vsicurl/:/vsis3/",  # a failed file is requested again on reopening
        "GDAL_NUM_THREADS": "1",  # more threads prefetch, and closing waits for them holding the GIL
        "GDAL_HTTP_MAX_RETRY": "2",
        "GDAL_HTTP_RETRY_DELAY": str(PAUSE_S),
        "GDAL_HTTP_RETRY_CODES": "429,500,502,503,504",
        "GDAL_HTTP_CONNECTTIMEOUT": str(network.CONNECT_S),
        "GDAL_HTTP_LOW_SPEED_TIME": str(network.STALL_S),
        "GDAL_HTTP_LOW_SPEED_LIMIT": "1000",
    }


def login_options(headers: Mapping[str, str]) -> dict[str, str]:
    """Return GDAL's options that add ``headers`` to the requests for a file opened with them."""
    joined = ",".join(f'"{name}: {value}"' for name, value in headers.items())
    return {"GDAL_HTTP_HEADERS": joined} if joined else {}


class Asset:
    """A band on the grid, read inside ``gdal_options``.

    ``address`` returns path and login, called at each opening because tokens expire. ``wait`` sleeps for some seconds
    and returns True if the run has ended meanwhile. ``nodata`` applies if the file declares none.
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

    def set_grid(self, grid: Grid) -> None:
        """Read on ``grid`` from now on."""
        self.close()
        self._grid = grid

    def read_file_grid(self) -> Grid:
        """Return the grid of the file itself; raise the errors of :meth:`read`."""
        return self._retry(lambda: read_grid(self._get_view().src_dataset))

    def read(self, window: Window | None = None, shape: tuple[int, int] | None = None) -> np.ndarray:
        """Return the values in ``window`` (None: all) at ``shape``: (h, w) float32, NaN without data.

        Raises RasterError after 4 attempts or for a final answer, RequestError for a missing login, Cancelled.
        """
        return self._retry(lambda: self._read(window, shape))

    def _retry(self, get: Callable[[], Result]) -> Result:
        for attempt in range(network.ATTEMPTS):
            try:
                return get()
            except (rasterio.errors.RasterioError, CPLE_BaseError) as error:
                self.close()
                reason = _join_messages(error)
                if attempt + 1 == network.ATTEMPTS or (attempt and FINAL.search(reason)):
                    raise self._make_error(reason) from error
            if self._wait(PAUSE_S * 2**attempt):
                raise Cancelled()
        raise RasterError(f"{self._name} was not read.")  # unreachable: the last attempt raises

    def _read(self, window: Window | None, shape: tuple[int, int] | None) -> np.ndarray:
        values = self._get_view().read(1, window=window, out_shape=shape, masked=True)
        return values.astype(np.float32).filled(np.nan)

    def _get_view(self) -> WarpedVRT:
        if self._view is None:
            self._view = self._open_view()
        return self._view

    def _open_view(self) -> WarpedVRT:
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
                resampling=Resampling.nearest if has_same_pixels(file, grid) else self._resampling,
                src_nodata=nodata,
                nodata=nodata,
            )
        )

    def _make_error(self, reason: str) -> RasterError | RequestError:
        if REFUSED.search(reason):
            return RequestError(f"{self._name} needs a login, or refuses this one: {reason}", LOGIN)
        return RasterError(
            f"{self._name} cannot be read: {reason}", "Run again later: what is fetched already stays in the folder."
        )


def has_same_pixels(file: rasterio.DatasetReader | Grid, grid: Grid) -> bool:
    """Return True if the pixels of the file are those of the grid, so that no interpolation is needed."""
    if file.crs != grid.crs:
        return False
    ratio = ~file.transform @ grid.transform
    shift = max(abs(ratio.c - round(ratio.c)), abs(ratio.f - round(ratio.f)))
    return max(abs(ratio.a - 1), abs(ratio.e - 1)) < 1e-6 and shift < 1e-3


def _join_messages(error: BaseException) -> str:
    """Return the messages of an error and its causes: rasterio wraps GDAL's errors in its own."""
    messages, link = [], error
    while link is not None:
        messages.append(str(link))
        link = link.__cause__ or link.__context__
    return "; ".join(dict.fromkeys(messages))
