"""Where a new layer goes: a file that is not there yet is offered, so that nothing judged before is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import QWidget

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.translation import tr


class NewFile(QgsFileWidget):
    """Offers a name that no file has."""

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.setFilter("GeoPackage (*.gpkg)")
        self._usual = Path()

    def offer(self, usual: Path) -> None:
        """Show ``usual``, or the first of its name with a number that is free."""
        self._usual = usual
        names = (f"{usual.stem}{end}{usual.suffix}" for end in ("", *(f"_{number}" for number in range(2, 1000))))
        self.setFilePath(str(next(usual.parent / name for name in names if not (usual.parent / name).exists())))

    def offer_again(self) -> None:
        """Show another name where that which stands here was taken meanwhile."""
        path = self.named()
        if path is not None and path.exists():
            self.offer(self._usual)

    def path(self) -> str:
        """Return the file that is to be made, empty where none is named; raise ReviewError for one that is there."""
        path = self.named()
        if path is not None and path.exists():
            raise ReviewError(
                tr("The file '{}' is there already, and what was judged in it would be lost.").format(path),
                tr("Choose another folder or name."),
            )
        return "" if path is None else str(path)

    def named(self) -> Optional[Path]:
        """Return the file, a GeoPackage, whether it is there or not; None where none is named."""
        name = self.filePath().strip()
        if not name:
            return None
        return Path(name if name.lower().endswith(".gpkg") else f"{name}.gpkg")
