"""How many features a layer really holds."""

from __future__ import annotations

from qgis.core import QgsFeatureRequest, QgsVectorLayer


def features_in(layer: QgsVectorLayer) -> int:
    """Return how many features ``layer`` holds, negative where nobody knows.

    Those of a file are read. A GeoPackage notes down how many it has, and with GDAL 3.10 the note of features that a
    full disk did not take is there, and they are not.
    """
    if layer.providerType() != "ogr":
        return layer.featureCount()
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes([])
    return sum(1 for _ in layer.getFeatures(request))
