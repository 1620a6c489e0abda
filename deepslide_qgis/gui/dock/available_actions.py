"""The actions available in each state of the dock, and its hint during a digitising session."""

from __future__ import annotations

from typing import Optional

from deepslide_qgis.gui.dock.actions import ACTION_SPECS, ReviewActions
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.translation import tr

IMAGERY = ("blink", "swipe")
JUDGING = ("accept", "reject", "unsure")
"""Actions that write the form's values themselves."""
IN_SESSION = ("accept", "skip", "back", "zoom")


def available_actions(review: Optional[Review], session: str, has_imagery: bool) -> tuple[str, ...]:
    """Return the names of the actions that are available now."""
    if review is None:
        return ()
    imagery = IMAGERY if has_imagery else ()
    if session:
        return IN_SESSION + imagery
    is_available = {"undo": review.can_undo, "redo": review.can_redo, "draw": True, "back": True}
    is_available.update(dict.fromkeys(IMAGERY, has_imagery))
    return tuple(spec.name for spec in ACTION_SPECS if is_available.get(spec.name, review.current is not None))


def session_text(session: str, actions: ReviewActions) -> str:
    """Return what to do with the digitising tool, and which keys end it; empty without a session."""
    if not session:
        return ""
    keys = [actions[name].shortcut().toString() for name in ("accept", "skip", "back")]
    end = tr("{} accepts it as edited, {} keeps it to be judged later, {} discards the change.").format(*keys)
    return {
        "reshape": tr("Redraw the outline on the map; the vertex tool and others of QGIS do, too.") + " " + end,
        "split": tr("Draw a line through the candidate; right click ends it.") + " " + end,
        "merge": tr("Click the neighbour that belongs to the same landslide. {} ends this.").format(keys[2]),
        "draw": tr("Draw the landslide; right click ends it. {} ends this.").format(keys[2]),
    }[session]
