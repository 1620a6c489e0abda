"""Algorithm 'Select bands': the bands of a setting from a stack, in order, described, as VRT or GeoTIFF."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from osgeo import gdal
from qgis.core import (
    QgsFeedback,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBand,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from deepslide_qgis.core.bandmatch import BandMatch, match_bands
from deepslide_qgis.core.bands import SETTINGS, BandSetting, setting_named
from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.core.packs.pack import installed_packs, read_card
from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm, processing_errors
from deepslide_qgis.processing.help_texts import SELECT_BANDS
from deepslide_qgis.processing.layers.output_files import atomic_outputs
from deepslide_qgis.processing.parameters import set_value_hints
from deepslide_qgis.processing.rasters.gdal_calls import gdal_call, gdal_progress, open_gdal, stop_if_cancelled
from deepslide_qgis.processing.rasters.raster_source import RasterSource, raster_source

FORMATS = {".vrt": "VRT", ".tif": "GTiff", ".tiff": "GTiff"}
GEOTIFF_OPTIONS = ["TILED=YES", "COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER"]


class SelectBands(DeepSlideAlgorithm):
    """Selects the bands of a setting; needs no engine."""

    INPUT = "INPUT"
    BAND_SETTING = "BAND_SETTING"
    BANDS = "BANDS"
    OUTPUT = "OUTPUT"

    ICON = "steps.svg"

    _source: RasterSource
    _setting: BandSetting
    _match: BandMatch

    def name(self) -> str:
        return "selectbands"

    def displayName(self) -> str:
        return self.tr("Select bands")

    def group(self) -> str:
        return self.tr("Steps of a detection")

    def groupId(self) -> str:
        return "steps"

    def tags(self) -> list[str]:
        return self.tr("landslide,bands,stack,band setting,subset,order,description,vrt").split(",")

    def shortDescription(self) -> str:
        return self.tr("Takes the bands of a band setting out of a stack, in its order.")

    def shortHelpString(self) -> str:
        return self.tr(SELECT_BANDS)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        setting = QgsProcessingParameterString(self.BAND_SETTING, self.tr("Band setting, or a model pack"), "s1s2")
        set_value_hints(setting, ["s1s2", *(name for name in (*SETTINGS, *installed_packs()) if name != "s1s2")])
        self.addParameter(QgsProcessingParameterRasterLayer(self.INPUT, self.tr("Raster")))
        self.addParameter(setting)
        bands = self.tr("Bands, in the order of the setting (default: found by their descriptions)")
        self.addParameter(
            QgsProcessingParameterBand(self.BANDS, bands, None, self.INPUT, optional=True, allowMultiple=True)
        )
        self.addParameter(QgsProcessingParameterRasterDestination(self.OUTPUT, self.tr("Selected bands")))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self._select(parameters, context)
        super().check_values(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self._source, self._setting, self._match = self._select(parameters, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        path = self.parameterAsOutputLayer(parameters, self.OUTPUT, context)
        numbers = ", ".join(map(str, self._match.numbers))
        feedback.pushInfo(self.tr("Bands {} ({}) are {}.").format(numbers, self._match.how, self._setting.title))
        with processing_errors(context, [path]):
            write_bands(self._source, path, self._setting, self._match.numbers, feedback)
        return {self.OUTPUT: path}

    def _select(self, parameters: dict, context: QgsProcessingContext) -> tuple[RasterSource, BandSetting, BandMatch]:
        source = raster_source(self.parameterAsRasterLayer(parameters, self.INPUT, context))
        name = self.parameterAsString(parameters, self.BAND_SETTING, context).strip()
        is_pack = name not in SETTINGS and (name in installed_packs() or Path(name).exists())
        setting = read_card(name).setting if is_pack else setting_named(name)
        chosen = self.band_numbers(parameters, self.BANDS, context)
        return source, setting, match_bands(setting, source.descriptions, chosen)


def write_bands(
    raster: RasterSource, path: str, setting: BandSetting, numbers: tuple[int, ...], feedback: QgsFeedback
) -> None:
    """Write the bands ``numbers`` of ``raster`` to ``path``, with the descriptions of ``setting``."""
    source, suffix = raster.path, Path(path).suffix.lower()
    if suffix not in FORMATS:
        raise OutputError(f"'{path}' ends neither in .vrt nor in .tif.", "Choose one of the two.")
    if Path(path).exists() and Path(source).exists() and Path(path).samefile(source):
        raise OutputError(f"'{path}' is read by this run and cannot be its result.", "Choose another name.")
    with atomic_outputs(path, feedback=feedback) as (unfinished,):
        selected = gdal_call(
            "Selecting bands",
            gdal.Translate,
            unfinished,
            open_gdal(source),
            format=FORMATS[suffix],
            bandList=list(numbers),
            creationOptions=GEOTIFF_OPTIONS if FORMATS[suffix] == "GTiff" else [],
            outputSRS=raster.projection or None,
            callback=gdal_progress(feedback, 0, 100),
        )
        for number, band in enumerate(setting.bands, 1):
            selected.GetRasterBand(number).SetDescription(band.name)
        selected.FlushCache()
        del selected
        stop_if_cancelled(feedback)
