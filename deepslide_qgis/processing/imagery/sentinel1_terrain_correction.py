"""Algorithm 'Sentinel-1 terrain correction': corrected backscatter, layover, shadow, local incidence angle."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Optional

from qgis.core import QgsProcessingContext

from deepslide_qgis.core.imagery.imagery_requests import TerrainCorrectionOutputs, TerrainCorrectionRequest
from deepslide_qgis.processing.imagery.help_texts import SENTINEL1_TERRAIN_CORRECTION
from deepslide_qgis.processing.imagery.radar_parameters import RadarAlgorithm


class Sentinel1TerrainCorrection(RadarAlgorithm):
    """Corrects one date of Sentinel-1; terrain-corrected (RTC) images are only masked."""

    INPUT = "INPUT"
    BACKSCATTER = "BACKSCATTER"
    LAYOVER = "LAYOVER"
    SHADOW = "SHADOW"
    LOCAL_ANGLE = "LOCAL_ANGLE"
    LOCAL_ANGLE_VOLLRATH = "LOCAL_ANGLE_VOLLRATH"
    COMMAND = "terrain_correction"
    OUTPUT_RECORD = TerrainCorrectionOutputs
    OUTPUTS: ClassVar[dict[str, str]] = {
        BACKSCATTER: "backscatter",
        LAYOVER: "layover",
        SHADOW: "shadow",
        LOCAL_ANGLE: "local_incidence",
        LOCAL_ANGLE_VOLLRATH: "local_incidence_vollrath",
    }

    def name(self) -> str:
        return "sentinel1terraincorrection"

    def displayName(self) -> str:
        return self.tr("Sentinel-1 terrain correction")

    def tags(self) -> list[str]:
        return self.tr("landslide,radar,sar,sentinel-1,terrain,slope,layover,shadow,incidence,rtc,gamma0").split(",")

    def shortDescription(self) -> str:
        return self.tr("Takes the brightness of slopes out of Sentinel-1 backscatter and masks layover and shadow.")

    def shortHelpString(self) -> str:
        return self.tr(SENTINEL1_TERRAIN_CORRECTION)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.add_images(self.INPUT, self.tr("Sentinel-1 images of one date: VV, VH, angle"))
        self.add_dem()
        self.add_view()
        self.add_correction()
        self.add_land_cover()
        self.add_target()
        self.add_result(self.BACKSCATTER)
        for name in (self.LAYOVER, self.SHADOW, self.LOCAL_ANGLE, self.LOCAL_ANGLE_VOLLRATH):
            self.add_result(name, is_optional=True)

    def request(
        self, parameters: dict, outputs: TerrainCorrectionOutputs, context: QgsProcessingContext, scratch: Path
    ) -> TerrainCorrectionRequest:
        return TerrainCorrectionRequest(
            scenes=self.images(self.INPUT, scratch),
            dem=self.raster(self.DEM, scratch) or "",
            outputs=outputs,
            radar=self.radar_settings(parameters, context, scratch),
            land_cover=self.land_cover(parameters, context, scratch),
            target=self.target(parameters, context),
        )
