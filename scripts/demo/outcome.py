"""The demo's results: project, map, and a summary with numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import QgsCoordinateTransform, QgsFeature, QgsProject, QgsRectangle, QgsVectorLayer

from deepslide_qgis.core.packs.pack import read_card
from scripts.demo.case_study import CaseStudy
from scripts.demo.map_picture import add_layout, export_layout
from scripts.demo.project import make_project
from scripts.demo.steps import Scores

DETAIL_SHARE = 0.2
"""Height of the enlarged part as share of the whole map."""


def write_project_and_map(case: CaseStudy, folder: Path, scores: Optional[Scores] = None) -> str:
    """Write demo.qgz and map.png into ``folder``; return a sentence about the candidates."""
    project = make_project(case, folder)
    candidates = QgsVectorLayer(str(folder / "candidates.gpkg"), "candidates", "ogr")
    features = sorted(candidates.getFeatures(), key=lambda feature: -feature["area_px"])
    counted = "1 candidate" if len(features) == 1 else f"{len(features)} candidates"
    together = describe_area(features, project.crs().isValid())
    summary = f"{counted}, {together} together{describe_inventory(folder)}.{describe_scores(scores)}"
    about = f"{summary} Model pack: {read_card(case.pack).title}. Candidates are suggestions: a geologist decides."
    to_map = QgsCoordinateTransform(candidates.crs(), project.crs(), project)
    detail = part_to_enlarge(features, to_map, project.viewSettings().defaultViewExtent())
    export_layout(add_layout(project, f"Landslides detected in {case.name}", about, detail), folder / "map.png")
    if not project.write(str(folder / "demo.qgz")):
        raise RuntimeError(f"QGIS could not write the project: {project.error()}")
    QgsProject.instance().clear()
    return summary


def describe_scores(scores: Optional[Scores]) -> str:
    """Return the agreement of prediction and inventory as a sentence, empty without scores."""
    if scores is None:
        return ""
    return f" Pixel F1 {scores.f1:.2f} (precision {scores.precision:.2f}, recall {scores.recall:.2f})."


def describe_area(features: list[QgsFeature], is_georeferenced: bool) -> str:
    """Return the total area of the candidates, in pixels if the raster has no CRS."""
    if is_georeferenced:
        return f"{sum(feature['area_m2'] for feature in features) / 1e4:,.1f} ha"
    return f"{sum(feature['area_px'] for feature in features):,} pixels"


def describe_inventory(folder: Path) -> str:
    """Return the number of landslides in the inventory, empty if there is no inventory."""
    inventory = QgsVectorLayer(str(folder / "inventory.gpkg"), "inventory", "ogr")
    return f"; {inventory.featureCount()} mapped landslides in the inventory" if inventory.isValid() else ""


def part_to_enlarge(features: list[QgsFeature], to_map: QgsCoordinateTransform, whole: QgsRectangle) -> QgsRectangle:
    """Return a part of ``whole`` around the first candidate, or its centre if there is none."""
    part = QgsRectangle(whole)
    part.scale(DETAIL_SHARE)
    if not features:
        return part
    centre = to_map.transformBoundingBox(features[0].geometry().boundingBox()).center()
    left = min(max(centre.x() - part.width() / 2, whole.xMinimum()), whole.xMaximum() - part.width())
    bottom = min(max(centre.y() - part.height() / 2, whole.yMinimum()), whole.yMaximum() - part.height())
    return QgsRectangle(left, bottom, left + part.width(), bottom + part.height())
