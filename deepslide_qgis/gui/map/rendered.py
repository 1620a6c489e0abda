"""Images of layers rendered in the background for the current map view, and their canvas overlay."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayer, QgsMapRendererParallelJob, QgsMapSettings
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QObject, QRectF, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QImage, QPainter

ABOVE_MAP = 10.0
WAIT_MS = 40


class RenderedView(QObject):
    """An image of some layers for the canvas's view, rendered in the background, again when the view moves."""

    ready = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, is_transparent: bool = False):
        super().__init__()
        self._canvas, self._is_transparent = canvas, is_transparent
        self._layers: list[QgsMapLayer] = []
        self._job: Optional[QgsMapRendererParallelJob] = None
        self.image: Optional[QImage] = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._render)
        canvas.extentsChanged.connect(self._on_extent_changed)

    def show_layers(self, layers: list[QgsMapLayer]) -> None:
        """Render ``layers``, the first on top, none for no image; the old image stays until the new one is ready."""
        self._layers = list(layers)
        if not layers:
            self.image = None
        self._timer.start()

    def stop(self) -> None:
        """Cancel rendering and drop the image."""
        self._timer.stop()
        self._layers = []
        self.image = None
        self._cancel()

    def close(self) -> None:
        """Stop, and disconnect from the canvas."""
        self.stop()
        self._canvas.extentsChanged.disconnect(self._on_extent_changed)

    def _on_extent_changed(self) -> None:
        if self._layers:
            self.image = None
            self._timer.start()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.finished.disconnect(self._finish)
            self._job.cancelWithoutBlocking()
            self._job = None

    def _render(self) -> None:
        self._cancel()
        if not self._layers:
            self.ready.emit()
            return
        settings = QgsMapSettings(self._canvas.mapSettings())
        settings.setLayers(self._layers)
        if self._is_transparent:
            settings.setBackgroundColor(QColor(0, 0, 0, 0))
        self._job = QgsMapRendererParallelJob(settings)
        self._job.finished.connect(self._finish)
        self._job.start()

    def _finish(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            self.image = job.renderedImage()
            self.ready.emit()
            job.deleteLater()


class Overlay(QgsMapCanvasItem):
    """Paints titled images over the map, each in a range of the map's width."""

    def __init__(self, canvas: QgsMapCanvas):
        super().__init__(canvas)
        self._canvas = canvas
        self._parts: list[tuple[QImage, str, float, float]] = []
        self.setZValue(ABOVE_MAP)

    def set_parts(self, parts: list[tuple[QImage, str, float, float]]) -> None:
        """Paint ``parts``: (image, title, begin, end), with begin and end as shares (0 to 1) of the width."""
        self._parts = parts
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._canvas.width(), self._canvas.height())

    def paint(self, painter: QPainter, *_: object) -> None:
        whole = self.boundingRect()
        self.setPos(0, 0)
        for image, name, begin, end in self._parts:
            part = QRectF(whole.width() * begin, 0, whole.width() * (end - begin), whole.height())
            painter.save()
            painter.setClipRect(part)
            painter.drawImage(whole, image)
            if name:
                self._draw_title(painter, name, part, at_right=begin > 0)
            painter.restore()
            if begin > 0:
                painter.setPen(QColor(255, 255, 255))
                painter.drawLine(part.topLeft(), part.bottomLeft())

    @staticmethod
    def _draw_title(painter: QPainter, name: str, part: QRectF, at_right: bool) -> None:
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        size = painter.fontMetrics().size(0, name)
        left = part.right() - size.width() - 24 if at_right else part.left() + 8
        box = QRectF(left, 8, size.width() + 16, size.height() + 8)
        painter.fillRect(box, QColor(20, 20, 20, 190))
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
