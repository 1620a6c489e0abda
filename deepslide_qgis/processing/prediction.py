"""What the algorithms that predict share: their parameters, and how these become a request to the engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Optional, Union

from qgis.core import (
    QgsFeedback,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterBand,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsRasterLayer,
    QgsVectorLayer,
)

from deepslide_qgis.core.bands import SETTINGS
from deepslide_qgis.core.card import COMBINATIONS
from deepslide_qgis.core.errors import DeepSlideError
from deepslide_qgis.core.pack import CARD_NAME, installed_packs
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.processing.algorithm import is_empty, processing_errors
from deepslide_qgis.processing.fitness import check_fitness
from deepslide_qgis.processing.masks import rasterise
from deepslide_qgis.processing.raster_outputs import RasterWritingAlgorithm
from deepslide_qgis.processing.raster_source import RasterSource, gdal_path, raster_source, write_with_crs

DEFAULT_PACK = "l4s-rgb"
DEVICES = ("auto", "cpu", "cuda:0", "cuda:1", "cuda:2", "cuda:3", "mps")
POLYGONS = QgsProcessing.SourceType.TypeVectorPolygon
RASTERS = QgsProcessing.SourceType.TypeRaster
INTEGER = QgsProcessingParameterNumber.Type.Integer
DOUBLE = QgsProcessingParameterNumber.Type.Double
NOT_WANTED_YET = PredictionOutputs("probability.tif")


class PredictionAlgorithm(RasterWritingAlgorithm):
    """An algorithm that has the engine predict a raster."""

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

    def add_source_parameters(self) -> None:
        """Add what is predicted, and with what."""
        pack = QgsProcessingParameterString(self.MODEL_PACK, self.tr("Model pack"), DEFAULT_PACK)
        device = QgsProcessingParameterString(self.DEVICE, self.tr("Device"), "auto")
        setting = QgsProcessingParameterString(
            self.BAND_SETTING, self.tr("Band setting (default: what the pack was trained on)"), optional=True
        )
        packs = [name for name in installed_packs() if name != DEFAULT_PACK]
        hint(pack, [DEFAULT_PACK, *packs])
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
        file = self.tr("Model pack that is not in the list: its .zip or its ensemble.json")
        pack = QgsProcessingParameterFile(
            self.PACK_FILE, file, optional=True, fileFilter=self.tr("Model packs") + f" (*.zip {CARD_NAME})"
        )
        self.add_advanced(pack)
        self.add_advanced(QgsProcessingParameterNumber(self.TILE_SIZE, tile, INTEGER, None, True, 32))
        self.add_advanced(QgsProcessingParameterNumber(self.MARGIN, margin, INTEGER, None, True, 0))
        self.add_advanced(QgsProcessingParameterNumber(self.BATCH_SIZE, batch, INTEGER, None, True, 1))

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext) -> tuple[bool, str]:
        try:
            source = raster_source(self.parameterAsRasterLayer(parameters, self.INPUT, context))
            check_fitness(self.request(parameters, context, source), source, context.transformContext())
        except DeepSlideError as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self.raster = raster_source(self.parameterAsRasterLayer(parameters, self.INPUT, context))
            self.prepared = self.request(parameters, context, self.raster)
            self.area = self.parameterAsSource(parameters, self.AOI, context)
            self.exclude = self._exclusion(parameters, context)
        return True

    def request(self, parameters: dict, context: QgsProcessingContext, source: RasterSource) -> PredictionRequest:
        """Return what is asked of the engine, apart from outputs and masks; raise RequestError."""
        return PredictionRequest(
            input=source.path,
            pack=self.pack(parameters, context),
            outputs=NOT_WANTED_YET,
            device=self.parameterAsString(parameters, self.DEVICE, context).strip() or "auto",
            band_setting=self.parameterAsString(parameters, self.BAND_SETTING, context).strip() or None,
            bands=tuple(self.parameterAsInts(parameters, self.BANDS, context)),
            members=self.optional_int(parameters, self.MEMBERS, context),
            combine=self.parameterAsEnumString(parameters, self.COMBINE, context) or None,
            threshold=self.optional_float(parameters, self.THRESHOLD, context),
            tile_px=self.optional_int(parameters, self.TILE_SIZE, context),
            margin_px=self.optional_int(parameters, self.MARGIN, context),
            batch_size=self.optional_int(parameters, self.BATCH_SIZE, context),
        )

    def pack(self, parameters: dict, context: QgsProcessingContext) -> str:
        """Return the pack that was chosen: its id, folder or .zip."""
        file = self.parameterAsFile(parameters, self.PACK_FILE, context)
        chosen = file or self.parameterAsString(parameters, self.MODEL_PACK, context).strip()
        return str(Path(chosen).parent) if Path(chosen).name == CARD_NAME else chosen

    def complete_request(
        self, outputs: PredictionOutputs, scratch: Path, context: QgsProcessingContext, feedback: QgsFeedback
    ) -> PredictionRequest:
        """Return the request with its outputs and with the masks, which are rasterised into ``scratch``."""

        def masked(polygons: QgsProcessingFeatureSource, name: str) -> str:
            return rasterise(polygons, self.raster, str(scratch / name), context, feedback)

        inside = masked(self.area, "inside.tif") if self.area else None
        exclude = self.exclude
        if isinstance(exclude, QgsProcessingFeatureSource):
            exclude = masked(exclude, "exclude.tif")
        source = self.prepared.input
        if self.raster.is_crs_assigned:
            source = write_with_crs(self.raster, str(scratch / "with_crs.vrt"))
        return replace(
            self.prepared, input=source, outputs=outputs, inside=inside, exclude=(exclude,) if exclude else ()
        )

    def _exclusion(
        self, parameters: dict, context: QgsProcessingContext
    ) -> Optional[Union[str, QgsProcessingFeatureSource]]:
        """Return the path of the raster to exclude, or the polygons."""
        if is_empty(parameters.get(self.EXCLUDE)):
            return None
        layer: Optional[QgsMapLayer] = self.parameterAsLayer(parameters, self.EXCLUDE, context)
        if isinstance(layer, QgsVectorLayer):
            return self.parameterAsSource(parameters, self.EXCLUDE, context)
        return gdal_path(layer if isinstance(layer, QgsRasterLayer) else None)


def hint(parameter: QgsProcessingParameterString, values: object) -> None:
    """Offer ``values`` in the form; models, batches and scripts may give any other."""
    parameter.setMetadata({"widget_wrapper": {"value_hints": list(values)}})
