"""Reactions to the review's keys during a session of QGIS's digitising tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.shapes import merge

if TYPE_CHECKING:
    from deepslide_qgis.gui.dock.review_dock import ReviewDock


class OutlineKeys:
    """Begins and ends digitising sessions on the dock's current candidate."""

    def __init__(self, dock: ReviewDock):
        self._dock, self._session = dock, dock.session
        self._session.neighbour_chosen.connect(self._merge)
        self._session.drawn.connect(self._commit_drawn)

    def begin(self, kind: str) -> None:
        """Begin to ``reshape``, ``split``, ``merge`` or ``draw``."""
        with self._dock.errors_shown():
            self._session.begin(kind, self._dock.review)
        self._dock.show_state()

    def accept(self) -> None:
        """Commit the outline, mark the candidate as edited, and go to the next one."""
        if self._session.kind == "draw":
            self._commit_drawn()
        else:
            self._commit_outline(ReviewStatus.EDITED, self._dock.body.form.values)

    def keep(self) -> None:
        """Commit the outline without changing the judgement."""
        if self._session.kind == "draw":
            self._commit_drawn()
        else:
            self._commit_outline(self._dock.review.current.status, self._dock.unsaved_values)

    def _commit_outline(self, status: ReviewStatus, values: Callable[[], dict[str, Any]]) -> None:
        with self._dock.errors_shown():
            has_changed = self._session.commit_reshaped(status, values()) is not None
            if has_changed and status is ReviewStatus.EDITED:
                self._dock.review.next()
            elif has_changed:
                self._dock.show_candidate()

    def _commit_drawn(self) -> None:
        with self._dock.errors_shown():
            edit = self._session.commit_drawn(self._dock.review.offered)
            self._dock.save_unsaved_values()
            for fid in edit.added if edit else ():
                self._dock.review.go_to(fid)

    def _merge(self, neighbour_fid: int) -> None:
        with self._dock.errors_shown():
            merge(self._dock.review, neighbour_fid, self._dock.body.form.values())
            self._session.discard()
            self._dock.show_candidate()
