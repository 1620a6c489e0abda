"""File widget for a new layer that suggests a file that does not exist, so that no judgements are overwritten."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import QWidget

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.gui.translation import tr


class NewFile(QgsFileWidget):
    """Suggests an unused file name."""

    def __init__(self, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.setFilter("GeoPackage (*.gpkg)")
        self._default = Path()

    def offer(self, default: Path) -> None:
        """Show ``default``, or the first unused name with a number appended."""
        self._default = default
        names = (f"{default.stem}{end}{default.suffix}" for end in ("", *(f"_{number}" for number in range(2, 1000))))
        self.setFilePath(str(next(default.parent / name for name in names if not (default.parent / name).exists())))

    def offer_again(self) -> None:
        """Suggest another name if the displayed file has come into existence."""
        path = self.named()
        if path is not None and path.exists():
            self.offer(self._default)

    def path(self) -> str:
        """Return the chosen file, empty if none is named; raise ReviewError if it exists."""
        path = self.named()
        if path is not None and path.exists():
            raise ReviewError(
                tr("The file '{}' exists already, and the judgements in it would be lost.").format(path),
                tr("Choose another folder or name."),
            )
        return "" if path is None else str(path)

    def named(self) -> Optional[Path]:
        """Return the chosen file, a GeoPackage, whether or not it exists; None if none is named."""
        name = self.filePath().strip()
        if not name:
            return None
        return Path(name if name.lower().endswith(".gpkg") else f"{name}.gpkg")
