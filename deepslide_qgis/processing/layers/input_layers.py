"""Input layers of a run, and whether an output would overwrite one of them."""

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
"""Prefixes with which QGIS names a table in a file that may hold others."""


@dataclass(frozen=True)
class Place:
    """A file and a table in it; an empty ``table`` means the whole file."""

    file: str
    table: str = ""

    def is_overwritten_by(self, other: Place) -> bool:
        """Return whether writing ``other`` deletes this."""
        if not (os.path.exists(self.file) and os.path.exists(other.file) and os.path.samefile(self.file, other.file)):
            return False
        return not other.table or other.table.lower() == self.table.lower()


def chosen_layer(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> Optional[QgsVectorLayer]:
    """Return the layer of the source parameter ``name``, also if only its selected features are used."""
    value = parameters.get(name)
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        source, _ = value.source.valueAsString(context.expressionContext())
        return QgsProcessingUtils.mapLayerFromString(source, context)
    return algorithm.parameterAsVectorLayer(parameters, name, context)


def find_overwritten_input(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    context: QgsProcessingContext,
    files: Iterable[str] = (),
) -> Optional[str]:
    """Return the file of an input that the output ``name`` would overwrite, None if there is none.

    ``files`` are further inputs that no parameter names as layers.
    """
    overwritten = overwritten_places(parameters.get(name), context)
    if not any(os.path.exists(place.file) for place in overwritten):
        return None
    layers = (_layer_place(layer) for layer in _input_layers(algorithm, parameters, context))
    for place in chain(layers, (Place(file, _table_name(file, 0)) for file in files)):
        if any(place.is_overwritten_by(target) for target in overwritten):
            return place.file
    return None


def destination_names(algorithm: QgsProcessingAlgorithm) -> list[str]:
    """Return the names of the parameters for output layers and rasters."""
    kinds = QgsProcessingParameterFeatureSink, QgsProcessingParameterRasterDestination
    return [each.name() for each in algorithm.destinationParameterDefinitions() if isinstance(each, kinds)]


def overwritten_places(value: Any, context: QgsProcessingContext) -> list[Place]:
    """Return what writing ``value`` deletes; QGIS appends an extension to a name without a known one."""
    target = named_target(value, context.expressionContext())
    if not target or is_appended(value):
        return []
    for prefix in DATABASES:
        if target.startswith(prefix):
            parts = QgsDataSourceUri(target[len(prefix) :])
            return [Place(parts.database(), parts.table())]
    suffixes = ("", ".gpkg", f".{context.preferredVectorFormat()}")
    return [Place(target + ending) for ending in suffixes]


def _input_layers(
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


def _layer_place(layer: QgsMapLayer) -> Place:
    """Return the file and table of ``layer``; the file is empty if it has none."""
    parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    file = parts.get("path") or ""
    return Place(file, parts.get("layerName") or _table_name(file, parts.get("layerId") or 0))


def _table_name(file: str, number: int) -> str:
    """Return the name of a table by its number, empty if there is none; QGIS opens the first by default."""
    try:
        dataset = gdal.OpenEx(file, gdal.OF_VECTOR) if os.path.exists(file) else None
    except RuntimeError:
        return ""
    layer = dataset.GetLayer(number) if dataset else None
    return layer.GetName() if layer else ""
