"""Base class of the algorithms on model packs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingParameterFile, QgsProcessingParameterString

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.pack import CARD_NAME, installed_packs
from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm
from deepslide_qgis.processing.parameters import set_value_hints


class PackAlgorithm(DeepSlideAlgorithm):
    """Base of the algorithms of the group "Model packs"."""

    PACK = "PACK"
    PACK_FILE = "PACK_FILE"
    CATALOGUE = "CATALOGUE"

    ICON = "packs.svg"

    def group(self) -> str:
        return self.tr("Model packs")

    def groupId(self) -> str:
        return "modelpacks"

    def add_pack_parameter(self, text: str, packs: Any = None, optional: bool = False) -> None:
        """Add a pack by id; ``packs`` are offered in the form."""
        parameter = QgsProcessingParameterString(self.PACK, text, optional=optional)
        set_value_hints(parameter, installed_packs() if packs is None else packs)
        self.addParameter(parameter)

    def add_file_parameter(self, text: str) -> None:
        """Add a pack by file."""
        kinds = self.tr("Model packs") + f" (*.zip {CARD_NAME})"
        self.addParameter(QgsProcessingParameterFile(self.PACK_FILE, text, optional=True, fileFilter=kinds))

    def add_catalogue_parameter(self) -> None:
        """Add the address or path of a catalogue."""
        text = self.tr("Catalogue: its address or path (default: the one that was chosen, or the plugin's own)")
        self.add_advanced(QgsProcessingParameterString(self.CATALOGUE, text, optional=True))

    def text(self, parameters: dict, name: str, context: QgsProcessingContext) -> str:
        """Return the text entered for ``name``."""
        return self.parameterAsString(parameters, name, context).strip()

    def source(self, parameters: dict, context: QgsProcessingContext) -> str:
        """Return the pack given by file or id; raise RequestError for none or both."""
        file = self.parameterAsFile(parameters, self.PACK_FILE, context)
        name = self.text(parameters, self.PACK, context)
        if bool(file) == bool(name):
            raise RequestError(self.tr("Name one model pack: in the list or by its file."))
        return str(Path(file).parent) if Path(file).name == CARD_NAME else file or name
