"""What can be done in a review, each with one key that QGIS's shortcut settings can change."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsApplication
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QAction, QSizePolicy, QToolButton, QWidget

from deepslide_qgis.gui.translation import tr


@dataclass(frozen=True)
class Verb:
    """One thing to do: the name of its action, its text, its key, an icon of QGIS, and what it does in a sentence."""

    name: str
    text: str
    key: str
    icon: str
    tip: str


VERBS = (
    Verb("accept", "Accept", "A", "/mIconSuccess.svg", "It is a landslide, and the outline is right"),
    Verb("reject", "Reject", "X", "/mActionRemove.svg", "It is no landslide"),
    Verb("unsure", "Unsure", "U", "/mIconWarning.svg", "To be looked at again"),
    Verb("back", "Back", "B", "/mActionArrowLeft.svg", "The candidate seen before"),
    Verb("skip", "Skip", "N", "/mActionArrowRight.svg", "The next candidate, without a judgement"),
    Verb("undo", "Undo", "Z", "/mActionUndo.svg", "Take the last judgement or change back, also in the file"),
    Verb("redo", "Redo", "Shift+Z", "/mActionRedo.svg", "Do again what was taken back"),
    Verb("reshape", "Reshape", "E", "/mActionReshape.svg", "Redraw a part of the outline with QGIS's own tool"),
    Verb("split", "Split", "K", "/mActionSplitFeatures.svg", "Cut the candidate into landslides of their own"),
    Verb("merge", "Merge", "M", "/mActionMergeFeatures.svg", "Click a neighbour that belongs to the same landslide"),
    Verb("draw", "Draw missed", "D", "/mActionCapturePolygon.svg", "Draw a landslide that no member saw"),
    Verb("blink", "Blink", "I", "/mActionShowAllLayers.svg", "Imagery before and after in turn"),
    Verb("swipe", "Swipe", "W", "/mActionSplitParts.svg", "Imagery before left of the mouse, after right of it"),
    Verb("zoom", "Zoom to it", "G", "/mActionZoomToSelected.svg", "Go back to the candidate on the map"),
)


class ReviewActions(QObject):
    """The actions of a review by name; usable while a review is open and its dock is seen.

    Their keys are heard where ``hear_in`` says so, while the focus is there: a letter is often somebody else's.
    """

    def __init__(self, window: QWidget):
        super().__init__(window)
        self._hearing: list[QWidget] = []
        self._actions = {verb.name: self._action(verb) for verb in VERBS}
        self.enable(())

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def enable(self, names: tuple[str, ...]) -> None:
        """Let the actions ``names`` be used, and no other."""
        for name, action in self._actions.items():
            action.setEnabled(name in names)

    def hear_in(self, widget: QWidget, is_wanted: bool = True) -> None:
        """Let the keys be heard in ``widget`` and what it holds; or no longer."""
        if is_wanted and widget not in self._hearing:
            widget.addActions(list(self._actions.values()))
            self._hearing.append(widget)
        elif not is_wanted and widget in self._hearing:
            for action in self._actions.values():
                widget.removeAction(action)
            self._hearing.remove(widget)

    def remove(self) -> None:
        """Take the actions out of QGIS."""
        for widget in list(self._hearing):
            self.hear_in(widget, False)
        for action in self._actions.values():
            QgsGui.shortcutsManager().unregisterAction(action)
        self._actions.clear()

    def _action(self, verb: Verb) -> QAction:
        action = QAction(QgsApplication.getThemeIcon(verb.icon), tr(verb.text), self)
        action.setObjectName(f"deepslide_review_{verb.name}")
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setProperty("tip", tr(verb.tip))
        shortcuts = QgsGui.shortcutsManager()
        is_free = shortcuts.objectForSequence(QKeySequence(verb.key)) is None
        shortcuts.registerAction(action, verb.key if is_free else "")
        return action


class ActionButton(QToolButton):
    """A button for an action that shows the action's key, whatever it is now."""

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
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action, key = self._action, self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.setIcon(action.icon())
        self.setText(f"{action.text()}  [{key}]" if key else action.text())
        self.setToolTip(f"{action.property('tip')}{f' ({key})' if key else ''}")
        self.setEnabled(action.isEnabled())
        self.setCheckable(action.isCheckable())
        self.setChecked(action.isChecked())
