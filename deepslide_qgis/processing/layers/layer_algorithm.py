"""An algorithm that reads layers and writes others: what it writes replaces nothing that it reads."""

from __future__ import annotations

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.processing.layers.input_layers import replaced_input
from deepslide_qgis.processing.translation import translate


class LayerAlgorithm(QgsProcessingAlgorithm):
    """An algorithm of Processing that knows all the files it reads."""

    def files_read(self, parameters: dict, context: QgsProcessingContext) -> list[str]:
        """Return the files that a run reads and that no parameter names as layers."""
        return []

    def check_inputs_stay(self, parameters: dict, name: str, context: QgsProcessingContext) -> None:
        """Raise OutputError where the layer that the parameter ``name`` asks for would replace one that is read."""
        file = replaced_input(self, parameters, name, context, self.files_read(parameters, context))
        if file:
            message = translate("'{}' is read by this run and cannot be its result.").format(file)
            raise OutputError(message, translate("Choose another name."))
