"""Undo and redo stacks of a review."""

from __future__ import annotations

from collections.abc import Mapping

from deepslide_qgis.gui.review.edits import Edit


class History:
    """Stacks of ``done`` and ``undone`` steps, the newest last."""

    def __init__(self) -> None:
        self.done: list[Edit] = []
        self.undone: list[Edit] = []

    def remember(self, edit: Edit) -> None:
        """Push a step that was written to the file."""
        if edit:
            self.done.append(edit)
            self.undone.clear()

    def record_retraced(self, steps: list[Edit], made: Edit, new_ids: Mapping[int, int]) -> None:
        """Move the last of ``steps`` to the other stack as ``made``; renumber features that were added again."""
        other = self.undone if steps is self.done else self.done
        steps.pop()
        other.append(made)
        for edits in (self.done, self.undone):
            edits[:] = [edit.renumbered(new_ids) for edit in edits]
