"""Texts of the options page on the engine's status."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deepslide_qgis.gui.translation import tr
from deepslide_qgis.worker.environment import EngineState, EngineStatus, environment_folder, read_marker
from deepslide_qgis.worker.install_plan import BUILDS
from deepslide_qgis.worker.named_python import named_python


@dataclass(frozen=True)
class EngineTexts:
    """Headline, details, text of the set-up button, and whether the engine is usable."""

    headline: str
    details: str
    button: str
    is_well: bool


def describe_engine(state: EngineState) -> EngineTexts:
    """Return the texts for ``state``."""
    if state.status is EngineStatus.READY:
        return EngineTexts(tr("The engine is set up"), _describe_installed(), tr("Repair"), True)
    if state.status is EngineStatus.NAMED:
        details = tr("{python}, named by {by}.").format(python=state.python, by=named_python()[1])
        return EngineTexts(tr("A Python of your own runs the engine"), details, tr("Set up"), True)
    headlines = {
        EngineStatus.MISSING: tr("The engine is not set up yet"),
        EngineStatus.OTHER_VERSION: tr("The engine needs an update"),
        EngineStatus.NAMED_IS_GONE: tr("The chosen Python does not exist"),
    }
    button = tr("Update") if state.status is EngineStatus.OTHER_VERSION else tr("Set up")
    return EngineTexts(headlines[state.status], _describe_missing(state), button, False)


def build_title(tag: str) -> str:
    """Return the title of the build ``tag``."""
    return BUILDS[tag].title if tag in BUILDS else tag


def size_text(size_bytes: float) -> str:
    """Return a size in MB or GB."""
    return f"{size_bytes / 1e9:.1f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:.0f} MB"


def folder_bytes(folder: Path) -> int:
    """Return the total size of the files in ``folder``; slow for an environment."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def _describe_installed() -> str:
    marker = read_marker()
    parts = [
        build_title(marker["build"]) if marker.get("build") else "",
        f"Python {marker['python']}" if marker.get("python") else "",
        str(environment_folder()),
    ]
    return ", ".join(filter(None, parts))


def _describe_missing(state: EngineState) -> str:
    if state.status is EngineStatus.OTHER_VERSION:
        return tr("It was set up for another version of the plugin; this one needs other packages.")
    if state.status is EngineStatus.NAMED_IS_GONE:
        return state.error.message
    return tr("Landslides are predicted by packages that are installed once, in a folder apart from QGIS.")
