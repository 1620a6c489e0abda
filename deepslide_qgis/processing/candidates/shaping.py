"""Optional changes of polygon shapes: merge neighbours, fill holes, simplify, smooth."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsFeedback, QgsGeometry, QgsSpatialIndex
from qgis.PyQt.QtGui import QTransform

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.processing.candidates.polygons import multi_polygon
from deepslide_qgis.processing.rasters.gdal_calls import cancellable, stop_if_cancelled
from deepslide_qgis.processing.translation import translate

SMOOTHING_ROUNDS = 3
SCALE_ERROR = 1.002
"""Ratio of map and ground lengths within a UTM zone."""


@dataclass(frozen=True)
class Shaping:
    """Options in metres (pixels for a raster without CRS); 0 leaves the shape unchanged."""

    merge_distance_m: float = 0
    fill_holes_m2: float = 0
    simplify_m: float = 0
    smooth: bool = False

    def __post_init__(self) -> None:
        if min(self.merge_distance_m, self.fill_holes_m2, self.simplify_m) < 0:
            raise RequestError(translate("Distances and areas cannot be negative."))

    @property
    def can_enlarge(self) -> bool:
        """True if merging or hole filling can lift a polygon over the minimum area."""
        return bool(self.merge_distance_m or self.fill_holes_m2)


@dataclass(frozen=True)
class GroundScale:
    """Metres (or pixels) per map unit, east and north, at the centre of the raster."""

    east: float
    north: float

    def to_ground(self, geometry: QgsGeometry) -> QgsGeometry:
        return _scale(geometry, self.east, self.north)

    def to_map(self, geometry: QgsGeometry) -> QgsGeometry:
        return _scale(geometry, 1 / self.east, 1 / self.north)


def merge_and_fill(
    geometries: list[QgsGeometry], shaping: Shaping, scale: GroundScale, feedback: QgsFeedback
) -> list[QgsGeometry]:
    """Return the polygons with near ones merged into one and small holes filled, still along pixel edges."""
    if not shaping.can_enlarge:
        return geometries
    ground = [scale.to_ground(geometry) for geometry in cancellable(geometries, feedback)]
    if shaping.merge_distance_m:
        ground = _merge_near(ground, shaping.merge_distance_m, feedback)
    if shaping.fill_holes_m2:
        ground = [_fill_holes(geometry, shaping.fill_holes_m2) for geometry in cancellable(ground, feedback)]
        ground = _drop_contained(ground, feedback)
    return [scale.to_map(geometry) for geometry in cancellable(ground, feedback)]


def shape_outline(geometry: QgsGeometry, shaping: Shaping, scale: GroundScale) -> QgsGeometry:
    """Return the polygon simplified and smoothed; unchanged if it would vanish."""
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
    """Merge polygons within ``distance`` of each other, directly or through others."""
    reach = distance * SCALE_ERROR
    index = _build_index(geometries)
    group = list(range(len(geometries)))

    def find_root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for i, geometry in enumerate(cancellable(geometries, feedback)):
        for j in index.intersects(geometry.boundingBox().buffered(reach)):
            if j > i and find_root(i) != find_root(j):
                stop_if_cancelled(feedback)
                if geometry.distance(geometries[j]) <= reach:
                    group[find_root(j)] = find_root(i)
    groups: dict[int, list[QgsGeometry]] = {}
    for i, geometry in enumerate(geometries):
        groups.setdefault(find_root(i), []).append(geometry)
    return [_collect(members) for members in cancellable(groups.values(), feedback)]


def _collect(members: list[QgsGeometry]) -> QgsGeometry:
    """Return disjoint polygons as one multi-polygon."""
    return QgsGeometry.collectGeometry([part for member in members for part in member.asGeometryCollection()])


def _fill_holes(geometry: QgsGeometry, largest: float) -> QgsGeometry:
    """Return ``geometry`` without holes under ``largest``; parts inside such a hole are dissolved."""
    filled = geometry.removeInteriorRings(largest)
    if filled.constGet().nCoordinates() == geometry.constGet().nCoordinates():
        return geometry
    return multi_polygon(QgsGeometry.unaryUnion([filled]))


def _drop_contained(geometries: list[QgsGeometry], feedback: QgsFeedback) -> list[QgsGeometry]:
    """Drop polygons that are now inside another, whose hole around them was filled."""
    index = _build_index(geometries)
    boxes = [geometry.boundingBox() for geometry in geometries]

    def contains(j: int, i: int) -> bool:
        stop_if_cancelled(feedback)
        return j != i and boxes[j].contains(boxes[i]) and geometries[j].contains(geometries[i])

    def is_contained(i: int) -> bool:
        return any(contains(j, i) for j in index.intersects(boxes[i]))

    return [geometry for i, geometry in enumerate(cancellable(geometries, feedback)) if not is_contained(i)]


def _build_index(geometries: list[QgsGeometry]) -> QgsSpatialIndex:
    index = QgsSpatialIndex()
    for i, geometry in enumerate(geometries):
        index.addFeature(i, geometry.boundingBox())
    return index


def _scale(geometry: QgsGeometry, east: float, north: float) -> QgsGeometry:
    scaled = QgsGeometry(geometry)
    scaled.transform(QTransform.fromScale(east, north))
    return scaled
