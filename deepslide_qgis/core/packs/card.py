"""The model card (``ensemble.json`` of a model pack): the contract between training and prediction."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import Optional

from deepslide_qgis.core.bands import BandSetting
from deepslide_qgis.core.errors import BandError, PackError
from deepslide_qgis.core.precision import PrecisionTrial, check_precisions
from deepslide_qgis.core.records import from_plain, to_plain

FORMAT = "deepslide-pack-1"
ARCHITECTURES = (
    "Unet",
    "UnetPlusPlus",
    "MAnet",
    "Linknet",
    "FPN",
    "PSPNet",
    "PAN",
    "DeepLabV3",
    "DeepLabV3Plus",
)
"""The nine architectures of the reference study, by their segmentation-models-pytorch names."""

PLAIN_UNET, POINTWISE_UNET = OWN_ARCHITECTURES = ("PlainUnet", "PointwiseUnet")
"""DeepSlide's own architectures, which segmentation-models-pytorch cannot express: a hand-written U-Net without
encoder, and a 1 × 1 convolution before a library Unet of three bands.
"""

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
"""Names of packs, members and encoders: valid folder names, never the address of a model hub."""
SHA256 = re.compile(r"sha256:[0-9a-f]{64}")
DEVICES_OF_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
COMBINATIONS = ("mean_probability", "vote", "mean_logit")
GAINS = ("none", "raster_median")
TRANSFORMS = ("linear", "log")
NODATA_POLICIES = ("any", "all")
LARGEST_TILE_PX = 8192


@dataclass(frozen=True)
class Normalisation:
    """Formula from band values to network input: ``(transform(value / divide / gain) − mean) / std``, 0 for gaps.

    ``divide``, ``mean`` and ``std`` have one number per band. ``gain`` is 1 (``none``) or, for imagery of unknown
    exposure, the median over the whole raster of the mean over bands of value / divide (``raster_median``): one number
    per raster, never per tile. ``transform`` is ``linear`` or ``log`` (natural, of values not below ``log_floor``).

    ``classes``, if given, has one tuple per band: the values of a categorical band, each of which becomes a one-hot
    input channel; empty for numeric bands.
    """

    divide: tuple[float, ...]
    mean: tuple[float, ...]
    std: tuple[float, ...]
    gain: str = "none"
    transform: str = "linear"
    log_floor: float = 0.01
    classes: tuple[tuple[float, ...], ...] = ()

    def __post_init__(self) -> None:
        if not len(self.divide) == len(self.mean) == len(self.std):
            raise PackError("The normalisation needs divide, mean and std of equal length, one number per band.")
        if min(self.std, default=0) <= 0 or min(self.divide, default=0) <= 0:
            raise PackError("The normalisation needs std and divide above 0 for every band.")
        if self.gain not in GAINS or self.transform not in TRANSFORMS:
            raise PackError(f"Unknown normalisation: gain '{self.gain}', transform '{self.transform}'.")
        if self.log_floor <= 0:
            raise PackError("The normalisation needs a log_floor above 0.")
        if self.classes and len(self.classes) != len(self.mean):
            raise PackError("The normalisation needs classes for every band, empty ones for numbers, or none at all.")

    @property
    def channels(self) -> int:
        """Return the number of network inputs."""
        return sum(len(values) or 1 for values in self.classes) if self.classes else len(self.mean)


@dataclass(frozen=True)
class Member:
    """One trained network of a pack: the folder ``id`` with ``config.json`` and ``model.safetensors``.

    ``encoder_name`` is empty for the plain U-Net, which has no encoder. ``graph`` is the hash of ``graph.onnx``, which
    runs without torch; empty if there is none. ``int8_graph`` is the hash of ``graph.int8.onnx``, likewise.
    """

    id: str
    architecture: str
    encoder_name: str
    sha256: str
    validation_f1: float
    notes: str = ""
    graph: str = ""
    int8_graph: str = ""

    def __post_init__(self) -> None:
        if not is_folder_name(self.id):
            raise PackError(f"'{self.id}' is no name for a member folder.", "Use letters, digits, '.', '_', '-'.")
        if not NAME.fullmatch(self.encoder_name) and (self.encoder_name or self.architecture != PLAIN_UNET):
            raise PackError(f"Member '{self.id}' has the impossible encoder '{self.encoder_name}'.", "Export it again.")
        known = ARCHITECTURES + OWN_ARCHITECTURES
        if self.architecture not in known:
            raise PackError(
                f"Member '{self.id}' has the unknown architecture '{self.architecture}'.",
                f"Known architectures: {', '.join(known)}.",
            )
        if not SHA256.fullmatch(self.sha256):
            raise PackError(f"Member '{self.id}' has no valid sha256 of its weights.", "Export the pack again.")
        for digest in (self.graph, self.int8_graph):
            if digest and not SHA256.fullmatch(digest):
                raise PackError(f"Member '{self.id}' has no valid sha256 of its graph.", "Export the pack again.")


@dataclass(frozen=True)
class Score:
    """One measured value, and the data set of the measurement."""

    name: str
    value: float
    data: str


@dataclass(frozen=True)
class TrainingPlace:
    """A place of the training data: name, and centre on WGS 84."""

    name: str
    lon_deg: float
    lat_deg: float

    def __post_init__(self) -> None:
        if not (-180 <= self.lon_deg <= 180 and -90 <= self.lat_deg <= 90):
            raise PackError(
                f"The training place '{self.name}' lies nowhere on earth ({self.lon_deg}, {self.lat_deg}).",
                "Give its longitude and latitude in degrees.",
            )


@dataclass(frozen=True)
class ModelCard:
    """All facts about a pack that prediction needs, and those that a user should know before trusting it.

    ``members`` are listed best first. ``thresholds[k − 1]`` is the threshold tuned on validation data for the ensemble
    of the best ``k`` members. ``gsd_m`` is the ground sampling distance of the training data. ``nodata`` is ``any`` (a
    pixel is left out if any band lacks data) or ``all`` (only if all bands do; gaps are filled with the scaled mean,
    0). ``for_mapping`` is False for packs that only serve to try the tool. ``precisions`` are the pack's scores in
    number formats shorter than float32, by name. ``version`` is for people; the program compares hashes.
    """

    id: str
    title: str
    description: str
    setting: BandSetting
    normalisation: Normalisation
    nodata: str
    gsd_m: float
    tile_px: int
    margin_px: int
    thresholds: tuple[float, ...]
    members: tuple[Member, ...]
    combine: str = "mean_probability"
    for_mapping: bool = True
    scores: tuple[Score, ...] = ()
    training_data: str = ""
    licence: str = ""
    citation: str = ""
    limits: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    version: str = ""
    training_places: tuple[TrainingPlace, ...] = ()
    precisions: dict[str, PrecisionTrial] = field(default_factory=dict)
    format: str = FORMAT

    def __post_init__(self) -> None:
        if not is_folder_name(self.id):
            raise PackError(f"'{self.id[:100]}' is no name for a model pack.", "Use letters, digits, '.', '_', '-'.")
        if self.format != FORMAT:
            raise PackError(f"This pack has the format '{self.format}'; '{FORMAT}' is needed.", "Update the plugin.")
        if not self.members:
            raise PackError(f"The pack '{self.id}' has no members.", "Export it again.")
        if len(self.normalisation.mean) != len(self.setting.bands):
            raise PackError(f"The pack '{self.id}' normalises another number of bands than its setting lists.")
        if len(self.thresholds) != len(self.members) or not all(0 < t < 1 for t in self.thresholds):
            raise PackError(f"The pack '{self.id}' needs one threshold between 0 and 1 per number of members.")
        if self.nodata not in NODATA_POLICIES or self.combine not in COMBINATIONS:
            raise PackError(f"The pack '{self.id}' has an unknown no-data policy or combination.")
        is_tile = 0 < self.tile_px <= LARGEST_TILE_PX and self.tile_px % 32 == 0
        if self.gsd_m <= 0 or not is_tile or not 0 <= self.margin_px * 2 < self.tile_px:
            raise PackError(f"The pack '{self.id}' has an impossible resolution, tile or margin.")
        check_precisions(self.precisions)

    def threshold(self, member_count: Optional[int] = None) -> float:
        """Return the threshold tuned for the best ``member_count`` members (default: all)."""
        return self.thresholds[(member_count or len(self.members)) - 1]

    def to_json(self) -> str:
        return json.dumps(to_plain(self), indent=2, ensure_ascii=False) + "\n"

    @staticmethod
    def from_json(text: str) -> ModelCard:
        """Parse a card; raise PackError with the name of the field that does not fit."""
        try:
            plain = json.loads(text, parse_constant=_parse_finite, parse_float=_parse_finite)
            json.dumps(plain, ensure_ascii=False).encode()  # fails at a lone surrogate, which no file can hold
        except (ValueError, RecursionError) as error:
            raise PackError(f"The model card is not valid JSON: {error}.", "Install the pack again.") from error
        try:
            return from_plain(ModelCard, plain, "The model card", PackError)
        except BandError as error:  # the remedy of a BandError concerns rasters
            raise PackError(error.message) from error


def is_folder_name(name: str) -> bool:
    """Return True if ``name`` is a valid folder name on every system, and cannot leave its parent folder."""
    return bool(NAME.fullmatch(name)) and not name.endswith(".") and not DEVICES_OF_WINDOWS.fullmatch(name)


def _parse_finite(text: str) -> float:
    """Return ``text`` as a number; raise ValueError for NaN and infinite numbers."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is no number for a card")
    return number
