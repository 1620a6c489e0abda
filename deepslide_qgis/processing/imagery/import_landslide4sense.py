"""Algorithm 'Import Landslide4Sense tiles': HDF5 tiles as GeoTIFFs with fourteen described bands, and masks."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsContrastEnhancement,
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingOutputMultipleLayers,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
)

from deepslide_qgis.core.errors import OutputError
from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm, processing_errors
from deepslide_qgis.processing.compatibility import CAN_GROUP_LAYERS
from deepslide_qgis.processing.help_texts import IMPORT_LANDSLIDE4SENSE
from deepslide_qgis.processing.imagery.landslide4sense_tiles import (
    Tile,
    find_tiles,
    places,
    read_size,
    write_image,
    write_mask,
)
from deepslide_qgis.processing.layers.output_files import missing_paths, remove_outputs
from deepslide_qgis.processing.layers.result_layers import ResultLayer, Styler, set_styler
from deepslide_qgis.processing.rasters.gdal_calls import stop_if_cancelled

MASK = ResultLayer("Mask", "mask.qml", 0)
TRUE_COLOUR = 4, 3, 2
DIGITAL_NUMBERS = 0
MAX_OPENED = 50
"""More layers would slow the project down."""


class TrueColour(QgsProcessingLayerPostProcessorInterface):
    """Shows a tile in red, green and blue."""

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        red, green, blue = TRUE_COLOUR
        layer.renderer().setRedBand(red)
        layer.renderer().setGreenBand(green)
        layer.renderer().setBlueBand(blue)
        layer.setContrastEnhancement(QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum)


class ImportLandslide4Sense(DeepSlideAlgorithm):
    """Converts tiles of the benchmark; needs no engine."""

    INPUT = "INPUT"
    MASKS = "MASKS"
    VALUES = "VALUES"
    OPEN = "OPEN"
    OUTPUT = "OUTPUT"
    TILES = "TILES"
    TILE_COUNT = "TILE_COUNT"

    ICON = "steps.svg"

    _tiles: list[Tile]

    def name(self) -> str:
        return "importlandslide4sense"

    def displayName(self) -> str:
        return self.tr("Import Landslide4Sense tiles")

    def group(self) -> str:
        return self.tr("Training data")

    def groupId(self) -> str:
        return "trainingdata"

    def tags(self) -> list[str]:
        return self.tr("landslide,Landslide4Sense,L4S,HDF5,h5,tile,benchmark,Sentinel-2,import").split(",")

    def shortDescription(self) -> str:
        return self.tr("Turns HDF5 tiles of Landslide4Sense into rasters that open and can be predicted.")

    def shortHelpString(self) -> str:
        return self.tr(IMPORT_LANDSLIDE4SENSE)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        files = QgsProcessing.SourceType.TypeFile
        folder = QgsProcessingParameterFile.Behavior.Folder
        values = [self.tr("Digital numbers, degrees, metres"), self.tr("As in the files: divided by each band's mean")]
        self.addParameter(
            QgsProcessingParameterMultipleLayers(self.INPUT, self.tr("Tiles (.h5), or a folder of them"), files)
        )
        masks = self.tr("Folder of masks (default: mask, beside img)")
        self.addParameter(QgsProcessingParameterFile(self.MASKS, masks, folder, optional=True))
        self.addParameter(QgsProcessingParameterEnum(self.VALUES, self.tr("Values"), values, False, DIGITAL_NUMBERS))
        self.addParameter(QgsProcessingParameterBoolean(self.OPEN, self.tr("Open them in the project"), True))
        self.addParameter(QgsProcessingParameterFolderDestination(self.OUTPUT, self.tr("Folder of the rasters")))
        self.addOutput(QgsProcessingOutputMultipleLayers(self.TILES, self.tr("Tiles")))
        self.addOutput(QgsProcessingOutputNumber(self.TILE_COUNT, self.tr("Number of tiles")))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        self._find_tiles(parameters, context)
        super().check_values(parameters, context)

    def prepareAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        with processing_errors():
            self._tiles = self._find_tiles(parameters, context)
        return True

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        folder = self.parameterAsString(parameters, self.OUTPUT, context)
        as_numbers = self.parameterAsEnum(parameters, self.VALUES, context) == DIGITAL_NUMBERS
        with processing_errors():
            images, masks = write_tiles(self._tiles, Path(folder), as_numbers, feedback)
        if self.parameterAsBoolean(parameters, self.OPEN, context):
            for path in images[:MAX_OPENED]:
                self._open(path, TrueColour(), context)
            for path in masks[:MAX_OPENED]:
                self._open(path, Styler(MASK), context)
            if len(images) > MAX_OPENED:
                text = self.tr("Only the first {} of {} tiles are opened; the others lie in the folder.")
                feedback.pushWarning(text.format(MAX_OPENED, len(images)))
        feedback.pushInfo(self.tr("{} tiles, {} of them with a mask.").format(len(images), len(masks)))
        return {self.OUTPUT: folder, self.TILES: [*images, *masks], self.TILE_COUNT: len(images)}

    def _find_tiles(self, parameters: dict, context: QgsProcessingContext) -> list[Tile]:
        given = self.parameterAsFileList(parameters, self.INPUT, context)
        return find_tiles(given, self.parameterAsString(parameters, self.MASKS, context))

    def _open(self, path: str, styler: QgsProcessingLayerPostProcessorInterface, context: QgsProcessingContext) -> None:
        details = QgsProcessingContext.LayerDetails(Path(path).stem, context.project(), self.TILES)
        details.forceName = True
        if CAN_GROUP_LAYERS:
            details.groupName = self.tr("Landslide4Sense")
        context.addLayerToLoadOnCompletion(path, details)
        set_styler(context.layerToLoadOnCompletionDetails(path), styler)


def write_tiles(
    tiles: list[Tile], folder: Path, digital_numbers: bool, feedback: QgsProcessingFeedback
) -> tuple[list[str], list[str]]:
    """Write the rasters of ``tiles`` into ``folder``; return the paths of images and masks.

    After an error or a cancel, remove the files that did not exist before.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder '{folder}' cannot be made: {error}.", "Choose another.") from error
    paths = [[str(folder / name) for name in tile.names] for tile in tiles]
    new_files = missing_paths(path for of_tile in paths for path in of_tile)
    try:
        _write_all(tiles, paths, digital_numbers, feedback)
    except BaseException:
        remove_outputs(new_files)
        raise
    return [image for image, *_ in paths], [mask for _, *masks in paths for mask in masks]


def _write_all(
    tiles: list[Tile], paths: list[list[str]], digital_numbers: bool, feedback: QgsProcessingFeedback
) -> None:
    layout = places(len(tiles), *read_size(tiles[0]))
    for done, (tile, (image, *masks), place) in enumerate(zip(tiles, paths, layout), start=1):
        stop_if_cancelled(feedback)
        write_image(tile, image, place, digital_numbers)
        for mask in masks:
            write_mask(tile.mask, mask, place)
        feedback.setProgress(100 * done / len(tiles))
