"""Write dist/deepslide_qgis-<version>.zip from the staged plugin, reproducibly.

The rules are those of the QGIS plugin repository: one folder, no hidden files, caches, binaries or scripts, at most 25
MB.
"""

from __future__ import annotations

import configparser
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from scripts.stage import REPOSITORY, stage

MAXIMUM_BYTES = 25_000_000
FORBIDDEN_SUFFIXES = {
    ".so",
    ".dll",
    ".dylib",
    ".pyd",
    ".exe",
    ".o",
    ".a",
    ".sh",
    ".bat",
    ".cmd",
    ".ps1",
    ".jar",
    ".pyc",
}
LEFT_OUT = {"__pycache__"}
TIMESTAMP = (1980, 1, 1, 0, 0, 0)


class PackagingError(Exception):
    """The plugin breaks a rule of the plugin repository."""


def version() -> str:
    """Return the version in metadata.txt."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(REPOSITORY / "metadata.txt", encoding="utf-8")
    return metadata["general"]["version"]


def plugin_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a plugin folder in order, following links; raise PackagingError for a forbidden file."""
    for entry in sorted(folder.iterdir()):
        if entry.name in LEFT_OUT:
            continue
        if entry.name.startswith(".") or entry.suffix.lower() in FORBIDDEN_SUFFIXES:
            raise PackagingError(f"{entry} must not be in the plugin's zip.")
        if entry.is_dir():
            yield from plugin_files(entry)
        else:
            yield entry


def package() -> Path:
    """Write the zip and return its path; raise PackagingError if it breaks a rule of the plugin repository."""
    staged = stage()
    target = REPOSITORY / "dist" / f"{staged.name}-{version()}.zip"
    target.parent.mkdir(exist_ok=True)
    partial = target.with_suffix(".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in plugin_files(staged):
            entry = zipfile.ZipInfo(file.relative_to(staged.parent).as_posix(), TIMESTAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, file.read_bytes())
    size = partial.stat().st_size
    if size > MAXIMUM_BYTES:
        raise PackagingError(f"The zip has {size / 1e6:.1f} MB; the plugin repository takes at most 25 MB.")
    return partial.replace(target)


if __name__ == "__main__":
    try:
        written = package()
    except PackagingError as error:
        sys.exit(str(error))
    print(f"{written}  ({written.stat().st_size / 1e6:.1f} MB)")
