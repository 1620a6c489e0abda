"""What the engine is asked to do: one frozen record per command, kept beside the outputs as the record of the run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Optional

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.packs.card import COMBINATIONS, LARGEST_TILE_PX
from deepslide_qgis.core.precision import AUTO, check_choice
from deepslide_qgis.core.scores import PixelScores


@dataclass(frozen=True)
class PredictionOutputs:
    """Paths of the rasters to write; None for one that is not wanted.

    ``probability`` and ``spread`` are float32 with NaN as no-data, ``agreement`` is float32 (share of members
    over the threshold), ``mask`` is uint8 (1 landslide, 0 not, 255 no data).
    """

    probability: str
    spread: Optional[str] = None
    agreement: Optional[str] = None
    mask: Optional[str] = None

    def __post_init__(self) -> None:
        if not self.probability:
            raise RequestError("A path for the probability raster is needed.")
        if len(set(self.paths.values())) != len(self.paths):
            raise RequestError("Two outputs have the same path.", "Give each output a path of its own.")

    @property
    def paths(self) -> dict[str, str]:
        """The wanted outputs by name."""
        named = {name: getattr(self, name) for name in ("probability", "spread", "agreement", "mask")}
        return {name: path for name, path in named.items() if path}


@dataclass(frozen=True)
class Part:
    """A rectangle of the prediction grid, in pixels: one of many workers predicts the tiles that begin in it."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        if min(self.left_px, self.top_px) < 0 or min(self.width_px, self.height_px) < 1:
            raise RequestError(f"There is no such part of a raster: {self}.")


@dataclass(frozen=True)
class PredictionRequest:
    """Predict ``input`` with the best ``members`` of ``pack``.

    ``bands`` are band numbers (1-based) in the setting's order, empty to match them by description.
    ``inside`` and ``exclude`` are byte rasters on any grid that covers the input: a pixel is predicted where
    ``inside`` is not 0 and no ``exclude`` raster is. None means: what the pack's card says.

    ``early_exit`` members decide, tile by tile, whether the rest are run: they are not where each of the first sees
    nothing. Of a ``part`` the tiles are predicted alone: where others overlap them the layers are their share of what
    the whole raster has, and the shares add up to it. ``gain`` is the whole raster's brightness where it was measured
    before (``engine.networks.normalisation.raster_gain``).

    ``precision`` is ``auto`` (the shortest numbers that the card's scores and the processor allow) or ``float32``.

    ``known_as`` gives the request's temporary files the names by which a person knows them, empty ones to those that
    nobody keeps; the run's record names them so.
    """

    input: str
    pack: str
    outputs: PredictionOutputs
    device: str = "auto"
    band_setting: Optional[str] = None
    bands: tuple[int, ...] = ()
    members: Optional[int] = None
    combine: Optional[str] = None
    threshold: Optional[float] = None
    inside: Optional[str] = None
    exclude: tuple[str, ...] = ()
    tile_px: Optional[int] = None
    margin_px: Optional[int] = None
    batch_size: Optional[int] = None
    early_exit: Optional[int] = None
    part: Optional[Part] = None
    gain: Optional[float] = None
    precision: str = AUTO
    known_as: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.input:
            raise RequestError("An input raster is needed.")
        check_combination(self.combine)
        check_threshold(self.threshold)
        check_choice(self.precision)
        if self.members is not None and self.members < 1:
            raise RequestError("At least one member has to predict.", "Set MEMBERS to 1 or more.")
        if self.tile_px is not None and (not 32 <= self.tile_px <= LARGEST_TILE_PX or self.tile_px % 32):
            raise RequestError(
                f"The tile size {self.tile_px} is not a multiple of 32 up to {LARGEST_TILE_PX}.", "Choose 128, 256 …"
            )
        if self.margin_px is not None and self.margin_px < 0:
            raise RequestError("The margin cannot be negative.")
        if self.batch_size is not None and self.batch_size < 1:
            raise RequestError("The batch size has to be 1 or more.")
        if self.early_exit is not None and self.early_exit < 1:
            raise RequestError("At least one member has to look at every tile.", "Set EARLY_EXIT to 1 or more.")
        if self.gain is not None and not 0 < self.gain < math.inf:
            raise RequestError(f"A raster's brightness cannot be {self.gain}.")

    @property
    def rasters(self) -> tuple[str, ...]:
        """Every raster that the prediction reads."""
        return tuple(path for path in (self.input, self.inside, *self.exclude) if path)

    def as_known(self) -> PredictionRequest:
        """Return the request with the names by which a person knows its files."""

        def known(path: Optional[str]) -> Optional[str]:
            return self.known_as.get(path, path) or None

        outputs = PredictionOutputs(**{name: known(path) for name, path in self.outputs.paths.items()})
        excluded = tuple(map(known, self.exclude))
        return replace(
            self, input=known(self.input), inside=known(self.inside), exclude=excluded, outputs=outputs, known_as={}
        )


