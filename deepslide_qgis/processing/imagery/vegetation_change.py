"""Algorithm 'Vegetation change': NDVI after the event minus NDVI before."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Optional

from qgis.core import QgsProcessingContext, QgsProcessingParameterBand, QgsProcessingParameterRasterLayer

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.imagery_requests import (
    VegetationChangeOutputs,
    VegetationChangeRequest,
    VegetationSource,
)
from deepslide_qgis.processing.imagery.help_texts import VEGETATION_CHANGE
from deepslide_qgis.processing.imagery.imagery_algorithm import ImageryAlgorithm
from deepslide_qgis.processing.imagery.optical_parameters import add_offset, offset


class VegetationChange(ImageryAlgorithm):
    """Takes composites, images with named bands, or rasters of NDVI."""

    BEFORE = "BEFORE"
    BEFORE_BANDS = "BEFORE_BANDS"
    AFTER = "AFTER"
    AFTER_BANDS = "AFTER_BANDS"
    CHANGE = "CHANGE"
    NDVI_BEFORE = "NDVI_BEFORE"
    NDVI_AFTER = "NDVI_AFTER"
    COMMAND = "vegetation_change"
    OUTPUT_RECORD = VegetationChangeOutputs
    OUTPUTS: ClassVar[dict[str, str]] = {CHANGE: "change", NDVI_BEFORE: "before", NDVI_AFTER: "after"}

    def name(self) -> str:
        return "vegetationchange"

    def displayName(self) -> str:
        return self.tr("Vegetation change")

    def tags(self) -> list[str]:
        return self.tr("landslide,ndvi,dndvi,vegetation,change,difference,sentinel-2").split(",")

    def shortDescription(self) -> str:
        return self.tr("Subtracts the NDVI before an event from that after it: landslides lose vegetation.")

    def shortHelpString(self) -> str:
        return self.tr(VEGETATION_CHANGE)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        inputs = (
            (self.BEFORE, self.BEFORE_BANDS, self.tr("Image before the event")),
            (self.AFTER, self.AFTER_BANDS, self.tr("Image after the event")),
        )
        bands = self.tr("{}: red and near-infrared band (default: found by their descriptions)")
        for name, chosen, text in inputs:
            self.addParameter(QgsProcessingParameterRasterLayer(name, text))
            self.addParameter(QgsProcessingParameterBand(chosen, bands.format(text), None, name, True, True))
        add_offset(self)
        self.add_target()
        self.add_result(self.CHANGE)
        self.add_result(self.NDVI_BEFORE, is_optional=True)
        self.add_result(self.NDVI_AFTER, is_optional=True)

    def request(
        self, parameters: dict, outputs: VegetationChangeOutputs, context: QgsProcessingContext, scratch: Path
    ) -> VegetationChangeRequest:
        before = self._read_source(parameters, self.BEFORE, self.BEFORE_BANDS, context, scratch)
        after = self._read_source(parameters, self.AFTER, self.AFTER_BANDS, context, scratch)
        if not before.red or not after.red or (before.red, before.infrared) == (after.red, after.infrared):
            remedy = self.tr("Choose another image; where one file holds both, name the bands of both.")
            self.check_sides_differ(self.BEFORE, self.AFTER, remedy)
        return VegetationChangeRequest(
            before=before,
            after=after,
            outputs=outputs,
            offset=offset(self, parameters, context),
            target=self.target(parameters, context),
        )

    def _read_source(
        self, parameters: dict, name: str, chosen: str, context: QgsProcessingContext, scratch: Path
    ) -> VegetationSource:
        bands = self.band_numbers(parameters, chosen, context)
        if len(bands) not in (0, 2):
            raise RequestError(
                self.tr("{} band(s) are chosen: two are needed.").format(len(bands)),
                self.tr("Choose the red one and then the near-infrared one, or none, to have them found."),
            )
        return VegetationSource(self.raster(name, scratch) or "", *bands)
