"""Keeps what a tab of the options shows, or says why that cannot be."""

from __future__ import annotations

from typing import Callable

from qgis.PyQt.QtWidgets import QWidget

from deepslide_qgis.core.errors import DeepSlideError


def is_kept(tab: QWidget, say: Callable[[str], None]) -> bool:
    """Return whether ``tab`` could apply what it shows; where it could not, ``say`` hears why."""
    try:
        tab.apply()
    except (DeepSlideError, OSError) as error:
        say(str(error))
        return False
    return True
