"""What a person chose for the set-up, kept in QGIS's settings, as the parameters of 'Set up engine'."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from qgis.core import QgsSettings

from deepslide_qgis.worker.install_plan import InstallSettings

SECTION = "deepslide/set_up"


@dataclass(frozen=True)
class SetUpChoices:
    """All are texts, empty where nothing was chosen; ``build`` is auto, cpu or a tag of CUDA."""

    build: str = "auto"
    wheels: str = ""
    index: str = ""
    torch_index: str = ""
    base_python: str = ""

    @classmethod
    def read(cls) -> SetUpChoices:
        """Return what was chosen last."""
        settings = QgsSettings()
        return cls(**{name: settings.value(f"{SECTION}/{name}", usual, str) for name, usual in asdict(cls()).items()})

    def write(self) -> None:
        """Keep the choices for the next time."""
        for name, value in asdict(self).items():
            QgsSettings().setValue(f"{SECTION}/{name}", value)

    def parameters(self) -> dict[str, str]:
        """Return the parameters of the algorithm 'Set up engine'."""
        return {name.upper(): value for name, value in asdict(self).items() if value}

    def settings(self) -> InstallSettings:
        """Return the same for a plan of the set-up; raise EngineEnvironmentError for what cannot be."""
        base, wheels = (Path(text) if text else None for text in (self.base_python, self.wheels))
        return InstallSettings(base, self.build, wheels, self.index, self.torch_index)
