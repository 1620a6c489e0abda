"""The demo's outcome: project, map, and a sentence of numbers."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsCoordinateTransform, QgsFeature, QgsProject, QgsRectangle, QgsVectorLayer

from scripts.demo.case_study import CaseStudy
from scripts.demo.map_picture import add_layout, draw
from scripts.demo.project import make_project

DETAIL_SHARE = 0.2
"""How much of the whole map's height the enlarged part shows."""


def write_project_and_map(case: CaseStudy, folder: Path) -> str:
    """Write demo.qgz and map.png into ``folder``; return a sentence about the candidates."""
    candidates = QgsVectorLayer(str(folder / "candidates.gpkg"), "candidates", "ogr")
    features = list(candidates.getFeatures())
    summary = f"{len(features)} candidates, {sum(feature['area_m2'] for feature in features) / 1e4:.1f} ha together."
    project = make_project(case, folder)
    about = f"{summary} Model pack {case.pack}. Candidates are suggestions: a geologist decides."
    to_map = QgsCoordinateTransform(candidates.crs(), project.crs(), project)
    detail = part_to_enlarge(features, to_map, project.viewSettings().defaultViewExtent())
    draw(add_layout(project, f"Landslides detected in {case.name}", about, detail), folder / "map.png")
    if not project.write(str(folder / "demo.qgz")):
        raise RuntimeError(f"QGIS could not write the project: {project.error()}")
    QgsProject.instance().clear()
    return summary


def part_to_enlarge(features: list[QgsFeature], to_map: QgsCoordinateTransform, whole: QgsRectangle) -> QgsRectangle:
    """Return a part of ``whole`` around the largest candidate, the middle where there is none."""
    part = QgsRectangle(whole)
    part.scale(DETAIL_SHARE)
    if not features:
        return part
    largest = max(features, key=lambda feature: feature["area_m2"])
    box = to_map.transformBoundingBox(largest.geometry().boundingBox())
    return QgsRectangle.fromCenterAndSize(
        box.center(), max(part.width(), box.width()), max(part.height(), box.height())
    )
