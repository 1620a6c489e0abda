"""Features into the layer that a person asked for: all of them, or an error and nothing that looks finished."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsVectorLayer,
    QgsWkbTypes,
)

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.processing.algorithm import translate
from deepslide_qgis.processing.output_files import remove_outputs

FULL_BYTES = 1_000_000


@dataclass(frozen=True)
class LayerForm:
    """What a layer to be written is like: a table where no kind of geometry is given."""

    fields: QgsFields
    kind: Any = QgsWkbTypes.Type.NoGeometry
    crs: QgsCoordinateReferenceSystem = field(default_factory=QgsCoordinateReferenceSystem)


def write_layer(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    form: LayerForm,
    features: Iterable[QgsFeature],
    context: QgsProcessingContext,
) -> str:
    """Write ``features`` to the sink parameter ``name``; return where they are. Raises OutputError."""
    sink, place = algorithm.parameterAsSink(parameters, name, context, form.fields, form.kind, form.crs)
    if sink is None:
        raise OutputError(algorithm.invalidSinkError(parameters, name))
    count, is_written = 0, True
    for count, feature in enumerate(features, 1):  # noqa: B007 (counts what was written)
        is_written = sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
        if not is_written:
            break
    trouble = algorithm.writeFeatureError(sink, parameters, name)  # asked without a sink, QGIS 3.44 falls
    del sink  # closes the file, which writes what was kept back
    if not is_written or _holds_less(place, count):
        raise _unwritten(place, trouble)
    return place


def row_feature(fields: QgsFields, values: Iterable[Any]) -> QgsFeature:
    """Return a row of a table."""
    feature = QgsFeature(fields)
    feature.setAttributes(list(values))
    return feature


def _is_file(place: str) -> bool:
    return os.path.isabs(place) and os.path.isfile(place)


def _holds_less(place: str, count: int) -> bool:
    """Tell whether a file lacks features: a disk that is full shows only when the file is closed."""
    return _is_file(place) and 0 <= QgsVectorLayer(place, "", "ogr").featureCount() < count


def _unwritten(place: str, trouble: str) -> OutputError:
    """Take the rest of a file away; return the error that tells why it could not be written."""
    if not _is_file(place):
        return OutputError(trouble)
    folder = os.path.dirname(place)
    is_full = shutil.disk_usage(folder).free < FULL_BYTES
    remove_outputs({"": place})
    if is_full:
        message = translate("There is no space left on the disk of '{}'.").format(folder)
        return OutputError(message, translate("Free some space, or choose another folder."))
    return OutputError(trouble)
