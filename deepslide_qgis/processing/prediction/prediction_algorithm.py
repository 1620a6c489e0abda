"""Base class of the algorithms that predict: their parameters, and the request to the engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Optional, Union

from qgis.core import (
    QgsMapLayer,
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
from deepslide_qgis.core.packs.card import COMBINATIONS
from deepslide_qgis.core.packs.pack import CARD_NAME, installed_packs
from deepslide_qgis.core.packs.pack_choice import default_pack
from deepslide_qgis.core.precision import AUTO, CHOICES
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.processing.base_algorithm import is_empty, processing_errors
from deepslide_qgis.processing.parameters import DOUBLE, INTEGER, POLYGONS, RASTERS, set_value_hints
from deepslide_qgis.processing.polygons.masks import rasterise
from deepslide_qgis.processing.prediction.fitness import check_fitness
from deepslide_qgis.processing.prediction.raster_outputs import RasterWritingAlgorithm
from deepslide_qgis.processing.rasters.extents_overlap import extents_overlap
from deepslide_qgis.processing.rasters.raster_source import RasterSource, path_with_crs, raster_source

DEVICES = ("auto", "cpu", "cuda:0", "cuda:1", "cuda:2", "cuda:3", "mps", "cpu:openvino", "cpu:torch")
PLACEHOLDER_OUTPUTS = PredictionOutputs("probability.tif")


class PredictionAlgorithm(RasterWritingAlgorithm):
    """Base of the algorithms that predict a raster; each adds the groups of common parameters in its own order.

    ``raster``, ``prepared`` (the request without outputs and masks), ``area`` and ``exclude`` are set by
    ``prepareAlgorithm``.
    """

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

    raster: RasterSource
    prepared: PredictionRequest
    area: Optional[QgsProcessingFeatureSource]
    exclude: Optional[Union[RasterSource, QgsProcessingFeatureSource]]

    def add_source_parameters(self) -> None:
        """Add raster, model pack, device and bands."""
        default = default_pack()
        pack = QgsProcessingParameterString(self.MODEL_PACK, self.tr("Model pack"), default)
        device = QgsProcessingParameterString(self.DEVICE, self.tr("Device"), "auto")
        setting = QgsProcessingParameterString(
            self.BAND_SETTING, self.tr("Band setting (default: what the pack was trained on)"), optional=True
        )
        set_value_hints(pack, [default, *(name for name in installed_packs() if name != default)])
        set_value_hints(device, DEVICES)
        set_value_hints(setting, SETTINGS)
        self.addParameter(QgsProcessingParameterRasterLayer(self.INPUT, self.tr("Raster")))
        self.addParameter(pack)
        self.addParameter(device)
        self.addParameter(setting)
        bands = self.tr("Bands, in the order of the setting (default: found by their descriptions)")
        self.addParameter(
            QgsProcessingParameterBand(self.BANDS, bands, None, self.INPUT, optional=True, allowMultiple=True)
        )

    def add_ensemble_parameters(self) -> None:
        """Add members, their combination, and the threshold."""
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
        """Add area of interest and exclusion."""
        area = self.tr("Area of interest")
        exclude = self.tr("Exclude (polygons, or a raster that is not 0 there): water, snow, fields")
        self.addParameter(QgsProcessingParameterFeatureSource(self.AOI, area, [POLYGONS], optional=True))
        self.addParameter(
            QgsProcessingParameterMapLayer(self.EXCLUDE, exclude, optional=True, types=[POLYGONS, RASTERS])
        )

    def add_tile_parameters(self) -> None:
        """Add the advanced parameters."""
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
            self.exclude = self._read_exclusion(parameters, context)
        return True

    def request(self, parameters: dict, context: QgsProcessingContext, source: RasterSource) -> PredictionRequest:
        """Return the request without outputs and masks; raise RequestError."""
        return PredictionRequest(
            input=source.path,
            pack=self.pack(parameters, context),
            outputs=PLACEHOLDER_OUTPUTS,
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
        """Return the chosen pack: id, folder or .zip."""
        file = self.parameterAsFile(parameters, self.PACK_FILE, context)
        chosen = file or self.parameterAsString(parameters, self.MODEL_PACK, context).strip()
        return str(Path(chosen).parent) if Path(chosen).name == CARD_NAME else chosen

    def complete_request(
        self, outputs: PredictionOutputs, scratch: Path, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> PredictionRequest:
        """Return the request with its outputs, and with masks rasterised into ``scratch``."""
        inside = str(scratch / "inside.tif") if self.area else None
        if inside:
            rasterise(self.area, self.raster, inside, context, feedback)
        excluded = self._write_exclusion(scratch, context, feedback)
        source = path_with_crs(self.raster, str(scratch / "with_crs.vrt"))
        request = replace(self.prepared, input=source, outputs=outputs, inside=inside, exclude=excluded)
        return replace(request, known_as=self._name_files(request, scratch))

    def _name_files(self, request: PredictionRequest, scratch: Path) -> dict[str, str]:
        """Return the user's names for temporary files in ``request``, "" for outputs that are not kept."""
        names = {path: "" for path in request.outputs.paths.values() if scratch in Path(path).parents}
        names[request.input] = self.raster.path
        if request.inside:
            names[request.inside] = self.area.sourceName()
        for path in request.exclude:
            names[path] = self.exclude.path if isinstance(self.exclude, RasterSource) else self.exclude.sourceName()
        return names

    def _write_exclusion(
        self, scratch: Path, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> tuple[str, ...]:
        """Return the path of the exclusion raster in a tuple, empty for none; warn if it does not touch the raster."""
        exclude = self.exclude
        if exclude is None:
            return ()
        if isinstance(exclude, RasterSource):
            path, name = path_with_crs(exclude, str(scratch / "exclude.vrt")), exclude.name
            touches = extents_overlap(exclude, self.raster, context.transformContext())
        else:
            path, name = str(scratch / "exclude.tif"), exclude.sourceName()
            touches = rasterise(exclude, self.raster, path, context, feedback)
        if not touches:
            text = self.tr(
                "What is to be excluded, '{}', does not touch the raster: nothing is excluded. "
                "Check that both show the same place, and the CRS of both."
            )
            feedback.pushWarning(text.format(name))
        return (path,)

    def _read_exclusion(
        self, parameters: dict, context: QgsProcessingContext
    ) -> Optional[Union[RasterSource, QgsProcessingFeatureSource]]:
        """Return the raster or the polygons to exclude, None for none."""
        if is_empty(parameters.get(self.EXCLUDE)):
            return None
        layer: Optional[QgsMapLayer] = self.parameterAsLayer(parameters, self.EXCLUDE, context)
        if isinstance(layer, QgsVectorLayer):
            return self.parameterAsSource(parameters, self.EXCLUDE, context)
        return raster_source(layer if isinstance(layer, QgsRasterLayer) else None)
