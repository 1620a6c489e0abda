"""Remedies for troubles that several packages report, worded once."""

from __future__ import annotations

SET_UP = (
    "Press 'Set up' in Settings > Options > DeepSlide, or run the algorithm 'Set up engine' (deepslide:setupengine) "
    "from the Processing Toolbox."
)
UPDATE = (
    "This version needs other packages: press 'Update' in Settings > Options > DeepSlide, or run the algorithm "
    "'Set up engine' (deepslide:setupengine), once. They go beside the old ones, which are removed at the end."
)
SET_UP_AGAIN = "Run 'Set up engine' (deepslide:setupengine) again; 'Check engine' lists what is missing."
WITH_TORCH = (
    "Run 'Set up engine' (deepslide:setupengine) with BUILD=torch to add PyTorch (1.4 GB), or with the build of your "
    "graphics card; for a pack without graphs, ask its maker for one that was exported again."
)
WITH_IMAGERY = (
    "Run 'Set up engine' (deepslide:setupengine) with IMAGERY=true: it adds what imagery needs to the engine that is "
    "there (250 MB)."
)
LESS_MEMORY = (
    "Choose a smaller tile size or batch size (advanced parameters), fewer members or another device, "
    "or close other programs."
)
REPORT = "Run 'Check engine' (deepslide:checkengine); if all is well there, please report this."
WINDOWS_RUNTIME = (
    "Install the 'Microsoft Visual C++ Redistributable' (x64, 2015-2022) and restart QGIS; "
    "if that does not help, run 'Set up engine' (deepslide:setupengine) again."
)
