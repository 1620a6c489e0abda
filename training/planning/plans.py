"""The tables of an experiment's TOML file as validated records."""

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
"""Tile sides are multiples of this, because networks halve them five times."""
INFINITE = float("inf")


def _check_known(value: str, known: tuple[str, ...], what: str) -> None:
    if value not in known:
        raise RequestError(f"There is no {what} '{value}'.", f"Known: {', '.join(known)}.")


def _check_range(value: float, low: float, high: float, what: str) -> None:
    if not low <= value <= high:
        limits = f"at least {low:g}" if high == INFINITE else f"from {low:g} to {high:g}"
        raise RequestError(f"{what} is {value:g}; it must be {limits}.")


def _check_positive(value: float, what: str) -> None:
    if not value > 0:
        raise RequestError(f"{what} is {value:g}; it must be above 0.")


def check_name(name: str, what: str) -> None:
    """Raise RequestError if ``name`` cannot name a folder, and so neither a pack nor a member."""
    if not is_folder_name(name):
        raise RequestError(f"'{name}' is no name for {what}.", "Use letters, digits, '.', '_', '-'.")


@dataclass(frozen=True)
class DataPlan:
    """Where the labelled data are, relative to the data folder, and how tiles are drawn from them.

    ``title`` names the data in the scores. ``train``, ``validation`` and ``test`` are folders below ``folder``. If
    train and validation name the same folder, its case studies or tiles are sorted by label file, and
    ``validation_share`` of them, chosen with ``split_seed``, are for validation, as in the reference study's code.
    Georeferenced rasters that overlap by 5 % or more stay together. Any other raster in two splits is refused, and so
    are splits whose rasters overlap as much. With ``split_overlaps`` the division ignores overlaps, as the reference
    study's code does, and they only warn.

    ``case_studies``: ``<split>/input/NAME_*.tif`` and ``<split>/label/NAME_*.tif``. ``raster_inventory``:
    ``<split>/NAME.tif`` and ``<split>/NAME.gpkg`` (or .shp, .geojson), rasterised by pixel centre; ``filter`` is an
    expression on the polygons' fields (OGR SQL), such as ``visible = 'yes'``. Polygons of ``NAME_uncertain.gpkg``, if
    present, are ignored by losses and scores. ``landslide4sense``: ``<split>/img/image_N.h5`` and
    ``<split>/mask/mask_N.h5``. ``tiles``: ``<split>/images/image_N.png`` and ``<split>/masks/mask_N.png``.

    From rasters, ``tiles_per_epoch`` tiles of ``tile_px`` are drawn at random. ``share_on_landslides`` of them contain
    a drawn landslide pixel (of case studies that have some), ``anywhere`` in the tile or in its ``centre``
    (``landslide_at``), as in the reference study's code. ``memory_gb``: a larger split is read from disk tile by tile.

    Validation and test are scored on whole rasters without pixels that lack data. To score as the reference study's
    code does, ``centre_crop`` crops rasters about their centre to a multiple of 32 px, and ``score_gaps`` includes
    pixels without data.
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
        _check_known(self.kind, DATA_KINDS, "kind of data")
        _check_known(self.landslide_at, PLACES, "place of the landslide pixel")
        if not 0 < self.validation_share < 1:
            raise RequestError("data.validation_share must lie between 0 and 1.", "The reference study has 0.2.")
        if self.tile_px < MULTIPLE_PX or self.tile_px % MULTIPLE_PX:
            raise RequestError(
                f"data.tile_px is {self.tile_px}, no multiple of {MULTIPLE_PX}.", "128 and 256 do for every network."
            )
        _check_range(self.tiles_per_epoch, 0, INFINITE, "data.tiles_per_epoch")
        _check_range(self.share_on_landslides, 0, 1, "data.share_on_landslides")
        _check_range(self.memory_gb, 0, INFINITE, "data.memory_gb")


@dataclass(frozen=True)
class NormalisationPlan:
    """The chosen part of the card's normalisation; mean and std are measured on the data of ``statistics``.

    ``categories``: bands of classes are fed as ``numbers``, as in the papers, or ``one_hot``.
    """

    gain: str = "none"
    transform: str = "linear"
    log_floor: float = 0.01
    divide: tuple[float, ...] = ()
    statistics: str = "train"
    categories: str = "numbers"
    scale: bool = True

    def __post_init__(self) -> None:
        _check_known(self.gain, GAINS, "gain")
        _check_known(self.transform, TRANSFORMS, "transform")
        _check_positive(self.log_floor, "normalisation.log_floor")
        _check_positive(min(self.divide, default=1.0), "The smallest number of normalisation.divide")
        _check_known(self.statistics, STATISTICS, "choice of statistics")
        _check_known(self.categories, CATEGORIES, "way with categories")


@dataclass(frozen=True)
class Augmentation:
    """Random changes of a training tile.

    ``turns``: one of ``eight`` flips and quarter turns; a quarter turn (``rotations``); or two flips and one quarter
    turn, each with probability ½ (``flips_and_turn``). ``gain_factor``: brightness between 1/f and f. ``band_factor``:
    each band between 1/f and f. ``haze_share``: share of tiles from which part of each band's path radiance is
    subtracted, as an atmospheric correction does. ``quantum``: quantisation step, in image values, that noise replaces.
    """

    turns: str = "eight"
    gain_factor: float = 1.0
    band_factor: float = 1.0
    haze_share: float = 0.0
    quantum: float = 0.0

    def __post_init__(self) -> None:
        _check_known(self.turns, TURNS, "kind of turns")
        _check_range(self.gain_factor, 1, INFINITE, "augmentation.gain_factor")
        _check_range(self.band_factor, 1, INFINITE, "augmentation.band_factor")
        _check_range(self.haze_share, 0, 1, "augmentation.haze_share")
        _check_range(self.quantum, 0, INFINITE, "augmentation.quantum")


@dataclass(frozen=True)
class Schedule:
    """How long and how members are trained.

    ``loss``: weights of its parts (bce, dice, focal, jaccard, lovasz). ``rate``: the learning rate over time:
    ``one_cycle``; ``plateau``, a tenth after more than ten epochs without a lower validation loss; ``step``, a tenth
    every thirty epochs; ``constant``. ``ema_decay`` 0: no weight averaging. ``patience``: stop after this many epochs
    without a higher ``monitor``, not before ``min_epochs``; 0: never. ``validate_every`` counts epochs.
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
        _check_known(self.checkpoint, CHECKPOINTS, "checkpoint")
        _check_known(self.optimiser, OPTIMISERS, "optimiser")
        _check_known(self.rate, RATES, "learning rate over time")
        _check_known(self.monitor, MONITORS, "monitor")
        _check_known(self.precision, PRECISIONS, "precision")
        _check_positive(self.learning_rate, "schedule.learning_rate")
        for name, least in (("epochs", 1), ("validate_every", 1), ("patience", 0), ("min_epochs", 0)):
            _check_range(getattr(self, name), least, INFINITE, f"schedule.{name}")
        for name in ("weight_decay", "gradient_clip"):
            _check_range(getattr(self, name), 0, INFINITE, f"schedule.{name}")
        _check_range(self.ema_decay, 0, 1, "schedule.ema_decay")


