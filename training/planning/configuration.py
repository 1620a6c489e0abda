"""What of an experiment makes a member what it is: kept in its run folder, and compared before the member is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from deepslide_qgis.core.errors import RequestError
from deepslide_qgis.core.records import from_plain, to_plain
from training.planning.experiment import Experiment
from training.planning.plans import Augmentation, DataPlan, MemberPlan, NormalisationPlan, Schedule, Start
from training.planning.run_folder import RunFolder, read_json, write_json

MAY_CHANGE = {"data.title", "data.test", "data.memory_gb"}
"""What its data are called, what it is tested on and how much is held in memory make it no other member."""


@dataclass(frozen=True)
class Configuration:
    """The parts of an experiment that a member is trained by."""

    member: MemberPlan
    seed: int
    setting: str
    start: Start
    data: DataPlan
    normalisation: NormalisationPlan
    augmentation: Augmentation
    schedule: Schedule

    @staticmethod
    def of(experiment: Experiment, plan: MemberPlan) -> Configuration:
        parts = ("seed", "start", "data", "normalisation", "augmentation", "schedule")
        said = {name: getattr(experiment, name) for name in parts}
        return Configuration(member=plan, setting=experiment.setting_of(plan), **said)


def keep_configuration(experiment: Experiment, plan: MemberPlan, folder: RunFolder) -> None:
    """Write into ``folder`` what its member is trained by."""
    write_json(folder.configuration, to_plain(Configuration.of(experiment, plan)))


def check_configuration(experiment: Experiment, plan: MemberPlan, folder: RunFolder) -> None:
    """Raise RequestError where the run in ``folder`` is not that of ``plan`` as ``experiment`` says it today."""
    if not folder.configuration.is_file():
        return
    now = Configuration.of(experiment, plan)
    told = {"setting": now.setting} | read_json(folder.configuration)  # older folders do not tell it
    kept = from_plain(Configuration, told, f"'{folder.configuration}'")
    values, others = _values(to_plain(now)), _values(to_plain(kept))
    differing = sorted(name for name in {*values, *others} - MAY_CHANGE if values.get(name) != others.get(name))
    if differing:
        raise RequestError(
            f"'{folder.path}' holds a run of another configuration: {', '.join(differing)}.",
            "Delete that folder, give the experiment another name, or undo the change of its file.",
        )


def _values(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the values of all tables by names such as ``schedule.epochs``."""
    tables = {part: value if isinstance(value, dict) else {"": value} for part, value in plain.items()}
    return {f"{part}.{name}".rstrip("."): value for part, table in tables.items() for name, value in table.items()}
