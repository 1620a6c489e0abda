"""The real QGIS without a window, with this plugin's algorithms, for benchmarks that QGIS's own Python runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


@contextmanager
def qgis_session() -> Iterator[None]:
    """Start QGIS and Processing; the engine is that of the checkout unless the environment names one."""
    sys.path[:0] = [str(REPOSITORY / "build"), "/usr/share/qgis/python/plugins"]
    os.environ.setdefault("DEEPSLIDE_ENGINE_PYTHON", str(REPOSITORY / ".venv" / "bin" / "python"))
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    from processing.core.Processing import Processing

    from deepslide_qgis.processing.provider import DeepSlideProvider
    from deepslide_qgis.worker.engine import stop_engines

    Processing.initialize()
    provider = DeepSlideProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    try:
        yield
    finally:
        stop_engines()
        application.exitQgis()
