"""Writing of output layers: completely, or with an error and the old layer unchanged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
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
from deepslide_qgis.processing.layers.destination_check import check_overwrites_nothing
from deepslide_qgis.processing.layers.feature_count import count_features
from deepslide_qgis.processing.layers.file_replacing import replacement_folder
from deepslide_qgis.processing.layers.layer_appending import append_features
from deepslide_qgis.processing.layers.layer_destination import (
    is_appended,
    is_file,
    is_temporary,
    load_when_done,
    named_target,
    redirect_destination,
)
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.stored_styles import store_style_in_geopackage
from deepslide_qgis.processing.layers.table_replacing import Table, replacement_table
from deepslide_qgis.processing.rasters.gdal_calls import cancellable, stop_if_cancelled
from deepslide_qgis.processing.translation import translate

FULL_BYTES = 1_000_000


def write_layer(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    name: str,
    form: LayerForm,
    features: Iterable[QgsFeature],
    context: QgsProcessingContext,
    feedback: Optional[QgsFeedback] = None,
) -> str:
    """Write ``features`` to the sink parameter ``name``; return the source of the layer. Raises OutputError.

    With ``feedback``, raises Cancelled, too. After either, the layer that was there before is unchanged.
    """
    check_overwrites_nothing(algorithm, parameters, name, context)
    feedback = feedback or QgsFeedback()
    features = cancellable(features, feedback)
    value = parameters.get(name)
    target = named_target(value, context.expressionContext())
    table = Table.of(target)
    output = _Output(algorithm, parameters, name, form, context, feedback)
    if is_appended(value):
        place = append_features(target, value.remappingDefinition(), form, features, context)
    elif is_file(target):
        place = output.replace_file(target, features)
    elif table:
        place = output.replace_table(table, features)
    else:
        return output.write_elsewhere(is_temporary(target), features)
    load_when_done(algorithm, name, value, place, context)
    return place


def row_feature(fields: QgsFields, values: Iterable[Any]) -> QgsFeature:
    """Return a row of a table."""
    feature = QgsFeature(fields)
    feature.setAttributes(list(values))
    return feature


@dataclass(frozen=True)
class _Output:
    """The value of a sink parameter, and how the layer that it names is written."""

    algorithm: QgsProcessingAlgorithm
    parameters: dict
    name: str
    form: LayerForm
    context: QgsProcessingContext
    feedback: QgsFeedback

    def replace_file(self, target: str, features: Iterable[QgsFeature]) -> str:
        """Write a new file beside ``target``, which replaces it when it is complete."""
        with replacement_folder(target) as folder:
            written = self._write(features, str(folder / Path(target).name), self.context)
            stop_if_cancelled(self.feedback)
        place = str(Path(target).parent / Path(written).name)
        store_style_in_geopackage(place, self.form.style)
        return place

    def replace_table(self, table: Table, features: Iterable[QgsFeature]) -> str:
        """Write a new table beside ``table``, which replaces it when it is complete."""
        with replacement_table(table) as unfinished:
            self._write(features, unfinished.target, _temporary_context(self.context))
            stop_if_cancelled(self.feedback)
        store_style_in_geopackage(table.source, self.form.style)
        return table.source

    def write_elsewhere(self, is_temporary: bool, features: Iterable[QgsFeature]) -> str:
        """Write a memory layer or a database table, which QGIS itself loads into the project.

        QGIS deletes an older table when the sink is opened, so make all features before. Only a temporary layer can be
        cancelled while it is written.
        """
        ready = list(features)
        if is_temporary:
            ready = cancellable(ready, self.feedback)
        return self._write(ready, None, self.context)

    def _write(self, features: Iterable[QgsFeature], target: Optional[str], context: QgsProcessingContext) -> str:
        """Write ``features`` through QGIS's sink, to ``target`` instead of the parameter's own if it is given."""
        algorithm, name, form, parameters = self.algorithm, self.name, self.form, self.parameters
        if target is not None:
            parameters = {**parameters, name: redirect_destination(parameters.get(name), target)}
        sink, place = algorithm.parameterAsSink(parameters, name, context, form.fields, form.kind, form.crs)
        if sink is None:
            raise OutputError(algorithm.invalidSinkError(parameters, name))
        count, is_written = 0, True
        try:
            for count, feature in enumerate(features, 1):  # noqa: B007 (counts what was written)
                is_written = sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert)
                if not is_written:
                    break
            error = algorithm.writeFeatureError(sink, parameters, name)  # QGIS 3.44 crashes without a sink
        finally:
            del sink  # closes the file: flushes it, and allows its removal after an error
        source = _layer_source(place, context)
        if not is_written or _lacks_features(source, count):
            raise _write_error(source, error)
        return place


def _temporary_context(context: QgsProcessingContext) -> QgsProcessingContext:
    """Return a context that closes layers written into it when it is deleted."""
    temporary = QgsProcessingContext()
    temporary.copyThreadSafeSettings(context)
    return temporary


def _layer_source(place: str, context: QgsProcessingContext) -> str:
    """Return the source of the layer at ``place``, which may be the id of a layer of the context."""
    layer = context.temporaryLayerStore().mapLayer(place)
    return layer.source() if layer is not None and layer.providerType() == "ogr" else place


def _layer_file(source: str) -> str:
    """Return the file of a layer, empty if there is none."""
    file = source.partition("|")[0]
    return file if os.path.isabs(file) and os.path.isfile(file) else ""


def _lacks_features(source: str, count: int) -> bool:
    """Return whether the file lacks features: a full disk shows only after closing it."""
    if not _layer_file(source):
        return False
    layer = QgsVectorLayer(source, "", "ogr")
    if not layer.isValid():
        return _is_disk_full(source)  # with free space left, it is a write-only format
    return 0 <= count_features(layer) < count


def _write_error(source: str, error: str) -> OutputError:
    """Return the error for an incomplete layer; call it before the incomplete file is removed."""
    if not _is_disk_full(source):
        return OutputError(error)
    message = translate("There is no space left on the disk of '{}'.").format(os.path.dirname(_layer_file(source)))
    return OutputError(message, translate("Free some space, or choose another folder."))


def _is_disk_full(source: str) -> bool:
    file = _layer_file(source)
    return bool(file) and shutil.disk_usage(os.path.dirname(file)).free < FULL_BYTES
