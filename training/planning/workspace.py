"""An experiment together with the folders it works in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from training.planning.experiment import Experiment
from training.planning.run_folder import RunFolder


@dataclass(frozen=True)
class Workspace:
    """An experiment, the folder of its data, and the folder of all runs."""

    experiment: Experiment
    data: Path
    runs: Path

    @property
    def experiment_folder(self) -> Path:
        """Folder of the experiment's results and of its members' run folders."""
        return self.runs / self.experiment.name

    def folder(self, member_id: str) -> RunFolder:
        """Return the run folder of the member with the id ``member_id``."""
        return RunFolder.of(self.runs, self.experiment.name, member_id)

    def with_setting(self, setting: str) -> Workspace:
        """Return the workspace with the members of one band setting; raise RequestError if there are none."""
        return replace(self, experiment=self.experiment.with_setting(setting))