@dataclass(frozen=True)
class AverageRequest:
    """Average the probability rasters ``inputs``, which share one grid, into ``outputs``."""

    inputs: tuple[str, ...]
    outputs: PredictionOutputs
    combine: str = "mean_probability"
    threshold: float = 0.5

    def __post_init__(self) -> None:
        if len(self.inputs) < 2:
            raise RequestError("An average needs two or more probability rasters.", "Choose more rasters.")
        check_combination(self.combine)
        check_threshold(self.threshold)


def check_combination(combine: Optional[str]) -> None:
    """Raise RequestError when ``combine`` is not a known way to combine members."""
    if combine is not None and combine not in COMBINATIONS:
        raise RequestError(f"Unknown combination '{combine}'.", f"Known: {', '.join(COMBINATIONS)}.")


def check_threshold(threshold: Optional[float]) -> None:
    """Raise RequestError when ``threshold`` is not between 0 and 1."""
    if threshold is not None and not 0 < threshold < 1:
        raise RequestError(f"The threshold {threshold} is not between 0 and 1.", "Choose e.g. 0.5.")


@dataclass(frozen=True)
class ComparisonOutputs:
    """Where the answer (``core.comparison.ComparisonReport``, JSON) and the error map (uint8 GeoTIFF) go."""

    report: str
    error_map: Optional[str] = None

    @property
    def paths(self) -> dict[str, str]:
        """The wanted outputs by name."""
        return {name: path for name, path in (("report", self.report), ("error_map", self.error_map)) if path}


@dataclass(frozen=True)
class Stratum:
    """A raster, on any grid, by whose classes scores are told apart.

    Values fall into classes between ``breaks``, called ``labels`` (one more than breaks); without breaks every
    whole number is a class where there are few, otherwise five classes hold equally many pixels. With
    ``look_azimuth_deg`` the values are aspects (degrees from north), and classes their direction to the radar.
    Aspects that ``is_from_grid_north`` are counted from the north of the raster's own CRS, and turned to true north.
    """

    name: str
    path: str
    breaks: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    look_azimuth_deg: Optional[float] = None
    is_from_grid_north: bool = False

    def __post_init__(self) -> None:
        if self.breaks and len(self.labels) != len(self.breaks) + 1:
            raise RequestError(f"The classes of '{self.name}' need one name more than they have breaks.")
        if list(self.breaks) != sorted(set(self.breaks)):
            raise RequestError(f"The class breaks of '{self.name}' do not rise.")


@dataclass(frozen=True)
class ComparisonRequest:
    """Compare ``prediction`` with an inventory that was rasterised onto its grid.

    ``landslides`` and ``candidates`` are integer rasters of that grid with the numbers 1 … of the
    ``landslide_count`` and ``candidate_count`` objects, 0 elsewhere; ``inside`` (byte, 0 outside the area of
    interest) and ``member_prediction`` share the grid, too. ``image`` (any grid; its
    ``image_bands``, or the first three) is what the ``pictures`` of the
    worst misses and false alarms show below the outlines. Objects under ``minimum_m2`` (in pixels where there is no
    CRS) are not counted.
    """

    prediction: str
    landslides: str
    candidates: str
    landslide_count: int
    candidate_count: int
    outputs: ComparisonOutputs
    threshold: float = 0.5
    minimum_m2: float = 0.0
    inside: Optional[str] = None
    member_prediction: Optional[str] = None
    strata: tuple[Stratum, ...] = ()
    image: Optional[str] = None
    image_bands: tuple[int, ...] = ()
    pictures: int = 6

    def __post_init__(self) -> None:
        check_threshold(self.threshold)
        if self.minimum_m2 < 0:
            raise RequestError("The minimum mapping unit cannot be negative.")


@dataclass(frozen=True)
class ScoredCase:
    """The pixel scores of one case study in one series (a band setting, an ensemble, a threshold)."""

    series: str
    case: str
    scores: PixelScores


@dataclass(frozen=True)
class PoolRequest:
    """Pool ``cases`` by series, with intervals from drawing case studies; answers ``core.comparison.PooledAnswer``."""

    cases: tuple[ScoredCase, ...]
    outputs: ComparisonOutputs

    def __post_init__(self) -> None:
        if not self.cases:
            raise RequestError("There is no case study to pool.", "Choose a folder, or fill in rows.")


@dataclass(frozen=True)
class BandValuesRequest:
    """Describe the values of ``bands`` of ``input`` in ``zones``: an integer raster of its grid, 1 inside the
    landslides, 2 around them, 0 elsewhere. Answers ``core.band_values.BandValuesAnswer``.
    """

    input: str
    zones: str
    bands: tuple[int, ...]
    outputs: ComparisonOutputs

    def __post_init__(self) -> None:
        if not self.bands:
            raise RequestError("There is no band to describe.", "Choose at least one.")


@dataclass(frozen=True)
class CheckRequest:
    """Report the engine's Python, versions and devices."""
