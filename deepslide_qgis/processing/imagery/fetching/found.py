"""Results of a search for the user: log lines, and footprints with attributes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsWkbTypes,
)

from deepslide_qgis.core.imagery.fetching import TITLES, FoundImage, SearchAnswer
from deepslide_qgis.processing.compatibility import INTEGER, REAL, TEXT
from deepslide_qgis.processing.imagery.fetching.area import WGS84
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.layer_writing import row_feature
from deepslide_qgis.processing.layers.result_layers import FOUND
from deepslide_qgis.processing.translation import translate

FIELDS = (
    ("sensor", TEXT), ("period", TEXT), ("date", TEXT), ("time", TEXT), ("chosen", INTEGER), ("reason", TEXT),
    ("cloud", REAL), ("coverage", REAL), ("pass", TEXT), ("orbit", INTEGER), ("baseline", TEXT), ("tile", TEXT),
    ("platform", TEXT), ("collection", TEXT), ("item", TEXT),
)  # fmt: skip
"""Fields of the footprint layer; cloud and coverage are in per cent."""


def footprint_form() -> LayerForm:
    """Return the schema of the footprint layer."""
    fields = QgsFields()
    for name, kind in FIELDS:
        fields.append(QgsField(name, kind))
    return LayerForm(fields, QgsWkbTypes.Type.MultiPolygon, QgsCoordinateReferenceSystem(WGS84), FOUND.style)


def log_lines(answer: SearchAnswer) -> Iterator[str]:
    """Yield log lines: chosen days one by one, other images counted by reason."""
    chosen = [image for image in answer.images if image.is_chosen]
    yield translate("{} images found, {} of them chosen.").format(len(answer.images), len(chosen))
    for key in sorted({(image.sensor, image.period, image.day) for image in chosen}):
        images = [image for image in chosen if (image.sensor, image.period, image.day) == key]
        yield f"  {_day_line(images)}"
    others = Counter((image.sensor, _generalise_reason(image)) for image in answer.images if not image.is_chosen)
    for (sensor, reason), count in sorted(others.items()):
        yield "  " + translate("{}: {} not chosen: {}").format(TITLES[sensor], count, reason)


def footprints(answer: SearchAnswer) -> Iterator[QgsFeature]:
    """Yield the footprints (longitude, latitude), chosen ones first."""
    fields = footprint_form().fields
    for image in sorted(answer.images, key=lambda image: (not image.is_chosen, image.sensor, image.day)):
        feature = row_feature(fields, _attributes(image))
        feature.setGeometry(_geometry(image.footprint))
        yield feature


def _day_line(images: list[FoundImage]) -> str:
    first = images[0]
    clouds = [image.cloud_percent for image in images if image.cloud_percent is not None]
    parts = (
        TITLES[first.sensor],
        first.period,
        first.day,
        translate("{:.0f} % cloud").format(sum(clouds) / len(clouds)) if clouds else "",
        translate("orbit {}").format(first.orbit) if first.orbit else "",
        translate("baseline {}").format(first.baseline) if first.baseline else "",
        translate("{} images").format(len(images)) if len(images) > 1 else "",
    )
    return "  ".join(part for part in parts if part)


def _generalise_reason(image: FoundImage) -> str:
    """Return the reason without image-specific numbers."""
    return translate("too much cloud") if "% cloud" in image.reason else image.reason


def _attributes(image: FoundImage) -> list[Any]:
    return [
        TITLES[image.sensor], image.period, image.day, image.time, int(image.is_chosen), image.reason,
        image.cloud_percent, round(100 * image.coverage, 1), image.orbit_pass, image.relative_orbit, image.baseline,
        image.tile, image.platform, image.collection, image.id,
    ]  # fmt: skip


def _geometry(footprint: dict[str, Any]) -> QgsGeometry:
    """Return a GeoJSON (multi-)polygon as a multi-polygon."""
    polygons = footprint["coordinates"] if footprint["type"] == "MultiPolygon" else [footprint["coordinates"]]
    return QgsGeometry.fromMultiPolygonXY(
        [[[QgsPointXY(*point[:2]) for point in ring] for ring in polygon] for polygon in polygons]
    )
