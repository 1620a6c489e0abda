"""An algorithm that reads layers and writes others: what it reads stays, and so does what a person made."""

from __future__ import annotations

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.processing.layers.input_layers import replaced_input, written_places
from deepslide_qgis.processing.layers.replaced_work import check_work_stays
from deepslide_qgis.processing.translation import translate


class LayerAlgorithm(QgsProcessingAlgorithm):
    """An algorithm of Processing that knows all the files it reads."""

    def files_read(self, parameters: dict, context: QgsProcessingContext) -> list[str]:
        """Return the files that a run reads and that no parameter names as layers."""
        return []

    def check_replaced(self, parameters: dict, name: str, context: QgsProcessingContext) -> None:
        """Raise OutputError where the layer that ``name`` asks for would replace what is read or what was made."""
        self._check_inputs_stay(parameters, name, context)
        for place in written_places(parameters.get(name), context):
            check_work_stays(place)

    def _check_inputs_stay(self, parameters: dict, name: str, context: QgsProcessingContext) -> None:
        file = replaced_input(self, parameters, name, context, self.files_read(parameters, context))
        if file:
            message = translate("'{}' is read by this run and cannot be its result.").format(file)
            raise OutputError(message, translate("Choose another name."))
