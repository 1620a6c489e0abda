"""The benchmark of stages measures functions by their names: they are there."""

from __future__ import annotations

import pytest

from tests.benchmarks.stages import STAGES, on_torch


@pytest.mark.parametrize(("owner", "name"), [stage[:2] for stage in (*STAGES, *on_torch())], ids=str)
def test_what_is_measured_is_there(owner, name):
    assert callable(getattr(owner, name))
