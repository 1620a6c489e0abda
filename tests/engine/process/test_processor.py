"""What the processor can do is known."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from deepslide_qgis.engine.process.processor import has_avx2


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="system: Linux says what its processor can do")
def test_avx2_is_known_as_the_system_says() -> None:
    assert has_avx2() == (" avx2" in Path("/proc/cpuinfo").read_text())
