"""Names that differ between QGIS 3.22 and QGIS 4."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis, QgsMapLayer, QgsVectorLayer

if Qgis.QGIS_VERSION_INT >= 33800:
    from qgis.PyQt.QtCore import QMetaType

    INTEGER, REAL, TEXT = QMetaType.Type.Int, QMetaType.Type.Double, QMetaType.Type.QString
    DATE = QMetaType.Type.QDate
else:
    from qgis.PyQt.QtCore import QVariant

    INTEGER, REAL, TEXT, DATE = QVariant.Int, QVariant.Double, QVariant.String, QVariant.Date

CAN_GROUP_LAYERS = Qgis.QGIS_VERSION_INT >= 33200
"""Whether Processing itself puts results into a group of the layer tree."""


def enum_number(member: Any) -> int:
    """Return the number of an enum member, of Python's or the older kind."""
    return int(getattr(member, "value", member))


def save_default_style(layer: QgsVectorLayer, name: str) -> bool:
    """Save the style of ``layer`` in its file as the default; return whether that worked."""
    if not hasattr(layer, "saveStyleToDatabaseV2"):
        return not layer.saveStyleToDatabase(name, "", True, "")
    results, _ = layer.saveStyleToDatabaseV2(name, "", True, "")
    flags = QgsMapLayer.SaveStyleResult
    return not (results & flags.DatabaseWriteFailed or results & flags.QmlGenerationFailed)
