"""Actions of a review, each with a key that QGIS's shortcut settings can change."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsApplication
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QSizePolicy, QToolButton, QWidget

from deepslide_qgis.gui.translation import tr


@dataclass(frozen=True)
class ActionSpec:
    """Definition of an action: object name, text, default key, QGIS icon, tooltip."""

    name: str
    text: str
    key: str
    icon: str
    tip: str


ACTION_SPECS = (
    ActionSpec("accept", "Accept", "A", "/mIconSuccess.svg", "It is a landslide, and the outline is right"),
    ActionSpec("reject", "Reject", "X", "/mActionRemove.svg", "It is no landslide"),
    ActionSpec("unsure", "Unsure", "U", "/mIconWarning.svg", "To be looked at again"),
    ActionSpec("back", "Back", "B", "/mActionArrowLeft.svg", "The candidate seen before"),
    ActionSpec("skip", "Skip", "N", "/mActionArrowRight.svg", "The next candidate, without a judgement"),
    ActionSpec("undo", "Undo", "Z", "/mActionUndo.svg", "Take the last judgement or change back, also in the file"),
    ActionSpec("redo", "Redo", "Shift+Z", "/mActionRedo.svg", "Do again what was taken back"),
    ActionSpec("reshape", "Reshape", "E", "/mActionReshape.svg", "Redraw a part of the outline with QGIS's own tool"),
    ActionSpec("split", "Split", "K", "/mActionSplitFeatures.svg", "Cut the candidate into landslides of their own"),
    ActionSpec(
        "merge", "Merge", "M", "/mActionMergeFeatures.svg", "Click a neighbour that belongs to the same landslide"
    ),
    ActionSpec("draw", "Draw missed", "D", "/mActionCapturePolygon.svg", "Draw a landslide that no member saw"),
    ActionSpec("blink", "Blink", "I", "/mActionShowAllLayers.svg", "Imagery before and after in turn"),
    ActionSpec("swipe", "Swipe", "W", "/mActionSplitParts.svg", "Imagery before left of the mouse, after right of it"),
    ActionSpec("zoom", "Zoom to it", "G", "/mActionZoomToSelected.svg", "Go back to the candidate on the map"),
)


class ReviewActions(QObject):
    """The actions of a review by name, enabled while a review is open and its dock is visible.

    Their keys work while the focus is in a widget registered by ``listen_in``: other parts of QGIS use letters too.
    """

    def __init__(self, window: QWidget):
        super().__init__(window)
        self._listening_widgets: list[QWidget] = []
        self._actions = {spec.name: self._action(spec) for spec in ACTION_SPECS}
        self.enable(())

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def enable(self, names: tuple[str, ...]) -> None:
        """Enable the actions ``names``, disable all others."""
        for name, action in self._actions.items():
            action.setEnabled(name in names)

    def listen_in(self, widget: QWidget, is_on: bool = True) -> None:
        """Let the keys work in ``widget`` and its children, or no longer."""
        if is_on and widget not in self._listening_widgets:
            widget.addActions(list(self._actions.values()))
            self._listening_widgets.append(widget)
        elif not is_on and widget in self._listening_widgets:
            for action in self._actions.values():
                widget.removeAction(action)
            self._listening_widgets.remove(widget)

    def remove(self) -> None:
        """Remove the actions from QGIS."""
        for widget in list(self._listening_widgets):
            self.listen_in(widget, False)
        for action in self._actions.values():
            QgsGui.shortcutsManager().unregisterAction(action)
        self._actions.clear()

    def _action(self, spec: ActionSpec) -> QAction:
        action = QAction(QgsApplication.getThemeIcon(spec.icon), tr(spec.text), self)
        action.setObjectName(f"deepslide_review_{spec.name}")
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setProperty("tip", tr(spec.tip))
        shortcuts = QgsGui.shortcutsManager()
        is_free = shortcuts.objectForSequence(QKeySequence(spec.key)) is None
        shortcuts.registerAction(action, spec.key if is_free else "")
        return action


class ActionButton(QToolButton):
    """A button for an action that shows the action's current key."""

    def __init__(self, action: QAction, parent: QWidget | None = None, is_large: bool = False):
        super().__init__(parent)
        self._action = action
        self.setObjectName(action.objectName())
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if is_large:
            self.setMinimumHeight(int(self.fontMetrics().height() * 2.4))
            font = self.font()
            font.setBold(True)
            self.setFont(font)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._sync)
        self._sync()

    def _sync(self) -> None:
        action, key = self._action, self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setIcon(action.icon())
        self.setText(f"{action.text()}  [{key}]" if key else action.text())
        self.setToolTip(f"{action.property('tip')}{f' ({key})' if key else ''}")
        self.setEnabled(action.isEnabled())
        self.setCheckable(action.isCheckable())
        self.setChecked(action.isChecked())
