"""The parameters of the algorithms that predict."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingParameterBand,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from deepslide_qgis.core.bands import SETTINGS
from deepslide_qgis.core.packs.card import COMBINATIONS
from deepslide_qgis.core.packs.pack import CARD_NAME, installed_packs
from deepslide_qgis.core.packs.pack_choice import default_pack
from deepslide_qgis.core.precision import AUTO, CHOICES
from deepslide_qgis.processing.parameters import DOUBLE, INTEGER, POLYGONS, RASTERS, hint
from deepslide_qgis.processing.prediction.raster_outputs import RasterWritingAlgorithm

DEVICES = ("auto", "cpu", "cuda:0", "cuda:1", "cuda:2", "cuda:3", "mps", "cpu:openvino", "cpu:torch")


class PredictionParameters(RasterWritingAlgorithm):
    """Declares what the algorithms that predict have in common, each picking its parts in its own order."""

    INPUT = "INPUT"
    MODEL_PACK = "MODEL_PACK"
    PACK_FILE = "PACK_FILE"
    DEVICE = "DEVICE"
    BAND_SETTING = "BAND_SETTING"
    BANDS = "BANDS"
    MEMBERS = "MEMBERS"
    COMBINE = "COMBINE"
    THRESHOLD = "THRESHOLD"
    AOI = "AOI"
    EXCLUDE = "EXCLUDE"
    TILE_SIZE = "TILE_SIZE"
    MARGIN = "MARGIN"
    BATCH_SIZE = "BATCH_SIZE"
    EARLY_EXIT = "EARLY_EXIT"
    PRECISION = "PRECISION"

    def add_source_parameters(self) -> None:
        """Add what is predicted, and with what."""
        default = default_pack()
        pack = QgsProcessingParameterString(self.MODEL_PACK, self.tr("Model pack"), default)
        device = QgsProcessingParameterString(self.DEVICE, self.tr("Device"), "auto")
        setting = QgsProcessingParameterString(
            self.BAND_SETTING, self.tr("Band setting (default: what the pack was trained on)"), optional=True
        )
        hint(pack, [default, *(name for name in installed_packs() if name != default)])
        hint(device, DEVICES)
        hint(setting, SETTINGS)
        self.addParameter(QgsProcessingParameterRasterLayer(self.INPUT, self.tr("Raster")))
        self.addParameter(pack)
        self.addParameter(device)
        self.addParameter(setting)
        bands = self.tr("Bands, in the order of the setting (default: found by their descriptions)")
        self.addParameter(
            QgsProcessingParameterBand(self.BANDS, bands, None, self.INPUT, optional=True, allowMultiple=True)
        )

    def add_ensemble_parameters(self) -> None:
        """Add how the members are used, and where the raster is predicted."""
        members = self.tr("Members, best first (default: all)")
        combine = self.tr("Combine the members by (default: as the pack asks)")
        threshold = self.tr("Threshold of probability (default: the pack's)")
        self.addParameter(QgsProcessingParameterNumber(self.MEMBERS, members, INTEGER, None, True, 1))
        self.addParameter(
            QgsProcessingParameterEnum(
                self.COMBINE, combine, list(COMBINATIONS), defaultValue=None, optional=True, usesStaticStrings=True
            )
        )
        self.addParameter(QgsProcessingParameterNumber(self.THRESHOLD, threshold, DOUBLE, None, True, 0, 1))

    def add_area_parameters(self) -> None:
        """Add where the raster is predicted."""
        area = self.tr("Area of interest")
        exclude = self.tr("Exclude (polygons, or a raster that is not 0 there): water, snow, fields")
        self.addParameter(QgsProcessingParameterFeatureSource(self.AOI, area, [POLYGONS], optional=True))
        self.addParameter(
            QgsProcessingParameterMapLayer(self.EXCLUDE, exclude, optional=True, types=[POLYGONS, RASTERS])
        )

    def add_tile_parameters(self) -> None:
        """Add what few people need."""
        tile = self.tr("Tile size, in pixels, a multiple of 32 (default: the pack's)")
        margin = self.tr("Margin of a tile, read but not kept, in pixels (default: the pack's)")
        batch = self.tr("Tiles at a time (default: fits the device)")
        early = self.tr("Early exit: members that decide whether the rest look at a tile (default: all look)")
        precision = self.tr(
            "Numbers to compute in (auto: faster, rounded ones if the pack scores the same in them; float32: never)"
        )
        file = self.tr("Model pack that is not in the list: its .zip or its ensemble.json")
        pack = QgsProcessingParameterFile(
            self.PACK_FILE, file, optional=True, fileFilter=self.tr("Model packs") + f" (*.zip {CARD_NAME})"
        )
        self.add_advanced(pack)
        self.add_advanced(QgsProcessingParameterNumber(self.TILE_SIZE, tile, INTEGER, None, True, 32))
        self.add_advanced(QgsProcessingParameterNumber(self.MARGIN, margin, INTEGER, None, True, 0))
        self.add_advanced(QgsProcessingParameterNumber(self.BATCH_SIZE, batch, INTEGER, None, True, 1))
        self.add_advanced(QgsProcessingParameterNumber(self.EARLY_EXIT, early, INTEGER, None, True, 1))
        self.add_advanced(
            QgsProcessingParameterEnum(
                self.PRECISION, precision, list(CHOICES), defaultValue=AUTO, optional=True, usesStaticStrings=True
            )
        )
