"""Draws the demo's picture: candidates before and after, with the inventory, in the half that nobody reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsContrastEnhancement,
    QgsFillSymbol,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsRasterLayer,
    QgsRectangle,
    QgsSingleBandGrayRenderer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QImage, QPainter

from deepslide_qgis.core.bands import CASE_STUDY_BANDS

NDVI_CHANGE = next(number for number, band in enumerate(CASE_STUDY_BANDS, 1) if band.name == "dNDVI")
LOWEST, HIGHEST = -0.5, 0.1
HEIGHT_PX, TITLE_PX, GAP_PX = 900, 48, 12
CANDIDATE = {"color": "216,27,96,90", "outline_color": "216,27,96", "outline_width": "0.5"}
MAPPED = {"color": "0,0,0,0", "outline_color": "0,200,255", "outline_width": "0.6"}


def draw_before_and_after(folder: Path, raster: QgsRasterLayer, area: QgsRectangle, scores: Sequence[str]) -> None:
    """Write ``before_after.png``: two maps of ``area``, each with its F1."""
    _show_ndvi_change(raster)
    mapped = _load_polygons(folder / "inventory.gpkg", MAPPED)
    maps = []
    for name in ("before", "after"):
        candidates = _load_polygons(folder / name / "candidates.gpkg", CANDIDATE)
        maps.append(_render([mapped, candidates, raster], raster, area))
    width = maps[0].width()
    picture = QImage(2 * width + GAP_PX, HEIGHT_PX + TITLE_PX, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    font = QFont()
    font.setPixelSize(24)
    painter.setFont(font)
    for place, (title, image, score) in enumerate(zip(("Before", "After the review"), maps, scores)):
        left = place * (width + GAP_PX)
        where = QRectF(left, 0, width, TITLE_PX)
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, f"{title}: pixel F1 {score}")
        painter.drawImage(left, TITLE_PX, image)
    painter.end()
    if not picture.save(str(folder / "before_after.png")):
        raise RuntimeError(f"The picture cannot be written into {folder}.")


def _show_ndvi_change(raster: QgsRasterLayer) -> None:
    renderer = QgsSingleBandGrayRenderer(raster.dataProvider(), NDVI_CHANGE)
    stretch = QgsContrastEnhancement(raster.dataProvider().dataType(NDVI_CHANGE))
    stretch.setContrastEnhancementAlgorithm(QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum)
    stretch.setMinimumValue(LOWEST)
    stretch.setMaximumValue(HIGHEST)
    renderer.setContrastEnhancement(stretch)
    raster.setRenderer(renderer)


def _load_polygons(path: Path, symbol: dict[str, str]) -> QgsVectorLayer:
    layer = QgsVectorLayer(str(path), path.stem, "ogr")
    layer.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(symbol)))
    return layer


def _render(layers: list, raster: QgsRasterLayer, area: QgsRectangle) -> QImage:
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(raster.crs())
    settings.setExtent(area)
    settings.setOutputSize(QSize(round(HEIGHT_PX * area.width() / area.height()), HEIGHT_PX))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()
