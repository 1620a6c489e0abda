"""A review: the candidate that is looked at, what is said of it, and the way back.

What was judged stands in the layer's file and nowhere else. This object looks at the layer, writes each
judgement to the file at once, and notices whatever else changes the layer: the attribute table, another
tool, its removal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any, Optional

from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from deepslide_qgis.core.errors import ReviewError
from deepslide_qgis.core.review.landslide_types import LANDSLIDE_TYPES
from deepslide_qgis.core.review.review import LANDSLIDES, OFFERED, REVIEW_FIELDS, ReviewStatus
from deepslide_qgis.gui.review.editing import Editing, NotWritten
from deepslide_qgis.gui.review.edits import Edit, NotTaken, put, set_values
from deepslide_qgis.gui.review.fields import plain, stored_name
from deepslide_qgis.gui.review.filters import Filter
from deepslide_qgis.gui.review.history import History
from deepslide_qgis.gui.review.layer_watch import LayerWatch
from deepslide_qgis.gui.review.opened_file import OpenedFile
from deepslide_qgis.gui.review.orders import Order
from deepslide_qgis.gui.review.progress import Pace, Progress, progress
from deepslide_qgis.gui.review.queue import Queue
from deepslide_qgis.gui.review.table import Candidate, CandidateTable
from deepslide_qgis.gui.translation import tr


class Review(QObject):
    """Walks through the candidates of ``layer``, which has the fields of a review and lies in a file."""

    changed = pyqtSignal()
    """The candidate that is looked at is another, or is no longer what it was."""
    noted = pyqtSignal(str)
    """Something was done that should be looked at; carries a sentence."""
    ended = pyqtSignal()
    """The layer is gone."""

    def __init__(self, layer: QgsVectorLayer, reviewer: str = "", pace: Optional[Pace] = None):
        super().__init__()
        self.layer = layer
        self.reviewer = reviewer
        self.file = OpenedFile(layer)
        self.table = CandidateTable(layer)
        self.queue = Queue(self.table)
        self.current_fid: Optional[int] = None
        self._pace = pace or Pace()
        self._history = History()
        self._is_writing = False
        self.offered: dict[str, Any] = self._values_of_last_judged()
        self._watch = LayerWatch(
            layer, self._noticed, self._restructured, self._lost, self.file.before_commit, self.file.after_commit
        )
        layer.dataProvider().enterUpdateMode()  # or QGIS opens the file anew after every judgement
        self._go(self.queue.start())

    # where the walk is

    @property
    def current(self) -> Optional[Candidate]:
        return self.table.rows.get(self.current_fid)

    @property
    def about(self) -> int:
        """What a step made now is about: the current candidate, -1 where there is none."""
        return -1 if self.current_fid is None else self.current_fid

    def feature(self, fid: Optional[int] = None) -> QgsFeature:
        """Return the feature of a candidate as it stands in the layer; that of the current one by default.

        Raises ReviewError where the file does not give it: another program may have removed or locked it.
        """
        wanted = self.current_fid if fid is None else fid
        feature = self.layer.getFeature(wanted)
        if not feature.isValid():
            number = self.table.rows[wanted].number if wanted in self.table.rows else wanted
            raise ReviewError(
                tr("Candidate {} cannot be read from the file of '{}'.").format(number, self.layer.name()),
                tr("Another program may have removed or locked it: go on, or choose the layer again."),
            )
        return feature

    def outline(self) -> QgsGeometry:
        """Return the outline of the current candidate, empty where there is none; raise ReviewError."""
        return QgsGeometry() if self.current is None else self.feature().geometry()

    def values(self) -> dict[str, Any]:
        """Return what the fields of the review hold for the current candidate; raise ReviewError."""
        return self._review_values(self.feature()) if self.current else {}

    def progress(self) -> Progress:
        """Return counts and rate."""
        return progress(self.table.rows.values(), self._pace)

    def next(self) -> None:
        """Go on without a judgement."""
        following = self.queue.after(self.current_fid)
        if following is not None:
            self._go(following)

    def back(self) -> None:
        """Go to the candidate seen before."""
        before = self.queue.before()
        if before is not None:
            self._go(before)

    def go_to(self, fid: int) -> None:
        """Go to a certain candidate."""
        if fid in self.table.rows:
            self._go(fid)

    def arrange(self, order: Order) -> None:
        """Walk in another order, from its beginning."""
        self.queue.arrange(order)
        self._go(self.queue.start())

    def walk_only(self, wanted: Filter) -> None:
        """Walk through what passes ``wanted``; stay where that passes, too."""
        self.queue.walk_only(wanted)
        here = self.current
        self._go(here.fid if here and wanted.passes(here) else self.queue.start())

    # what is said

    def judge(self, status: ReviewStatus, values: Optional[Mapping[str, Any]] = None) -> None:
        """Write a judgement, with ``values`` of other fields, and go on; raise ReviewError."""
        fid = self.current_fid
        if self.current is None:
            return
        following = self.queue.after(fid)
        self.write({fid: self.signed({"review_status": status.value, **(values or {})})}, fid)
        self._pace.note()
        if status in LANDSLIDES:
            self.offered = {name: value for name, value in (values or {}).items() if name in OFFERED}
        self._go(following)

    def describe(self, values: Mapping[str, Any]) -> None:
        """Write ``values`` of the current candidate without judging it; raise ReviewError."""
        if self.current is not None:
            self.write({self.current_fid: self.signed(values)}, self.current_fid)
            self.changed.emit()

    def signed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``values`` with who said so and when, and the name of the type."""
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        named = {"type_name": LANDSLIDE_TYPES.get(values["type_code"])} if "type_code" in values else {}
        return {**values, **named, "reviewer": self.reviewer or None, "review_date": now}

    def write(self, values: Mapping[int, Mapping[str, Any]], about: int) -> None:
        """Write ``values`` by feature id and field to the file, as one step; raise ReviewError."""
        with self.one_step() as editing:
            for fid, by_name in values.items():
                set_values(self.layer, fid, by_name)
            self.commit(editing, about)

    @contextmanager
    def one_step(self) -> Iterator[Editing]:
        """An edit session that leaves nothing behind where its change does not come to the file; raise ReviewError."""
        editing = Editing(self.layer, self.file)
        try:
            yield editing
        except Exception:
            editing.discard()
            raise

    def commit(self, editing: Editing, about: int) -> Edit:
        """Write what an edit session holds to the file and remember the way back; raise ReviewError."""
        edit, _ = self._commit(editing, about)
        self.remember(edit)
        return edit

    def remember(self, edit: Edit) -> None:
        """Keep the way back of a step that is in the file."""
        self._history.remember(edit)

    # the way back

    @property
    def can_undo(self) -> bool:
        return bool(self._history.done)

    @property
    def can_redo(self) -> bool:
        return bool(self._history.undone)

    def undo(self) -> None:
        """Take the last step back, in the file, and go where it was made; raise ReviewError."""
        self._retrace(self._history.done)

    def redo(self) -> None:
        """Take the last step that was taken back once more; raise ReviewError."""
        self._retrace(self._history.undone)

    def _retrace(self, steps: list[Edit]) -> None:
        if not steps:
            return
        wanted = steps[-1].inverse()
        try:
            with self.one_step() as editing:
                buffer_ids = put(self.layer, wanted)
                made, file_ids = self._commit(editing, wanted.about)
        except NotTaken as error:
            steps.pop()
            self._stay()
            raise ReviewError(
                error.message, tr("This step can be neither taken back nor made again; those before it can.")
            ) from error
        moved = {old: file_ids[temporary] for old, temporary in buffer_ids.items() if temporary in file_ids}
        self._history.retraced(steps, made, moved)
        about = moved.get(wanted.about, wanted.about)
        self._go(about if about in self.table.rows else self.queue.start())

    def _commit(self, editing: Editing, about: int) -> tuple[Edit, dict[int, int]]:
        self._is_writing = True
        try:
            edit, ids = editing.commit(about)
        except NotWritten as error:
            self.remember(error.written)
            self._follow(error.written)
            raise
        finally:
            self._is_writing = False
        self._follow(edit)
        return edit, ids

    def _follow(self, edit: Edit) -> None:
        self._read_again({*edit.values, *edit.outlines, *edit.added, *edit.removed}, bool(edit.added or edit.removed))

    # the layer

    def close(self) -> None:
        """Let go of the layer; what was judged stands in its file."""
        self._watch.end()
        del self._watch  # a circle with this: the layer would outlive whoever lets go of both
        self.layer.dataProvider().leaveUpdateMode()

    def _noticed(self, fids: Iterable[int], came_or_went: bool) -> None:
        if self._is_writing:
            return
        self._read_again(fids, came_or_went)
        self._stay()

    def _lost(self) -> None:
        self.ended.emit()

    def _restructured(self) -> None:
        self.table.reload()
        self.queue.arrange(self.queue.order)
        self._stay()

    def _stay(self) -> None:
        self._go(self.current_fid if self.current is not None else self.queue.start())

    def _read_again(self, fids: Iterable[int], came_or_went: bool) -> None:
        fids = list(fids)
        self.table.update(fids)
        if came_or_went:
            self.queue.arrange(self.queue.order)
        else:
            self.queue.judge_again(fids)

    def _go(self, fid: Optional[int]) -> None:
        self.current_fid = fid
        self.queue.visit(fid)
        self.changed.emit()

    def _review_values(self, feature: QgsFeature) -> dict[str, Any]:
        names = {field.name: stored_name(self.layer, field.name) for field in REVIEW_FIELDS}
        known = set(self.layer.fields().names())
        return {name: plain(feature[stored]) for name, stored in names.items() if stored in known}

    def _values_of_last_judged(self) -> dict[str, Any]:
        accepted = [row for row in self.table.rows.values() if row.status in LANDSLIDES and row.review_date]
        if not accepted:
            return {}
        try:
            values = self._review_values(self.feature(max(accepted, key=lambda row: row.review_date).fid))
        except ReviewError:
            return {}  # then nothing is offered
        return {name: values.get(name) for name in OFFERED}
