"""What a person chose for the set-up, kept in QGIS's settings, as the parameters of 'Set up engine'."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qgis.core import QgsSettings

from deepslide_qgis.worker.install_plan import InstallSettings

SECTION = "deepslide/set_up"


@dataclass(frozen=True)
class SetUpChoices:
    """Texts are empty where nothing was chosen; ``build`` is auto or one of ``install_plan.BUILDS``."""

    build: str = "auto"
    wheels: str = ""
    index: str = ""
    torch_index: str = ""
    base_python: str = ""
    imagery: bool = False

    @classmethod
    def read(cls) -> SetUpChoices:
        """Return what was chosen last."""
        settings = QgsSettings()
        usual = asdict(cls())
        return cls(**{name: settings.value(f"{SECTION}/{name}", usual[name], type(usual[name])) for name in usual})

    def write(self) -> None:
        """Keep the choices for the next time."""
        for name, value in asdict(self).items():
            QgsSettings().setValue(f"{SECTION}/{name}", value)

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the algorithm 'Set up engine'."""
        return {name.upper(): value for name, value in asdict(self).items() if value}

    def settings(self) -> InstallSettings:
        """Return the same for a plan of the set-up; raise EngineEnvironmentError for what cannot be."""
        base, wheels = (Path(text) if text else None for text in (self.base_python, self.wheels))
        extras = ("imagery",) if self.imagery else ()
        return InstallSettings(base, self.build, wheels, self.index, self.torch_index, extras=extras)
