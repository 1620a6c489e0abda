"""Detect landslides as a step of a model."""

from __future__ import annotations

from qgis.core import (
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterRasterLayer,
    QgsVectorLayer,
)

from tests.processing.conftest import Heard, HearingFeedback, project_context


def detection_then_centroids(pack: str) -> QgsProcessingModelAlgorithm:
    model = QgsProcessingModelAlgorithm("centroids of candidates", "tests")
    model.addModelParameter(QgsProcessingParameterRasterLayer("SCENE"), QgsProcessingModelParameter("SCENE"))
    static = QgsProcessingModelChildParameterSource.fromStaticValue
    detect = QgsProcessingModelChildAlgorithm("deepslide:detectlandslides")
    detect.setChildId("detect")
    detect.addParameterSources("INPUT", [QgsProcessingModelChildParameterSource.fromModelParameter("SCENE")])
    detect.addParameterSources("MODEL_PACK", [static(pack)])
    detect.addParameterSources("DEVICE", [static("cpu")])
    model.addChildAlgorithm(detect)
    centroids = QgsProcessingModelChildAlgorithm("native:centroids")
    centroids.setChildId("centroids")
    source = QgsProcessingModelChildParameterSource.fromChildOutput("detect", "CANDIDATES")
    centroids.addParameterSources("INPUT", [source])
    found = QgsProcessingModelOutput("points", "points")
    found.setChildId("centroids")
    found.setChildOutputName("OUTPUT")
    centroids.setModelOutputs({"points": found})
    model.addChildAlgorithm(centroids)
    model.updateDestinationParameters()
    return model


def test_a_model_runs_it_and_hands_the_candidates_on(packs, raster, tmp_path):
    model = detection_then_centroids(str(packs / "constant"))
    points = str(tmp_path / "points.gpkg")
    heard = Heard()
    context, feedback = project_context(), HearingFeedback(heard)
    _, is_fine = model.run({"SCENE": raster, "centroids:points": points}, context, feedback)
    assert is_fine, heard.text
    (point,) = QgsVectorLayer(points, "points", "ogr").getFeatures()
    assert point["model_id"] == "constant"
    assert "1 candidate(s)" in heard.text


def test_a_model_survives_its_file(packs, tmp_path):
    model = detection_then_centroids("a-pack-of-another-machine")
    path = str(tmp_path / "model.model3")
    assert model.toFile(path)
    again = QgsProcessingModelAlgorithm()
    assert again.fromFile(path)
    sources = again.childAlgorithm("detect").parameterSources()["MODEL_PACK"]
    assert sources[0].staticValue() == "a-pack-of-another-machine"
