"""What a person sees after a run: one group, named and styled layers, the candidates on top."""

from __future__ import annotations

import pytest
from processing.gui.Postprocessing import handleAlgorithmResults
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from .conftest import project_context


@pytest.fixture
def project(qgis_new_project, monkeypatch):
    monkeypatch.setattr("processing.gui.Postprocessing.iface", None)
    return QgsProject.instance()


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


@pytest.fixture
def inventory(project, tmp_path) -> QgsVectorLayer:
    layer = QgsVectorLayer("Polygon?crs=EPSG:32646", "mapped 2017", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(400100, 2499500, 400300, 2499800)))
    layer.dataProvider().addFeature(feature)
    project.addMapLayer(layer)
    return layer


@pytest.fixture
def shown(project, packs, raster, inventory):
    load(
        "detectlandslides",
        INPUT=raster,
        MODEL_PACK=str(packs / "constant"),
        DEVICE="cpu",
        INVENTORY=inventory.id(),
        PROBABILITY="TEMPORARY_OUTPUT",
        SPREAD="TEMPORARY_OUTPUT",
        MASK="TEMPORARY_OUTPUT",
        CANDIDATES="TEMPORARY_OUTPUT",
    )
    return project.layerTreeRoot().findGroup("Landslides – scene")


def test_results_are_named_grouped_and_in_order(shown):
    assert [node.name() for node in shown.children()] == [
        "Candidates – scene",
        "Inventory – scene",
        "Landslide mask – scene",
        "Spread between the members – scene",
        "Landslide probability – scene",
    ]
    assert [node.itemVisibilityChecked() for node in shown.children()] == [True, True, False, False, True]


def test_results_are_styled(shown):
    candidates, inventory, mask, spread, probability = (node.layer() for node in shown.children())
    renderer = candidates.renderer()
    assert renderer.type() == "categorizedSymbol" and renderer.classAttribute() == "review_status"
    values = [category.value() for category in renderer.categories()]
    assert values == ["candidate", "accepted", "edited", "rejected", "duplicate"]
    for symbol in (renderer.categories()[0].symbol(), inventory.renderer().symbol()):
        assert {symbol.symbolLayer(i).layerType() for i in range(symbol.symbolLayerCount())} == {"SimpleLine"}
    items = probability.renderer().shader().rasterShaderFunction().colorRampItemList()
    assert [item.color.alpha() for item in items if item.value <= 0.05] == [0, 0]
    assert items[-1].color.alpha() == 255
    assert (spread.renderer().type(), mask.renderer().type()) == ("singlebandpseudocolor", "paletted")


def test_the_inventory_of_the_person_stays_as_it_is(shown, inventory, project):
    assert inventory.name() == "mapped 2017" and not inventory.readOnly()
    assert inventory.renderer().symbol().symbolLayer(0).layerType() == "SimpleFill"
    drawn = shown.children()[1].layer()
    assert drawn.readOnly() and drawn.featureCount() == 1 and drawn.id() != inventory.id()
    assert project.layerTreeRoot().findLayer(inventory.id()).parent() is not shown


def test_extracted_candidates_join_the_group_of_their_probability(shown, project):
    probability = shown.children()[-1].layer()
    load("extractcandidates", PROBABILITY=probability.id(), THRESHOLD=0.6, CANDIDATES="TEMPORARY_OUTPUT")
    names = [node.name() for node in shown.children()]
    assert len(names) == 6 and names[0].startswith("Candidates")
