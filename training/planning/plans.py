"""The tables of an experiment's TOML file, each a checked record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import (
    ARCHITECTURES,
    COMBINATIONS,
    GAINS,
    LARGEST_TILE_PX,
    NODATA_POLICIES,
    OWN_ARCHITECTURES,
    TRANSFORMS,
    TrainingPlace,
    is_folder_name,
)

DATA_KINDS = ("case_studies", "raster_inventory", "landslide4sense", "tiles")
CHECKPOINTS = ("best", "last")
OPTIMISERS = ("adam", "adamw")
RATES = ("one_cycle", "plateau", "step", "constant")
PLACES = ("anywhere", "centre")
TURNS = ("eight", "rotations", "flips_and_turn", "none")
MONITORS = ("val_f1", "val_f1_at_half")
CATEGORIES = ("numbers", "one_hot")
STATISTICS = ("train", "train_and_validation")
PRECISIONS = ("32-true", "bf16-mixed", "16-mixed", "auto")
MULTIPLE_PX = 32
"""What the sides of tiles are multiples of: networks halve them five times."""
INFINITE = float("inf")


def _known(value: str, known: tuple[str, ...], what: str) -> None:
    if value not in known:
        raise RequestError(f"There is no {what} '{value}'.", f"Known: {', '.join(known)}.")


def _within(value: float, low: float, high: float, what: str) -> None:
    if not low <= value <= high:
        limits = f"at least {low:g}" if high == INFINITE else f"from {low:g} to {high:g}"
        raise RequestError(f"{what} is {value:g}; it must be {limits}.")


def _above_0(value: float, what: str) -> None:
    if not value > 0:
        raise RequestError(f"{what} is {value:g}; it must be above 0.")


def check_name(name: str, what: str) -> None:
    """Raise RequestError where ``name`` cannot be that of a folder, and so of no pack or member of one."""
    if not is_folder_name(name):
        raise RequestError(f"'{name}' is no name for {what}.", "Use letters, digits, '.', '_', '-'.")


@dataclass(frozen=True)
class DataPlan:
    """Where the labelled data lie, relative to the data folder, and how tiles are drawn from them.

    ``title`` names the data in the scores. ``train``, ``validation`` and ``test`` are folders below ``folder``; where
    train and validation name the same folder, its case studies or tiles are sorted by label file, and
    ``validation_share`` of them, chosen with ``split_seed``, are kept for validation, as in the reference study's code.
    Georeferenced rasters that overlap by 5 % or more stay together. A raster that is in two splits otherwise is
    refused, and so are two splits whose rasters overlap as much; with ``split_overlaps``, which divides as the
    reference study's code does whatever the ground, that is warned of.

    ``case_studies``: ``<split>/input/NAME_*.tif`` and ``<split>/label/NAME_*.tif``.
    ``raster_inventory``: ``<split>/NAME.tif`` and ``<split>/NAME.gpkg`` (or .shp, .geojson), rasterised by pixel
    centre; ``filter`` is an expression over the polygons' fields (OGR SQL), such as ``visible = 'yes'``. The polygons
    of ``NAME_uncertain.gpkg``, where there is one, are left out of losses and scores.
    ``landslide4sense``: ``<split>/img/image_N.h5`` and ``<split>/mask/mask_N.h5``.
    ``tiles``: ``<split>/images/image_N.png`` and ``<split>/masks/mask_N.png``.

    From rasters, tiles of ``tile_px`` are drawn at random, ``tiles_per_epoch`` of them, ``share_on_landslides`` of
    them on a landslide pixel (of case studies that have some), which lies ``anywhere`` in the tile, or in its
    ``centre``, as in the reference study's code (``landslide_at``). ``memory_gb``: a split that is larger is read from
    disk tile by tile.

    Validation and test are judged on whole rasters without their gaps. To judge as the reference study's code does,
    ``centre_crop`` cuts them about their centre to a multiple of 32 px, and ``score_gaps`` counts pixels without data,
    too.
    """

    title: str
    kind: str
    folder: str
    train: str
    validation: str
    test: str = ""
    validation_share: float = 0.2
    split_seed: int = 42
    split_overlaps: bool = False
    filter: str = ""
    tile_px: int = 128
    tiles_per_epoch: int = 0
    share_on_landslides: float = 0.7
    landslide_at: str = "anywhere"
    memory_gb: float = 8.0
    centre_crop: bool = False
    score_gaps: bool = False

    def __post_init__(self) -> None:
        _known(self.kind, DATA_KINDS, "kind of data")
        _known(self.landslide_at, PLACES, "place of the landslide pixel")
        if not 0 < self.validation_share < 1:
            raise RequestError("data.validation_share must lie between 0 and 1.", "The reference study has 0.2.")
        if self.tile_px < MULTIPLE_PX or self.tile_px % MULTIPLE_PX:
            raise RequestError(
                f"data.tile_px is {self.tile_px}, no multiple of {MULTIPLE_PX}.", "128 and 256 do for every network."
            )
        _within(self.tiles_per_epoch, 0, INFINITE, "data.tiles_per_epoch")
        _within(self.share_on_landslides, 0, 1, "data.share_on_landslides")
        _within(self.memory_gb, 0, INFINITE, "data.memory_gb")


@dataclass(frozen=True)
class NormalisationPlan:
    """What of the card's normalisation is chosen; mean and std are measured on the data named by ``statistics``.

    ``categories``: bands of classes go in as plain ``numbers``, as in the papers, or ``one_hot``.
    """

    gain: str = "none"
    transform: str = "linear"
    log_floor: float = 0.01
    divide: tuple[float, ...] = ()
    statistics: str = "train"
    categories: str = "numbers"
    scale: bool = True

    def __post_init__(self) -> None:
        _known(self.gain, GAINS, "gain")
        _known(self.transform, TRANSFORMS, "transform")
        _above_0(self.log_floor, "normalisation.log_floor")
        _above_0(min(self.divide, default=1.0), "The smallest number of normalisation.divide")
        _known(self.statistics, STATISTICS, "choice of statistics")
        _known(self.categories, CATEGORIES, "way with categories")


@dataclass(frozen=True)
class Augmentation:
    """Random changes of a training tile.

    ``turns``: one of the ``eight`` flips and quarter turns, a quarter turn (``rotations``), or two flips and one
    quarter turn, each with probability ½ (``flips_and_turn``). ``gain_factor``: brightness between 1/f and f.
    ``band_factor``: each band between 1/f and f. ``haze_share``: share of tiles from which part of the path radiance
    of each band is taken, as an atmospheric correction does. ``quantum``: width of the rounding that is undone by
    noise, in image values.
    """

    turns: str = "eight"
    gain_factor: float = 1.0
    band_factor: float = 1.0
    haze_share: float = 0.0
    quantum: float = 0.0

    def __post_init__(self) -> None:
        _known(self.turns, TURNS, "kind of turns")
        _within(self.gain_factor, 1, INFINITE, "augmentation.gain_factor")
        _within(self.band_factor, 1, INFINITE, "augmentation.band_factor")
        _within(self.haze_share, 0, 1, "augmentation.haze_share")
        _within(self.quantum, 0, INFINITE, "augmentation.quantum")


@dataclass(frozen=True)
class Schedule:
    """How long and how members learn.

    ``loss`` holds the weights of its parts (bce, dice, focal, jaccard, lovasz). ``rate``: the learning rate over
    time: ``one_cycle``; ``plateau``, a tenth after more than ten epochs without a lower validation loss; ``step``, a
    tenth every thirty epochs; ``constant``. ``ema_decay`` 0: no average of weights. ``patience``: stop after so many
    epochs without a higher ``monitor``, not before ``min_epochs``; 0: never. ``validate_every`` counts epochs.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    loss: dict[str, float]
    optimiser: str = "adamw"
    rate: str = "one_cycle"
    weight_decay: float = 0.01
    gradient_clip: float = 1.0
    ema_decay: float = 0.995
    validate_every: int = 5
    monitor: str = "val_f1"
    patience: int = 0
    min_epochs: int = 0
    checkpoint: str = "last"
    precision: str = "32-true"

    def __post_init__(self) -> None:
        if self.batch_size < 2:
            raise RequestError("A batch needs at least two tiles.", "PAN and DeepLab cannot learn from one.")
        _known(self.checkpoint, CHECKPOINTS, "checkpoint")
        _known(self.optimiser, OPTIMISERS, "optimiser")
        _known(self.rate, RATES, "learning rate over time")
        _known(self.monitor, MONITORS, "monitor")
        _known(self.precision, PRECISIONS, "precision")
        _above_0(self.learning_rate, "schedule.learning_rate")
        for name, least in (("epochs", 1), ("validate_every", 1), ("patience", 0), ("min_epochs", 0)):
            _within(getattr(self, name), least, INFINITE, f"schedule.{name}")
        for name in ("weight_decay", "gradient_clip"):
            _within(getattr(self, name), 0, INFINITE, f"schedule.{name}")
        _within(self.ema_decay, 0, 1, "schedule.ema_decay")


