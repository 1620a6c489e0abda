"""The provider `deepslide` of the Processing Toolbox."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from deepslide_qgis.processing.base_algorithm import icon_path
from deepslide_qgis.processing.candidates.extract_candidates import ExtractCandidates
from deepslide_qgis.processing.comparison.band_values_in_polygons import BandValuesInPolygons
from deepslide_qgis.processing.comparison.compare_case_studies import CompareCaseStudies
from deepslide_qgis.processing.comparison.compare_with_inventory import CompareWithInventory
from deepslide_qgis.processing.engine.check_engine import CheckEngine
from deepslide_qgis.processing.engine.setup_engine import SetUpEngine
from deepslide_qgis.processing.imagery.build_band_stack import BuildBandStack
from deepslide_qgis.processing.imagery.composite import Composite
from deepslide_qgis.processing.imagery.fetch_imagery import FetchImagery
from deepslide_qgis.processing.imagery.import_landslide4sense import ImportLandslide4Sense
from deepslide_qgis.processing.imagery.land_cover import LandCover
from deepslide_qgis.processing.imagery.select_bands import SelectBands
from deepslide_qgis.processing.imagery.sentinel1_terrain_correction import Sentinel1TerrainCorrection
from deepslide_qgis.processing.imagery.vegetation_change import VegetationChange
from deepslide_qgis.processing.packs.install_model_pack import InstallModelPack
from deepslide_qgis.processing.packs.list_model_packs import ListModelPacks
from deepslide_qgis.processing.packs.remove_model_pack import RemoveModelPack
from deepslide_qgis.processing.packs.save_model_pack import SaveModelPack
from deepslide_qgis.processing.packs.set_default_model_pack import SetDefaultModelPack
from deepslide_qgis.processing.packs.show_model_pack import ShowModelPack
from deepslide_qgis.processing.packs.update_model_packs import UpdateModelPacks
from deepslide_qgis.processing.prediction.average_predictions import AveragePredictions
from deepslide_qgis.processing.prediction.detect_landslides import DetectLandslides
from deepslide_qgis.processing.prediction.predict import Predict
from deepslide_qgis.processing.review.accepted_to_inventory import AcceptedToInventory
from deepslide_qgis.processing.review.export_training_labels import ExportTrainingLabels

ALGORITHMS = (
    DetectLandslides,
    SelectBands,
    Predict,
    AveragePredictions,
    ExtractCandidates,
    CompareWithInventory,
    CompareCaseStudies,
    BandValuesInPolygons,
    ImportLandslide4Sense,
    AcceptedToInventory,
    ExportTrainingLabels,
    InstallModelPack,
    ListModelPacks,
    ShowModelPack,
    UpdateModelPacks,
    RemoveModelPack,
    SetDefaultModelPack,
    SaveModelPack,
    FetchImagery,
    BuildBandStack,
    Sentinel1TerrainCorrection,
    Composite,
    VegetationChange,
    LandCover,
    SetUpEngine,
    CheckEngine,
)


class DeepSlideProvider(QgsProcessingProvider):
    """Lists the algorithms, with and without a desktop."""

    def id(self) -> str:
        return "deepslide"

    def name(self) -> str:
        return "DeepSlide"

    def longName(self) -> str:
        return "DeepSlide: landslide mapping"

    def icon(self) -> QIcon:
        return QIcon(icon_path("deepslide.svg"))

    def svgIconPath(self) -> str:
        return icon_path("deepslide.svg")

    def supportedOutputRasterLayerExtensions(self) -> list[str]:
        return ["tif", "vrt"]

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
