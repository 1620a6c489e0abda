"""The scores of one threshold, from its four counts: those that QGIS shows, too."""

from deepslide_qgis.core.scores import PixelScores

__all__ = ["PixelScores"]
