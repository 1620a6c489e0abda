"""The review dock: connects a review, its widgets and the map; contains no logic of the review itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Callable, Optional

from qgis.core import Qgis, QgsGeometry, QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface, QgsDockWidget, QgsMapCanvas
from qgis.PyQt.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from deepslide_qgis.core.errors import DeepSlideError
from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.dock.actions import ReviewActions
from deepslide_qgis.gui.dock.available_actions import JUDGING, available_actions, session_text
from deepslide_qgis.gui.dock.begin_panel import BeginPanel
from deepslide_qgis.gui.dock.compare_panel import ComparePanel
from deepslide_qgis.gui.dock.map_keys import MapKeys
from deepslide_qgis.gui.dock.message_bar import MessageBar
from deepslide_qgis.gui.dock.more_menu import MoreMenu
from deepslide_qgis.gui.dock.outline_keys import OutlineKeys
from deepslide_qgis.gui.dock.review_body import ReviewBody
from deepslide_qgis.gui.dock.threshold_panel import ThresholdPanel
from deepslide_qgis.gui.layer_choice import layer_choice
from deepslide_qgis.gui.map.before_after import BeforeAfter
from deepslide_qgis.gui.map.outline import Outline
from deepslide_qgis.gui.map.shape_session import ShapeSession
from deepslide_qgis.gui.map.zoom import show_on, visible_polygon
from deepslide_qgis.gui.review.fields import add_fields, missing_fields
from deepslide_qgis.gui.review.layer_check import Readiness, check_layer
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.reviewer import reviewer_name
from deepslide_qgis.gui.translation import tr


class ReviewDock(QgsDockWidget):
    """Dock in which a layer is chosen, prepared if necessary, and reviewed."""

    def __init__(self, iface: QgisInterface, actions: ReviewActions, canvas: QgsMapCanvas, cad: QWidget):
        super().__init__(tr("Review of landslides"))
        self.setObjectName("deepslide_review")
        QgsProject.instance().layersWillBeRemoved.connect(self._on_layers_removed)  # before the layer list's own slot
        self._canvas, self._actions = canvas, actions
        self.review: Optional[Review] = None
        self._readiness: Optional[Readiness] = None
        self._outline, self.imagery = Outline(canvas), BeforeAfter(canvas)
        self.session, self._map_keys = ShapeSession(iface, canvas, cad), MapKeys(actions, canvas, cad)
        actions.listen_in(self)
        self.layers = layer_choice("PolygonLayer", tr("(choose a layer of candidates)"))
        self.messages, self.begin, self.body = MessageBar(), BeginPanel(), ReviewBody(actions)
        self.threshold, self.comparison = ThresholdPanel(canvas), ComparePanel()
        self.menu, self.outline_keys = MoreMenu(self), OutlineKeys(self)
        self._build_layout()
        self._connect()
        self.show_state()

    # opening

    def _on_layer_chosen(self, layer: Optional[QgsMapLayer]) -> None:
        if self.session.has_unsaved:
            self.layers.blockSignals(True)
            self.layers.setLayer(self.review.layer)
            self.layers.blockSignals(False)
            text = tr("Keep or discard the outline on the map first, then choose another layer.")
            self.say(text, Qgis.MessageLevel.Warning)
        else:
            self.open(layer)

    def open(self, layer: Optional[QgsMapLayer]) -> None:
        """Open the review of ``layer``, or show what it needs first."""
        self.close_review()
        self._readiness = None
        if layer is not None:
            with self.errors_shown():
                self._readiness = check_layer(layer)
        if self._readiness and not self._readiness.needs_a_file and not self._readiness.missing:
            self._begin(layer)
            if self._readiness.caution:
                self.say(self._readiness.caution, Qgis.MessageLevel.Info)
        elif self._readiness:
            self.begin.show_readiness(layer, self._readiness)
        self.show_state()

    def close_review(self) -> None:
        """Save unsaved form values, and release the layer."""
        with self.errors_shown():
            self.save_unsaved_values()
        self._detach_review()

    def _detach_review(self) -> None:
        if self.review is None:
            return
        self.session.leave()
        review, self.review = self.review, None
        review.changed.disconnect(self.show_candidate)
        review.close()
        self._outline.clear()
        self.imagery.show_view(self.imagery.view.MAP)
        self.show_state()

    def remove(self) -> None:
        """Remove everything from QGIS."""
        QgsProject.instance().layersWillBeRemoved.disconnect(self._on_layers_removed)
        self.layers.layerChanged.disconnect(self._on_layer_chosen)
        self.visibilityChanged.disconnect(self.show_state)
        self.close_review()
        self._outline.remove()
        self.imagery.remove()
        self.threshold.remove()
        self._map_keys.remove()

    def _prepare_layer(self) -> None:
        layer = self.layers.currentLayer()
        if layer is None or self._readiness is None:
            return
        with self.errors_shown():
            if self._readiness.needs_a_file:
                layer = self.begin.save_layer(layer)
            add_fields(layer, missing_fields(layer))
            if self.layers.currentLayer() is layer:
                self.open(layer)
            else:
                self.layers.setLayer(layer)

    def _begin(self, layer: QgsVectorLayer) -> None:
        self.body.walk.forget_layer()
        self.comparison.forget_layer()
        self.review = Review(layer, reviewer_name())
        self.review.noted.connect(lambda text: self.say(text, Qgis.MessageLevel.Info))
        self.review.changed.connect(self.show_candidate)
        self.review.ended.connect(self._on_layer_deleted)
        self.review.arrange(self.body.walk.order.currentData())
        self.review.set_filter(self.body.walk.wanted())

    def _on_layers_removed(self, ids: list[str]) -> None:
        self.body.imagery.forget(ids)
        if self.review is not None and self.review.layer.id() in ids:
            self.close_review()
            self._on_layer_deleted()

    def _on_layer_deleted(self) -> None:
        self._detach_review()
        self.say(tr("The layer was removed. What was judged is in its file."), Qgis.MessageLevel.Info)

    # judging

    def judge(self, status: ReviewStatus) -> None:
        """Write a judgement of the current candidate, including its new outline during a digitising session."""
        with self.errors_shown():
            values = self.body.form.values()
            if status is not ReviewStatus.ACCEPTED:
                values = {name: values[name] for name in values if name == "comment" or not self._is_unjudged()}
            self.review.judge(status, values)

    def unsaved_values(self) -> dict[str, Any]:
        """Return form values that are not in the file; for an unjudged candidate only the comment."""
        form = self.body.form
        return form.changes(("comment",)) if self._is_unjudged() else form.changes()

    def save_unsaved_values(self) -> None:
        """Write unsaved form values, except during a digitising session; raise ReviewError."""
        if self.review and self.review.current and not self.session.kind:
            values = self.unsaved_values()
            if values:
                self.review.describe(values)

    def _save_description(self) -> None:
        if self.review and self.review.current and not self._is_unjudged() and not self.session.kind:
            with self.errors_shown():
                self.review.describe(self.body.form.values())

    def _is_unjudged(self) -> bool:
        return self.review.current is not None and self.review.current.status is ReviewStatus.CANDIDATE

    # display

    def show_candidate(self) -> None:
        """Show the current candidate; the form is unchanged during a digitising session."""
        review = self.review
        if review is None:
            return
        current = review.current
        self.body.card.show_candidate(current, *review.queue.place(review.current_fid))
        self.body.progress.show_progress(review.progress())
        values, outline = {}, QgsGeometry()
        with self.errors_shown():
            values, outline = review.values(), review.outline()
        if not self.session.kind:
            self.body.form.show_values(values, review.offered if self._is_unjudged() else {})
        if outline.isNull():
            self._outline.clear()
        else:
            self._outline.show(outline, review.layer)
            if not self.session.kind:
                with self.errors_shown():
                    show_on(self._canvas, outline.boundingBox(), review.layer.crs(), self.body.keep_scale.isChecked())
        self.show_state()

    def show_state(self, _: Any = None) -> None:
        """Update visibility and enabled state of all widgets and actions."""
        review, kind = self.review, self.session.kind
        self.body.setVisible(review is not None)
        self.begin.setVisible(review is None and self._readiness is not None)
        self.body.walk.setEnabled(not kind)
        self.comparison.setEnabled(not kind)
        self.body.session_note.setVisible(bool(kind))
        self.body.session_note.setText(session_text(kind, self._actions))
        self._map_keys.belong_to(review.layer if review else None)
        self._actions.enable(available_actions(review, kind, self.imagery.is_usable) if self.isVisible() else ())

    # layout and signals

    def _build_layout(self) -> None:
        more = QToolButton()
        more.setText("☰")
        more.setToolTip(tr("What else can be done"))
        more.setMenu(self.menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        head = QHBoxLayout()
        head.addWidget(self.layers, 1)
        head.addWidget(more)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addLayout(head)
        for widget in (self.messages, self.threshold, self.begin, self.comparison):
            layout.addWidget(widget)
        layout.addWidget(self.body, 1)
        self.setWidget(content)

    def _connect(self) -> None:
        on = {
            "accept": lambda: self.outline_keys.accept() if self.session.kind else self.judge(ReviewStatus.ACCEPTED),
            "reject": lambda: self.judge(ReviewStatus.REJECTED),
            "unsure": lambda: self.judge(ReviewStatus.UNSURE),
            "skip": lambda: self.outline_keys.keep() if self.session.kind else self.review.next(),
            "back": lambda: self.session.discard() if self.session.kind else self.review.back(),
            "undo": lambda: self.review.undo(),
            "redo": lambda: self.review.redo(),
            "blink": self.imagery.blink,
            "swipe": self.imagery.swipe,
            "zoom": self.show_candidate,
            **{kind: partial(self.outline_keys.begin, kind) for kind in ("reshape", "split", "merge", "draw")},
        }
        for name, slot in on.items():
            self._actions[name].triggered.connect(lambda *_, name=name, slot=slot: self._run_action(name, slot))
        self.layers.layerChanged.connect(self._on_layer_chosen)
        self.begin.agreed.connect(self._prepare_layer)
        self.body.walk.view_wanted.connect(self._hold_view)
        self.body.walk.order_changed.connect(lambda order: self._walk(lambda review: review.arrange(order)))
        self.body.walk.filter_changed.connect(lambda wanted: self._walk(lambda review: review.set_filter(wanted)))
        self.body.form.edited.connect(self._save_description)
        self.body.form.left.connect(self._canvas.setFocus)  # the keys of judgements work again
        self.body.imagery.named.connect(self._set_imagery)
        self.threshold.made.connect(self.layers.setLayer)
        self.threshold.failed.connect(lambda text: self.say(text, Qgis.MessageLevel.Warning))
        self.session.ended.connect(self.show_state)
        self.session.outline_changed.connect(lambda outline: self._outline.show(outline, self.review.layer))
        self.visibilityChanged.connect(self.show_state)

    def _run_action(self, name: str, slot: Callable[[], None]) -> None:
        if not self._actions[name].isEnabled():
            return  # Qt 5 also triggers disabled actions, if called from code
        with self.errors_shown():
            if name not in JUDGING:
                self.save_unsaved_values()
            slot()

    def _hold_view(self, is_wanted: bool) -> None:
        view = None
        with self.errors_shown():
            view = self.view() if is_wanted else None
        self.body.walk.hold_view(view)

    def _walk(self, step: Callable[[Review], None]) -> None:
        if self.review is not None:
            with self.errors_shown():
                self.save_unsaved_values()
                step(self.review)

    def _set_imagery(self, before: Optional[QgsMapLayer], after: Optional[QgsMapLayer]) -> None:
        self.imagery.name_layers(before, after)
        self.show_state()

    def view(self) -> QgsGeometry:
        """Return the visible extent in the CRS of the layer; raise ReviewError."""
        return visible_polygon(self._canvas, self.review.layer.crs())

    @contextmanager
    def errors_shown(self) -> Iterator[None]:
        """Show a DeepSlideError raised inside the context at the top of the dock."""
        try:
            yield
        except DeepSlideError as error:
            self.say(str(error), Qgis.MessageLevel.Warning)

    def say(self, text: str, level: Qgis.MessageLevel) -> None:
        """Show a message at the top of the dock."""
        self.messages.say(text, level)
