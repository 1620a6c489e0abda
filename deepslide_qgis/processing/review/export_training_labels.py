"""Algorithm 'Export as training labels': a case study from a review, for `python -m training train`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Optional

from osgeo import gdal
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from deepslide_qgis.core.errors import OutputError, RequestError, ReviewError
from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm, processing_errors
from deepslide_qgis.processing.help_texts import EXPORT_TRAINING_LABELS
from deepslide_qgis.processing.layers.output_files import atomic_outputs
from deepslide_qgis.processing.parameters import POLYGONS
from deepslide_qgis.processing.polygons.burning import CREATION_OPTIONS
from deepslide_qgis.processing.rasters.gdal_calls import gdal_call, gdal_progress, open_gdal, stop_if_cancelled
from deepslide_qgis.processing.rasters.raster_source import raster_source
from deepslide_qgis.processing.review.labels import (
    LANDSLIDE,
    NO_LANDSLIDE,
    NOT_KNOWN,
    Shape,
    burn_labels,
    reviewed_shapes,
    shapes_on_raster,
)

NAME_FORM = re.compile(r"[A-Za-z0-9-]+")
"""Files of a case study are paired by the text before the first underscore."""


class ExportTrainingLabels(DeepSlideAlgorithm):
    """Rasterises a review with GDAL; needs no engine."""

    INPUT = "INPUT"
    RASTER = "RASTER"
    REVIEWED_WHOLE = "REVIEWED_WHOLE"
    NAME = "NAME"
    FOLDER = "FOLDER"
    RASTER_FILE = "RASTER_FILE"
    LABEL_FILE = "LABEL_FILE"

    ICON = "review.svg"

    def name(self) -> str:
        return "exporttraininglabels"

    def displayName(self) -> str:
        return self.tr("Export as training labels")

    def group(self) -> str:
        return self.tr("Review")

    def groupId(self) -> str:
        return "review"

    def tags(self) -> list[str]:
        return self.tr("landslide,training,labels,case study,fine-tune,hard negatives,review").split(",")

    def shortDescription(self) -> str:
        return self.tr("Writes a case study of a review: accepted 1, rejected 0, the rest not known.")

    def shortHelpString(self) -> str:
        return self.tr(EXPORT_TRAINING_LABELS)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        reviewed, whole = self.tr("Reviewed candidates"), self.tr("Areas that were reviewed whole")
        self.addParameter(QgsProcessingParameterFeatureSource(self.INPUT, reviewed, [POLYGONS]))
        self.addParameter(QgsProcessingParameterRasterLayer(self.RASTER, self.tr("Raster that was predicted from")))
        self.addParameter(QgsProcessingParameterFeatureSource(self.REVIEWED_WHOLE, whole, [POLYGONS], optional=True))
        self.addParameter(QgsProcessingParameterString(self.NAME, self.tr("Name of the case study"), "review"))
        folder = self.tr("Folder of case studies (input and label are made in it)")
        self.addParameter(QgsProcessingParameterFolderDestination(self.FOLDER, folder))
        self.addOutput(QgsProcessingOutputFile(self.RASTER_FILE, self.tr("Raster of the case study")))
        self.addOutput(QgsProcessingOutputFile(self.LABEL_FILE, self.tr("Labels of the case study")))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        name = self.parameterAsString(parameters, self.NAME, context)
        if not NAME_FORM.fullmatch(name):
            raise RequestError(
                self.tr("'{}' cannot name a case study.").format(name), self.tr("Use letters, digits and hyphens.")
            )

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        candidates = self.parameterAsSource(parameters, self.INPUT, context)
        areas = self.parameterAsSource(parameters, self.REVIEWED_WHOLE, context)
        name = self.parameterAsString(parameters, self.NAME, context)
        folder = Path(self.parameterAsString(parameters, self.FOLDER, context))
        with processing_errors():
            raster = raster_source(self.parameterAsRasterLayer(parameters, self.RASTER, context))
            shapes = reviewed_shapes(candidates, areas, raster, context)
            labelled = [shape for shape in shapes if shape.value != NOT_KNOWN]
            if not labelled:
                raise ReviewError(
                    self.tr("Nothing was accepted or rejected: there is nothing to learn."),
                    self.tr("Review some candidates first."),
                )
            files = self._make_paths(folder, name)
            with atomic_outputs(*files, feedback=feedback) as (copy, labels):
                pixels = burn_labels(shapes, raster, labels, feedback)
                if not pixels[LANDSLIDE] + pixels[NO_LANDSLIDE]:
                    raise ReviewError(
                        self.tr("Nothing that was accepted or rejected lies on the raster '{}'.").format(raster.name),
                        self.tr("Choose the raster that was predicted from."),
                    )
                _copy_raster(raster.path, copy, feedback)
            self._report_labels(labelled, shapes_on_raster(labelled, raster), pixels, feedback)
        return {self.FOLDER: str(folder), self.RASTER_FILE: files[0], self.LABEL_FILE: files[1]}

    def _report_labels(
        self, labelled: list[Shape], inside: list[Shape], pixels: list[int], feedback: QgsProcessingFeedback
    ) -> None:
        """Log the contents of the labels; warn of shapes outside the raster."""
        if len(inside) < len(labelled):
            outside = self.tr("{} of {} reviewed shape(s) lie outside the raster, and in no label.")
            feedback.pushWarning(outside.format(len(labelled) - len(inside), len(labelled)))
        landslides = sum(shape.value == LANDSLIDE for shape in inside)
        feedback.pushInfo(
            self.tr(
                "On the raster: {} landslide(s) ({} pixels); {} rejected candidate(s) and areas without ({} pixels)."
            ).format(landslides, pixels[LANDSLIDE], len(inside) - landslides, pixels[NO_LANDSLIDE])
        )

    def _make_paths(self, folder: Path, name: str) -> tuple[str, str]:
        files = folder / "input" / f"{name}_input.tif", folder / "label" / f"{name}_label.tif"
        for file in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            if file.exists():
                raise OutputError(
                    self.tr("There is a case study '{}' in the folder already.").format(name),
                    self.tr("Give this one another name."),
                )
        return str(files[0]), str(files[1])


def _copy_raster(source: str, path: str, feedback: QgsProcessingFeedback) -> None:
    options = gdal.TranslateOptions(creationOptions=CREATION_OPTIONS, callback=gdal_progress(feedback, 50, 100))
    copy = gdal_call("Copying the raster", gdal.Translate, path, open_gdal(source), options=options)
    copy.FlushCache()
    stop_if_cancelled(feedback)
