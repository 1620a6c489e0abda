"""The tab 'Engine': status, what a set-up would install, its button, progress and log."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from deepslide_qgis.gui.options.engine_texts import EngineTexts, describe_engine
from deepslide_qgis.gui.options.engine_work import CHECK, SET_UP, EngineWork
from deepslide_qgis.gui.options.page import apply_tab
from deepslide_qgis.gui.options.plan_task import PlanTask
from deepslide_qgis.gui.options.set_up_form import SetUpForm
from deepslide_qgis.gui.translation import tr
from deepslide_qgis.worker.environment import engine_state

GOOD, BAD = "/mIconSuccess.svg", "/mIconWarning.svg"
ICON_PX = 24


class EngineTab(QWidget):
    """Shows the plugin's one background work on the engine, whichever window started it."""

    def __init__(self, work: EngineWork, parent: Optional[QWidget] = None):
        super().__init__(parent)
        self._work = work
        self._plan: Optional[PlanTask] = None
        self.icon, self.headline, self.details, self.needed = QLabel(), QLabel(), QLabel(), QLabel()
        self.form, self.bar, self.log = SetUpForm(), QProgressBar(), QPlainTextEdit()
        self.set_up_button, self.cancel_button = QPushButton(), QPushButton(tr("Cancel"))
        self.check_button, self.copy_button = QPushButton(tr("Check engine")), QPushButton(tr("Copy report"))
        self._build_layout()
        self.set_up_button.clicked.connect(self._set_up)
        self.cancel_button.clicked.connect(work.cancel)
        self.check_button.clicked.connect(self._check)
        self.copy_button.clicked.connect(self._copy)
        self.form.edited.connect(self._request_plan)
        work.logged.connect(self.log.appendPlainText)
        work.changed.connect(self._show)
        work.set_up.connect(self._request_plan)
        self.log.setPlainText("\n".join(work.lines))
        self._show()
        self._request_plan()

    def apply(self) -> None:
        """Save the form: on accepting the options, or before a button's work."""
        self.form.save()
        self._show()

    def _build_layout(self) -> None:
        for label in (self.details, self.needed):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.headline.setStyleSheet("font-weight: bold; font-size: 12pt")
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(self._work.lines.maxlen)
        self.log.setPlaceholderText(tr("What the set-up and the check say"))
        self.set_up_button.setToolTip(tr("Installs the engine, or mends what does not work"))
        self.check_button.setToolTip(tr("Tries packages, devices, folders and memory, and predicts on every device"))
        self.copy_button.setToolTip(tr("A text for a bug report, without personal paths"))
        state, texts, buttons = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        texts.addWidget(self.headline)
        texts.addWidget(self.details)
        state.addWidget(self.icon)
        state.addLayout(texts, 1)
        for widget in (self.set_up_button, self.cancel_button, self.check_button, self.copy_button):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        buttons.addWidget(self.bar, 8)
        layout = QVBoxLayout(self)
        layout.addLayout(state)
        layout.addWidget(self.needed)
        layout.addWidget(self.form)
        layout.addLayout(buttons)
        layout.addWidget(self.log, 1)

    def _show(self) -> None:
        texts, is_running = describe_engine(engine_state()), self._work.is_running
        self._show_texts(texts)
        self.set_up_button.setEnabled(not is_running)
        self.check_button.setEnabled(not is_running)
        self.form.setEnabled(not is_running)
        self.cancel_button.setVisible(is_running)
        self.bar.setVisible(is_running)
        self.bar.setValue(round(self._work.percent))
        self.copy_button.setEnabled(bool(self._work.report))

    def _show_texts(self, texts: EngineTexts) -> None:
        icon = QgsApplication.getThemeIcon(GOOD if texts.is_well else BAD)
        self.icon.setPixmap(icon.pixmap(QSize(ICON_PX, ICON_PX)))
        self.headline.setText(texts.headline)
        self.details.setText(texts.details)
        self.set_up_button.setText(texts.button)

    def _set_up(self) -> None:
        self._start(SET_UP, dict(self.form.choices().parameters()))

    def _check(self) -> None:
        self._start(CHECK, {})

    def _start(self, algorithm_id: str, parameters: dict[str, Any]) -> None:
        if not apply_tab(self, self.log.setPlainText):
            return
        self.log.clear()
        self._work.start(algorithm_id, parameters)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._work.report)
        self.copy_button.setText(tr("Copied"))

    def _request_plan(self, _: object = None) -> None:
        """Find out in the background what would be installed; answers to earlier requests are ignored."""
        self.needed.setText(tr("Asking what this computer needs …"))
        self._plan = PlanTask(self.form.choices())
        self._plan.planned.connect(self._show_plan)
        QgsApplication.taskManager().addTask(self._plan)

    def _show_plan(self, text: str, is_possible: bool) -> None:
        if self.sender() is self._plan:
            self.needed.setText(text)
            self.set_up_button.setEnabled(is_possible and not self._work.is_running)
