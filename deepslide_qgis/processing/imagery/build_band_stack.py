"""Algorithm 'Build band stack': from images, a DEM and other rasters to the input of Detect landslides."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterEnum,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from deepslide_qgis.core.bands import SETTINGS
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.imagery_requests import BandStackOutputs, BandStackRequest
from deepslide_qgis.core.imagery.imagery_settings import EXCLUDED
from deepslide_qgis.processing.imagery.help_texts import BUILD_BAND_STACK
from deepslide_qgis.processing.imagery.optical_parameters import add_optical, optical_settings
from deepslide_qgis.processing.imagery.radar_parameters import RadarAlgorithm
from deepslide_qgis.processing.parameters import INTEGER


class BuildBandStack(RadarAlgorithm):
    """The described bands of a setting on one grid, with a record of their sources."""

    BAND_SETTING = "BAND_SETTING"
    EVENT_DATE = "EVENT_DATE"
    IMAGES_FOLDER = "IMAGES_FOLDER"
    PRE_SENTINEL1 = "PRE_SENTINEL1"
    POST_SENTINEL1 = "POST_SENTINEL1"
    PRE_SENTINEL2 = "PRE_SENTINEL2"
    POST_SENTINEL2 = "POST_SENTINEL2"
    CLIMATE = "CLIMATE"
    CANOPY = "CANOPY"
    SEASON_DAYS = "SEASON_DAYS"
    EXCLUDED = "EXCLUDED"
    STACK = "STACK"
    EXCLUDE = "EXCLUDE"
    COMMAND = "band_stack"
    OUTPUT_RECORD = BandStackOutputs
    OUTPUTS: ClassVar[dict[str, str]] = {STACK: "stack", EXCLUDE: "exclude"}

    def name(self) -> str:
        return "buildbandstack"

    def displayName(self) -> str:
        return self.tr("Build band stack")

    def tags(self) -> list[str]:
        return self.tr("landslide,bands,stack,sentinel-1,sentinel-2,dem,dndvi,land cover,change,prepare").split(",")

    def shortDescription(self) -> str:
        return self.tr("Builds the raster that Detect landslides reads from satellite images and a DEM.")

    def shortHelpString(self) -> str:
        return self.tr(BUILD_BAND_STACK)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        setting = self.tr("Band setting: s1, s2, s1s2, all (fifteen bands), l4s14, rgb")
        options = list(SETTINGS)
        self.addParameter(
            QgsProcessingParameterEnum(self.BAND_SETTING, setting, options, defaultValue="s1s2", usesStaticStrings=True)
        )
        self.add_date(self.EVENT_DATE, self.tr("Day of the event, which sorts the images"))
        self.add_folder(self.IMAGES_FOLDER, self.tr("Folder of images before and after the event"))
        self._add_images()
        self.add_dem(optional=True)
        self.add_land_cover()
        climate = self.tr("Köppen–Geiger climate, classes 1–32 (a picture of the whole globe will do)")
        canopy = self.tr("Canopy height in m")
        self.addParameter(QgsProcessingParameterRasterLayer(self.CLIMATE, climate, None, True))
        self.addParameter(QgsProcessingParameterRasterLayer(self.CANOPY, canopy, None, True))
        self.add_view()
        add_optical(self)
        self.add_correction()
        local = [self.tr("exact"), self.tr("as approximated by Vollrath et al. 2020")]
        self.add_advanced(self.choice(self.LOCAL_INCIDENCE, self.tr("Local incidence angle"), local))
        season = self.tr("Largest difference of the season before and after, in days")
        self.add_advanced(QgsProcessingParameterNumber(self.SEASON_DAYS, season, INTEGER, 100, False, 1, 366))
        self._add_exclusion()
        self.add_target()
        self.add_result(self.STACK)
        self.add_result(self.EXCLUDE, is_optional=True)

    def request(
        self, parameters: dict, outputs: BandStackOutputs, context: QgsProcessingContext, scratch: Path
    ) -> BandStackRequest:
        event = self.date(parameters, self.EVENT_DATE, context)
        folder = self.folder(parameters, self.IMAGES_FOLDER, context)
        if folder and not event:
            raise RequestError(
                self.tr("Nothing tells which images of the folder are before the event."),
                self.tr("Give the day of the event, or choose the images before and after one by one."),
            )
        remedy = self.tr("Choose other images on one of the sides.")
        self.check_sides_differ(self.PRE_SENTINEL1, self.POST_SENTINEL1, remedy)
        self.check_sides_differ(self.PRE_SENTINEL2, self.POST_SENTINEL2, remedy)
        series = (self.PRE_SENTINEL1, self.POST_SENTINEL1, self.PRE_SENTINEL2, self.POST_SENTINEL2)
        excluded = self.parameterAsEnums(parameters, self.EXCLUDED, context) if outputs.exclude else []
        return BandStackRequest(
            self.parameterAsEnumString(parameters, self.BAND_SETTING, context),
            outputs,
            *((*self.images(name, scratch), *folder) for name in series),
            dem=self.raster(self.DEM, scratch),
            climate=self.raster(self.CLIMATE, scratch),
            canopy=self.raster(self.CANOPY, scratch),
            land_cover=self.land_cover(parameters, context, scratch),
            event_date=event,
            radar=self.radar_settings(parameters, context, scratch),
            optical=optical_settings(self, parameters, context),
            season_days=self.parameterAsInt(parameters, self.SEASON_DAYS, context),
            excluded=tuple(EXCLUDED[number] for number in excluded),
            target=self.target(parameters, context),
        )

    def result_name(self, parameters: dict, context: QgsProcessingContext) -> str:
        event = self.date(parameters, self.EVENT_DATE, context)
        return event or super().result_name(parameters, context)

    def _add_images(self) -> None:
        for name, text in (
            (self.PRE_SENTINEL1, self.tr("Sentinel-1 before: VV, VH, angle")),
            (self.POST_SENTINEL1, self.tr("Sentinel-1 after: VV, VH, angle")),
            (self.PRE_SENTINEL2, self.tr("Sentinel-2 before: B4, B8, SCL …")),
            (self.POST_SENTINEL2, self.tr("Sentinel-2 after: B4, B8, SCL …")),
        ):
            self.add_images(name, text, optional=True)

    def _add_exclusion(self) -> None:
        options = [
            self.tr("water by the scene classification"),
            self.tr("water by NDWI"),
            self.tr("water by land cover"),
            self.tr("snow by the scene classification"),
            self.tr("snow by land cover"),
        ]
        text = self.tr("What the raster to exclude marks")
        parameter = QgsProcessingParameterEnum(self.EXCLUDED, text, options, True, [1], True)
        self.addParameter(parameter)
