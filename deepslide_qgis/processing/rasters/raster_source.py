"""Raster layers as GDAL and the engine see them: path, CRS, geotransform, band descriptions."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsDataProvider,
    QgsDistanceArea,
    QgsPointXY,
    QgsProviderRegistry,
    QgsRasterDataProvider,
    QgsRasterLayer,
    QgsRectangle,
    QgsUnitTypes,
)

from deepslide_qgis.core.errors import RasterError
from deepslide_qgis.processing.rasters.gdal_calls import gdal_call, open_gdal

UNREFERENCED = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)
"""The geotransform that QGIS uses for a raster without georeference: one unit per pixel, y downwards from 0."""
WGS_84 = "EPSG:7030"
COLOURS = {gdal.GCI_RedBand: "red", gdal.GCI_GreenBand: "green", gdal.GCI_BlueBand: "blue"}


@dataclass(frozen=True)
class RasterSource:
    """A raster that GDAL can open; no-data settings made in QGIS are not part of it.

    ``descriptions`` has one entry per band, without a final alpha band. ``crs`` is invalid for a raster without CRS or
    georeference; ``is_crs_assigned`` is True if it was set in QGIS and is not the file's.
    """

    name: str
    path: str
    crs: QgsCoordinateReferenceSystem
    is_crs_assigned: bool
    descriptions: tuple[Optional[str], ...]
    width: int
    height: int
    geotransform: tuple[float, ...]

    @property
    def projection(self) -> str:
        """The CRS as WKT for GDAL, empty if there is none."""
        return self.crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED_GDAL) if self.crs.isValid() else ""

    @property
    def extent(self) -> QgsRectangle:
        """The bounding box of the raster, which may be rotated."""
        corners = [self.point(column, row) for column in (0, self.width) for row in (0, self.height)]
        xs, ys = [corner.x() for corner in corners], [corner.y() for corner in corners]
        return QgsRectangle(min(xs), min(ys), max(xs), max(ys))

    def point(self, column: float, row: float) -> QgsPointXY:
        """Return the map coordinates of a position in pixels."""
        left, wide, skew_x, top, skew_y, tall = self.geotransform
        return QgsPointXY(left + column * wide + row * skew_x, top + column * skew_y + row * tall)

    def pixel_m(self, transforms: QgsCoordinateTransformContext) -> Optional[tuple[float, float]]:
        """Return width and height of the central pixel on the ellipsoid, in metres; None without a CRS."""
        if not self.crs.isValid():
            return None
        distances = ellipsoidal(self.crs, transforms)
        middle = self.point(self.width / 2, self.height / 2)
        aside = self.point(self.width / 2 + 1, self.height / 2)
        below = self.point(self.width / 2, self.height / 2 + 1)
        return length_m(distances, middle, aside), length_m(distances, middle, below)


def raster_source(layer: Optional[QgsRasterLayer]) -> RasterSource:
    """Return the RasterSource of ``layer``; raise RasterError for a layer that is not a raster file."""
    path = gdal_path(layer)
    return _make_source(layer.name(), path, layer.crs())


def raster_file(path: str) -> RasterSource:
    """Return the raster file ``path``, named by its stem; raise RasterError."""
    return _make_source(Path(path).stem, path, raster_provider(path).crs())


def raster_provider(path: str) -> QgsRasterDataProvider:
    """Return the data provider of the file ``path``; a layer would write a statistics file beside it."""
    provider = QgsProviderRegistry.instance().createProvider("gdal", path, QgsDataProvider.ProviderOptions())
    if provider is None or not provider.isValid():
        raise RasterError(f"'{path}' cannot be opened as a raster.", "Check that the file exists and is whole.")
    return provider


def _make_source(name: str, path: str, crs: QgsCoordinateReferenceSystem) -> RasterSource:
    dataset = open_gdal(path)
    if dataset.RasterCount == 0:
        raise RasterError(f"'{path}' holds no bands.", "Choose one of its sub-datasets.")
    geotransform = dataset.GetGeoTransform(can_return_null=True)
    crs = crs if geotransform else QgsCoordinateReferenceSystem()
    return RasterSource(
        name,
        path,
        crs,
        crs.isValid() and crs != raster_provider(path).crs(),
        tuple(_read_descriptions(dataset)),
        dataset.RasterXSize,
        dataset.RasterYSize,
        tuple(geotransform or UNREFERENCED),
    )


def path_with_crs(raster: RasterSource, path: str) -> str:
    """Return the raster's path, or a VRT written to ``path`` if its CRS was assigned in QGIS."""
    if not raster.is_crs_assigned:
        return raster.path
    view = gdal_call(
        "Assigning the CRS", gdal.Translate, path, open_gdal(raster.path), format="VRT", outputSRS=raster.projection
    )
    view.FlushCache()
    return path


