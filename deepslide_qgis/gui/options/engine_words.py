"""How things stand with the engine, in words for its page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deepslide_qgis.gui.translation import tr
from deepslide_qgis.worker.environment import EngineState, EngineStatus, environment_folder, read_marker
from deepslide_qgis.worker.install_plan import BUILDS
from deepslide_qgis.worker.named_python import named_python


@dataclass(frozen=True)
class EngineWords:
    """A headline, a sentence of details, what the button of the set-up says, and whether all is well."""

    headline: str
    details: str
    button: str
    is_well: bool


def engine_words(state: EngineState) -> EngineWords:
    """Return the words for ``state``."""
    if state.status is EngineStatus.READY:
        return EngineWords(tr("The engine is set up"), _installed(), tr("Repair"), True)
    if state.status is EngineStatus.NAMED:
        details = tr("{python}, named by {by}.").format(python=state.python, by=named_python()[1])
        return EngineWords(tr("A Python of your own runs the engine"), details, tr("Set up"), True)
    headlines = {
        EngineStatus.MISSING: tr("The engine is not set up yet"),
        EngineStatus.OTHER_VERSION: tr("The engine needs an update"),
        EngineStatus.NAMED_IS_GONE: tr("The Python that is named is not there"),
    }
    button = tr("Update") if state.status is EngineStatus.OTHER_VERSION else tr("Set up")
    return EngineWords(headlines[state.status], _needed(state), button, False)


def build_title(tag: str) -> str:
    """Return the title of a build of the engine by its tag."""
    return BUILDS[tag].title if tag in BUILDS else tag


def size_text(size_bytes: float) -> str:
    """Return a size as a person reads it."""
    return f"{size_bytes / 1e9:.1f} GB" if size_bytes >= 1e9 else f"{size_bytes / 1e6:.0f} MB"


def folder_bytes(folder: Path) -> int:
    """Return what the files in ``folder`` take; takes a while for an environment of many."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def _installed() -> str:
    noted = read_marker()
    parts = [
        build_title(noted["build"]) if noted.get("build") else "",
        f"Python {noted['python']}" if noted.get("python") else "",
        str(environment_folder()),
    ]
    return ", ".join(filter(None, parts))


def _needed(state: EngineState) -> str:
    if state.status is EngineStatus.OTHER_VERSION:
        return tr("It was set up for another version of the plugin; this one needs other packages.")
    if state.status is EngineStatus.NAMED_IS_GONE:
        return state.error.message
    return tr("Landslides are predicted by packages that are installed once, in a folder apart from QGIS.")
