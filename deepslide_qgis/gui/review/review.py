"""A review: the current candidate, its judgement, undo and redo.

The layer's file is the only storage of judgements. The review writes each judgement at once, and follows changes that
others make to the layer: the attribute table, another tool, its removal.
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
from deepslide_qgis.gui.review.edits import Edit, NotTaken, apply_edit, set_values
from deepslide_qgis.gui.review.fields import null_to_none, stored_name
from deepslide_qgis.gui.review.file_identity import FileIdentity
from deepslide_qgis.gui.review.filters import Filter
from deepslide_qgis.gui.review.history import History
from deepslide_qgis.gui.review.layer_watch import LayerWatch
from deepslide_qgis.gui.review.orders import Order
from deepslide_qgis.gui.review.progress import Pace, Progress, progress
from deepslide_qgis.gui.review.queue import Queue
from deepslide_qgis.gui.review.table import Candidate, CandidateTable
from deepslide_qgis.gui.translation import tr


class Review(QObject):
    """Walks through the candidates of ``layer``, which must have the fields of a review and a file."""

    changed = pyqtSignal()
    """Another candidate is current, or the current one changed."""
    noted = pyqtSignal(str)
    """A sentence about something that the reviewer should check."""
    ended = pyqtSignal()
    """The layer is gone."""

    def __init__(self, layer: QgsVectorLayer, reviewer: str = "", pace: Optional[Pace] = None):
        super().__init__()
        self.layer = layer
        self.reviewer = reviewer
        self.file = FileIdentity(layer)
        self.table = CandidateTable(layer)
        self.queue = Queue(self.table)
        self.current_fid: Optional[int] = None
        self._pace = pace or Pace()
        self._history = History()
        self._is_writing = False
        self.offered: dict[str, Any] = self._read_last_accepted_values()
        self._watch = LayerWatch(
            layer,
            self._on_changed,
            self._on_fields_changed,
            self._on_deleted,
            self.file.before_commit,
            self.file.after_commit,
        )
        layer.dataProvider().enterUpdateMode()  # keeps QGIS from reopening the file after every judgement
        self._set_current(self.queue.start())

    # position

    @property
    def current(self) -> Optional[Candidate]:
        return self.table.rows.get(self.current_fid)

    @property
    def about(self) -> int:
        """Feature id for ``Edit.about``: the current candidate, -1 for none."""
        return -1 if self.current_fid is None else self.current_fid

    def feature(self, fid: Optional[int] = None) -> QgsFeature:
        """Return the feature of a candidate, by default the current one.

        Raises ReviewError if the file does not return it: another program may have removed or locked it.
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
        """Return the outline of the current candidate, empty if there is none; raise ReviewError."""
        return QgsGeometry() if self.current is None else self.feature().geometry()

    def values(self) -> dict[str, Any]:
        """Return the review fields of the current candidate; raise ReviewError."""
        return self._read_review_values(self.feature()) if self.current else {}

    def progress(self) -> Progress:
        """Return counts and rate."""
        return progress(self.table.rows.values(), self._pace)

    def next(self) -> None:
        """Go to the next candidate without a judgement."""
        following = self.queue.after(self.current_fid)
        if following is not None:
            self._set_current(following)

    def back(self) -> None:
        """Go to the candidate visited before."""
        before = self.queue.before()
        if before is not None:
            self._set_current(before)

    def go_to(self, fid: int) -> None:
        """Go to the candidate ``fid``."""
        if fid in self.table.rows:
            self._set_current(fid)

    def arrange(self, order: Order) -> None:
        """Walk in another order, from its beginning."""
        self.queue.arrange(order)
        self._set_current(self.queue.start())

    def set_filter(self, wanted: Filter) -> None:
        """Walk through the rows that pass ``wanted``; stay at the current one if it passes."""
        self.queue.set_filter(wanted)
        here = self.current
        self._set_current(here.fid if here and wanted.passes(here) else self.queue.start())

    # judging

    def judge(self, status: ReviewStatus, values: Optional[Mapping[str, Any]] = None) -> None:
        """Write a judgement, with ``values`` of other fields, and go to the next candidate; raise ReviewError."""
        fid = self.current_fid
        if self.current is None:
            return
        following = self.queue.after(fid)
        self.write({fid: self.signed({"review_status": status.value, **(values or {})})}, fid)
        self._pace.note()
        if status in LANDSLIDES:
            self.offered = {name: value for name, value in (values or {}).items() if name in OFFERED}
        self._set_current(following)

    def describe(self, values: Mapping[str, Any]) -> None:
        """Write ``values`` of the current candidate without judging it; raise ReviewError."""
        if self.current is not None:
            self.write({self.current_fid: self.signed(values)}, self.current_fid)
            self.changed.emit()

    def signed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return ``values`` with reviewer, date, and the name of the landslide type."""
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
        """Open an edit session that is discarded if an exception leaves the context; raise ReviewError."""
        editing = Editing(self.layer, self.file)
        try:
            yield editing
        except Exception:
            editing.discard()
            raise

    def commit(self, editing: Editing, about: int) -> Edit:
        """Commit an edit session and remember the step for undo; raise ReviewError."""
        edit, _ = self._commit(editing, about)
        self.remember(edit)
        return edit

    def remember(self, edit: Edit) -> None:
        """Push a committed step on the undo stack."""
        self._history.remember(edit)

    # undo and redo

    @property
    def can_undo(self) -> bool:
        return bool(self._history.done)

    @property
    def can_redo(self) -> bool:
        return bool(self._history.undone)

    def undo(self) -> None:
        """Undo the last step in the file, and go to its candidate; raise ReviewError."""
        self._apply_inverse(self._history.done)

    def redo(self) -> None:
        """Redo the last step that was undone; raise ReviewError."""
        self._apply_inverse(self._history.undone)

    def _apply_inverse(self, steps: list[Edit]) -> None:
        if not steps:
            return
        wanted = steps[-1].inverse()
        try:
            with self.one_step() as editing:
                buffer_ids = apply_edit(self.layer, wanted)
                made, file_ids = self._commit(editing, wanted.about)
        except NotTaken as error:
            steps.pop()
            self._refresh_position()
            raise ReviewError(
                error.message, tr("This step can be neither taken back nor made again; those before it can.")
            ) from error
        moved = {old: file_ids[temporary] for old, temporary in buffer_ids.items() if temporary in file_ids}
        self._history.record_retraced(steps, made, moved)
        about = moved.get(wanted.about, wanted.about)
        self._set_current(about if about in self.table.rows else self.queue.start())

    def _commit(self, editing: Editing, about: int) -> tuple[Edit, dict[int, int]]:
        self._is_writing = True
        try:
            edit, ids = editing.commit(about)
        except NotWritten as error:
            self.remember(error.written)
            self._reread_changed(error.written)
            raise
        finally:
            self._is_writing = False
        self._reread_changed(edit)
        return edit, ids

    def _reread_changed(self, edit: Edit) -> None:
        self._reread({*edit.values, *edit.outlines, *edit.added, *edit.removed}, bool(edit.added or edit.removed))

    # changes of the layer

    def close(self) -> None:
        """Release the layer; its file holds every judgement."""
        self._watch.end()
        del self._watch  # breaks a reference cycle that would keep the layer alive
        self.layer.dataProvider().leaveUpdateMode()

    def _on_changed(self, fids: Iterable[int], rows_changed: bool) -> None:
        if self._is_writing:
            return
        self._reread(fids, rows_changed)
        self._refresh_position()

    def _on_deleted(self) -> None:
        self.ended.emit()

    def _on_fields_changed(self) -> None:
        self.table.reload()
        self.queue.arrange(self.queue.order)
        self._refresh_position()

    def _refresh_position(self) -> None:
        self._set_current(self.current_fid if self.current is not None else self.queue.start())

    def _reread(self, fids: Iterable[int], rows_changed: bool) -> None:
        fids = list(fids)
        self.table.update(fids)
        if rows_changed:
            self.queue.arrange(self.queue.order)
        else:
            self.queue.update_rows(fids)

    def _set_current(self, fid: Optional[int]) -> None:
        self.current_fid = fid
        self.queue.visit(fid)
        self.changed.emit()

    def _read_review_values(self, feature: QgsFeature) -> dict[str, Any]:
        names = {field.name: stored_name(self.layer, field.name) for field in REVIEW_FIELDS}
        known = set(self.layer.fields().names())
        return {name: null_to_none(feature[stored]) for name, stored in names.items() if stored in known}

    def _read_last_accepted_values(self) -> dict[str, Any]:
        accepted = [row for row in self.table.rows.values() if row.status in LANDSLIDES and row.review_date]
        if not accepted:
            return {}
        try:
            values = self._read_review_values(self.feature(max(accepted, key=lambda row: row.review_date).fid))
        except ReviewError:
            return {}  # no values to offer
        return {name: values.get(name) for name in OFFERED}
