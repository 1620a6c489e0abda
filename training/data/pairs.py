"""Which raster and label belong together, and which pairs are kept for validation."""

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
    """One case study or tile: its raster, its label (a raster or an inventory), and what in it is uncertain."""

    name: str
    raster: Path
    label: Path
    uncertain: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """All files, those that belong to a shapefile among them."""
        named = (self.raster, self.label) if self.uncertain is None else (self.raster, self.label, self.uncertain)
        return tuple(file for path in named for file in (path, *_beside_shapefile(path)))


def _beside_shapefile(path: Path) -> tuple[Path, ...]:
    parts = (path.with_suffix(suffix) for suffix in SHAPEFILE_PARTS if path.suffix == ".shp")
    return tuple(part for part in parts if part.is_file())


def split_pairs(pairs: Sequence[Pair], share: float, seed: int) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs for training and for validation: sorted by label file, shuffled, ``share`` for validation.

    The shuffling is that of scikit-learn's ``train_test_split(test_size=share, random_state=seed)``, which the
    reference study's code calls on its sorted labels: the first ⌈share · n⌉ of ``RandomState(seed).permutation(n)`` are
    for validation, the rest for training. Both lists come back in the order of ``pairs``.
    """
    count = int(np.ceil(len(pairs) * share))
    if not 0 < count < len(pairs):
        raise RasterError(
            f"{len(pairs)} case studies or tiles cannot be split into training and validation.",
            "Add some, change data.validation_share, or name a folder of its own for validation.",
        )
    order = np.random.RandomState(seed).permutation(len(pairs))
    ordered = sorted(pairs, key=lambda pair: pair.label.name)
    chosen = {ordered[i].name for i in order[:count]}
    return [pair for pair in pairs if pair.name not in chosen], [pair for pair in pairs if pair.name in chosen]


def unique(pairs: Sequence[Pair]) -> list[Pair]:
    """Return ``pairs``; raise RasterError where two have one name."""
    seen: dict[str, Pair] = {}
    for pair in pairs:
        if pair.name in seen:
            raise RasterError(
                f"'{seen[pair.name].raster.name}' and '{pair.raster.name}' are both called '{pair.name}'.",
                "Rename one of them.",
            )
        seen[pair.name] = pair
    return list(pairs)


def by_number(path: Path) -> tuple[int, str]:
    """Return what sorts image_9 before image_10."""
    digits = re.findall(r"\d+", path.stem)
    return (int(digits[-1]) if digits else 0), path.name
