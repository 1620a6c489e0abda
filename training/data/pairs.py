"""Pairs of raster and label, and their division into training and validation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deepslide_qgis.core.errors import RasterError

SHAPEFILE_PARTS = (".dbf", ".shx", ".prj", ".cpg")


@dataclass(frozen=True)
class Pair:
    """One case study or tile: raster, label (a raster or an inventory) and an inventory of uncertain polygons."""

    name: str
    raster: Path
    label: Path
    uncertain: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """All files, including the other parts of shapefiles."""
        named = (self.raster, self.label) if self.uncertain is None else (self.raster, self.label, self.uncertain)
        return tuple(file for path in named for file in (path, *_shapefile_parts(path)))


def _shapefile_parts(path: Path) -> tuple[Path, ...]:
    parts = (path.with_suffix(suffix) for suffix in SHAPEFILE_PARTS if path.suffix == ".shp")
    return tuple(part for part in parts if part.is_file())


def split_pairs(
    pairs: Sequence[Pair], share: float, seed: int, groups: Sequence[Sequence[Pair]] = ()
) -> tuple[list[Pair], list[Pair]]:
    """Divide pairs into training and validation: sorted by label file, shuffled, ``share`` for validation.

    The shuffle is that of scikit-learn's ``train_test_split(test_size=share, random_state=seed)``, which the reference
    study's code calls on its sorted labels: the first ⌈share · n⌉ of ``RandomState(seed).permutation(n)`` are for
    validation, the rest for training. Both lists keep the order of ``pairs``.

    ``groups``, if given, are shuffled instead of single pairs and stay together. A group goes to validation while it
    fits; if none fits, the smallest goes.
    """
    ordered = sorted(
        (sorted(group, key=_label_name) for group in groups or [[pair] for pair in pairs]), key=_first_label_name
    )
    count, chosen = int(np.ceil(len(pairs) * share)), []
    for number in np.random.RandomState(seed).permutation(len(ordered)):
        if len(chosen) + len(ordered[number]) <= count:
            chosen += ordered[number]
    chosen = chosen or min(ordered, key=len)
    if len(chosen) == len(pairs):
        raise _cannot_split_error(len(pairs), is_one_place=len(ordered) < len(pairs))
    names = {pair.name for pair in chosen}
    return [pair for pair in pairs if pair.name not in names], [pair for pair in pairs if pair.name in names]


def _label_name(pair: Pair) -> str:
    return pair.label.name


def _first_label_name(group: Sequence[Pair]) -> str:
    return _label_name(group[0])


def _cannot_split_error(count: int, is_one_place: bool) -> RasterError:
    if is_one_place:
        return RasterError(
            f"The {count} rasters cannot be split into training and validation: each overlaps others, all of them "
            "show the same ground, which may not be both trained on and evaluated.",
            "Name a folder of its own for validation, with rasters of other ground, or make one raster of all: one "
            "is divided by blocks.",
        )
    return RasterError(
        f"{count} case studies or tiles cannot be split into training and validation.",
        "Add some, change data.validation_share, or name a folder of its own for validation.",
    )


def check_unique_names(pairs: Sequence[Pair]) -> list[Pair]:
    """Return ``pairs``; raise RasterError if two have the same name."""
    seen: dict[str, Pair] = {}
    for pair in pairs:
        if pair.name in seen:
            raise RasterError(
                f"'{seen[pair.name].raster.name}' and '{pair.raster.name}' are both called '{pair.name}'.",
                "Rename one of them.",
            )
        seen[pair.name] = pair
    return list(pairs)


def sort_key_by_number(path: Path) -> tuple[int, str]:
    """Return a sort key that puts image_9 before image_10."""
    digits = re.findall(r"\d+", path.stem)
    return (int(digits[-1]) if digits else 0), path.name
