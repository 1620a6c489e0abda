"""What the plugin says of itself in ``metadata.txt``: in the package where it is installed, beside it in a checkout."""

from __future__ import annotations

import configparser
from functools import cache

from deepslide_qgis.core.paths import PACKAGE_FOLDER


@cache
def about(name: str) -> str:
    """Return the entry ``name`` (version, homepage …), empty where there is none."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read([folder / "metadata.txt" for folder in (PACKAGE_FOLDER, PACKAGE_FOLDER.parent)], encoding="utf-8")
    return metadata.get("general", name, fallback="")
