"""Parameters of algorithms that read several dates of Sentinel-2."""

from __future__ import annotations

from qgis.core import QgsProcessingContext, QgsProcessingParameterBoolean, QgsProcessingParameterNumber

from deepslide_qgis.core.imagery.imagery_settings import CLOUD_CLASSES, METHODS, OFFSETS, OpticalSettings
from deepslide_qgis.processing.imagery.imagery_algorithm import ImageryAlgorithm
from deepslide_qgis.processing.parameters import INTEGER

OFFSET, METHOD, CLOUD_MARGIN, KEEP_CLOUDS, MINIMUM_DATES = (
    "OFFSET",
    "METHOD",
    "CLOUD_MARGIN",
    "KEEP_CLOUDS",
    "MINIMUM_DATES",
)


def add_offset(algorithm: ImageryAlgorithm) -> None:
    """Add the parameter for the reflectance offset in the digital numbers."""
    options = [
        algorithm.tr("by the processing baseline in the name (…_N0509_…)"),
        algorithm.tr("still in the numbers: 1000 is taken off"),
        algorithm.tr("not in the numbers"),
    ]
    algorithm.addParameter(algorithm.choice(OFFSET, algorithm.tr("Reflectance offset of Sentinel-2"), options))


def add_optical(algorithm: ImageryAlgorithm) -> None:
    """Add the parameters for compositing and cloud masking."""
    add_offset(algorithm)
    methods = [algorithm.tr("greenest pixel (highest NDVI)"), algorithm.tr("median")]
    margin = algorithm.tr("Margin around clouds, in pixels")
    keep = algorithm.tr("Leave clouds in")
    least = algorithm.tr("Fewest usable dates of a pixel")
    algorithm.add_advanced(algorithm.choice(METHOD, algorithm.tr("One image of several dates of Sentinel-2"), methods))
    algorithm.add_advanced(QgsProcessingParameterNumber(CLOUD_MARGIN, margin, INTEGER, 2, False, 0, 50))
    algorithm.add_advanced(QgsProcessingParameterBoolean(KEEP_CLOUDS, keep, False))
    algorithm.add_advanced(QgsProcessingParameterNumber(MINIMUM_DATES, least, INTEGER, 1, False, 1))


def offset(algorithm: ImageryAlgorithm, parameters: dict, context: QgsProcessingContext) -> str:
    """Return the chosen treatment of the offset."""
    return OFFSETS[algorithm.parameterAsEnum(parameters, OFFSET, context)]


def optical_settings(algorithm: ImageryAlgorithm, parameters: dict, context: QgsProcessingContext) -> OpticalSettings:
    """Return the chosen settings; raise RequestError."""
    keeps = algorithm.parameterAsBoolean(parameters, KEEP_CLOUDS, context)
    return OpticalSettings(
        offset=offset(algorithm, parameters, context),
        method=METHODS[algorithm.parameterAsEnum(parameters, METHOD, context)],
        masked_classes=(0, 1) if keeps else CLOUD_CLASSES,
        cloud_margin_px=algorithm.parameterAsInt(parameters, CLOUD_MARGIN, context),
        minimum_dates=algorithm.parameterAsInt(parameters, MINIMUM_DATES, context),
    )
