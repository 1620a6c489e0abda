"""Appearance of imagery results in the project, by the engine's output names."""

from __future__ import annotations

from deepslide_qgis.processing.layers.result_layers import ResultLayer

RESULTS = {
    "stack": ResultLayer("Band stack", "", 0),
    "exclude": ResultLayer("Water and snow to exclude", "exclude.qml", 1),
    "backscatter": ResultLayer("Terrain-corrected backscatter", "", 0),
    "local_incidence": ResultLayer("Local incidence angle", "", 1, is_shown=False),
    "local_incidence_vollrath": ResultLayer("Local incidence angle (Vollrath)", "", 2, is_shown=False),
    "layover": ResultLayer("Layover mask", "distortion.qml", 3, is_shown=False),
    "shadow": ResultLayer("Radar shadow mask", "distortion.qml", 4, is_shown=False),
    "composite": ResultLayer("Composite", "", 0),
    "dates": ResultLayer("Date of each pixel", "", 1, is_shown=False),
    "counts": ResultLayer("Number of usable dates", "", 2, is_shown=False),
    "before": ResultLayer("NDVI before", "ndvi.qml", 0, is_shown=False),
    "after": ResultLayer("NDVI after", "ndvi.qml", 1, is_shown=False),
    "change": ResultLayer("NDVI change", "ndvi_change.qml", 2),
    "land_cover": ResultLayer("Land cover", "land_cover.qml", 0),
}
