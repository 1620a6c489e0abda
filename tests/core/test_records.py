import pytest

from deepslide_qgis.core.errors import EngineError, RasterError, RequestError
from deepslide_qgis.core.events import EVENTS, Failed, Finished, Progress, event_from_line, event_to_line
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.core.run_files import partial_path


def test_request_survives_json():
    outputs = PredictionOutputs("p.tif", mask="m.tif")
    request = PredictionRequest("a.tif", "pack", outputs, bands=(3, 2, 1), threshold=0.4, exclude=("e.tif",))
    assert from_plain(PredictionRequest, to_plain(request)) == request
    assert request.outputs.paths == {"probability": "p.tif", "mask": "m.tif"}


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"input": "a"}, "lacks the field 'pack'"),
        ({"input": 1, "pack": "p", "outputs": {"probability": "p"}}, "input must be str"),
        ({"input": "a", "pack": "p", "outputs": {"probability": "p"}, "bands": [True]}, r"bands\[0\] must be int"),
        ({"input": "a", "pack": "p", "outputs": []}, "outputs must be an object"),
    ],
)
def test_what_does_not_fit_is_named(plain, words):
    with pytest.raises(RequestError, match=words):
        from_plain(PredictionRequest, plain)


@pytest.mark.parametrize("event", [Progress(1.5, 3), Finished({"a": "b"}, {"n": 1}), Failed("RasterError", "broken")])
def test_events_survive_a_line(event):
    line = event_to_line(event)
    assert "\n" not in line and event_from_line(line) == event


def test_failure_becomes_the_error_it_names():
    assert isinstance(Failed("RasterError", "m", "r").to_error(), RasterError)
    assert isinstance(Failed("Surprise", "m").to_error(), EngineError)
    assert {"Started", "Warned", "Logged"} <= set(EVENTS)


@pytest.mark.parametrize("line", ["", "hello", "[]", '{"event": "Nonsense"}', '{"done": 1}', "3"])
def test_line_that_is_no_event_is_refused(line):
    with pytest.raises(EngineError):
        event_from_line(line)


def test_partial_name_keeps_folder_and_suffix():
    assert partial_path("a/b.c.tif").replace("\\", "/") == "a/b.c.part.tif"
