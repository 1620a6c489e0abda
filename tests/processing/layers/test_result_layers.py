"""What a person sees after a run: one group, named and styled layers, the candidates on top."""

from __future__ import annotations

import pytest
from processing.gui.Postprocessing import handleAlgorithmResults
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsLayerTreeLayer,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.processing.compatibility import CAN_GROUP_LAYERS
from tests.processing.conftest import project_context


def load(name: str, **parameters) -> None:
    """Run as the dialog does: outputs open when finished."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"deepslide:{name}")
    for parameter in algorithm.destinationParameterDefinitions():
        if parameter.name() in parameters:
            target = QgsProcessingOutputLayerDefinition(parameters[parameter.name()], QgsProject.instance())
            parameters[parameter.name()] = target
    context, feedback = project_context(), QgsProcessingFeedback(False)
    _, is_fine = algorithm.run(parameters, context, feedback)
    assert is_fine
    assert handleAlgorithmResults(algorithm, context, feedback, parameters)


def add_inventory() -> QgsVectorLayer:
    layer = QgsVectorLayer("Polygon?crs=EPSG:32646", "mapped 2017", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(400100, 2499500, 400300, 2499800)))
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


ORDER = ("Candidates ≥", "Candidates", "Inventory", "Landslide mask", "Spread", "Landslide probability")


@pytest.fixture
def after_a_run(empty_project, packs, raster) -> None:
    load(
        "detectlandslides",
        INPUT=raster,
        MODEL_PACK=str(packs / "constant"),
        DEVICE="cpu",
        INVENTORY=add_inventory().id(),
        PROBABILITY="TEMPORARY_OUTPUT",
        SPREAD="TEMPORARY_OUTPUT",
        MASK="TEMPORARY_OUTPUT",
        CANDIDATES="TEMPORARY_OUTPUT",
    )


def shown() -> list[QgsLayerTreeLayer]:
    """Return what is in the group of the run; where QGIS makes no groups, what is there, in the order of names."""
    root = QgsProject.instance().layerTreeRoot()
    if CAN_GROUP_LAYERS:
        return root.findGroup("Landslides – scene").children()
    results = [node for node in root.findLayers() if node.name().endswith("– scene")]
    return sorted(results, key=lambda node: next(i for i, start in enumerate(ORDER) if node.name().startswith(start)))


def test_results_are_named_grouped_and_in_order(after_a_run):
    assert [node.name() for node in shown()] == [
        "Candidates – scene",
        "Inventory – scene",
        "Landslide mask – scene",
        "Spread between the members – scene",
        "Landslide probability – scene",
    ]
    assert [node.itemVisibilityChecked() for node in shown()] == [True, True, False, False, True]


def test_results_are_styled(after_a_run):
    candidates, inventory, mask, spread, probability = (node.layer() for node in shown())
    categories = candidates.renderer().categories()
    assert candidates.renderer().classAttribute() == "review_status"
    assert [category.value() for category in categories] == [status.value for status in ReviewStatus]
    assert candidates.attributeDisplayName(candidates.fields().indexOf("p_std")) == "Mean spread between the members"
    for symbol in (categories[0].symbol(), inventory.renderer().symbol()):
        assert {symbol.symbolLayer(i).layerType() for i in range(symbol.symbolLayerCount())} == {"SimpleLine"}
    items = probability.renderer().shader().rasterShaderFunction().colorRampItemList()
    assert [item.color.alpha() for item in items if item.value <= 0.05] == [0, 0]
    assert items[-1].color.alpha() == 255
    assert (spread.renderer().type(), mask.renderer().type()) == ("singlebandpseudocolor", "paletted")


def test_the_inventory_of_the_person_stays_as_it_is(after_a_run):
    (own,) = QgsProject.instance().mapLayersByName("mapped 2017")
    assert not own.readOnly()
    assert own.renderer().symbol().symbolLayer(0).layerType() == "SimpleFill"
    assert QgsProject.instance().layerTreeRoot().findLayer(own.id()).parent().name() == ""
    drawn = shown()[1].layer()
    assert drawn.readOnly() and drawn.featureCount() == 1 and drawn.id() != own.id()


def test_extracted_candidates_join_the_group_of_their_probability(after_a_run):
    load("extractcandidates", PROBABILITY=shown()[-1].layer().id(), THRESHOLD=0.6, CANDIDATES="TEMPORARY_OUTPUT")
    assert [node.name() for node in shown()][:2] == ["Candidates ≥ 0.6 – scene", "Candidates – scene"]


def test_an_inventory_of_which_only_the_selection_counts_is_drawn_too(after_a_run):
    (own,) = QgsProject.instance().mapLayersByName("mapped 2017")
    only_selected = QgsProcessingFeatureSourceDefinition(own.id(), True)
    probability = shown()[-1].layer().id()
    load("extractcandidates", PROBABILITY=probability, INVENTORY=only_selected, CANDIDATES="TEMPORARY_OUTPUT")
    assert [node.name() for node in shown()].count("Inventory – scene") == 2


def test_nothing_is_awaited_of_a_run_that_failed(empty_project, packs, raster, tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_ENGINE_PYTHON", str(tmp_path / "nothing"))
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("deepslide:detectlandslides")
    target = QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT", QgsProject.instance())
    parameters = {"INPUT": raster, "MODEL_PACK": str(packs / "tiny"), "PROBABILITY": target, "CANDIDATES": target}
    context = project_context()
    _, is_fine = algorithm.run(parameters, context, QgsProcessingFeedback(False))
    assert not is_fine and not context.layersToLoadOnCompletion()
