"""Algorithm 'Composite': one image of several dates, with date and number of usable dates per pixel."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Optional

from qgis.core import QgsProcessingContext

from deepslide_qgis.core.imagery.imagery_requests import CompositeOutputs, CompositeRequest
from deepslide_qgis.core.imagery.imagery_settings import SCALES, Period
from deepslide_qgis.processing.imagery.help_texts import COMPOSITE
from deepslide_qgis.processing.imagery.imagery_algorithm import ImageryAlgorithm
from deepslide_qgis.processing.imagery.optical_parameters import add_optical, optical_settings


class Composite(ImageryAlgorithm):
    """Median of Sentinel-1; greenest pixel (or median) of Sentinel-2."""

    INPUT = "INPUT"
    FOLDER = "FOLDER"
    START = "START"
    END = "END"
    SCALE = "SCALE"
    COMPOSITE = "COMPOSITE"
    DATES = "DATES"
    COUNTS = "COUNTS"
    COMMAND = "composite"
    OUTPUT_RECORD = CompositeOutputs
    OUTPUTS: ClassVar[dict[str, str]] = {COMPOSITE: "composite", DATES: "dates", COUNTS: "counts"}

    def name(self) -> str:
        return "composite"

    def displayName(self) -> str:
        return self.tr("Composite")

    def tags(self) -> list[str]:
        return self.tr("landslide,median,greenest pixel,mosaic,cloud,scl,sentinel-1,sentinel-2,dates").split(",")

    def shortDescription(self) -> str:
        return self.tr("Makes one cloud-free image of several dates, and tells of which date each pixel is.")

    def shortHelpString(self) -> str:
        return self.tr(COMPOSITE)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        self.add_images(self.INPUT, self.tr("Images of one sensor"), optional=True)
        self.add_folder(self.FOLDER, self.tr("Folder of images"))
        self.add_date(self.START, self.tr("First day (default: that of the first image)"))
        self.add_date(self.END, self.tr("Last day (default: that of the last image)"))
        add_optical(self)
        scales = [self.tr("detect"), self.tr("decibels"), self.tr("linear power")]
        self.add_advanced(self.choice(self.SCALE, self.tr("Scale of the backscatter of Sentinel-1"), scales))
        self.add_target()
        self.add_result(self.COMPOSITE)
        self.add_result(self.DATES, is_optional=True)
        self.add_result(self.COUNTS, is_optional=True)

    def request(
        self, parameters: dict, outputs: CompositeOutputs, context: QgsProcessingContext, scratch: Path
    ) -> CompositeRequest:
        return CompositeRequest(
            scenes=(*self.images(self.INPUT, scratch), *self.folder(parameters, self.FOLDER, context)),
            outputs=outputs,
            period=Period(self.date(parameters, self.START, context), self.date(parameters, self.END, context)),
            optical=optical_settings(self, parameters, context),
            scale=SCALES[self.parameterAsEnum(parameters, self.SCALE, context)],
            target=self.target(parameters, context),
        )
