"""The user's choices for the set-up, stored in QGIS's settings; parameters of 'Set up engine'."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qgis.core import QgsSettings

from deepslide_qgis.worker.install_plan import InstallSettings

SECTION = "deepslide/set_up"


@dataclass(frozen=True)
class SetUpChoices:
    """Empty texts are defaults; ``build`` is auto or one of ``install_plan.BUILDS``."""

    build: str = "auto"
    wheels: str = ""
    index: str = ""
    torch_index: str = ""
    base_python: str = ""
    imagery: bool = False

    @classmethod
    def read(cls) -> SetUpChoices:
        """Return the stored choices."""
        settings = QgsSettings()
        defaults = asdict(cls())
        values = {name: settings.value(f"{SECTION}/{name}", value, type(value)) for name, value in defaults.items()}
        return cls(**values)

    def write(self) -> None:
        """Store the choices."""
        for name, value in asdict(self).items():
            QgsSettings().setValue(f"{SECTION}/{name}", value)

    def parameters(self) -> dict[str, Any]:
        """Return the parameters of the algorithm 'Set up engine'."""
        return {name.upper(): value for name, value in asdict(self).items() if value}

    def settings(self) -> InstallSettings:
        """Return the choices as settings of the set-up; raise EngineEnvironmentError if one is invalid."""
        base, wheels = (Path(text) if text else None for text in (self.base_python, self.wheels))
        extras = ("imagery",) if self.imagery else ()
        return InstallSettings(base, self.build, wheels, self.index, self.torch_index, extras=extras)
