"""The layers that a run reads, and whether a layer that it is to write would replace one of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Optional

from osgeo import gdal
from qgis.core import (
    QgsDataSourceUri,
    QgsMapLayer,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from deepslide_qgis.processing.layers.layer_destination import is_appended, named_target

DATABASES = ("ogr:", "spatialite:")
"""How QGIS begins the name of a table that is to be written into a file that may hold others."""


@dataclass(frozen=True)
class Place:
    """A file, and the table in it; ``table`` is empty for all that the file holds."""

    file: str
    table: str = ""

    def is_in(self, other: Place) -> bool:
        """Tell whether writing ``other`` takes this away."""
        if not (os.path.exists(self.file) and os.path.exists(other.file) and os.path.samefile(self.file, other.file)):
            return False
        return not other.table or other.table.lower() == self.table.lower()


def chosen_layer(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> Optional[QgsVectorLayer]:
    """Return the layer chosen for the source parameter ``name``, also where only its selection was chosen."""
    value = parameters.get(name)
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        source, _ = value.source.valueAsString(context.expressionContext())
        return QgsProcessingUtils.mapLayerFromString(source, context)
    return algorithm.parameterAsVectorLayer(parameters, name, context)


def replaced_input(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    context: QgsProcessingContext,
    files: Iterable[str] = (),
) -> Optional[str]:
    """Return the file of an input that the layer asked for by ``name`` would replace, None where there is none.

    ``files`` are read, too, and no parameter names them as layers.
    """
    written = written_places(parameters.get(name), context)
    if not any(os.path.exists(place.file) for place in written):
        return None
    layers = (_read(layer) for layer in _layers(algorithm, parameters, context))
    for read in chain(layers, (Place(file, _table(file, 0)) for file in files)):
        if any(read.is_in(place) for place in written):
            return read.file
    return None


def written_layers(algorithm: QgsProcessingAlgorithm) -> list[str]:
    """Return the names of the parameters that say where layers and rasters are written."""
    kinds = QgsProcessingParameterFeatureSink, QgsProcessingParameterRasterDestination
    return [each.name() for each in algorithm.destinationParameterDefinitions() if isinstance(each, kinds)]


def written_places(value: Any, context: QgsProcessingContext) -> list[Place]:
    """Return what writing ``value`` takes away; QGIS gives a name without a known ending one more."""
    target = named_target(value, context.expressionContext())
    if not target or is_appended(value):
        return []
    for prefix in DATABASES:
        if target.startswith(prefix):
            parts = QgsDataSourceUri(target[len(prefix) :])
            return [Place(parts.database(), parts.table())]
    endings = ("", ".gpkg", f".{context.preferredVectorFormat()}")
    return [Place(target + ending) for ending in endings]


def _layers(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
) -> Iterator[QgsMapLayer]:
    for definition in algorithm.parameterDefinitions():
        name = definition.name()
        if isinstance(definition, QgsProcessingParameterMultipleLayers):
            yield from algorithm.parameterAsLayerList(parameters, name, context)
        elif isinstance(definition, QgsProcessingParameterFeatureSource):
            yield from filter(None, [chosen_layer(algorithm, parameters, name, context)])
        elif isinstance(definition, (QgsProcessingParameterRasterLayer, QgsProcessingParameterMapLayer)):
            yield from filter(None, [algorithm.parameterAsLayer(parameters, name, context)])


def _read(layer: QgsMapLayer) -> Place:
    """Return where ``layer`` lies; a file that is none has no name."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    file = parts.get("path") or ""
    return Place(file, parts.get("layerName") or _table(file, parts.get("layerId") or 0))


def _table(file: str, number: int) -> str:
    """Return the name of a table of a file, empty where it holds none: QGIS opens the first where none is named."""
    try:
        dataset = gdal.OpenEx(file, gdal.OF_VECTOR) if os.path.exists(file) else None
    except RuntimeError:
        return ""
    layer = dataset.GetLayer(number) if dataset else None
    return layer.GetName() if layer else ""
