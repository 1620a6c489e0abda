"""Check that an output layer overwrites neither an input of the run nor the user's own work."""

from __future__ import annotations

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.processing.layers.input_layers import find_overwritten_input, overwritten_places
from deepslide_qgis.processing.layers.replaced_work import check_no_work_lost
from deepslide_qgis.processing.translation import translate


def check_overwrites_nothing(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> None:
    """Raise OutputError if the layer of parameter ``name`` would overwrite an input, judgements or other tables.

    ``algorithm`` is a DeepSlideAlgorithm, whose ``files_read`` are inputs that no parameter names as layers.
    """
    file = find_overwritten_input(algorithm, parameters, name, context, algorithm.files_read(parameters, context))
    if file:
        message = translate("'{}' is read by this run and cannot be its result.").format(file)
        raise OutputError(message, translate("Choose another name."))
    for place in overwritten_places(parameters.get(name), context):
        check_no_work_lost(place)
