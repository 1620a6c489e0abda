"""Algorithm 'Install model pack': from a file, a folder, an address, or the catalogue."""

from __future__ import annotations

import re
from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterString,
)

from deepslide_qgis.core.errors import DeepSlideError, RequestError
from deepslide_qgis.core.packs.catalogue import is_address
from deepslide_qgis.core.packs.pack_choice import catalogue_place, choose_default
from deepslide_qgis.processing.base_algorithm import processing_errors
from deepslide_qgis.processing.help_texts import INSTALL_MODEL_PACK
from deepslide_qgis.processing.packs.installing import install_pack, read_catalogue
from deepslide_qgis.processing.packs.pack_algorithm import PackAlgorithm


class InstallModelPack(PackAlgorithm):
    """Installs a verified pack into the user's data folder."""

    SHA256 = "SHA256"
    REPLACE = "REPLACE"
    MAKE_DEFAULT = "MAKE_DEFAULT"
    INSTALLED = "INSTALLED"
    FOLDER = "FOLDER"

    def name(self) -> str:
        return "installmodelpack"

    def displayName(self) -> str:
        return self.tr("Install model pack")

    def tags(self) -> list[str]:
        return self.tr("landslide,model,pack,download,weights,catalogue,network,zip").split(",")

    def shortDescription(self) -> str:
        return self.tr("Installs a model pack from a .zip, a folder, an address or the catalogue.")

    def shortHelpString(self) -> str:
        return self.tr(INSTALL_MODEL_PACK)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        named = self.tr("Id in the catalogue, address (https://…), or folder")
        self.add_pack_parameter(named, _local_catalogue_ids(), optional=True)
        self.add_file_parameter(self.tr("Or its file: the .zip, or ensemble.json in its folder"))
        replace = self.tr("Replace another pack of its name")
        self.addParameter(QgsProcessingParameterBoolean(self.REPLACE, replace, False))
        default = self.tr("Predict with it where no pack is named")
        self.addParameter(QgsProcessingParameterBoolean(self.MAKE_DEFAULT, default, False))
        self.add_catalogue_parameter()
        sha256 = self.tr("sha256 that the .zip must have")
        self.add_advanced(QgsProcessingParameterString(self.SHA256, sha256, optional=True))
        self.addOutput(QgsProcessingOutputString(self.INSTALLED, self.tr("Id of the pack")))
        self.addOutput(QgsProcessingOutputString(self.FOLDER, self.tr("Folder of the pack")))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self.source(parameters, context)
        self._sha256(parameters, context)

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        with processing_errors():
            pack, is_new = install_pack(
                self.source(parameters, context),
                self.text(parameters, self.CATALOGUE, context),
                self._sha256(parameters, context),
                self.parameterAsBool(parameters, self.REPLACE, context),
                feedback,
            )
            if self.parameterAsBool(parameters, self.MAKE_DEFAULT, context):
                choose_default(pack.card.id)
        text = self.tr("Installed: {}, {}") if is_new else self.tr("Is installed already: {}, {}")
        feedback.pushInfo(text.format(pack.card.id, pack.card.title))
        feedback.pushInfo(self.tr("Licence: {}").format(pack.card.licence or self.tr("not stated")))
        if pack.card.limits:
            feedback.pushInfo(self.tr("Limits: {}").format(pack.card.limits))
        return {self.INSTALLED: pack.card.id, self.FOLDER: str(pack.folder)}

    def _sha256(self, parameters: dict, context: QgsProcessingContext) -> str:
        """Return the digest with the prefix of cards and catalogues, empty if none is given."""
        given = self.text(parameters, self.SHA256, context).lower()
        digest = given.partition(":")[2] if given.startswith("sha256:") else given
        if digest and not re.fullmatch(r"[0-9a-f]{64}", digest):
            remedy = self.tr("It has 64 digits, 0 to 9, a to f.")
            raise RequestError(self.tr("'{}' is no sha256.").format(given), remedy)
        return f"sha256:{digest}" if digest else ""


def _local_catalogue_ids() -> list[str]:
    """Return the ids of a catalogue on this computer; a form never uses the network."""
    place = catalogue_place()
    if is_address(place):
        return []
    try:
        return [entry.id for entry in read_catalogue(place, QgsProcessingFeedback(False)).packs]
    except DeepSlideError:
        return []
