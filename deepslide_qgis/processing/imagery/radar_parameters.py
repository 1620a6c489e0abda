"""Parameters of algorithms that correct Sentinel-1 for the terrain."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from deepslide_qgis.core.imagery.imagery_settings import (
    LOCAL_INCIDENCE,
    PRODUCTS,
    SCALES,
    SLOPE_MODELS,
    SLOPES,
    ClassRaster,
    RadarSettings,
)
from deepslide_qgis.core.imagery.scene import PASSES
from deepslide_qgis.processing.imagery.imagery_algorithm import ImageryAlgorithm
from deepslide_qgis.processing.parameters import DOUBLE


class RadarAlgorithm(ImageryAlgorithm):
    """Base of imagery algorithms that read Sentinel-1 and a DEM."""

    DEM = "DEM"
    MODEL = "MODEL"
    LAND_COVER = "LAND_COVER"
    LEGEND = "LEGEND"
    PRODUCT = "PRODUCT"
    SCALE = "SCALE"
    INCIDENCE = "INCIDENCE"
    ORBIT = "ORBIT"
    INCIDENCE_ANGLE = "INCIDENCE_ANGLE"
    BUFFER = "BUFFER"
    CAST_MASKS = "CAST_MASKS"
    LOCAL_INCIDENCE = "LOCAL_INCIDENCE"
    SLOPES = "SLOPES"
    BORDER_NOISE = "BORDER_NOISE"

    def add_dem(self, optional: bool = False) -> None:
        """Add the DEM."""
        text = self.tr("DEM, heights in metres")
        self.addParameter(QgsProcessingParameterRasterLayer(self.DEM, text, None, optional))

    def add_land_cover(self) -> None:
        """Add a land-cover raster and its legend."""
        cover = self.tr("Land cover")
        legend = self.tr("Legend of the land cover: study (1–8), worldcover, or code=class pairs (11=1, 23=2)")
        parameter = QgsProcessingParameterString(self.LEGEND, legend, "study")
        self.addParameter(QgsProcessingParameterRasterLayer(self.LAND_COVER, cover, None, True))
        self.addParameter(parameter)

    def add_view(self) -> None:
        """Add the viewing geometry, required for images without a band of incidence angles."""
        angle = self.tr("Incidence angle to the ellipsoid, in degrees (default: the images' band 'angle')")
        orbit = self.tr("Orbit pass (default: from the incidence angles)")
        one = self.tr("One incidence angle for all, where there is no raster of it, in degrees")
        passes = [self.tr("ascending"), self.tr("descending")]
        pass_choice = self.choice(self.ORBIT, orbit, passes, None)
        pass_choice.setFlags(pass_choice.flags() | pass_choice.Flag.FlagOptional)
        self.addParameter(QgsProcessingParameterRasterLayer(self.INCIDENCE, angle, None, True))
        self.addParameter(pass_choice)
        self.addParameter(QgsProcessingParameterNumber(self.INCIDENCE_ANGLE, one, DOUBLE, None, True, 10, 70))

    def add_correction(self) -> None:
        """Add the correction model, the masks, and advanced parameters."""
        models = [
            self.tr("volume: vegetation"),
            self.tr("surface: bare and built ground"),
            self.tr("by land cover: volume in vegetation, surface elsewhere"),
        ]
        self.addParameter(self.choice(self.MODEL, self.tr("Model of the terrain correction"), models))
        buffer = self.tr("Buffer around layover and shadow, in m")
        self.addParameter(QgsProcessingParameterNumber(self.BUFFER, buffer, DOUBLE, 0, False, 0, 1000))
        products = [
            self.tr("detect"),
            self.tr("σ⁰ on the ellipsoid (GRD): is corrected"),
            self.tr("γ⁰, terrain-corrected (RTC): is only masked"),
        ]
        scales = [self.tr("detect"), self.tr("decibels"), self.tr("linear power")]
        slopes = [self.tr("four neighbours, as Earth Engine"), self.tr("Horn, as QGIS and GDAL")]
        cast = self.tr("Cast every ray: masks include layover and shadow that fall on other slopes (slow)")
        border = self.tr("Leave out incidence angles at the border of the swath (below 30.6°, above 45.2°)")
        self.add_advanced(self.choice(self.PRODUCT, self.tr("Kind of the Sentinel-1 images"), products))
        self.add_advanced(self.choice(self.SCALE, self.tr("Scale of the backscatter"), scales))
        self.add_advanced(self.choice(self.SLOPES, self.tr("Slopes by"), slopes))
        self.add_advanced(QgsProcessingParameterBoolean(self.CAST_MASKS, cast, False))
        self.add_advanced(QgsProcessingParameterBoolean(self.BORDER_NOISE, border, False))

    def radar_settings(self, parameters: dict, context: QgsProcessingContext, scratch: Path) -> RadarSettings:
        """Return the chosen settings; raise RequestError."""
        number = self.optional_int(parameters, self.ORBIT, context)
        incidence = 0
        if self.parameterDefinition(self.LOCAL_INCIDENCE):
            incidence = self.parameterAsEnum(parameters, self.LOCAL_INCIDENCE, context)
        return RadarSettings(
            scale=SCALES[self.parameterAsEnum(parameters, self.SCALE, context)],
            product=PRODUCTS[self.parameterAsEnum(parameters, self.PRODUCT, context)],
            model=SLOPE_MODELS[self.parameterAsEnum(parameters, self.MODEL, context)],
            incidence=self.raster(self.INCIDENCE, scratch),
            incidence_deg=self.optional_float(parameters, self.INCIDENCE_ANGLE, context),
            orbit_pass=None if number is None else PASSES[number],
            local_incidence=LOCAL_INCIDENCE[incidence],
            slopes=SLOPES[self.parameterAsEnum(parameters, self.SLOPES, context)],
            buffer_m=self.parameterAsDouble(parameters, self.BUFFER, context),
            cast_masks=self.parameterAsBoolean(parameters, self.CAST_MASKS, context),
            border_noise=self.parameterAsBoolean(parameters, self.BORDER_NOISE, context),
        )

    def land_cover(self, parameters: dict, context: QgsProcessingContext, scratch: Path) -> Optional[ClassRaster]:
        """Return the land-cover raster, None for none; raise RequestError for its legend."""
        path = self.raster(self.LAND_COVER, scratch)
        legend = self.parameterAsString(parameters, self.LEGEND, context).strip() or "study"
        return ClassRaster(path, legend) if path else None
