"""Append to Layer in the form of Processing: what is chosen in QGIS's browser is where the landslides go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorLayer,
)
from qgis.gui import (
    QgsBrowserGuiModel,
    QgsPanelWidget,
    QgsPanelWidgetStack,
    QgsProcessingLayerOutputDestinationWidget,
    QgsProcessingParametersGenerator,
)
from qgis.PyQt.QtCore import QModelIndex
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QTableView, QToolButton, QTreeView, QVBoxLayout

from tests.gui.conftest import memory_candidates, saved, wait_for

pytestmark = pytest.mark.usefixtures("provider")
ALGORITHM = "deepslide:acceptedtoinventory"


class Filled(QgsProcessingParametersGenerator):
    """The rest of the form, filled in."""

    def __init__(self, parameters: dict):
        super().__init__()
        self._parameters = parameters

    def createProcessingParameters(self, *_) -> dict:  # noqa: N802
        return self._parameters


class Form:
    """The output's line of the form, in panels that follow one another as in Processing's window."""

    def __init__(self, parameters: dict):
        algorithm = QgsApplication.processingRegistry().algorithmById(ALGORITHM)
        self.widget = QgsProcessingLayerOutputDestinationWidget(algorithm.parameterDefinition("OUTPUT"), False)
        self.browser, self.context, self.filled = QgsBrowserGuiModel(), QgsProcessingContext(), Filled(parameters)
        self.browser.initialize()
        self.context.setProject(QgsProject.instance())
        self.widget.setContext(self.context)
        self.widget.registerProcessingParametersGenerator(self.filled)
        self.main, self.panels = QgsPanelWidget(), QgsPanelWidgetStack()
        self.main.setDockMode(True)
        QVBoxLayout(self.main).addWidget(self.widget)
        self.panels.setMainPanel(self.main)
        self.panels.show()

    def append_to(self, path: Path, layer: str = "") -> QgsPanelWidget:
        """Choose Append to Layer, and ``path`` (in it ``layer``) in the browser; return the panel that follows."""
        menu = self.widget.findChild(QToolButton).menu()
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if "Append" in action.text()).trigger()
        chooser = self.panels.currentPanel()
        tree = chooser.findChild(QTreeView)
        place = entry(tree, entry(tree, QModelIndex(), "/"), *path.parts[1:], *([layer] if layer else []))
        tree.setCurrentIndex(place)
        tree.clicked.emit(place)
        QTest.qWait(20)
        chooser.acceptPanel()
        QTest.qWait(20)
        return self.panels.currentPanel()


def entry(tree: QTreeView, place: QModelIndex, *names: str) -> QModelIndex:
    """Return the place in the browser that ``names`` lead to from ``place``, opening one after the other."""
    if not names:
        return place
    tree.expand(place)
    wait_for(lambda: names[0] in below(tree, place), 10000)
    row = below(tree, place).index(names[0])
    return entry(tree, tree.model().index(row, 0, place), *names[1:])


def below(tree: QTreeView, place: QModelIndex) -> list[str]:
    model = tree.model()
    if model.canFetchMore(place):
        model.fetchMore(place)
    return [model.data(model.index(row, 0, place)) for row in range(model.rowCount(place))]


@pytest.fixture
def form(qgis_new_project, qgis_iface, candidates) -> Iterator[Form]:
    place = candidates.fields().indexFromName("review_status")
    accepted = {feature.id(): {place: "accepted"} for feature in candidates.getFeatures() if feature["id"] < 3}
    assert candidates.dataProvider().changeAttributeValues(accepted)
    form = Form({"INPUT": candidates.id(), "FIELDS": 0})
    yield form
    form.panels.close()


@pytest.mark.parametrize(
    ("name", "driver", "layer"),
    [("mine.gpkg", "GPKG", "mine"), ("mine.shp", "ESRI Shapefile", ""), ("mine.geojson", "GeoJSON", "")],
)
def test_the_layer_that_is_chosen_gets_the_landslides(form, tmp_path, name, driver, layer):
    import processing

    path = tmp_path / "inventories" / name
    path.parent.mkdir()
    saved(memory_candidates(), path, driver)
    mapping = form.append_to(path, layer)
    assert mapping.findChild(QTableView) is not None, "QGIS does not ask which field goes where"
    mapping.acceptPanel()
    value = form.widget.value()
    assert isinstance(value, QgsProcessingOutputLayerDefinition) and value.useRemapping()
    result = processing.run(ALGORITHM, {**form.filled.createProcessingParameters(), "OUTPUT": value})
    areas = [feature["area_m2"] for feature in QgsVectorLayer(str(path), "again", "ogr").getFeatures()]
    assert (result["ADDED"], sorted(areas)) == (2, [3600, 6400, 6400, 8100, 10000, 10000, 14400])


@pytest.mark.parametrize(("fields", "name"), [(0, "ls_id"), (1, "skredType"), (3, "landslide_category")])
def test_the_form_knows_what_will_be_written(candidates, fields, name):
    algorithm = QgsApplication.processingRegistry().algorithmById(ALGORITHM)
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    told = algorithm.sinkProperties("OUTPUT", {"INPUT": candidates.id(), "FIELDS": fields}, context, {})
    assert told.fields.indexFromName(name) >= 0
    assert told.crs == candidates.crs()


def test_the_form_knows_it_before_a_layer_is_chosen():
    algorithm = QgsApplication.processingRegistry().algorithmById(ALGORITHM)
    told = algorithm.sinkProperties("OUTPUT", {}, QgsProcessingContext(), {})
    assert told.fields.indexFromName("ls_id") >= 0 and not told.crs.isValid()
