"""The part of an experiment that determines a member; saved in its run folder and compared before each use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.records import from_plain, to_plain
from training.planning.experiment import Experiment
from training.planning.plans import Augmentation, DataPlan, MemberPlan, NormalisationPlan, Schedule, Start
from training.planning.run_folder import RunFolder, read_json, write_json

MAY_CHANGE = {"data.title", "data.test", "data.memory_gb"}
"""Fields that do not alter a trained member: its data's title, the test split, the memory limit."""


@dataclass(frozen=True)
class Configuration:
    """The parts of an experiment that determine how a member is trained."""

    member: MemberPlan
    seed: int
    setting: str
    start: Start
    data: DataPlan
    normalisation: NormalisationPlan
    augmentation: Augmentation
    schedule: Schedule

    @staticmethod
    def of(experiment: Experiment, member_plan: MemberPlan) -> Configuration:
        names = ("seed", "start", "data", "normalisation", "augmentation", "schedule")
        parts = {name: getattr(experiment, name) for name in names}
        return Configuration(member=member_plan, setting=experiment.setting_of(member_plan), **parts)


def save_configuration(experiment: Experiment, member_plan: MemberPlan, folder: RunFolder) -> None:
    """Write the member's configuration into its run ``folder``."""
    write_json(folder.configuration, to_plain(Configuration.of(experiment, member_plan)))


def check_configuration(experiment: Experiment, member_plan: MemberPlan, folder: RunFolder) -> None:
    """Raise RequestError if the run in ``folder`` was trained with another configuration."""
    if not folder.configuration.is_file():
        return
    now = Configuration.of(experiment, member_plan)
    stored = {"setting": now.setting} | read_json(folder.configuration)  # missing in older folders
    saved = from_plain(Configuration, stored, f"'{folder.configuration}'")
    values, others = _flatten_tables(to_plain(now)), _flatten_tables(to_plain(saved))
    differing = sorted(name for name in {*values, *others} - MAY_CHANGE if values.get(name) != others.get(name))
    if differing:
        raise RequestError(
            f"'{folder.path}' holds a run of another configuration: {', '.join(differing)}.",
            "Delete that folder, give the experiment another name, or undo the change of its file.",
        )


def _flatten_tables(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the values of all tables under names such as ``schedule.epochs``."""
    tables = {part: value if isinstance(value, dict) else {"": value} for part, value in plain.items()}
    return {f"{part}.{name}".rstrip("."): value for part, table in tables.items() for name, value in table.items()}
