"""What the keys do while one of QGIS's tools is at work on an outline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from deepslide_qgis.core.review.review import ReviewStatus
from deepslide_qgis.gui.review.shapes import merge

if TYPE_CHECKING:
    from deepslide_qgis.gui.dock.review_dock import ReviewDock


class Mending:
    """Begins and ends sessions on the dock's current candidate."""

    def __init__(self, dock: ReviewDock):
        self._dock, self._session = dock, dock.session
        self._session.neighbour_chosen.connect(self._merge)
        self._session.drawn.connect(self._keep_drawn)

    def begin(self, kind: str) -> None:
        """Begin to ``reshape``, ``split``, ``merge`` or ``draw``."""
        with self._dock.said():
            self._session.begin(kind, self._dock.review)
        self._dock.show_state()

    def accept(self) -> None:
        """Keep the outline as edited and go on."""
        if self._session.kind == "draw":
            self._keep_drawn()
        else:
            self._keep(ReviewStatus.EDITED, self._dock.body.form.values)

    def keep(self) -> None:
        """Keep the outline and leave the judgement as it is."""
        if self._session.kind == "draw":
            self._keep_drawn()
        else:
            self._keep(self._dock.review.current.status, self._dock.words)

    def _keep(self, status: ReviewStatus, values: Callable[[], dict[str, Any]]) -> None:
        with self._dock.said():
            is_any = self._session.commit_reshaped(status, values()) is not None
            if is_any and status is ReviewStatus.EDITED:
                self._dock.review.next()
            elif is_any:
                self._dock.show_candidate()

    def _keep_drawn(self) -> None:
        with self._dock.said():
            edit = self._session.commit_drawn(self._dock.review.offered)
            self._dock.keep_words()
            for fid in edit.added if edit else ():
                self._dock.review.go_to(fid)

    def _merge(self, neighbour_fid: int) -> None:
        with self._dock.said():
            merge(self._dock.review, neighbour_fid, self._dock.body.form.values())
            self._session.discard()
            self._dock.show_candidate()
