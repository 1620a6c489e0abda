"""Identity (device, inode) of the file under review, to detect that another file took its place.

A process with an open file goes on writing to it after it was replaced, and those writes are lost.
"""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsVectorLayer

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.review.fields import layer_file
from deepslide_qgis.gui.translation import tr


def reopen_file(layer: QgsVectorLayer) -> None:
    """Make QGIS reopen the layer's file, which may have been replaced since it was opened."""
    layer.reload()
    layer.triggerRepaint()


class FileIdentity:
    """Reopens the layer's file and stores its identity.

    Some formats write a new file at some changes, so commits by QGIS update the identity. Layers without a file, and
    file systems without inodes, always pass.
    """

    def __init__(self, layer: QgsVectorLayer):
        self._path = layer_file(layer)
        reopen_file(layer)
        self._known, self._is_same = self._read_identity(), True

    def check(self) -> None:
        """Raise ReviewError if the file is gone or was replaced."""
        if self._path is not None and not self._path.exists():
            raise ReviewError(
                tr("The file '{}' is gone: judgements could not be kept.").format(self._path),
                tr("Put it back, or save the layer as another GeoPackage, then judge on."),
            )
        if self._read_identity() != self._known:
            raise ReviewError(
                tr("The file '{}' was replaced by another one: judgements would be lost.").format(self._path),
                tr("Choose no layer at the top of the dock, then this one again: it is read anew."),
            )

    def before_commit(self, _: bool) -> None:
        """Note, before QGIS writes, whether the file is still the known one."""
        self._is_same = self._read_identity() == self._known

    def after_commit(self) -> None:
        """Accept the file that QGIS wrote, if it replaced the known one."""
        if self._is_same:
            self._known = self._read_identity()

    def _read_identity(self) -> Optional[tuple[int, int]]:
        if self._path is None or not self._path.exists():
            return None
        stored = self._path.stat()
        return (stored.st_dev, stored.st_ino) if stored.st_ino else None
