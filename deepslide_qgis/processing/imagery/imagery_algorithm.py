"""What the imagery algorithms have in common: images as inputs, the target grid, results on disk."""

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
    """An algorithm of the group: one ``COMMAND`` of the engine.

    ``OUTPUTS`` are the raster outputs with the engine's name of each, fields of ``OUTPUT_RECORD``; the first is always
    written.
    """

    EXTENT = "EXTENT"
    TARGET_CRS = "TARGET_CRS"
    PIXEL_SIZE = "PIXEL_SIZE"
    COMMAND = ""
    OUTPUTS: ClassVar[dict[str, str]] = {}
    OUTPUT_RECORD: Any = None

    ICON = "imagery.svg"

    def group(self) -> str:
        return self.tr("Imagery")

    def groupId(self) -> str:
        return "imagery"

    def add_images(self, name: str, text: str, optional: bool = False) -> None:
        """Ask for rasters: layers or files, the bands of one date together or in files of their own."""
        self.addParameter(QgsProcessingParameterMultipleLayers(name, text, RASTERS, None, optional))

    def add_folder(self, name: str, text: str) -> None:
        """Ask for a folder of images."""
        kind = QgsProcessingParameterFile.Behavior.Folder
        self.addParameter(QgsProcessingParameterFile(name, text, kind, optional=True))

    def add_date(self, name: str, text: str) -> None:
        """Ask for a day, which may stay empty."""
        kind = QgsProcessingParameterDateTime.Type.Date
        self.addParameter(QgsProcessingParameterDateTime(name, text, kind, None, True))

    def choice(self, name: str, text: str, options: Sequence[str], default: int = 0) -> QgsProcessingParameterEnum:
        """Return a parameter that asks for one of ``options``."""
        return QgsProcessingParameterEnum(name, text, list(options), False, default)

    def add_target(self) -> None:
        """Ask for the target grid."""
        extent = self.tr("Area (default: what the images share)")
        crs = self.tr("CRS of the result, in metres (default: the UTM zone of the area)")
        size = self.tr("Pixel size in m")
        self.addParameter(QgsProcessingParameterExtent(self.EXTENT, extent, None, True))
        self.add_advanced(QgsProcessingParameterCrs(self.TARGET_CRS, crs, None, True))
        self.add_advanced(QgsProcessingParameterNumber(self.PIXEL_SIZE, size, DOUBLE, 10, False, 0.1))

    def add_result(self, name: str, is_optional: bool = False) -> None:
        """Declare the raster output ``name``; optional ones are not written unless asked for."""
        title = self.tr(RESULTS[self.OUTPUTS[name]].title)
        output = QgsProcessingParameterRasterDestination(name, title, None, is_optional, not is_optional)
        self.addParameter(output)

    def resolve(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Take what the run needs of the layers chosen, in the thread that they live in; raise RasterError."""
        self._rasters = self._chosen_rasters(parameters, context)

    def request(self, parameters: dict, outputs: Any, context: QgsProcessingContext, scratch: Path) -> Any:
        """Return what the engine is asked for; raise a DeepSlideError for parameters that cannot be."""
        raise NotImplementedError

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        for name in self.OUTPUTS:
            check_destination(parameters.get(name), (".tif", ".tiff"))
        self.resolve(parameters, context)
        with scratch_folder() as scratch:
            self.request(parameters, self._outputs(self._asked(parameters)), context, scratch)
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
        wanted = {name: path for name, path in paths.items() if path}
        with processing_errors(context, wanted.values()), scratch_folder() as scratch:
            request = self.request(parameters, self._outputs(wanted), context, scratch)
            finished = run_engine(self.COMMAND, request, feedback)
        size = self.tr("{width_px} × {height_px} pixels in {crs}, in {seconds} s.").format(**finished.summary)
        feedback.pushInfo(size)
        for name, path in wanted.items():
            present_result(context, path, RESULTS[self.OUTPUTS[name]], self.named_after(parameters, context))
        return wanted

    def named_after(self, parameters: dict, context: QgsProcessingContext) -> str:
        """Return what the results are called: as the first raster that was chosen."""
        chosen = (source.name for sources in self._rasters.values() for source in sources)
        return next(chosen, self.tr("imagery"))

    def images(self, name: str, scratch: Path) -> tuple[str, ...]:
        """Return the rasters chosen for ``name``, as the engine opens them."""
        return tuple(
            _path(source, scratch / name / str(number)) for number, source in enumerate(self._rasters.get(name, ()))
        )

    def raster(self, name: str, scratch: Path) -> Optional[str]:
        """Return the raster chosen for ``name``, as the engine opens it, None where none is."""
        return next(iter(self.images(name, scratch)), None)

    def check_sides_differ(self, before: str, after: str, remedy: str) -> None:
        """Raise RequestError with ``remedy`` where a raster was chosen for ``before`` and for ``after``."""
        files = {os.path.realpath(source.path) for source in self._rasters.get(before, ())}
        twice = [source.name for source in self._rasters.get(after, ()) if os.path.realpath(source.path) in files]
        if twice:
            text = self.tr("'{}' is chosen both before and after the event, so nothing would change.")
            raise RequestError(text.format(twice[0]), remedy)

    def folder(self, parameters: dict, name: str, context: QgsProcessingContext) -> tuple[str, ...]:
        """Return the folder chosen for ``name`` in a tuple, an empty one where none is; raise RequestError."""
        folder = self.parameterAsString(parameters, name, context)
        if folder and not os.path.isdir(folder):
            raise RequestError(self.tr("There is no folder '{}'.").format(folder), self.tr("Choose another."))
        return (folder,) if folder else ()

    def date(self, parameters: dict, name: str, context: QgsProcessingContext) -> Optional[str]:
        """Return the day chosen for ``name`` as YYYY-MM-DD, None where none is."""
        if is_empty(parameters.get(name)):
            return None
        day: QDateTime = self.parameterAsDateTime(parameters, name, context)
        return day.date().toString("yyyy-MM-dd") if day.date().isValid() else None

    def target(self, parameters: dict, context: QgsProcessingContext) -> Target:
        """Return the target grid that was asked for; raise RequestError."""
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

    def _asked(self, parameters: dict) -> dict[str, str]:
        """Return placeholders for the results that a form asks for."""
        first, *others = self.OUTPUTS
        return {name: f"{name}.tif" for name in (first, *(n for n in others if not is_empty(parameters.get(n))))}

    def _outputs(self, wanted: dict[str, str]) -> Any:
        return self.OUTPUT_RECORD(**{self.OUTPUTS[name]: path for name, path in wanted.items()})

    def _chosen_rasters(self, parameters: dict, context: QgsProcessingContext) -> dict[str, list[RasterSource]]:
        """Return the rasters of all parameters that were filled in; raise RasterError for what is no raster file."""
        chosen = {}
        for definition in self.parameterDefinitions():
            name = definition.name()
            if definition.type() not in ("raster", "multilayer") or is_empty(parameters.get(name)):
                continue
            several = definition.type() == "multilayer"
            layers = (
                self.parameterAsLayerList(parameters, name, context)
                if several
                else [self.parameterAsRasterLayer(parameters, name, context)]
            )
            chosen[name] = [raster_source(layer) for layer in layers]
        return chosen


def _path(source: RasterSource, scratch: Path) -> str:
    """Return the path of a raster, or of a view with its CRS in ``scratch``, called alike: names tell dates."""
    if source.is_crs_assigned:
        scratch.mkdir(parents=True, exist_ok=True)
    return path_with_crs(source, str(scratch / f"{Path(source.path).stem}.vrt"))
