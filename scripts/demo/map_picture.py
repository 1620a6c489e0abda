"""The demo's map: prediction and inventory with a legend, drawn by QGIS."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsFillSymbol,
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemMapOverview,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapLayer,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QFont

from scripts.demo.project import GROUND

Box = tuple[float, float, float, float]
"""Left, top, width, height in mm, on a page of 297 mm × 210 mm."""

TITLE: Box = (8, 6, 281, 9)
ABOUT: Box = (8, 15, 281, 10)
WHOLE: Box = (8, 26, 176, 176)
DETAIL: Box = (192, 26, 97, 90)
LEGEND: Box = (190, 120, 60, 70)
SCALE_BAR: Box = (192, 190, 90, 12)
DOTS_PER_INCH = 150


def add_layout(project: QgsProject, title: str, about: str, detail: QgsRectangle) -> QgsPrintLayout:
    """Add the layout "Map" to ``project``: the whole case study, and the enlarged part ``detail``."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName("Map")
    whole = _add_map(layout, WHOLE, project.viewSettings().defaultViewExtent())
    enlarged = _add_map(layout, DETAIL, detail)
    overview = QgsLayoutItemMapOverview("Detail", whole)
    overview.setLinkedMap(enlarged)
    overview.setFrameSymbol(QgsFillSymbol.createSimple({"style": "no", "outline_width": "0.6"}))
    whole.overviews().addOverview(overview)
    _add_label(layout, TITLE, title, 17, is_bold=True)
    _add_label(layout, ABOUT, about, 9.5)
    _add_legend(layout, whole)
    if project.crs().isValid():
        _add_scale_bar(layout, whole)
    project.layoutManager().addLayout(layout)
    return layout


def export_layout(layout: QgsPrintLayout, file: Path) -> None:
    """Export the layout as an image."""
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = DOTS_PER_INCH
    result = QgsLayoutExporter(layout).exportToImage(str(file), settings)
    if result != QgsLayoutExporter.ExportResult.Success:
        raise RuntimeError(f"QGIS could not draw {file}.")


def _add_map(layout: QgsPrintLayout, box: Box, extent: QgsRectangle) -> QgsLayoutItemMap:
    item = QgsLayoutItemMap(layout)
    _place(layout, item, box)
    item.setFrameEnabled(True)
    item.setLayers(layout.project().layerTreeRoot().checkedLayers())
    item.setKeepLayerSet(True)
    item.setCrs(layout.project().crs())
    item.zoomToExtent(QgsRectangle(extent))
    return item


def _add_legend(layout: QgsPrintLayout, whole: QgsLayoutItemMap) -> None:
    """Add a legend of the visible results with short names."""
    legend = QgsLayoutItemLegend(layout)
    legend.setLinkedMap(whole)
    legend.setAutoUpdateModel(False)
    legend.setLegendFilterByMapEnabled(True)
    root = legend.model().rootGroup()
    root.removeChildNode(root.findGroup(GROUND))
    for group in root.findGroups():
        QgsLegendRenderer.setNodeLegendStyle(group, QgsLegendStyle.Style.Hidden)
    for node in root.findLayers():
        if node.layer() not in whole.layers():
            node.parent().removeChildNode(node)
            continue
        node.setCustomProperty("legend/title-label", node.layer().name().split(" – ")[0])
        if node.layer().type() == QgsMapLayer.LayerType.RasterLayer:
            QgsMapLayerLegendUtils.setLegendNodeOrder(node, [1])  # the colours without the band's name
        legend.model().refreshLayerLegend(node)
    _place(layout, legend, LEGEND)


def _add_scale_bar(layout: QgsPrintLayout, whole: QgsLayoutItemMap) -> None:
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setLinkedMap(whole)
    bar.applyDefaultSize()
    _place(layout, bar, SCALE_BAR)


def _add_label(layout: QgsPrintLayout, box: Box, text: str, points: float, is_bold: bool = False) -> None:
    label = QgsLayoutItemLabel(layout)
    font = QFont()
    font.setPointSizeF(points)
    font.setBold(is_bold)
    label.setFont(font)
    label.setText(text)
    _place(layout, label, box)


def _place(layout: QgsPrintLayout, item: QgsLayoutItem, box: Box) -> None:
    layout.addLayoutItem(item)
    item.attemptMove(QgsLayoutPoint(*box[:2], QgsUnitTypes.LayoutUnit.LayoutMillimeters))
    item.attemptResize(QgsLayoutSize(*box[2:], QgsUnitTypes.LayoutUnit.LayoutMillimeters))