@dataclass(frozen=True)
class Start:
    """The pack that training goes on from: an installed one by its id, a folder or a .zip; empty: from none.

    Bands and normalisation are the pack's. ``members``: which of it, by id; empty: all.
    """

    pack: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class MemberPlan:
    """One member: its folder name, network, the network's further arguments, and the weights its encoder begins with.

    ``begin_from``: the member of the experiment's ``start.pack`` whose weights the whole network begins with.
    Empty ``setting``, ``loss``, and 0 for ``learning_rate`` and ``epochs``: as the experiment says.
    """

    id: str
    architecture: str
    encoder_name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    encoder_weights: str = ""
    begin_from: str = ""
    setting: str = ""
    loss: dict[str, float] = field(default_factory=dict)
    learning_rate: float = 0.0
    epochs: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        check_name(self.id, "a member")
        _known(self.architecture, ARCHITECTURES + OWN_ARCHITECTURES, f"architecture for member '{self.id}'")
        for name in ("learning_rate", "epochs", "seed"):
            _within(getattr(self, name), 0, INFINITE, f"The {name} of member '{self.id}'")


@dataclass(frozen=True)
class Grid:
    """Members of every combination of the lists; ``arguments`` by architecture, "" for all of them."""

    architectures: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    learning_rates: tuple[float, ...] = ()
    settings: tuple[str, ...] = ()
    encoders: tuple[str, ...] = ("resnet34",)
    encoder_weights: str = ""
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class CardPlan:
    """What a person wrote for the model card."""

    title: str
    description: str
    nodata: str
    gsd_m: float
    tile_px: int
    margin_px: int
    combine: str = "mean_probability"
    for_mapping: bool = True
    training_data: str = ""
    licence: str = ""
    citation: str = ""
    limits: str = ""
    version: str = "1"
    training_places: tuple[TrainingPlace, ...] = ()

    def __post_init__(self) -> None:
        _known(self.nodata, NODATA_POLICIES, "no-data policy")
        _known(self.combine, COMBINATIONS, "combination")
        _above_0(self.gsd_m, "card.gsd_m")
        if not MULTIPLE_PX <= self.tile_px <= LARGEST_TILE_PX or self.tile_px % MULTIPLE_PX:
            raise RequestError(f"card.tile_px is {self.tile_px}, no multiple of {MULTIPLE_PX}.", "256 or 512 will do.")
        if not 0 <= 2 * self.margin_px < self.tile_px:
            raise RequestError(
                f"card.margin_px is {self.margin_px}, which leaves nothing of a tile of {self.tile_px} px.",
                "Two margins must be less than a tile.",
            )
