"""The file that a review has open: whether it is still the one that lies under its name.

An open file takes what is written also after another one came in its place, and keeps it where nobody finds it.
"""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsVectorLayer

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.review.fields import file_of
from deepslide_qgis.gui.translation import tr


def open_anew(layer: QgsVectorLayer) -> None:
    """Have QGIS open the layer's file again, which may have been replaced since it did so first."""
    layer.reload()
    layer.triggerRepaint()


class OpenedFile:
    """Opens the layer's file anew, and remembers which one that is.

    Some formats are written as a new file at some changes: what QGIS commits itself is followed. A layer without a
    file, and a file system that does not tell files apart, are never judged.
    """

    def __init__(self, layer: QgsVectorLayer):
        self._path = file_of(layer)
        open_anew(layer)
        self._known, self._is_same = self._identity(), True

    def check(self) -> None:
        """Raise ReviewError where the file is gone or was replaced."""
        if self._path is not None and not self._path.exists():
            raise ReviewError(
                tr("The file '{}' is gone: judgements could not be kept.").format(self._path),
                tr("Put it back, or save the layer as another GeoPackage, then judge on."),
            )
        if self._identity() != self._known:
            raise ReviewError(
                tr("The file '{}' was replaced by another one: judgements would be lost.").format(self._path),
                tr("Choose no layer at the top of the dock, then this one again: it is read anew."),
            )

    def before_commit(self, _: bool) -> None:
        """QGIS begins to write."""
        self._is_same = self._identity() == self._known

    def after_commit(self) -> None:
        """QGIS has written, to the file that was there before or to a new one in its place."""
        if self._is_same:
            self._known = self._identity()

    def _identity(self) -> Optional[tuple[int, int]]:
        if self._path is None or not self._path.exists():
            return None
        stored = self._path.stat()
        return (stored.st_dev, stored.st_ino) if stored.st_ino else None
