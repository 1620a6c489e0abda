"""Short versions of `make fuzz` and `make soak`; and what people or other versions may write, drawn by hypothesis."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deepslide_qgis.core.commands import COMMANDS
from deepslide_qgis.core.errors import DeepSlideError
from deepslide_qgis.core.events import event_from_line, event_to_line
from deepslide_qgis.core.packs.card import ModelCard
from deepslide_qgis.core.packs.pack import read_card
from deepslide_qgis.core.records import from_plain, to_plain
from deepslide_qgis.core.request import PredictionOutputs, PredictionRequest
from deepslide_qgis.worker.engine import stop_engines
from tests.benchmarks.soak import ALLOWED_MB, growth_mb, soak
from tests.fuzz.campaign import STAGES, run_campaign
from tests.fuzz.good import make_good
from tests.fuzz.mutations import damaged_bytes, damaged_json

QUICK = settings(max_examples=300, database=None, deadline=None, suppress_health_check=list(HealthCheck))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
RANDOM = st.integers(0, 2**32).map(random.Random)


@pytest.fixture(autouse=True)
def engines(monkeypatch):
    """Engines of one thread, which end with the test: small networks gain nothing from more on a busy machine."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    stop_engines()
    yield
    stop_engines()


def test_a_short_campaign_shows_no_fault_and_reaches_every_stage(tmp_path, monkeypatch):
    monkeypatch.setenv("DEEPSLIDE_DATA", str(tmp_path / "data"))
    outcome = run_campaign(50, 3, make_good(tmp_path / "good"), tmp_path / "cases")
    assert outcome.faults == [], outcome.table()
    reached = {stage for (_, stage), count in outcome.stages.items() if count}
    assert reached == set(STAGES), outcome.table()


def test_forty_predictions_through_one_engine_do_not_grow(tmp_path):
    assert growth_mb(soak(40, tmp_path)) < ALLOWED_MB


@pytest.fixture(scope="module")
def card_text() -> str:
    return read_card("simulated-s1s2").to_json()


@QUICK
@given(rng=RANDOM, as_bytes=st.booleans())
def test_a_damaged_card_is_refused_or_means_what_it_says(card_text, rng, as_bytes):
    if as_bytes:
        text = damaged_bytes(card_text.encode(), rng).decode("utf-8", "replace")
    else:
        text = json.dumps(damaged_json(json.loads(card_text), rng))
    try:
        card = ModelCard.from_json(text)
    except DeepSlideError as error:
        assert error.message
    else:
        assert ModelCard.from_json(card.to_json()) == card


@QUICK
@given(plain=JSON, command=st.sampled_from(sorted(COMMANDS)))
def test_any_json_as_a_request_is_refused_by_name(plain, command):
    try:
        from_plain(COMMANDS[command].request, plain)
    except DeepSlideError as error:
        assert error.message
    else:
        assert plain == {} and command == "check"


@QUICK
@given(rng=RANDOM)
def test_a_damaged_request_is_refused_or_survives_the_line(rng):
    outputs = PredictionOutputs("p.tif", mask="m.tif")
    plain = to_plain(PredictionRequest("a.tif", "pack", outputs, bands=(1, 2, 3), members=2, tile_px=64, threshold=0.5))
    try:
        request = from_plain(PredictionRequest, damaged_json(plain, rng))
    except DeepSlideError as error:
        assert error.message
    else:
        assert from_plain(PredictionRequest, json.loads(json.dumps(to_plain(request)))) == request


@QUICK
@given(line=st.text() | JSON.map(json.dumps) | st.binary().map(lambda data: data.decode("latin-1")))
def test_any_line_of_an_engine_is_an_event_or_refused(line):
    try:
        event = event_from_line(line)
    except DeepSlideError as error:
        assert error.message
    else:
        assert event_from_line(event_to_line(event)) == event


def test_the_damages_do_damage(tmp_path):
    original = Path(__file__).read_bytes()
    changed = [damaged_bytes(original, random.Random(seed)) != original for seed in range(200)]
    assert sum(changed) > 190
