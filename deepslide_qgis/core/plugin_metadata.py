"""The plugin's entries in ``metadata.txt``, read from the installed package or from the checkout beside it."""

from __future__ import annotations

import configparser
from functools import cache

from deepslide_qgis.core.paths import PACKAGE_FOLDER


@cache
def plugin_metadata(name: str) -> str:
    """Return the entry ``name`` (version, homepage …) of ``metadata.txt``, empty if it has none."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read([folder / "metadata.txt" for folder in (PACKAGE_FOLDER, PACKAGE_FOLDER.parent)], encoding="utf-8")
    return metadata.get("general", name, fallback="")
