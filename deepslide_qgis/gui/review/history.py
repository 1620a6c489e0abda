"""The steps of a review that can be taken back, and those that can be made again."""

from __future__ import annotations

from collections.abc import Mapping

from deepslide_qgis.gui.review.edits import Edit


class History:
    """``done`` and ``undone`` steps, the last one last; each is an edit as it came to the file."""

    def __init__(self) -> None:
        self.done: list[Edit] = []
        self.undone: list[Edit] = []

    def remember(self, edit: Edit) -> None:
        """Keep the way back of a step that is in the file."""
        if edit:
            self.done.append(edit)
            self.undone.clear()

    def retraced(self, steps: list[Edit], made: Edit, new_ids: Mapping[int, int]) -> None:
        """The last one of ``steps`` was taken to the other side, as ``made``; features that it added have new ids."""
        other = self.undone if steps is self.done else self.done
        steps.pop()
        other.append(made)
        for edits in (self.done, self.undone):
            edits[:] = [edit.renumbered(new_ids) for edit in edits]
