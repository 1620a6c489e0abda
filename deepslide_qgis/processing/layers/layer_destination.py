"""The value of an output parameter, in all of its forms."""

from __future__ import annotations

import os
from typing import Any, Optional

from qgis.core import (
    QgsExpressionContext,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProperty,
)


def named_target(value: Any, expressions: Optional[QgsExpressionContext] = None) -> str:
    """Return the file or database that ``value`` names, empty if none."""
    target = value.sink if isinstance(value, QgsProcessingOutputLayerDefinition) else value
    if isinstance(target, QgsProperty):
        target, _ = target.valueAsString(expressions or QgsExpressionContext(), "")
    return target if isinstance(target, str) else ""


def is_appended(value: Any) -> bool:
    """Return whether ``value`` names a layer to append to ("Append to Layer")."""
    return isinstance(value, QgsProcessingOutputLayerDefinition) and value.useRemapping()


def is_file(target: str) -> bool:
    """Return whether ``target`` is a file name, not a database table or a memory layer."""
    return os.path.isabs(target) or os.path.isfile(target)


def is_temporary(target: str) -> bool:
    """Return whether ``target`` is a memory layer or a temporary output."""
    return target in ("", QgsProcessing.TEMPORARY_OUTPUT) or target.startswith("memory:")


def redirect_destination(value: Any, target: str) -> Any:
    """Return ``value`` with another ``target``, and without loading it into a project."""
    if not isinstance(value, QgsProcessingOutputLayerDefinition):
        return target
    moved = QgsProcessingOutputLayerDefinition(value)
    moved.sink, moved.destinationProject = QgsProperty.fromValue(target), None
    return moved


def load_when_done(
    algorithm: QgsProcessingAlgorithm, name: str, value: Any, place: str, context: QgsProcessingContext
) -> None:
    """Load the layer at ``place`` after the run if ``value`` of the parameter ``name`` asks for it."""
    if not isinstance(value, QgsProcessingOutputLayerDefinition) or value.destinationProject is None:
        return
    title = value.destinationName or algorithm.parameterDefinition(name).description()
    details = QgsProcessingContext.LayerDetails(
        title, value.destinationProject, name, QgsProcessingUtils.LayerHint.Vector
    )
    context.addLayerToLoadOnCompletion(place, details)
