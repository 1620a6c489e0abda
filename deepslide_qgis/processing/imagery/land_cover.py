"""Algorithm 'Land cover': the study's eight classes, by a decision tree trained on points or a raster."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.imagery_requests import LandCoverOutputs, LandCoverRequest, TrainingPoint
from deepslide_qgis.core.imagery.imagery_settings import ClassRaster
from deepslide_qgis.processing.imagery.help_texts import LAND_COVER
from deepslide_qgis.processing.imagery.imagery_algorithm import ImageryAlgorithm
from deepslide_qgis.processing.imagery.optical_parameters import add_offset, offset
from deepslide_qgis.processing.parameters import INTEGER

POINTS = QgsProcessing.SourceType.TypeVectorPoint
ANY_FIELD = QgsProcessingParameterField.DataType.Any


class LandCover(ImageryAlgorithm):
    """Classifies Sentinel-2, optionally with DEM and Sentinel-1, into classes 1 to 8."""

    OPTICAL = "OPTICAL"
    DEM = "DEM"
    RADAR = "RADAR"
    TRAINING = "TRAINING"
    CLASS_FIELD = "CLASS_FIELD"
    KNOWN = "KNOWN"
    LEGEND = "LEGEND"
    SAMPLES = "SAMPLES"
    LAND_COVER = "LAND_COVER"
    COMMAND = "land_cover"
    OUTPUT_RECORD = LandCoverOutputs
    OUTPUTS: ClassVar[dict[str, str]] = {LAND_COVER: "land_cover"}

    _points: Optional[QgsProcessingFeatureSource]

    def name(self) -> str:
        return "landcover"

    def displayName(self) -> str:
        return self.tr("Land cover")

    def tags(self) -> list[str]:
        return self.tr("landslide,land cover,classification,cart,decision tree,worldcover,training points").split(",")

    def shortDescription(self) -> str:
        return self.tr("Classifies land cover into the reference study's eight classes.")

    def shortHelpString(self) -> str:
        return self.tr(LAND_COVER)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        optical = self.tr("Sentinel-2 image or composite before the event")
        self.addParameter(QgsProcessingParameterRasterLayer(self.OPTICAL, optical))
        for name, text in ((self.DEM, self.tr("DEM")), (self.RADAR, self.tr("Sentinel-1 image before the event"))):
            self.addParameter(QgsProcessingParameterRasterLayer(name, text, None, True))
        points = self.tr("Training points (or choose a raster below)")
        self.addParameter(QgsProcessingParameterFeatureSource(self.TRAINING, points, [POINTS], None, True))
        field = self.tr("Field of the points with the class, 1 to 8")
        self.addParameter(
            QgsProcessingParameterField(self.CLASS_FIELD, field, None, self.TRAINING, ANY_FIELD, False, True)
        )
        known = self.tr("Land-cover raster that teaches instead of points")
        legend = QgsProcessingParameterString(
            self.LEGEND, self.tr("Its legend: study (1–8), worldcover, or code=class pairs (11=1, 23=2)"), "worldcover"
        )
        self.addParameter(QgsProcessingParameterRasterLayer(self.KNOWN, known, None, True))
        self.addParameter(legend)
        samples = self.tr("Pixels of each of its classes that teach")
        self.add_advanced(QgsProcessingParameterNumber(self.SAMPLES, samples, INTEGER, 500, False, 10))
        add_offset(self)
        self.add_target()
        self.add_result(self.LAND_COVER)

    def resolve(self, parameters: dict, context: QgsProcessingContext) -> None:
        self._points = self.parameterAsSource(parameters, self.TRAINING, context)
        super().resolve(parameters, context)

    def request(
        self, parameters: dict, outputs: LandCoverOutputs, context: QgsProcessingContext, scratch: Path
    ) -> LandCoverRequest:
        known = self.raster(self.KNOWN, scratch)
        legend = self.parameterAsString(parameters, self.LEGEND, context).strip()
        return LandCoverRequest(
            optical=self.raster(self.OPTICAL, scratch) or "",
            outputs=outputs,
            dem=self.raster(self.DEM, scratch),
            radar=self.raster(self.RADAR, scratch),
            points=self._read_training_points(parameters, context),
            known=ClassRaster(known, legend) if known else None,
            samples=self.parameterAsInt(parameters, self.SAMPLES, context),
            offset=offset(self, parameters, context),
            target=self.target(parameters, context),
        )

    def _read_training_points(self, parameters: dict, context: QgsProcessingContext) -> tuple[TrainingPoint, ...]:
        source = self._points
        if source is None:
            return ()
        field = self.parameterAsString(parameters, self.CLASS_FIELD, context)
        if not field:
            raise RequestError(self.tr("The field with the class is missing."), self.tr("Choose it."))
        request = QgsFeatureRequest().setSubsetOfAttributes([field], source.fields())
        request.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"), context.transformContext())
        found = []
        for feature in source.getFeatures(request):
            for place in feature.geometry().vertices():
                found.append(TrainingPoint(place.x(), place.y(), self._parse_class(feature[field])))
        return tuple(found)

    def _parse_class(self, value: object) -> int:
        try:
            return int(str(value))
        except ValueError as error:
            raise RequestError(
                self.tr("'{}' is no class of land cover.").format(value),
                self.tr("Classes are the numbers 1 to 8; see the help."),
            ) from error