@dataclass(frozen=True)
class Start:
    """The pack that training starts from: id of an installed pack, a folder or a .zip; empty: none.

    Bands and normalisation are the pack's. ``members``: ids of the members to train; empty: all.
    """

    pack: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class MemberPlan:
    """One member: its id (the folder's name), network, network arguments, and initial encoder weights.

    ``begin_from``: the member of ``start.pack`` whose weights initialise the whole network. Empty ``setting`` and
    ``loss``, and 0 for ``learning_rate`` and ``epochs``, stand for the experiment's values.
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
        _check_known(self.architecture, ARCHITECTURES + OWN_ARCHITECTURES, f"architecture for member '{self.id}'")
        for name in ("learning_rate", "epochs", "seed"):
            _check_range(getattr(self, name), 0, INFINITE, f"The {name} of member '{self.id}'")


@dataclass(frozen=True)
class Grid:
    """Members for every combination of the lists; ``arguments`` by architecture, "" for all of them."""

    architectures: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    learning_rates: tuple[float, ...] = ()
    settings: tuple[str, ...] = ()
    encoders: tuple[str, ...] = ("resnet34",)
    encoder_weights: str = ""
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class CardPlan:
    """The part of the model card that a person writes."""

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
        _check_known(self.nodata, NODATA_POLICIES, "no-data policy")
        _check_known(self.combine, COMBINATIONS, "combination")
        _check_positive(self.gsd_m, "card.gsd_m")
        if not MULTIPLE_PX <= self.tile_px <= LARGEST_TILE_PX or self.tile_px % MULTIPLE_PX:
            raise RequestError(f"card.tile_px is {self.tile_px}, no multiple of {MULTIPLE_PX}.", "256 or 512 will do.")
        if not 0 <= 2 * self.margin_px < self.tile_px:
            raise RequestError(
                f"card.margin_px is {self.margin_px}, which leaves nothing of a tile of {self.tile_px} px.",
                "Two margins must be less than a tile.",
            )
