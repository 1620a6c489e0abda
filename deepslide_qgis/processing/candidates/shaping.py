"""What a person may ask of the polygons' shape: neighbours merged, holes filled, outlines simplified or smoothed."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsFeedback, QgsGeometry, QgsSpatialIndex
from qgis.PyQt.QtGui import QTransform

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.candidates.polygons import multi_polygon
from deepslide_qgis.processing.rasters.gdal_calls import stop_if_cancelled, watched
from deepslide_qgis.processing.translation import translate

SMOOTHING_ROUNDS = 3
SCALE_ERROR = 1.002
"""Metres on the map and on the ground differ by this much within a zone of UTM."""


@dataclass(frozen=True)
class Shaping:
    """The options, in metres (in pixels where the raster has no CRS); 0 leaves the shape as it is."""

    merge_distance_m: float = 0
    fill_holes_m2: float = 0
    simplify_m: float = 0
    smooth: bool = False

    def __post_init__(self) -> None:
        if min(self.merge_distance_m, self.fill_holes_m2, self.simplify_m) < 0:
            raise RequestError(translate("Distances and areas cannot be negative."))

    @property
    def makes_larger(self) -> bool:
        """Whether polygons may come to lie above a minimum area that they alone are below."""
        return bool(self.merge_distance_m or self.fill_holes_m2)


@dataclass(frozen=True)
class GroundScale:
    """Metres (or pixels) per map unit, eastwards and northwards, at the middle of the raster."""

    east: float
    north: float

    def to_ground(self, geometry: QgsGeometry) -> QgsGeometry:
        return _scaled(geometry, self.east, self.north)

    def to_map(self, geometry: QgsGeometry) -> QgsGeometry:
        return _scaled(geometry, 1 / self.east, 1 / self.north)


def merged_and_filled(
    geometries: list[QgsGeometry], shaping: Shaping, scale: GroundScale, feedback: QgsFeedback
) -> list[QgsGeometry]:
    """Return the polygons with near ones collected into one and small holes filled; the outlines stay on pixels."""
    if not shaping.makes_larger:
        return geometries
    ground = [scale.to_ground(geometry) for geometry in watched(geometries, feedback)]
    if shaping.merge_distance_m:
        ground = _merge_near(ground, shaping.merge_distance_m, feedback)
    if shaping.fill_holes_m2:
        ground = [_filled(geometry, shaping.fill_holes_m2) for geometry in watched(ground, feedback)]
        ground = _without_swallowed(ground, feedback)
    return [scale.to_map(geometry) for geometry in watched(ground, feedback)]


def outlined(geometry: QgsGeometry, shaping: Shaping, scale: GroundScale) -> QgsGeometry:
    """Return the polygon with a simpler or smoother outline; one that would vanish stays as it is."""
    if not shaping.simplify_m and not shaping.smooth:
        return geometry
    ground = scale.to_ground(geometry)
    if shaping.simplify_m:
        ground = ground.simplify(shaping.simplify_m)
    if shaping.smooth:
        ground = ground.smooth(SMOOTHING_ROUNDS)
    shaped = multi_polygon(scale.to_map(ground))
    return geometry if shaped.isEmpty() else shaped


def _merge_near(geometries: list[QgsGeometry], distance: float, feedback: QgsFeedback) -> list[QgsGeometry]:
    """Collect polygons no further than ``distance`` from each other, directly or through others."""
    reach = distance * SCALE_ERROR
    index = _index(geometries)
    group = list(range(len(geometries)))

    def leader(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, geometry in enumerate(watched(geometries, feedback)):
        for j in index.intersects(geometry.boundingBox().buffered(reach)):
            if j > i and leader(i) != leader(j):
                stop_if_cancelled(feedback)
                if geometry.distance(geometries[j]) <= reach:
                    group[leader(j)] = leader(i)
    groups: dict[int, list[QgsGeometry]] = {}
    for i, geometry in enumerate(geometries):
        groups.setdefault(leader(i), []).append(geometry)
    return [_collected(members) for members in watched(groups.values(), feedback)]


def _collected(members: list[QgsGeometry]) -> QgsGeometry:
    """Return polygons that have no point in common as one."""
    return QgsGeometry.collectGeometry([part for member in members for part in member.asGeometryCollection()])


def _filled(geometry: QgsGeometry, largest: float) -> QgsGeometry:
    """Return ``geometry`` without holes under ``largest``; parts in such a hole are then part of what surrounds it."""
    filled = geometry.removeInteriorRings(largest)
    if filled.constGet().nCoordinates() == geometry.constGet().nCoordinates():
        return geometry
    return multi_polygon(QgsGeometry.unaryUnion([filled]))


def _without_swallowed(geometries: list[QgsGeometry], feedback: QgsFeedback) -> list[QgsGeometry]:
    """Leave out polygons that now lie inside another, whose hole around them was filled."""
    index = _index(geometries)
    boxes = [geometry.boundingBox() for geometry in geometries]

    def swallows(j: int, i: int) -> bool:
        stop_if_cancelled(feedback)
        return j != i and boxes[j].contains(boxes[i]) and geometries[j].contains(geometries[i])

    def is_swallowed(i: int) -> bool:
        return any(swallows(j, i) for j in index.intersects(boxes[i]))

    return [geometry for i, geometry in enumerate(watched(geometries, feedback)) if not is_swallowed(i)]


def _index(geometries: list[QgsGeometry]) -> QgsSpatialIndex:
    index = QgsSpatialIndex()
    for i, geometry in enumerate(geometries):
        index.addFeature(i, geometry.boundingBox())
    return index


def _scaled(geometry: QgsGeometry, east: float, north: float) -> QgsGeometry:
    scaled = QgsGeometry(geometry)
    scaled.transform(QTransform.fromScale(east, north))
    return scaled
