"""Algorithm 'Accepted candidates to inventory': a new or an existing one, duplicates detected."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsWkbTypes,
)

from deepslide_qgis.core.review.crosswalks import TARGETS
from deepslide_qgis.processing.base_algorithm import DeepSlideAlgorithm, processing_errors
from deepslide_qgis.processing.candidates.inventory import MappedPolygons
from deepslide_qgis.processing.candidates.polygons import multi_polygon
from deepslide_qgis.processing.help_texts import ACCEPTED_TO_INVENTORY
from deepslide_qgis.processing.layers.layer_appending import check_appending
from deepslide_qgis.processing.layers.layer_destination import is_appended
from deepslide_qgis.processing.layers.layer_form import LayerForm
from deepslide_qgis.processing.layers.layer_writing import write_layer
from deepslide_qgis.processing.layers.output_files import check_destination
from deepslide_qgis.processing.layers.stored_styles import is_in_geopackage
from deepslide_qgis.processing.parameters import DOUBLE, POLYGONS
from deepslide_qgis.processing.rasters.gdal_calls import stop_if_cancelled
from deepslide_qgis.processing.review.accepted import AcceptedLandslides
from deepslide_qgis.processing.review.inventory_fields import inventory_fields
from deepslide_qgis.processing.review.inventory_form import store_form

DEFAULT_SHARE = 0.5
KIND = QgsWkbTypes.Type.MultiPolygon


class AcceptedToInventory(DeepSlideAlgorithm):
    """Exports a review; needs no engine."""

    INPUT = "INPUT"
    FIELDS = "FIELDS"
    INVENTORY = "INVENTORY"
    IF_MAPPED = "IF_MAPPED"
    MAPPED_SHARE = "MAPPED_SHARE"
    OUTPUT = "OUTPUT"
    ADDED = "ADDED"
    LEFT_OUT = "LEFT_OUT"

    LEAVE_OUT, ADD_ANYWAY, REFUSE = range(3)
    ICON = "review.svg"

    def name(self) -> str:
        return "acceptedtoinventory"

    def displayName(self) -> str:
        return self.tr("Accepted candidates to inventory")

    def group(self) -> str:
        return self.tr("Review")

    def groupId(self) -> str:
        return "review"

    def tags(self) -> list[str]:
        return self.tr("landslide,inventory,accepted,review,NVE,USGS,COOLR,IFFI,export,append").split(",")

    def shortDescription(self) -> str:
        return self.tr("Writes the accepted landslides of a review to a new inventory, or adds them to one.")

    def shortHelpString(self) -> str:
        return self.tr(ACCEPTED_TO_INVENTORY)

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:
        reviewed, mapped = self.tr("Reviewed candidates"), self.tr("Inventory: what is mapped already")
        self.addParameter(QgsProcessingParameterFeatureSource(self.INPUT, reviewed, [POLYGONS]))
        names = [self.tr("DeepSlide (all that is known)"), *(target.title for target in TARGETS.values())]
        self.addParameter(QgsProcessingParameterEnum(self.FIELDS, self.tr("Fields of"), names, defaultValue=0))
        self.addParameter(QgsProcessingParameterFeatureSource(self.INVENTORY, mapped, [POLYGONS], optional=True))
        choices = [self.tr("Leave it out"), self.tr("Add it all the same"), self.tr("Stop and write nothing")]
        title = self.tr("Where an accepted landslide is mapped already")
        self.addParameter(QgsProcessingParameterEnum(self.IF_MAPPED, title, choices, defaultValue=self.LEAVE_OUT))
        share = self.tr("It counts as mapped if this share of it lies in the inventory")
        parameter = QgsProcessingParameterNumber(self.MAPPED_SHARE, share, DOUBLE, DEFAULT_SHARE, False, 0.01, 1)
        self.addParameter(parameter)
        sink = QgsProcessingParameterFeatureSink(self.OUTPUT, self.tr("Landslides"), POLYGONS)
        sink.setSupportsAppend(True)
        self.addParameter(sink)
        self.addOutput(QgsProcessingOutputNumber(self.ADDED, self.tr("Landslides written")))
        self.addOutput(QgsProcessingOutputNumber(self.LEFT_OUT, self.tr("Landslides that were mapped already")))

    def check_values(self, parameters: dict, context: QgsProcessingContext) -> None:
        source = self.parameterAsSource(parameters, self.INPUT, context)
        if source is not None:
            AcceptedLandslides(source, None, context)
        check_destination(parameters.get(self.OUTPUT))
        check_appending(parameters.get(self.OUTPUT), inventory_fields(self._read_target(parameters, context)), context)

    def sinkProperties(
        self, sink: str, parameters: dict, context: QgsProcessingContext, source_properties: dict
    ) -> QgsProcessingAlgorithm.VectorProperties:
        """Return the output's properties; without them QGIS offers "Append to Layer" but forgets the layer."""
        source = self.parameterAsSource(parameters, self.INPUT, context)
        properties = QgsProcessingAlgorithm.VectorProperties()
        properties.fields = inventory_fields(self._read_target(parameters, context))
        properties.wkbType = KIND
        properties.crs = source.sourceCrs() if source else source_properties.get(self.INPUT, properties).crs
        properties.availability = QgsProcessingAlgorithm.PropertyAvailability.Available
        return properties

    def processAlgorithm(
        self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict:
        source = self.parameterAsSource(parameters, self.INPUT, context)
        target = self._read_target(parameters, context)
        inventory = self.parameterAsSource(parameters, self.INVENTORY, context)
        share = self.parameterAsDouble(parameters, self.MAPPED_SHARE, context)
        choice = self.parameterAsEnum(parameters, self.IF_MAPPED, context)
        with processing_errors():
            accepted = AcceptedLandslides(source, target, context)
            where = source.sourceCrs(), source.sourceExtent()
            mapped = MappedPolygons(inventory, *where, context) if inventory else None
            features, left_out = [], 0
            for feature in accepted.features():
                stop_if_cancelled(feedback)
                is_mapped = mapped is not None and mapped.share(feature.geometry()) >= share
                left_out += is_mapped
                if not is_mapped or choice == self.ADD_ANYWAY:
                    features.append(feature)
        if left_out and choice == self.REFUSE:
            message = self.tr("{} of the accepted landslides are mapped already. Nothing was written.")
            raise QgsProcessingException(message.format(left_out))
        with processing_errors():
            destination = self._write(parameters, context, accepted, features)
        if target is None:
            self._store_form(parameters, destination, feedback)
        self._warn_unread_dates(accepted.unread, feedback)
        feedback.pushInfo(self.tr("Landslides written: {}. Mapped already: {}.").format(len(features), left_out))
        return {self.OUTPUT: destination, self.ADDED: len(features), self.LEFT_OUT: left_out}

    def _read_target(self, parameters: dict, context: QgsProcessingContext) -> Optional[str]:
        """Return the crosswalk of the requested fields, None for DeepSlide's own."""
        return [None, *TARGETS][self.parameterAsEnum(parameters, self.FIELDS, context)]

    def _warn_unread_dates(self, dates: list[str], feedback: QgsProcessingFeedback) -> None:
        """Warn of ``dates`` that could not be read."""
        if dates:
            text = self.tr("Unreadable dates are left out: {}, '{}' is one. Write 2005-10-08, 2005-10 or 2005.")
            feedback.pushWarning(text.format(len(dates), dates[0]))

    def _store_form(self, parameters: dict, destination: str, feedback: QgsProcessingFeedback) -> None:
        """Store the form in a new GeoPackage; existing inventories have their own, other formats hold none."""
        if is_appended(parameters.get(self.OUTPUT)):
            return
        if not is_in_geopackage(destination):
            feedback.pushInfo(self.tr("Only a GeoPackage keeps the form, with its lists, dates and constraints."))
            return
        with processing_errors():
            store_form(destination)

    def _write(
        self, parameters: dict, context: QgsProcessingContext, accepted: AcceptedLandslides, features: list
    ) -> str:
        crs = self.parameterAsSource(parameters, self.INPUT, context).sourceCrs()
        for feature in features:
            feature.setGeometry(multi_polygon(feature.geometry()))
        form = LayerForm(accepted.fields, KIND, crs)
        return write_layer(self, parameters, self.OUTPUT, form, features, context)