def path_with_values(raster: RasterSource, path: str) -> str:
    """Return the same as ``path_with_crs``, or a VRT with scale and offset applied."""
    dataset = open_gdal(raster.path)
    band = dataset.GetRasterBand(1)
    if (band.GetScale() or 1.0, band.GetOffset() or 0.0) == (1.0, 0.0):
        return path_with_crs(raster, path)
    view = gdal_call(
        "Unpacking",
        gdal.Translate,
        path,
        dataset,
        format="VRT",
        unscale=True,
        outputType=gdal.GDT_Float32,
        outputSRS=raster.projection or None,
    )
    view.FlushCache()
    return path


def gdal_path(layer: Optional[QgsRasterLayer]) -> str:
    """Return the path with which GDAL, in any process, opens ``layer``; raise RasterError if there is none.

    Open options that QGIS appends after a bar are dropped.
    """
    if layer is None or not layer.isValid():
        raise RasterError(
            "The raster cannot be opened.", "Check that the file exists and is whole; copy or download it again."
        )
    provider = layer.providerType()
    path = layer.source().split("|")[0]
    if provider != "gdal" or path.startswith("/vsimem/"):
        kind = f"a layer of the provider '{provider}'" if provider != "gdal" else "held in memory"
        raise RasterError(
            f"'{layer.name()}' is {kind}, not a raster file.",
            "Save it as a GeoTIFF first (Export > Save As), with raw data, not as a rendered image.",
        )
    return os.path.abspath(path) if os.path.exists(path) else path


def ellipsoidal(crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext) -> QgsDistanceArea:
    """Return a QgsDistanceArea for ``crs`` on its ellipsoid, or on WGS 84's if QGIS does not know the ellipsoid.

    A CRS without a position on Earth, such as a local site grid, is measured on its plane.
    """
    distances = QgsDistanceArea()
    distances.setSourceCrs(crs, transforms)
    if has_place(crs, transforms) and not distances.setEllipsoid(crs.ellipsoidAcronym() or WGS_84):
        distances.setEllipsoid(WGS_84)
    return distances


def has_place(crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext) -> bool:
    """Return whether positions in ``crs`` are on Earth, or on another body of known shape."""
    to_degrees = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem("EPSG:4326"), transforms)
    return bool(crs.ellipsoidAcronym()) or to_degrees.isValid()


def length_m(distances: QgsDistanceArea, start: QgsPointXY, end: QgsPointXY) -> float:
    """Return the length of a line in metres."""
    return distances.convertLengthMeasurement(
        distances.measureLine(start, end), QgsUnitTypes.DistanceUnit.DistanceMeters
    )


def _read_descriptions(dataset: gdal.Dataset) -> list[Optional[str]]:
    """Return the bands' descriptions as the engine reads them; colour names replace missing ones."""
    bands = [dataset.GetRasterBand(number) for number in range(1, dataset.RasterCount + 1)]
    colours = [band.GetColorInterpretation() for band in bands]
    descriptions = [band.GetDescription() or COLOURS.get(colour) for band, colour in zip(bands, colours)]
    return descriptions[:-1] if colours[-1] == gdal.GCI_AlphaBand else descriptions
