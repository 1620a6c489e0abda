"""Base class of the imagery algorithms: image inputs, target grid, results."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar, Optional, Sequence

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
)
from qgis.PyQt.QtCore import QDateTime

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.imagery.imagery_settings import Target
from deepslide_qgis.processing.base_algorithm import EngineAlgorithm, is_empty, processing_errors, scratch_folder
from deepslide_qgis.processing.engine.engine_run import run_engine
from deepslide_qgis.processing.imagery.results import RESULTS
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.layers.result_layers import present_result
from deepslide_qgis.processing.parameters import DOUBLE, RASTERS
from deepslide_qgis.processing.rasters.raster_source import RasterSource, path_with_crs, raster_source

WKT = QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED


class ImageryAlgorithm(EngineAlgorithm):
    """Base of the algorithms of the group, each of which runs one ``COMMAND`` of the engine.

    ``OUTPUTS`` maps output parameters to the engine's names, fields of ``OUTPUT_RECORD``; the first is mandatory.
    """

    EXTENT = "EXTENT"
    TARGET_CRS = "TARGET_CRS"
    PIXEL_SIZE = "PIXEL_SIZE"
    COMMAND = ""
    OUTPUTS: ClassVar[dict[str, str]] = {}
    OUTPUT_RECORD: Any = None

    ICON = "imagery.svg"

    _rasters: dict[str, list[RasterSource]]

    def group(self) -> str:
        return self.tr("Imagery")

    def groupId(self) -> str:
        return "imagery"

    def add_images(self, name: str, text: str, optional: bool = False) -> None:
        """Add a parameter for rasters; the bands of one date may be in one file or several."""
        self.addParameter(QgsProcessingParameterMultipleLayers(name, text, RASTERS, None, optional))

    def add_folder(self, name: str, text: str) -> None:
        """Add a parameter for a folder of images."""
        kind = QgsProcessingParameterFile.Behavior.Folder
        self.addParameter(QgsProcessingParameterFile(name, text, kind, optional=True))

    def add_date(self, name: str, text: str) -> None:
        """Add a parameter for an optional day."""
        kind = QgsProcessingParameterDateTime.Type.Date
        self.addParameter(QgsProcessingParameterDateTime(name, text, kind, None, True))

    def choice(self, name: str, text: str, options: Sequence[str], default: int = 0) -> QgsProcessingParameterEnum:
        """Return a parameter for one of ``options``."""
        return QgsProcessingParameterEnum(name, text, list(options), False, default)

    def add_target(self) -> None:
        """Add the parameters of the target grid."""
        extent = self.tr("Area (default: what the images share)")
        crs = self.tr("CRS of the result, in metres (default: the UTM zone of the area)")
        size = self.tr("Pixel size in m")
        self.addParameter(QgsProcessingParameterExtent(self.EXTENT, extent, None, True))
        self.add_advanced(QgsProcessingParameterCrs(self.TARGET_CRS, crs, None, True))
        self.add_advanced(QgsProcessingParameterNumber(self.PIXEL_SIZE, size, DOUBLE, 10, False, 0.1))

    def add_result(self, name: str, is_optional: bool = False) -> None:
        """Declare the raster output ``name``; an optional one is off by default."""
        title = self.tr(RESULTS[self.OUTPUTS[name]].title)
        output = QgsProcessingParameterRasterDestination(name, title, None, is_optional, not is_optional)
        self.addParameter(output)

    def resolve(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Read what the run needs from the chosen layers, in their thread; raise RasterError."""
        self._rasters = self._read_rasters(parameters, context)

    def request(self, parameters: dict, outputs: Any, context: QgsProcessingContext, scratch: Path) -> Any:
        """Return the request to the engine; raise a DeepSlideError for invalid parameters."""
        raise NotImplementedError

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        for name in self.OUTPUTS:
            check_destination(parameters.get(name), (".tif", ".tiff"))
        self.resolve(parameters, context)
        with scratch_folder() as scratch:
            self.request(parameters, self._make_outputs(self._placeholder_outputs(parameters)), context, scratch)
        super().check_values(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self.resolve(parameters, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) for name in self.OUTPUTS}
        requested = {name: path for name, path in paths.items() if path}
        with processing_errors(context, requested.values()), scratch_folder() as scratch:
            request = self.request(parameters, self._make_outputs(requested), context, scratch)
            finished = run_engine(self.COMMAND, request, feedback)
        size = self.tr("{width_px} × {height_px} pixels in {crs}, in {seconds} s.").format(**finished.summary)
        feedback.pushInfo(size)
        for name, path in requested.items():
            present_result(context, path, RESULTS[self.OUTPUTS[name]], self.result_name(parameters, context))
        return requested

    def result_name(self, parameters: dict, context: QgsProcessingContext) -> str:
        """Return the name of the results: that of the first chosen raster."""
        chosen = (source.name for sources in self._rasters.values() for source in sources)
        return next(chosen, self.tr("imagery"))

    def images(self, name: str, scratch: Path) -> tuple[str, ...]:
        """Return the paths of the rasters chosen for ``name``, for the engine."""
        return tuple(
            _source_path(source, scratch / name / str(number))
            for number, source in enumerate(self._rasters.get(name, ()))
        )

    def raster(self, name: str, scratch: Path) -> Optional[str]:
        """Return the path of the raster chosen for ``name``, None for none."""
        return next(iter(self.images(name, scratch)), None)

    def check_sides_differ(self, before: str, after: str, remedy: str) -> None:
        """Raise RequestError with ``remedy`` if a raster was chosen both ``before`` and ``after``."""
        files = {os.path.realpath(source.path) for source in self._rasters.get(before, ())}
        shared = [source.name for source in self._rasters.get(after, ()) if os.path.realpath(source.path) in files]
        if shared:
            text = self.tr("'{}' is chosen both before and after the event, so nothing would change.")
            raise RequestError(text.format(shared[0]), remedy)

    def folder(self, parameters: dict, name: str, context: QgsProcessingContext) -> tuple[str, ...]:
        """Return the folder chosen for ``name`` in a tuple, empty for none; raise RequestError."""
        folder = self.parameterAsString(parameters, name, context)
        if folder and not os.path.isdir(folder):
            raise RequestError(self.tr("There is no folder '{}'.").format(folder), self.tr("Choose another."))
        return (folder,) if folder else ()

    def date(self, parameters: dict, name: str, context: QgsProcessingContext) -> Optional[str]:
        """Return the day chosen for ``name`` as YYYY-MM-DD, None for none."""
        if is_empty(parameters.get(name)):
            return None
        day: QDateTime = self.parameterAsDateTime(parameters, name, context)
        return day.date().toString("yyyy-MM-dd") if day.date().isValid() else None

    def target(self, parameters: dict, context: QgsProcessingContext) -> Target:
        """Return the target grid; raise RequestError."""
        crs = self.parameterAsCrs(parameters, self.TARGET_CRS, context)
        extent = None
        if not is_empty(parameters.get(self.EXTENT)):
            extent = self.parameterAsExtent(parameters, self.EXTENT, context)
        extent_crs = self.parameterAsExtentCrs(parameters, self.EXTENT, context)
        edges = None
        if extent is not None and not extent.isNull():
            edges = extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()
        return Target(
            crs=crs.toWkt(WKT) if crs.isValid() else None,
            pixel_m=self.parameterAsDouble(parameters, self.PIXEL_SIZE, context),
            extent=edges,
            extent_crs=extent_crs.toWkt(WKT) if edges and extent_crs.isValid() else None,
        )

    def _placeholder_outputs(self, parameters: dict) -> dict[str, str]:
        """Return placeholder paths for the outputs requested in a form."""
        first, *others = self.OUTPUTS
        return {name: f"{name}.tif" for name in (first, *(n for n in others if not is_empty(parameters.get(n))))}

    def _make_outputs(self, requested: dict[str, str]) -> Any:
        return self.OUTPUT_RECORD(**{self.OUTPUTS[name]: path for name, path in requested.items()})

    def _read_rasters(self, parameters: dict, context: QgsProcessingContext) -> dict[str, list[RasterSource]]:
        """Return the rasters of all filled-in parameters; raise RasterError for a layer that is no file."""
        chosen = {}
        for definition in self.parameterDefinitions():
            name = definition.name()
            if definition.type() not in ("raster", "multilayer") or is_empty(parameters.get(name)):
                continue
            is_multiple = definition.type() == "multilayer"
            layers = (
                self.parameterAsLayerList(parameters, name, context)
                if is_multiple
                else [self.parameterAsRasterLayer(parameters, name, context)]
            )
            chosen[name] = [raster_source(layer) for layer in layers]
        return chosen


def _source_path(source: RasterSource, scratch: Path) -> str:
    """Return the raster's path, or a VRT with its CRS in ``scratch`` under the same stem, which contains the date."""
    if source.is_crs_assigned:
        scratch.mkdir(parents=True, exist_ok=True)
    return path_with_crs(source, str(scratch / f"{Path(source.path).stem}.vrt"))
