"""What a layer to be written is like."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsFields, QgsWkbTypes


@dataclass(frozen=True)
class LayerForm:
    """Its fields, kind of geometry and CRS (a table where no kind is given), and the style that a GeoPackage keeps."""

    fields: QgsFields
    kind: Any = QgsWkbTypes.Type.NoGeometry
    crs: QgsCoordinateReferenceSystem = field(default_factory=QgsCoordinateReferenceSystem)
    style: str = ""
