"""Base classes of the provider's algorithms, and their common functions."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingParameterDefinition,
    QgsProcessingUtils,
)
from qgis.PyQt.QtGui import QIcon

from deepslide_qgis.core.errors import DeepSlideError, RasterError
from deepslide_qgis.core.paths import resources_folder
from deepslide_qgis.core.plugin_metadata import plugin_metadata
from deepslide_qgis.processing.layers.destination_check import check_overwrites_nothing
from deepslide_qgis.processing.layers.input_layers import destination_names
from deepslide_qgis.processing.layers.polygon_inputs import check_polygon_inputs
from deepslide_qgis.processing.rasters.band_numbers import band_numbers
from deepslide_qgis.processing.rasters.raster_source import RasterSource, raster_source
from deepslide_qgis.processing.translation import translate
from deepslide_qgis.worker.environment import engine_python

PLACEHOLDER = "https://example.org/"
"""Address of a home page that nobody has filled in yet."""


class DeepSlideAlgorithm(QgsProcessingAlgorithm):
    """Base of all algorithms: icon, translation, help, checks of parameters, and access to their values."""

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
            for name in destination_names(self):
                check_overwrites_nothing(self, parameters, name, context)
        except DeepSlideError as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        """Raise a DeepSlideError for invalid parameters; called by the form and before each run."""

    def files_read(self, parameters: dict, context: QgsProcessingContext) -> list[str]:
        """Return input files that no parameter names as layers."""
        return []

    def add_advanced(self, parameter: QgsProcessingParameterDefinition) -> None:
        """Add ``parameter`` to the collapsed part of the form."""
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def optional_float(self, parameters: dict, name: str, context: Any) -> Optional[float]:
        """Return the number given for ``name``, None if it is empty."""
        return None if is_empty(parameters.get(name)) else self.parameterAsDouble(parameters, name, context)

    def optional_int(self, parameters: dict, name: str, context: Any) -> Optional[int]:
        """Return the whole number given for ``name``, None if it is empty."""
        return None if is_empty(parameters.get(name)) else self.parameterAsInt(parameters, name, context)

    def band_numbers(self, parameters: dict, name: str, context: Any) -> tuple[int, ...]:
        """Return the band numbers given for ``name``, none if it is empty; raise RequestError."""
        value = parameters.get(name)
        return () if is_empty(value) else band_numbers(value, context.expressionContext())

    def optional_raster(self, parameters: dict, name: str, context: Any) -> Optional[RasterSource]:
        """Return the raster given for ``name``, None if it is empty; raise RasterError."""
        if is_empty(parameters.get(name)):
            return None
        return raster_source(self.parameterAsRasterLayer(parameters, name, context))

    def optional_dem(self, parameters: dict, name: str, context: Any) -> Optional[RasterSource]:
        """Return the DEM given for ``name``, None if it is empty; raise RasterError for a DEM without a CRS."""
        dem = self.optional_raster(parameters, name, context)
        if dem is not None and not dem.crs.isValid():
            raise RasterError(f"The DEM '{dem.name}' has no CRS, so slopes cannot be measured.", "Give it its CRS.")
        return dem


class EngineAlgorithm(DeepSlideAlgorithm):
    """Base of algorithms that need the engine; they say so before their form is filled in."""

    def canExecute(self) -> tuple[bool, str]:
        try:
            engine_python()
        except DeepSlideError as error:
            return False, str(error)
        return True, ""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Create a temporary folder for the files of one run; remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="deepslide_", dir=QgsProcessingUtils.tempFolder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def processing_errors(
    context: Optional[QgsProcessingContext] = None, destinations: Iterable[str] = ()
) -> Iterator[None]:
    """Convert a DeepSlideError, with its remedy, into the exception that Processing shows.

    After an error, remove the layers ``destinations`` from those that ``context`` loads: their files do not exist.
    """
    try:
        yield
    except DeepSlideError as error:
        if context is not None:
            awaited = dict(context.layersToLoadOnCompletion())
            for destination in destinations:
                awaited.pop(destination, None)
            context.setLayersToLoadOnCompletion(awaited)
        raise QgsProcessingException(str(error)) from clear_frames(error)


def clear_frames(error: DeepSlideError) -> DeepSlideError:
    """Return ``error`` with its frames cleared: QGIS keeps exceptions, and the frames keep rasters open."""
    link: Optional[BaseException] = error
    while link is not None:
        traceback.clear_frames(link.__traceback__)
        link.__traceback__ = None
        link = link.__context__
    return error


def icon_path(name: str) -> str:
    """Return the path of a plugin icon."""
    return str(resources_folder() / "icons" / name)


def is_empty(value: Any) -> bool:
    """Return whether a parameter is empty, in any representation of QGIS."""
    return value is None or value == "" or (hasattr(value, "isNull") and value.isNull())


def homepage() -> str:
    """Return the plugin's home page from its metadata, empty if that is a placeholder."""
    page = plugin_metadata("homepage")
    return "" if page.startswith(PLACEHOLDER) else page
