"""The demo's QGIS project: all results named, styled and grouped as by the plugin, above the case study."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    Qgis,
    QgsContrastEnhancement,
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsRasterMinMaxOrigin,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from deepslide_qgis.processing.layers import result_layers
from deepslide_qgis.processing.layers.stored_styles import style_path
from scripts.demo.case_study import CaseStudy, hillshade

FILES = {
    result_layers.CANDIDATES: "candidates.gpkg",
    result_layers.INVENTORY: "inventory.gpkg",
    result_layers.MASK: "mask.tif",
    result_layers.SPREAD: "spread.tif",
    result_layers.PROBABILITY: "probability.tif",
}
COMPARED = {
    result_layers.INVENTORY_MATCHED: "inventory_compared.gpkg",
    result_layers.CANDIDATES_MATCHED: "candidates_compared.gpkg",
    result_layers.ERROR_MAP: "error_map.tif",
}
"""Results, topmost first; those of the comparison are unchecked and below the prediction."""

GROUND = "Case study"
RELIEF_OPACITY = 0.6


def make_project(case: CaseStudy, folder: Path) -> QgsProject:
    """Fill the current project with the results in ``folder``; return it."""
    project = QgsProject.instance()
    project.clear()
    project.setTitle(f"DeepSlide demo: {case.name}")
    project.setFilePathStorage(Qgis.FilePathType.Relative)
    results = project.layerTreeRoot().addGroup(result_layers.group_name(case.name))
    for kind, file in {**FILES, **COMPARED}.items():
        if (folder / file).exists():
            is_shown = kind.is_shown and kind not in COMPARED
            _add_layer(project, results, _load_result(kind, folder / file, case.name), is_shown)
    _add_ground(project, case)
    return project


def _add_ground(project: QgsProject, case: CaseStudy) -> None:
    ground = project.layerTreeRoot().addGroup(GROUND)
    raster = _load_raster(case.raster, case.name)
    enhancement = QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
    raster.setContrastEnhancement(enhancement, QgsRasterMinMaxOrigin.Limits.CumulativeCut)
    _add_layer(project, ground, raster, is_shown=case.elevation is None)
    if case.elevation is not None:
        relief = _load_raster(hillshade(case.elevation), "Shaded relief")
        relief.setOpacity(RELIEF_OPACITY)
        _add_layer(project, ground, relief)
    project.setCrs(raster.crs())
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(raster.extent(), raster.crs()))


def _load_result(kind: result_layers.ResultLayer, file: Path, name: str) -> QgsMapLayer:
    title = f"{kind.title} – {name}"
    layer = _load_raster(file, title) if file.suffix == ".tif" else _load_polygons(file, title)
    message, is_styled = layer.loadNamedStyle(style_path(kind.style))
    if not is_styled:
        raise RuntimeError(f"The style of {title} cannot be loaded: {message}")
    return layer


def _load_raster(file: Path, title: str) -> QgsRasterLayer:
    return _check_valid(QgsRasterLayer(str(file), title), file)


def _load_polygons(file: Path, title: str) -> QgsVectorLayer:
    return _check_valid(QgsVectorLayer(str(file), title, "ogr"), file)


def _check_valid(layer: QgsMapLayer, file: Path) -> QgsMapLayer:
    if not layer.isValid():
        raise RuntimeError(f"QGIS cannot open {file}: {layer.error().summary()}")
    return layer


def _add_layer(project: QgsProject, group: QgsLayerTreeGroup, layer: QgsMapLayer, is_shown: bool = True) -> None:
    project.addMapLayer(layer, False)
    node = group.addLayer(layer)
    node.setItemVisibilityChecked(is_shown)
    node.setExpanded(is_shown and layer.name() != "Shaded relief")
