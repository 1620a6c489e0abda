"""Background task that finds out what a set-up would install; querying the graphics card may take seconds."""

from __future__ import annotations

import sys

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from deepslide_qgis.core.errors import DeepSlideError
from deepslide_qgis.gui.options.engine_texts import folder_bytes, size_text
from deepslide_qgis.gui.options.set_up_choices import SetUpChoices
from deepslide_qgis.gui.translation import tr
from deepslide_qgis.worker.environment import environment_folder, is_complete, next_environment_folder
from deepslide_qgis.worker.install_plan import make_plan


class PlanTask(QgsTask):
    """Emits ``planned`` with a sentence, and whether the set-up is possible."""

    planned = pyqtSignal(str, bool)

    def __init__(self, choices: SetUpChoices):
        super().__init__(tr("What the engine needs"), QgsTask.Flag.CanCancel)
        self._choices = choices
        self._answer = "", False

    def run(self) -> bool:
        try:
            folder = environment_folder()
            text = make_plan(self._choices.settings(), sys.platform).announcement(next_environment_folder())
            if is_complete(folder):
                prefix = tr("It takes {}, and stays until a new one works. Should one have to be made:").format(
                    size_text(folder_bytes(folder))
                )
                text = f"{prefix} {text}"
            self._answer = text, True
        except DeepSlideError as error:
            self._answer = str(error), False
        except OSError as error:
            self._answer = str(error), True
        return True

    def finished(self, is_done: bool) -> None:
        if is_done:
            self.planned.emit(*self._answer)
