"""Small inventories on the pixels of the test rasters."""

from __future__ import annotations

from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

from tests.processing.conftest import PLACED, UTM

LEFT, TOP = PLACED[0], PLACED[3]


def corners(row: float, column: float, tall: float, wide: float) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of a rectangle of pixels (10 m)."""
    return LEFT + 10 * column, TOP - 10 * (row + tall), LEFT + 10 * (column + wide), TOP - 10 * row


def box(row: float, column: float, tall: float, wide: float) -> str:
    """Return a rectangle of pixels as WKT."""
    x0, y0, x1, y1 = corners(row, column, tall, wide)
    return f"POLYGON(({x0} {y0}, {x1} {y0}, {x1} {y1}, {x0} {y1}, {x0} {y0}))"


def inventory(*shapes: str, kind: str = "MultiPolygon", crs: str = f"EPSG:{UTM}", ages: tuple = ()) -> QgsVectorLayer:
    """Return a layer in memory with one landslide for each WKT, ``name`` a, b, c …; ``crs`` empty for none."""
    layer = QgsVectorLayer(f"{kind}?crs={crs}&field=name:string&field=age:integer", "mapped", "memory")
    features = []
    for i, shape in enumerate(shapes):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(shape))
        feature.setAttributes(["abcdefghij"[i], ages[i] if ages else 2020])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    return layer


def by_name(layer: QgsVectorLayer) -> dict[str, dict]:
    """Return the attributes of each landslide by its name."""
    return {feature["name"]: feature.attributeMap() for feature in layer.getFeatures()}


def statuses(layer: QgsVectorLayer) -> dict[str, str]:
    """Return what became of each landslide."""
    return {name: values["match_status"] for name, values in by_name(layer).items()}
