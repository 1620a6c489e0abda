"""The prediction grid: north-up, at the pack's resolution, in the raster's own CRS."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Optional

import rasterio
from rasterio._err import CPLE_BaseError  # PROJ's failures, which no public exception covers
from rasterio.crs import CRS
from rasterio.transform import Affine
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.core.fitness import check_resolution

NEAR_ENOUGH = 1.25
"""Pixels up to this factor off the pack's resolution are predicted without resampling."""
UNREFERENCED = Affine(1, 0, 0, 0, -1, 0)
"""QGIS's transform for a raster without georeference: one unit per pixel, downwards from 0."""


@dataclass(frozen=True)
class Grid:
    """Size in pixels, affine transform and CRS; ``pixel_m`` is the pixel's (width, height) in metres, if known."""

    width: int
    height: int
    transform: Affine
    crs: Optional[CRS]
    pixel_m: Optional[tuple[float, float]]

    def part(self, left: int, top: int, width: int, height: int) -> Grid:
        """Return the grid of a rectangle of pixels."""
        return replace(self, width=width, height=height, transform=self.transform @ Affine.translation(left, top))

    def scaled_to(self, gsd_m: float) -> Grid:
        """Return this grid at the pixel size ``gsd_m``; unchanged if near enough, or if the pixel size is unknown.

        Raises RasterError if the pixels are more than four times off.
        """
        if self.pixel_m is None:
            return self
        check_resolution(self.pixel_m, gsd_m)
        factors = tuple(size / gsd_m for size in self.pixel_m)
        if max(max(factor, 1 / factor) for factor in factors) <= NEAR_ENOUGH:
            return self
        width, height = (
            max(1, round(size * factor)) for size, factor in zip((self.width, self.height), factors, strict=True)
        )
        scale = Affine.scale(self.width / width, self.height / height)
        return Grid(width, height, self.transform @ scale, self.crs, (gsd_m, gsd_m))


def read_grid(dataset: rasterio.DatasetReader) -> Grid:
    """Return the north-up grid of an open raster; raise RasterError for rasters placed only by control points."""
    if dataset.transform.is_identity and dataset.gcps[0]:
        raise RasterError(
            "The raster is placed only by ground control points, so its pixels have no fixed size.",
            "Warp it first (Raster > Projections > Warp), or use a geocoded product.",
        )
    if dataset.transform.is_identity:
        return Grid(dataset.width, dataset.height, UNREFERENCED, None, None)
    affine, width, height = dataset.transform, dataset.width, dataset.height
    if not all(map(math.isfinite, affine)) or affine.is_degenerate:
        raise RasterError(
            f"The raster's georeference gives its pixels no size: {tuple(affine)[:6]}.",
            "Give it a new one (Raster > Projections > Warp or Assign Projection), or export it again.",
        )
    if dataset.crs and (affine.b or affine.d or affine.e > 0 or affine.a < 0):
        affine, width, height = _rotate_north_up(dataset)
    if not dataset.crs:
        return Grid(width, height, affine, None, None)
    return Grid(width, height, affine, dataset.crs, pixel_in_metres(dataset.crs, affine, width, height))


def _rotate_north_up(dataset: rasterio.DatasetReader) -> tuple[Affine, int, int]:
    """Return a north-up transform, width and height that cover a rotated, mirrored or south-up raster."""
    affine, width, height = dataset.transform, dataset.width, dataset.height
    if affine.b or affine.d:
        with WarpedVRT(dataset, crs=dataset.crs) as warped:  # GDAL keeps the pixel size along the diagonal
            return warped.transform, warped.width, warped.height
    west, north = min(affine.c, affine.c + affine.a * width), max(affine.f, affine.f + affine.e * height)
    return Affine(abs(affine.a), 0, west, 0, -abs(affine.e), north), width, height


def pixel_in_metres(crs: CRS, affine: Affine, width: int, height: int) -> Optional[tuple[float, float]]:
    """Return the (width, height) of the middle pixel on the ground in any CRS; None if it cannot be computed."""
    column, row = width / 2, height / 2
    corners = [affine @ point for point in ((column, row), (column + 1, row), (column, row + 1))]
    try:
        longitudes, latitudes = transform(crs, CRS.from_epsg(4326), *zip(*corners, strict=True))
    except (rasterio.errors.RasterioError, CPLE_BaseError):  # a local CRS, or a point outside the projection
        return None
    if not all(map(math.isfinite, (*longitudes, *latitudes))):
        return None
    east_m, north_m = metres_per_degree(latitudes[0])
    sizes = tuple(
        math.hypot((longitudes[i] - longitudes[0]) * east_m, (latitudes[i] - latitudes[0]) * north_m) for i in (1, 2)
    )
    return sizes if min(sizes) > 0 else None


def metres_per_degree(latitude_deg: float) -> tuple[float, float]:
    """Return the length of a degree of longitude and of latitude on the WGS 84 ellipsoid, in metres (series)."""
    angle = math.radians(latitude_deg)
    east_m = 111412.84 * math.cos(angle) - 93.5 * math.cos(3 * angle) + 0.118 * math.cos(5 * angle)
    north_m = 111132.92 - 559.82 * math.cos(2 * angle) + 1.175 * math.cos(4 * angle)
    return east_m, north_m
