"""Appending of features to an existing layer, in one step that leaves old features unchanged.

QGIS's own sink appends one by one, and cannot open the layer URIs of a GeoPackage from its browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from qgis.core import (
    QgsDataSourceUri,
    QgsExpression,
    QgsFeature,
    QgsFeatureSink,
    QgsFeatureStore,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsRemappingProxyFeatureSink,
    QgsRemappingSinkDefinition,
    QgsVectorDataProvider,
    QgsVectorLayer,
)

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.processing.layers.feature_count import count_features
from deepslide_qgis.processing.layers.layer_destination import is_appended, named_target
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.translation import translate

NUMBER = "id"
"""Field with the number of a candidate, from 1."""


def append_features(
    target: str,
    mapping: QgsRemappingSinkDefinition,
    form: LayerForm,
    features: Iterable[QgsFeature],
    context: QgsProcessingContext,
) -> str:
    """Add ``features`` to the layer ``target`` with ``mapping``; return its source. Raises OutputError."""
    _check_mapping(mapping, form.fields)
    layer = _layer_to_extend(target)
    added = _remap_features(layer, mapping, form, _continue_numbering(layer, mapping, form, features), context)
    before, provider = count_features(layer), layer.dataProvider()
    is_added, _ = provider.addFeatures(added, QgsFeatureSink.Flag.FastInsert)
    source, reasons = layer.source(), "; ".join(provider.errors()) or provider.error().message()
    after = count_features(QgsVectorLayer(source, "", layer.providerType()))
    if not is_added or 0 <= after < before + len(added):
        raise _append_error(source, reasons, after - before if min(before, after) >= 0 else 0, len(added))
    return source


def check_appending(value: Any, fields: QgsFields, context: QgsProcessingContext) -> None:
    """Raise OutputError if features with ``fields`` cannot be appended to the layer of ``value``."""
    if is_appended(value):
        _check_mapping(value.remappingDefinition(), fields)
        _layer_to_extend(named_target(value, context.expressionContext()))


def _layer_to_extend(target: str) -> QgsVectorLayer:
    """Return the layer ``target``, in any notation of QGIS; raise OutputError if it takes no new features."""
    provider, source = _provider_and_source(target)
    layer = QgsVectorLayer(source, "", provider)
    if not layer.isValid():
        message = translate("There is no layer '{}' to add the features to.").format(target)
        raise OutputError(message, translate("Choose the layer again, or write a new one."))
    if not layer.dataProvider().capabilities() & QgsVectorDataProvider.Capability.AddFeatures:
        message = translate("The layer '{}' takes no new features.").format(target)
        raise OutputError(message, translate("Check that it can be written to, or write a new one."))
    return layer


def _check_mapping(mapping: QgsRemappingSinkDefinition, fields: QgsFields) -> None:
    """Raise OutputError if ``mapping`` uses fields that do not exist: their values would be NULL."""
    expressions = [QgsExpression(each.asExpression()) for each in mapping.fieldMap().values()]
    missing = sorted({name for each in expressions for name in each.referencedColumns()} - {*fields.names(), "*"})
    if missing:
        message = translate("The fields {} are to be taken over, and there are none.").format(", ".join(missing))
        raise OutputError(message, translate("Choose the layer to append to again, which maps the fields anew."))


def _provider_and_source(target: str) -> tuple[str, str]:
    """Return provider and source of ``provider://…``, ``provider:…``, ``file`` and ``file|layername=…``."""
    is_coded, provider, source = QgsProcessingUtils.decodeProviderKeyAndUri(target)
    if not is_coded:
        before, _, after = target.partition(":")
        is_named = before in QgsProviderRegistry.instance().providerList()
        provider, source = (before, after) if is_named else ("ogr", target)
    parts = QgsDataSourceUri(source) if provider == "ogr" and "dbname=" in source else None
    if parts:
        named = {"path": parts.database(), "layerName": parts.table()}
        source = QgsProviderRegistry.instance().encodeUri("ogr", {key: text for key, text in named.items() if text})
    return provider, source


def _remap_features(
    layer: QgsVectorLayer,
    mapping: QgsRemappingSinkDefinition,
    form: LayerForm,
    features: Iterable[QgsFeature],
    context: QgsProcessingContext,
) -> list[QgsFeature]:
    """Return ``features`` with fields, CRS and geometry type of ``layer``."""
    definition = QgsRemappingSinkDefinition(mapping)
    definition.setSourceCrs(form.crs)
    definition.setDestinationFields(layer.fields())
    definition.setDestinationCrs(layer.crs())
    definition.setDestinationWkbType(layer.wkbType())
    expressions = context.expressionContext()
    expressions.setFields(form.fields)
    remapping = QgsRemappingProxyFeatureSink(definition, QgsFeatureStore())
    remapping.setExpressionContext(expressions)
    remapping.setTransformContext(context.transformContext())
    return [remapped for feature in features for remapped in remapping.remapFeature(feature)]


def _continue_numbering(
    layer: QgsVectorLayer, mapping: QgsRemappingSinkDefinition, form: LayerForm, features: Iterable[QgsFeature]
) -> Iterator[QgsFeature]:
    """Yield ``features``; if ``mapping`` copies their numbers, continue after the highest in ``layer``."""
    taken_over = mapping.fieldMap().get(NUMBER)
    is_numbered = form.fields.indexFromName(NUMBER) >= 0
    is_same = taken_over is not None and taken_over.asExpression() == QgsExpression.quotedColumnRef(NUMBER)
    highest = layer.maximumValue(layer.fields().indexFromName(NUMBER)) if is_numbered and is_same else 0
    follows = int(highest) if isinstance(highest, (int, float)) and highest > 0 else 0
    for feature in features:
        if follows and isinstance(feature[NUMBER], int):
            feature = QgsFeature(feature)
            feature[NUMBER] += follows
        yield feature


def _append_error(source: str, reasons: str, added: int, total: int) -> OutputError:
    if added > 0:
        message = translate("Only {} of {} features could be added to '{}': {}").format(added, total, source, reasons)
        return OutputError(message, translate("What it held before is there. Remove the new ones, then try again."))
    message = translate("The features could not be added to '{}': {}").format(source, reasons)
    return OutputError(
        message,
        translate("The layer is as it was. Check that no other program writes to it, and that its fields fit."),
    )
