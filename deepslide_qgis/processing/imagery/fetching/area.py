"""The chosen area for archives and the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeatureSource,
    QgsRectangle,
)

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.imagery_settings import Target
from deepslide_qgis.processing.translation import translate

WGS84 = "EPSG:4326"


@dataclass(frozen=True)
class Area:
    """A rectangle in its CRS, and its bounding box in degrees (west, south, east, north)."""

    extent: tuple[float, float, float, float]
    crs: str
    bbox_deg: tuple[float, float, float, float]

    def target(self, crs: Optional[str], pixel_m: float) -> Target:
        """Return the target grid of the area; ``crs`` None means the UTM zone of the area."""
        return Target(crs, pixel_m, self.extent, self.crs)


def area_of_source(source: QgsFeatureSource, transforms: QgsCoordinateTransformContext) -> Area:
    """Return the bounding box of the polygons of ``source``; raise RequestError if there are none."""
    return area(source.sourceExtent(), source.sourceCrs(), transforms)


def area(extent: QgsRectangle, crs: QgsCoordinateReferenceSystem, transforms: QgsCoordinateTransformContext) -> Area:
    """Return the area ``extent``; raise RequestError if it is empty, has no CRS, or cannot be transformed."""
    if extent.isNull() or not (extent.width() > 0 and extent.height() > 0):
        raise RequestError(translate("The area is empty."), translate("Draw a rectangle, or choose a polygon layer."))
    if not crs.isValid():
        raise RequestError(translate("The area has no CRS."), translate("Give its layer one, or choose another."))
    to_degrees = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(WGS84), transforms)
    try:
        box = to_degrees.transformBoundingBox(extent, handle180Crossover=True)
    except QgsCsException as error:
        raise RequestError(
            translate("The area lies outside the area for which its CRS is defined."),
            translate("Check the CRS of the area."),
        ) from error
    corners = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    sides = (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
    return Area(sides, _crs_text(crs), tuple(round(value, 7) for value in corners))


def _crs_text(crs: QgsCoordinateReferenceSystem) -> str:
    """Return the EPSG code of ``crs``, else its WKT for GDAL."""
    code = crs.authid()
    return code if code.startswith("EPSG:") else crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED_GDAL)
