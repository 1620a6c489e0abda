"""One experiment: the TOML file that says on what, how and which members are trained."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomllib

from deepslide_qgis.core.bands import BandSetting, setting_named
from deepslide_qgis.core.card import ARCHITECTURES
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.records import from_plain

DATA_KINDS = ("true_colour_tiles", "case_studies")
CHECKPOINTS = ("best", "last")


@dataclass(frozen=True)
class DataPlan:
    """Where the labelled data lie, relative to the data folder, and how tiles are drawn from them.

    ``title`` names the data in the scores.

    ``true_colour_tiles``: ``<split>/images/image_N.png`` and ``<split>/masks/mask_N.png``.
    ``case_studies``: ``<split>/input/NAME_*.tif`` and ``<split>/label/NAME_*.tif``, tiles of ``tile_px`` drawn at
    random, ``tiles_per_epoch`` of them, ``share_on_landslides`` of them around a landslide pixel.
    """

    title: str
    kind: str
    folder: str
    train: str
    validation: str
    tile_px: int = 128
    tiles_per_epoch: int = 0
    share_on_landslides: float = 0.7

    def __post_init__(self) -> None:
        if self.kind not in DATA_KINDS:
            raise RequestError(f"There is no kind of data '{self.kind}'.", f"Known kinds: {', '.join(DATA_KINDS)}.")


@dataclass(frozen=True)
class NormalisationPlan:
    """What of the card's normalisation is chosen; mean and std are measured on the training data."""

    gain: str = "none"
    transform: str = "linear"
    log_floor: float = 0.01
    divide: tuple[float, ...] = ()


@dataclass(frozen=True)
class Augmentation:
    """Random changes of a training tile, beside the eight flips and quarter turns.

    ``gain_factor``: brightness between 1/f and f. ``band_factor``: each band between 1/f and f.
    ``haze_share``: share of tiles from which part of the path radiance of each band is taken, as an atmospheric
    correction does. ``quantum``: width of the rounding that is undone by noise, in image values.
    """

    gain_factor: float = 1.0
    band_factor: float = 1.0
    haze_share: float = 0.0
    quantum: float = 0.0


@dataclass(frozen=True)
class Schedule:
    """How long and how members learn; ``loss`` holds the weights of the parts (bce, dice, focal, lovasz)."""

    epochs: int
    batch_size: int
    learning_rate: float
    loss: dict[str, float]
    weight_decay: float = 0.01
    ema_decay: float = 0.995
    validate_every: int = 5
    checkpoint: str = "last"

    def __post_init__(self) -> None:
        if self.batch_size < 2:
            raise RequestError("A batch needs at least two tiles.", "PAN and DeepLab cannot learn from one.")
        if self.checkpoint not in CHECKPOINTS:
            raise RequestError(f"There is no checkpoint '{self.checkpoint}'.", "Choose best or last.")


@dataclass(frozen=True)
class MemberPlan:
    """One member: its folder name, network and the network's further arguments; ``epochs`` 0: as the schedule says."""

    id: str
    architecture: str
    encoder_name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    seed: int = 0
    epochs: int = 0

    def __post_init__(self) -> None:
        if self.architecture not in ARCHITECTURES:
            raise RequestError(
                f"Member '{self.id}' asks for the unknown architecture '{self.architecture}'.",
                f"Known architectures: {', '.join(ARCHITECTURES)}.",
            )


@dataclass(frozen=True)
class CardPlan:
    """What a person wrote for the model card."""

    title: str
    description: str
    nodata: str
    gsd_m: float
    tile_px: int
    margin_px: int
    for_mapping: bool = True
    training_data: str = ""
    licence: str = ""
    citation: str = ""
    limits: str = ""


@dataclass(frozen=True)
class Experiment:
    """Everything that one TOML file says."""

    name: str
    setting: str
    seed: int
    data: DataPlan
    normalisation: NormalisationPlan
    schedule: Schedule
    members: tuple[MemberPlan, ...]
    card: CardPlan
    augmentation: Augmentation = Augmentation()

    def __post_init__(self) -> None:
        if not self.members:
            raise RequestError(f"The experiment '{self.name}' lists no members.", "Add a [[members]] table.")
        if len({member.id for member in self.members}) != len(self.members):
            raise RequestError(f"The experiment '{self.name}' lists a member twice.", "Give each its own id.")

    @property
    def bands(self) -> BandSetting:
        return setting_named(self.setting)

    def member(self, member_id: str) -> MemberPlan:
        """Return the member called ``member_id``; raise RequestError that lists the known ones."""
        for member in self.members:
            if member.id == member_id:
                return member
        known = ", ".join(member.id for member in self.members)
        raise RequestError(f"The experiment '{self.name}' has no member '{member_id}'.", f"Members: {known}.")


def read_experiment(path: Path) -> Experiment:
    """Read a TOML file; raise RequestError that names the field which does not fit."""
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RequestError(f"The experiment '{path}' cannot be read: {error}.") from error
    return from_plain(Experiment, plain, f"The experiment '{path.name}'")
