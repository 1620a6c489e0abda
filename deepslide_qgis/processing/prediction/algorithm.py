"""How the parameters of the algorithms that predict become a request to the engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Optional, Union

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsRasterLayer,
    QgsVectorLayer,
)

from deepslide_qgis.core.packs.pack import CARD_NAME
from deepslide_qgis.core.precision import AUTO
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.processing.algorithm import is_empty, processing_errors
from deepslide_qgis.processing.polygons.masks import rasterise
from deepslide_qgis.processing.prediction.fitness import check_fitness
from deepslide_qgis.processing.prediction.prediction_parameters import PredictionParameters
from deepslide_qgis.processing.rasters.raster_source import RasterSource, path_with_crs, raster_source
from deepslide_qgis.processing.rasters.touching import rasters_touch

NOT_WANTED_YET = PredictionOutputs("probability.tif")


class PredictionAlgorithm(PredictionParameters):
    """An algorithm that has the engine predict a raster."""

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        source = raster_source(self.parameterAsRasterLayer(parameters, self.INPUT, context))
        check_fitness(self.request(parameters, context, source), source, context.transformContext())
        super().check_values(parameters, context)

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
            bands=self.band_numbers(parameters, self.BANDS, context),
            members=self.optional_int(parameters, self.MEMBERS, context),
            combine=self.parameterAsEnumString(parameters, self.COMBINE, context) or None,
            threshold=self.optional_float(parameters, self.THRESHOLD, context),
            tile_px=self.optional_int(parameters, self.TILE_SIZE, context),
            margin_px=self.optional_int(parameters, self.MARGIN, context),
            batch_size=self.optional_int(parameters, self.BATCH_SIZE, context),
            early_exit=self.optional_int(parameters, self.EARLY_EXIT, context),
            precision=self.parameterAsEnumString(parameters, self.PRECISION, context) or AUTO,
        )

    def pack(self, parameters: dict, context: QgsProcessingContext) -> str:
        """Return the pack that was chosen: its id, folder or .zip."""
        file = self.parameterAsFile(parameters, self.PACK_FILE, context)
        chosen = file or self.parameterAsString(parameters, self.MODEL_PACK, context).strip()
        return str(Path(chosen).parent) if Path(chosen).name == CARD_NAME else chosen

    def complete_request(
        self, outputs: PredictionOutputs, scratch: Path, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> PredictionRequest:
        """Return the request with its outputs and with the masks, which are rasterised into ``scratch``."""

        inside = str(scratch / "inside.tif") if self.area else None
        if inside:
            rasterise(self.area, self.raster, inside, context, feedback)
        excluded = self._excluded(scratch, context, feedback)
        source = path_with_crs(self.raster, str(scratch / "with_crs.vrt"))
        request = replace(self.prepared, input=source, outputs=outputs, inside=inside, exclude=excluded)
        return replace(request, known_as=self._known_as(request, scratch))

    def _known_as(self, request: PredictionRequest, scratch: Path) -> dict[str, str]:
        """Return what a person knows the files of ``request`` in ``scratch`` as."""
        names = {path: "" for path in request.outputs.paths.values() if scratch in Path(path).parents}
        names[request.input] = self.raster.path
        if request.inside:
            names[request.inside] = self.area.sourceName()
        for path in request.exclude:
            names[path] = self.exclude.path if isinstance(self.exclude, RasterSource) else self.exclude.sourceName()
        return names

    def _excluded(
        self, scratch: Path, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> tuple[str, ...]:
        """Return the raster of what is excluded, none where nothing is; warn where it lies elsewhere."""
        exclude = self.exclude
        if exclude is None:
            return ()
        if isinstance(exclude, RasterSource):
            path, name = path_with_crs(exclude, str(scratch / "exclude.vrt")), exclude.name
            is_there = rasters_touch(exclude, self.raster, context.transformContext())
        else:
            path, name = str(scratch / "exclude.tif"), exclude.sourceName()
            is_there = rasterise(exclude, self.raster, path, context, feedback)
        if not is_there:
            text = self.tr(
                "What is to be excluded, '{}', does not touch the raster: nothing is excluded. "
                "Check that both show the same place, and the CRS of both."
            )
            feedback.pushWarning(text.format(name))
        return (path,)

    def _exclusion(
        self, parameters: dict, context: QgsProcessingContext
    ) -> Optional[Union[RasterSource, QgsProcessingFeatureSource]]:
        """Return the raster to exclude, or the polygons."""
        if is_empty(parameters.get(self.EXCLUDE)):
            return None
        layer: Optional[QgsMapLayer] = self.parameterAsLayer(parameters, self.EXCLUDE, context)
        if isinstance(layer, QgsVectorLayer):
            return self.parameterAsSource(parameters, self.EXCLUDE, context)
        return raster_source(layer if isinstance(layer, QgsRasterLayer) else None)
