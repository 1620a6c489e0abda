"""An experiment: the TOML file that says which members are trained, on what data and how."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from deepslide_qgis.core.bands import BandSetting, setting_named
from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.records import from_plain
from training.planning.brightness import check_divide, check_exposure
from training.planning.grid import expand_grid
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
from training.planning.start_card import add_lineage

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

RECIPES = Path(__file__).parents[1] / "recipes"


@dataclass(frozen=True)
class Experiment:
    """The contents of one TOML file, with its recipe, its grid and its starting pack merged in.

    ``from_scratch``: ignore the encoder weights that the members name.
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
        """Band settings of the members, in order of first appearance."""
        return tuple(dict.fromkeys(self.setting_of(member) for member in self.members))

    def setting_of(self, member: MemberPlan) -> str:
        return member.setting or self.setting

    def bands_of(self, member: MemberPlan) -> BandSetting:
        """Return the bands that ``member`` reads: those of the starting pack, if there is one."""
        return pack_card(self.start.pack).setting if self.start.pack else setting_named(self.setting_of(member))

    def member(self, member_id: str) -> MemberPlan:
        """Return the member with the id ``member_id``; raise RequestError that lists the known ids."""
        for member in self.members:
            if member.id == member_id:
                return member
        known = ", ".join(member.id for member in self.members[:20])
        raise RequestError(f"The experiment '{self.name}' has no member '{member_id}'.", f"Members: {known} …")

    def with_setting(self, setting: str) -> Experiment:
        """Return the experiment with the members of one band setting; raise RequestError if there are none."""
        members = tuple(member for member in self.members if self.setting_of(member) == setting)
        if not members:
            raise RequestError(
                f"No member of '{self.name}' reads the bands '{setting}'.", f"Settings: {', '.join(self.settings)}."
            )
        return replace(self, setting=setting, members=members)


def read_experiment(path: Path) -> Experiment:
    """Read a TOML file; raise RequestError that names an invalid field."""
    plain = _merge_pack(_merge_recipe(_read_toml(path)))
    experiment = from_plain(Experiment, plain, f"The experiment '{path.name}'")
    members = experiment.members + expand_grid(experiment.grid)
    if experiment.from_scratch:
        members = tuple(replace(member, encoder_weights="") for member in members)
    experiment = replace(experiment, members=members, card=_complete_card(experiment))
    _check_experiment(experiment)
    return experiment


def _merge_recipe(plain: dict[str, Any]) -> dict[str, Any]:
    """Return ``plain`` merged over its recipe, which may itself name a recipe."""
    recipe = str(plain.get("recipe", ""))
    return merge_tables(_merge_recipe(_read_toml(_recipe_file(recipe))), plain) if recipe else plain


def _merge_pack(plain: dict[str, Any]) -> dict[str, Any]:
    """Return ``plain`` merged over the values that its starting pack provides."""
    return merge_tables(pack_as_experiment(plain["start"]), plain) if "start" in plain else plain


def _complete_card(experiment: Experiment) -> CardPlan:
    """Return the card's plan, with the members' lineage if the experiment starts from a pack."""
    card, pack = experiment.card, experiment.start.pack
    return add_lineage(card, pack_card(pack), experiment.data.title) if pack else card


def merge_tables(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return ``base`` updated with ``over``, tables merged key by key; the table ``loss`` is replaced whole."""
    result = dict(base)
    for key, value in over.items():
        both_tables = isinstance(value, dict) and isinstance(base.get(key), dict)
        result[key] = merge_tables(base[key], value) if both_tables and key != "loss" else value
    return result


def _read_toml(path: Path) -> dict[str, Any]:
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


def _check_experiment(experiment: Experiment) -> None:
    """Raise RequestError if parts of ``experiment`` contradict each other, or if its name cannot name a pack."""
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
    starting = [member.id for member in experiment.members if member.begin_from]
    if starting:
        raise RequestError(
            f"Member '{starting[0]}' begins from a pack's member, and no pack is named.", 'Add [start] with pack = "…".'
        )
    for setting in experiment.settings:
        check_exposure(experiment.augmentation, setting_named(setting))
    check_divide(experiment.data, experiment.normalisation)
