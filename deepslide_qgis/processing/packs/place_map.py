"""Small map of the places of the training data.

The land is from QGIS's own world map (Natural Earth); a build without it shows the grid only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import dist
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsFeatureRequest,
    QgsGeometry,
    QgsMapToPixelSimplifier,
    QgsRectangle,
    QgsVectorLayer,
)

from deepslide_qgis.core.packs.card import TrainingPlace
from deepslide_qgis.processing.report.svg import COLOURS, Plot, Point
from deepslide_qgis.processing.translation import translate

WIDTH, ROOM_HEIGHT = 720, 82
"""In pixels; ``ROOM_HEIGHT`` is the height of title and ticks."""
WORLD = (-180.0, -60.0, 180.0, 85.0)
RIM_DEG = 12.0
MIN_SPAN_DEG = (70.0, 35.0)
"""Minimum width and height of the window, for orientation."""
SMALLEST_PX, TOUCHING_PX = 1.5, 12
LAND, COAST = "#e4e0d4", "#a8a294"
MAX_NAMED = 8


def place_map(places: Sequence[TrainingPlace]) -> Plot:
    """Return the map; places are labelled by name if there are few, else by their number in the table."""
    west, south, east, north = window(places)
    height = round((WIDTH - 72) * (north - south) / (east - west)) + ROOM_HEIGHT
    plot = Plot(translate("Where the training data come from"), "", "", (west, east), (south, north), WIDTH, height)
    degrees_per_px = (east - west) / WIDTH
    for outline in _land_outlines(QgsRectangle(west, south, east, north), degrees_per_px):
        plot.area(outline, LAND, COAST)
    step = 60 if east - west > 200 else 30 if east - west > 100 else 10
    plot.ticks(
        _degree_ticks(west, east, step, "E", "W"), _degree_ticks(south, north, step if step < 60 else 30, "N", "S")
    )
    for place, label in zip(places, _labels(plot, places)):
        plot.dot(place.lon_deg, place.lat_deg, COLOURS[0], label)
    return plot


def _labels(plot: Plot, places: Sequence[TrainingPlace]) -> list[str]:
    """Return the labels of the dots; places that touch an earlier one are added to its label."""
    labels: list[list[str]] = []
    for number, place in enumerate(places, 1):
        text = place.name.split(",")[0] if len(places) <= MAX_NAMED else str(number)
        position = plot.place(place.lon_deg, place.lat_deg)
        near = (
            index
            for index, other in enumerate(places[: number - 1])
            if labels[index] and dist(position, plot.place(other.lon_deg, other.lat_deg)) < TOUCHING_PX
        )
        labels.append([])
        labels[next(near, number - 1)].append(text)
    return [", ".join(texts) for texts in labels]


def window(places: Sequence[TrainingPlace]) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) around ``places`` with a margin."""
    if not places:
        return WORLD
    lons, lats = [place.lon_deg for place in places], [place.lat_deg for place in places]
    west, east = _widen_range(min(lons), max(lons), MIN_SPAN_DEG[0], WORLD[0], WORLD[2])
    south, north = _widen_range(min(lats), max(lats), MIN_SPAN_DEG[1], min(WORLD[1], *lats), max(WORLD[3], *lats))
    return west, south, east, north


def _widen_range(low: float, high: float, min_span: float, lowest: float, highest: float) -> tuple[float, float]:
    rim = max(RIM_DEG, (min_span - (high - low)) / 2)
    return max(lowest, low - rim), min(highest, high + rim)


def _degree_ticks(low: float, high: float, step: int, positive: str, negative: str) -> Iterator[tuple[float, str]]:
    first = int(-(-low // step)) * step
    for value in range(first, int(high) + 1, step):
        if abs(value) == 180:
            continue  # its label would not fit beside the frame
        yield float(value), f"{abs(value)}° {positive if value > 0 else negative if value < 0 else ''}".strip()


def _land_outlines(part: QgsRectangle, degrees_per_px: float) -> Iterator[list[Point]]:
    """Yield outlines of land in ``part``, simplified to the drawing resolution."""
    path = Path(QgsApplication.pkgDataPath()) / "resources" / "data" / "world_map.gpkg"
    layer = QgsVectorLayer(f"{path}|layername=countries", "countries", "ogr")
    if not path.is_file() or not layer.isValid():
        return
    simplifier = QgsMapToPixelSimplifier(QgsMapToPixelSimplifier.SimplifyFlag.SimplifyGeometry, degrees_per_px / 2)
    for feature in layer.getFeatures(QgsFeatureRequest(part).setSubsetOfAttributes([])):
        for piece in feature.geometry().clipped(part).asGeometryCollection():
            yield from _polygon_rings(simplifier.simplify(piece), SMALLEST_PX * degrees_per_px)


def _polygon_rings(piece: QgsGeometry, smallest_deg: float) -> Iterator[list[Point]]:
    box = piece.boundingBox()
    if piece.isEmpty() or max(box.width(), box.height()) < smallest_deg:
        return
    polygons = piece.asMultiPolygon() if piece.isMultipart() else [piece.asPolygon()]
    for polygon in polygons:
        if polygon:
            yield [(point.x(), point.y()) for point in polygon[0]]
