"""Lightning, imported after segmentation-models-pytorch: ``engine.process.libraries`` explains the order."""

from __future__ import annotations

from deepslide_qgis.engine.process.libraries import import_smp

smp = import_smp()

import lightning  # noqa: E402
from lightning.pytorch import callbacks, loggers  # noqa: E402

__all__ = ["callbacks", "lightning", "loggers", "smp"]
