"""The demo's outcome told: project, map, and a sentence of numbers."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject, QgsVectorLayer

from scripts.demo.case_study import CaseStudy
from scripts.demo.map_picture import add_layout, draw
from scripts.demo.project import make_project


def write_project_and_map(case: CaseStudy, folder: Path) -> str:
    """Write demo.qgz and map.png into ``folder``; return a sentence about the candidates."""
    summary = count(folder / "candidates.gpkg")
    project = make_project(case, folder)
    about = f"{summary} Model pack {case.pack}. Candidates are suggestions: a geologist decides."
    layout = add_layout(project, f"Landslides detected in {case.name}", about)
    draw(layout, folder / "map.png")
    if not project.write(str(folder / "demo.qgz")):
        raise RuntimeError(f"QGIS could not write the project: {project.error()}")
    QgsProject.instance().clear()
    return summary


def count(candidates: Path) -> str:
    """Return how many candidates there are and how large they are together."""
    layer = QgsVectorLayer(str(candidates), "candidates", "ogr")
    areas_m2 = [feature["area_m2"] for feature in layer.getFeatures()]
    return f"{len(areas_m2)} candidates, {sum(areas_m2) / 1e4:.1f} ha together."
