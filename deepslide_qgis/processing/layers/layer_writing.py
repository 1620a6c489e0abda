"""Features into the layer that a person asked for: all of them, or an error and the layer that was there before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsFeedback,
    QgsFields,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsVectorLayer,
)

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.processing.layers.feature_count import features_in
from deepslide_qgis.processing.layers.file_replacing import made_beside
from deepslide_qgis.processing.layers.kept_styles import keep_in_geopackage
from deepslide_qgis.processing.layers.layer_algorithm import LayerAlgorithm
from deepslide_qgis.processing.layers.layer_appending import append
from deepslide_qgis.processing.layers.layer_destination import (
    elsewhere,
    is_appended,
    is_file,
    is_temporary,
    load_when_done,
    named_target,
)
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.table_replacing import Table, made_beside_table
from deepslide_qgis.processing.rasters.gdal_calls import stop_if_cancelled, watched
from deepslide_qgis.processing.translation import translate

FULL_BYTES = 1_000_000


def write_layer(
    algorithm: LayerAlgorithm,
    parameters: dict,
    name: str,
    form: LayerForm,
    features: Iterable[QgsFeature],
    context: QgsProcessingContext,
    feedback: Optional[QgsFeedback] = None,
) -> str:
    """Write ``features`` to the sink parameter ``name``; return where they are. Raises OutputError.

    Raises Cancelled, too, where ``feedback`` is given: then what was there before stays.
    """
    algorithm.check_replaced(parameters, name, context)
    feedback = feedback or QgsFeedback()
    features = watched(features, feedback)
    value = parameters.get(name)
    target = named_target(value, context.expressionContext())
    table = Table.of(target)
    if is_appended(value):
        place = append(target, value.remappingDefinition(), form, features, context)
    elif is_file(target):
        with made_beside(target) as folder:
            own = elsewhere(value, str(folder / Path(target).name))
            made = _through_sink(algorithm, {**parameters, name: own}, name, form, features, context)
            stop_if_cancelled(feedback)
        place = str(Path(target).parent / Path(made).name)
    elif table:
        with made_beside_table(table) as unfinished:
            own = {**parameters, name: elsewhere(value, unfinished.target)}
            _through_sink(algorithm, own, name, form, features, _own_context(context))
            stop_if_cancelled(feedback)
        place = table.source
    else:  # QGIS takes an older table away at once: what can fail in making the features does so before
        ready = list(features)
        if is_temporary(target):
            ready = watched(ready, feedback)
        return _through_sink(algorithm, parameters, name, form, ready, context)
    if not is_appended(value):
        keep_in_geopackage(place, form.style)
    load_when_done(algorithm, name, value, place, context)
    return place


def row_feature(fields: QgsFields, values: Iterable[Any]) -> QgsFeature:
    """Return a row of a table."""
    feature = QgsFeature(fields)
    feature.setAttributes(list(values))
    return feature


def _through_sink(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    form: LayerForm,
    features: Iterable[QgsFeature],
    context: QgsProcessingContext,
) -> str:
    sink, place = algorithm.parameterAsSink(parameters, name, context, form.fields, form.kind, form.crs)
    if sink is None:
        raise OutputError(algorithm.invalidSinkError(parameters, name))
    count, is_written = 0, True
    try:
        for count, feature in enumerate(features, 1):  # noqa: B007 (counts what was written)
            is_written = sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
            if not is_written:
                break
        trouble = algorithm.writeFeatureError(sink, parameters, name)  # asked without a sink, QGIS 3.44 falls
    finally:
        del sink  # closes the file, which writes what was kept back, and can be taken away after an error
    source = _source(place, context)
    if not is_written or _holds_less(source, count):
        raise _unwritten(source, trouble)
    return place


def _own_context(context: QgsProcessingContext) -> QgsProcessingContext:
    """Return a context that lets go of what was written into it when it goes itself."""
    own = QgsProcessingContext()
    own.copyThreadSafeSettings(context)
    return own


def _source(place: str, context: QgsProcessingContext) -> str:
    """Return the source of the layer at ``place``, which for a table of a file is the id of an open layer."""
    layer = context.temporaryLayerStore().mapLayer(place)
    return layer.source() if layer is not None and layer.providerType() == "ogr" else place


def _file(source: str) -> str:
    """Return the file that holds a layer, empty where there is none."""
    file = source.partition("|")[0]
    return file if os.path.isabs(file) and os.path.isfile(file) else ""


def _holds_less(source: str, count: int) -> bool:
    """Tell whether a file lacks features: a disk that is full shows only when the file is closed."""
    if not _file(source):
        return False
    layer = QgsVectorLayer(source, "", "ogr")
    if not layer.isValid():
        return _is_full(source)  # with room left it is of a format that can only be written
    return 0 <= features_in(layer) < count


def _unwritten(source: str, trouble: str) -> OutputError:
    """Return the error that tells why a layer could not be written, asked while its remains still take their room."""
    if not _is_full(source):
        return OutputError(trouble)
    message = translate("There is no space left on the disk of '{}'.").format(os.path.dirname(_file(source)))
    return OutputError(message, translate("Free some space, or choose another folder."))


def _is_full(source: str) -> bool:
    file = _file(source)
    return bool(file) and shutil.disk_usage(os.path.dirname(file)).free < FULL_BYTES
