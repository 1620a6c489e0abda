"""What all algorithms of the provider have in common."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingParameterDefinition,
    QgsProcessingUtils,
)
from qgis.PyQt.QtGui import QIcon

from deepslide_qgis.core.errors import DeepSlideError, RasterError
from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.core.plugin_metadata import plugin_metadata
from deepslide_qgis.processing.layers.input_layers import written_layers
from deepslide_qgis.processing.layers.layer_algorithm import LayerAlgorithm
from deepslide_qgis.processing.layers.polygon_inputs import check_polygon_inputs
from deepslide_qgis.processing.rasters.band_numbers import band_numbers
from deepslide_qgis.processing.rasters.raster_source import RasterSource, raster_source
from deepslide_qgis.processing.translation import translate
from deepslide_qgis.worker.environment import engine_python

PLACEHOLDER = "https://example.org/"
"""Where the pages lie that nobody has filled in yet."""


class DeepSlideAlgorithm(LayerAlgorithm):
    """An algorithm with the provider's icon, translation and help."""

    ICON = "deepslide.svg"

    def createInstance(self) -> DeepSlideAlgorithm:
        return type(self)()

    def tr(self, text: str) -> str:
        return translate(text)

    def icon(self) -> QIcon:
        return QIcon(icon_path(self.ICON))

    def svgIconPath(self) -> str:
        return icon_path(self.ICON)

    def helpUrl(self) -> str:
        return homepage()

    def checkParameterValues(self, parameters: dict, context: QgsProcessingContext) -> tuple[bool, str]:
        try:
            check_polygon_inputs(self, parameters, context)
            self.check_values(parameters, context)
            for name in written_layers(self):
                self.check_replaced(parameters, name, context)
        except DeepSlideError as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Raise a DeepSlideError for parameters that cannot be; asked in the form and before each run."""

    def add_advanced(self, parameter: QgsProcessingParameterDefinition) -> None:
        """Add ``parameter`` to the part of the form that is folded away."""
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def optional_float(self, parameters: dict, name: str, context: Any) -> Optional[float]:
        """Return the number given for ``name``, None when it was left empty."""
        return None if is_empty(parameters.get(name)) else self.parameterAsDouble(parameters, name, context)

    def optional_int(self, parameters: dict, name: str, context: Any) -> Optional[int]:
        """Return the whole number given for ``name``, None when it was left empty."""
        return None if is_empty(parameters.get(name)) else self.parameterAsInt(parameters, name, context)

    def band_numbers(self, parameters: dict, name: str, context: Any) -> tuple[int, ...]:
        """Return the numbers of the bands given for ``name``, none when it was left empty; raise RequestError."""
        value = parameters.get(name)
        return () if is_empty(value) else band_numbers(value, context.expressionContext())

    def optional_raster(self, parameters: dict, name: str, context: Any) -> Optional[RasterSource]:
        """Return the raster given for ``name``, None when it was left empty; raise RasterError."""
        if is_empty(parameters.get(name)):
            return None
        return raster_source(self.parameterAsRasterLayer(parameters, name, context))

    def optional_dem(self, parameters: dict, name: str, context: Any) -> Optional[RasterSource]:
        """Return the DEM given for ``name``, None when it was left empty; raise RasterError for one without a CRS."""
        dem = self.optional_raster(parameters, name, context)
        if dem is not None and not dem.crs.isValid():
            raise RasterError(f"The DEM '{dem.name}' has no CRS, so slopes cannot be measured.", "Give it its CRS.")
        return dem


class EngineAlgorithm(DeepSlideAlgorithm):
    """An algorithm that needs the engine, and says so before its form is filled."""

    def canExecute(self) -> tuple[bool, str]:
        try:
            engine_python()
        except DeepSlideError as error:
            return False, str(error)
        return True, ""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Make a folder for files that only the run itself needs; remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="deepslide_", dir=QgsProcessingUtils.tempFolder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def processing_errors(
    context: Optional[QgsProcessingContext] = None, destinations: Iterable[str] = ()
) -> Iterator[None]:
    """Turn the project's errors, with their remedies, into those that Processing shows.

    Then the layers ``destinations`` of ``context`` are not to be loaded: their files are not there.
    """
    try:
        yield
    except DeepSlideError as error:
        if context is not None:
            awaited = dict(context.layersToLoadOnCompletion())
            for destination in destinations:
                awaited.pop(destination, None)
            context.setLayersToLoadOnCompletion(awaited)
        raise QgsProcessingException(str(error)) from without_frames(error)


def without_frames(error: DeepSlideError) -> DeepSlideError:
    """Return ``error`` without the frames that it came through: QGIS keeps errors, and they hold rasters open."""
    link: Optional[BaseException] = error
    while link is not None:
        traceback.clear_frames(link.__traceback__)
        link.__traceback__ = None
        link = link.__context__
    return error


def icon_path(name: str) -> str:
    """Return the path of one of the plugin's icons."""
    return str(resources_folder() / "icons" / name)


def is_empty(value: Any) -> bool:
    """Return whether a parameter was left empty, whichever way QGIS says so."""
    return value is None or value == "" or (hasattr(value, "isNull") and value.isNull())


def homepage() -> str:
    """Return the plugin's home page, as its metadata names it; empty while that is a placeholder."""
    page = plugin_metadata("homepage")
    return "" if page.startswith(PLACEHOLDER) else page
