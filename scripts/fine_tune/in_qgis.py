"""The demo's steps that need QGIS: the review of one half, and the picture of before and after."""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import QgsApplication, QgsRasterLayer, QgsRectangle

from scripts.fine_tune.before_after import draw_before_and_after
from scripts.fine_tune.geologist import review_whole
from scripts.fine_tune.one_polygon import write_polygon

STRIP_M = 320.0
"""Width of the strip between reviewed and scored half, as landslides may cross the border."""


def main(step: str, folder: Path, raster: Path, *scores: str) -> None:
    """Review the western half of ``raster``, or ``draw`` the candidates before and after."""
    layer = QgsRasterLayer(str(raster), "case study")
    west, east = halves(layer.extent())
    if step == "review":
        inventory = folder / "inventory.gpkg"
        _, summary = review_whole(folder / "before" / "candidates.gpkg", inventory, west)
        write_polygon(folder / "not_reviewed.gpkg", east, layer.crs())
        print(f"      {summary}")
    else:
        draw_before_and_after(folder, layer, east, scores)


def halves(extent: QgsRectangle) -> tuple[QgsRectangle, QgsRectangle]:
    """Return the western half, and the eastern half without a strip along the border."""
    middle = extent.center().x()
    west, east = QgsRectangle(extent), QgsRectangle(extent)
    west.setXMaximum(middle)
    east.setXMinimum(middle + STRIP_M)
    return west, east


if __name__ == "__main__":
    application = QgsApplication([], True)
    application.initQgis()
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:])
    application.exitQgis()
