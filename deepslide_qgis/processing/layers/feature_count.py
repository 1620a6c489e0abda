"""Reliable count of a layer's features."""

from __future__ import annotations

from qgis.core import QgsFeatureRequest, QgsVectorLayer


def count_features(layer: QgsVectorLayer) -> int:
    """Return the number of features in ``layer``, negative if unknown.

    Features of a file are read one by one. A GeoPackage stores its count, and with GDAL 3.10 that includes features
    which a full disk refused.
    """
    if layer.providerType() != "ogr":
        return layer.featureCount()
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([])
    return sum(1 for _ in layer.getFeatures(request))
