"""Schema of an output layer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsFields, QgsWkbTypes


@dataclass(frozen=True)
class LayerForm:
    """Fields, geometry type and CRS (a table without a type), and the style to store in a GeoPackage."""

    fields: QgsFields
    kind: Any = QgsWkbTypes.Type.NoGeometry
    crs: QgsCoordinateReferenceSystem = field(default_factory=QgsCoordinateReferenceSystem)
    style: str = ""
