"""Algorithm 'List model packs': installed packs, and those of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Optional

from qgis.core import (
    QgsField,
    QgsFields,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
)

from deepslide_qgis.core.errors import Cancelled, DeepSlideError
from deepslide_qgis.core.packs.catalogue import Catalogue
from deepslide_qgis.core.packs.pack_listing import ListedPack, list_packs
from deepslide_qgis.core.records import to_plain
from deepslide_qgis.processing.base_algorithm import processing_errors
from deepslide_qgis.processing.compatibility import INTEGER, REAL, TEXT
from deepslide_qgis.processing.help_texts import LIST_MODEL_PACKS
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.layer_writing import row_feature, write_layer
from deepslide_qgis.processing.packs.installing import MB, read_catalogue
from deepslide_qgis.processing.packs.pack_algorithm import PackAlgorithm

FIELDS = (
    ("id", TEXT), ("state", TEXT), ("is_default", INTEGER), ("title", TEXT), ("version", TEXT), ("bands", TEXT),
    ("gsd_m", REAL), ("members", INTEGER), ("size_mb", REAL), ("for_mapping", INTEGER), ("licence", TEXT),
    ("origin", TEXT), ("folder", TEXT), ("complaint", TEXT),
)  # fmt: skip


class ListModelPacks(PackAlgorithm):
    """Lists packs; a catalogue on the network is read over the network."""

    CHECK_FILES = "CHECK_FILES"
    TABLE = "TABLE"
    PACKS = "PACKS"

    def name(self) -> str:
        return "listmodelpacks"

    def displayName(self) -> str:
        return self.tr("List model packs")

    def tags(self) -> list[str]:
        return self.tr("landslide,model,pack,catalogue,installed,available,update,check").split(",")

    def shortDescription(self) -> str:
        return self.tr("Lists the model packs that are installed, and those that the catalogue has.")

    def shortHelpString(self) -> str:
        return self.tr(LIST_MODEL_PACKS)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        check = self.tr("Check every file against its hash")
        self.addParameter(QgsProcessingParameterBoolean(self.CHECK_FILES, check, False))
        self.add_catalogue_parameter()
        kind = QgsProcessing.SourceType.TypeVector
        self.addParameter(QgsProcessingParameterFeatureSink(self.TABLE, self.tr("Model packs"), kind, None, True))
        self.addOutput(QgsProcessingOutputString(self.PACKS, self.tr("The same as JSON")))

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        with processing_errors():
            catalogue = self._load_catalogue(self.text(parameters, self.CATALOGUE, context), feedback)
            packs = list_packs(catalogue, self.parameterAsBool(parameters, self.CHECK_FILES, context))
        for pack in packs:
            feedback.pushInfo(_format_line(pack))
        with processing_errors():
            table = self._write(packs, parameters, context)
        text = json.dumps([to_plain(pack) for pack in packs], ensure_ascii=False)
        return {self.PACKS: text, **({self.TABLE: table} if table else {})}

    def _load_catalogue(self, place: str, feedback: QgsProcessingFeedback) -> Optional[Catalogue]:
        """Return the catalogue; None, with a warning, if the default one cannot be reached."""
        try:
            return read_catalogue(place, feedback)
        except Cancelled:
            raise
        except DeepSlideError as error:
            if place:
                raise
            feedback.pushWarning(str(error))
            return None

    def _write(self, packs: Sequence[ListedPack], parameters: dict, context: QgsProcessingContext) -> Optional[str]:
        if not parameters.get(self.TABLE):
            return None
        fields = QgsFields()
        for name, kind in FIELDS:
            fields.append(QgsField(name, kind))
        features = (row_feature(fields, _row_values(pack)) for pack in packs)
        return write_layer(self, parameters, self.TABLE, LayerForm(fields), features, context)


def _row_values(pack: ListedPack) -> Iterator[Any]:
    """Yield one value per field."""
    yield from (pack.id, pack.state, int(pack.is_default), pack.title, pack.version, pack.setting, pack.gsd_m)
    yield from (pack.members, pack.size_bytes / MB, int(pack.for_mapping), pack.licence, pack.origin, pack.folder)
    yield pack.complaint


def _format_line(pack: ListedPack) -> str:
    size = f"{pack.size_bytes / MB:.1f} MB"
    figures = f"{pack.setting}, {pack.gsd_m:g} m, members: {pack.members}, {size}"
    text = pack.complaint or f"{pack.title}; {figures}"
    return f"{'*' if pack.is_default else ' '} {pack.id} ({pack.state}): {text}"
