"""One experiment: the TOML file that says on what, how and which members are trained."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from deepslide_qgis.core.bands import BandSetting, setting_named
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.records import from_plain
from training.planning.brightness import check_divide, check_exposure
from training.planning.grid import members_of
from training.planning.plans import (
    Augmentation,
    CardPlan,
    DataPlan,
    Grid,
    MemberPlan,
    NormalisationPlan,
    Schedule,
    Start,
    check_name,
)
from training.planning.start import check_start, pack_as_experiment, pack_card
from training.planning.start_card import with_lineage

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RECIPES = Path(__file__).parents[1] / "recipes"


@dataclass(frozen=True)
class Experiment:
    """Everything that one TOML file says, its recipe, its grid and the pack that it starts from worked in.

    ``from_scratch``: leave the encoder weights that the members name away.
    """

    name: str
    seed: int
    data: DataPlan
    schedule: Schedule
    card: CardPlan
    setting: str = ""
    recipe: str = ""
    from_scratch: bool = False
    start: Start = field(default_factory=Start)
    members: tuple[MemberPlan, ...] = ()
    grid: Grid = field(default_factory=Grid)
    normalisation: NormalisationPlan = field(default_factory=NormalisationPlan)
    augmentation: Augmentation = field(default_factory=Augmentation)

    @property
    def settings(self) -> tuple[str, ...]:
        """The band settings of the members, in order of their first appearance."""
        return tuple(dict.fromkeys(self.setting_of(member) for member in self.members))

    def setting_of(self, member: MemberPlan) -> str:
        return member.setting or self.setting

    def bands_of(self, member: MemberPlan) -> BandSetting:
        """Return the bands that ``member`` reads: those of the pack that the experiment starts from, where it does."""
        return pack_card(self.start.pack).setting if self.start.pack else setting_named(self.setting_of(member))

    def member(self, member_id: str) -> MemberPlan:
        """Return the member called ``member_id``; raise RequestError that lists the known ones."""
        for member in self.members:
            if member.id == member_id:
                return member
        known = ", ".join(member.id for member in self.members[:20])
        raise RequestError(f"The experiment '{self.name}' has no member '{member_id}'.", f"Members: {known} …")

    def with_setting(self, setting: str) -> Experiment:
        """Return the experiment with the members of one band setting only; raise RequestError where there are none."""
        members = tuple(member for member in self.members if self.setting_of(member) == setting)
        if not members:
            raise RequestError(
                f"No member of '{self.name}' reads the bands '{setting}'.", f"Settings: {', '.join(self.settings)}."
            )
        return replace(self, setting=setting, members=members)


def read_experiment(path: Path) -> Experiment:
    """Read a TOML file; raise RequestError that names the field which does not fit."""
    plain = _with_pack(_with_recipe(_read(path)))
    experiment = from_plain(Experiment, plain, f"The experiment '{path.name}'")
    members = experiment.members + members_of(experiment.grid)
    if experiment.from_scratch:
        members = tuple(replace(member, encoder_weights="") for member in members)
    experiment = replace(experiment, members=members, card=_card(experiment))
    _check(experiment)
    return experiment


def _with_recipe(plain: dict[str, Any]) -> dict[str, Any]:
    """Return ``plain`` laid over the recipe that it names, and that over the one it names itself."""
    recipe = str(plain.get("recipe", ""))
    return merged(_with_recipe(_read(_recipe_file(recipe))), plain) if recipe else plain


def _with_pack(plain: dict[str, Any]) -> dict[str, Any]:
    """Return ``plain`` laid over what the pack says that it starts from."""
    return merged(pack_as_experiment(plain["start"]), plain) if "start" in plain else plain


def _card(experiment: Experiment) -> CardPlan:
    """Return the card's plan, with where the members come from if the experiment starts from a pack."""
    card, pack = experiment.card, experiment.start.pack
    return with_lineage(card, pack_card(pack), experiment.data.title) if pack else card


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return ``base`` with the values of ``over`` put into it, tables merged key by key; ``loss`` is replaced whole."""
    result = dict(base)
    for key, value in over.items():
        both_tables = isinstance(value, dict) and isinstance(base.get(key), dict)
        result[key] = merged(base[key], value) if both_tables and key != "loss" else value
    return result


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"The experiment '{path}' cannot be read: {error}.") from error


def _recipe_file(name: str) -> Path:
    path = RECIPES / f"{name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(recipe.stem for recipe in RECIPES.glob("*.toml")))
        raise RequestError(f"There is no recipe '{name}'.", f"Recipes: {known}.")
    return path


def _check(experiment: Experiment) -> None:
    """Raise RequestError where the parts of ``experiment`` do not fit each other, or no pack could be called so."""
    check_name(experiment.name, "an experiment, whose pack is called the same")
    if experiment.seed < 0:
        raise RequestError(f"The seed of '{experiment.name}' is {experiment.seed}; it must be 0 or above.")
    if not experiment.members:
        raise RequestError(
            f"The experiment '{experiment.name}' lists no members.", "Add a [[members]] table, a [grid] or a recipe."
        )
    if len({member.id for member in experiment.members}) != len(experiment.members):
        raise RequestError(f"The experiment '{experiment.name}' lists a member twice.", "Give each its own id.")
    if experiment.start.pack:
        check_start(experiment.start, experiment.members, experiment.settings, experiment.normalisation)
        check_exposure(experiment.augmentation, pack_card(experiment.start.pack).setting)
        return
    begun = [member.id for member in experiment.members if member.begin_from]
    if begun:
        raise RequestError(
            f"Member '{begun[0]}' begins from a pack's member, and no pack is named.", 'Add [start] with pack = "…".'
        )
    for setting in experiment.settings:
        check_exposure(experiment.augmentation, setting_named(setting))
    check_divide(experiment.data, experiment.normalisation)
