"""The demo's map: what was predicted and what was mapped, together, with a legend; drawn by QGIS."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QFont

MAP_MM = (8, 26, 196, 176)  # left, top, width, height on a page of 297 mm × 210 mm
LEGEND_LEFT_MM = 210
DOTS_PER_INCH = 150


def add_layout(project: QgsProject, title: str, about: str) -> QgsPrintLayout:
    """Add the layout "Map" of the project's visible layers to ``project``; return it."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName("Map")
    map_item = _map(layout, project)
    _label(layout, title, (8, 6), 17, is_bold=True)
    _label(layout, about, (8, 15), 9.5)
    _legend(layout, map_item)
    _scale_bar(layout, map_item)
    project.layoutManager().addLayout(layout)
    return layout


def draw(layout: QgsPrintLayout, file: Path) -> None:
    """Write the layout as a picture."""
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = DOTS_PER_INCH
    result = QgsLayoutExporter(layout).exportToImage(str(file), settings)
    if result != QgsLayoutExporter.ExportResult.Success:
        raise RuntimeError(f"QGIS could not draw {file}.")


def _map(layout: QgsPrintLayout, project: QgsProject) -> QgsLayoutItemMap:
    item = QgsLayoutItemMap(layout)
    item.setFrameEnabled(True)
    layout.addLayoutItem(item)
    _place(item, MAP_MM[:2], MAP_MM[2:])
    item.setCrs(project.crs())
    item.setLayers(project.layerTreeRoot().checkedLayers())
    item.setKeepLayerSet(True)
    item.zoomToExtent(QgsRectangle(project.viewSettings().defaultViewExtent()))
    return item


def _legend(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> None:
    legend = QgsLayoutItemLegend(layout)
    legend.setLinkedMap(map_item)
    legend.setLegendFilterByMapEnabled(True)
    legend.setAutoUpdateModel(False)
    root = legend.model().rootGroup()
    shown = {layer.id() for layer in map_item.layers()}
    for node in root.findLayers():
        if node.layerId() not in shown:
            node.parent().removeChildNode(node)
    layout.addLayoutItem(legend)
    _place(legend, (LEGEND_LEFT_MM, MAP_MM[1]), (80, 120))


def _scale_bar(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> None:
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setLinkedMap(map_item)
    bar.applyDefaultSize()
    layout.addLayoutItem(bar)
    _place(bar, (LEGEND_LEFT_MM, 188), (70, 14))


def _label(
    layout: QgsPrintLayout, text: str, place_mm: tuple[float, float], points: float, is_bold: bool = False
) -> None:
    label = QgsLayoutItemLabel(layout)
    font = QFont()
    font.setPointSizeF(points)
    font.setBold(is_bold)
    label.setFont(font)
    label.setText(text)
    layout.addLayoutItem(label)
    _place(label, place_mm, (280, 11))


def _place(item: QgsLayoutItem, place_mm: tuple[float, float], size_mm: tuple[float, float]) -> None:
    item.attemptMove(QgsLayoutPoint(*place_mm, QgsUnitTypes.LayoutUnit.LayoutMillimeters))
    item.attemptResize(QgsLayoutSize(*size_mm, QgsUnitTypes.LayoutUnit.LayoutMillimeters))
