"""What can be done in each state of the dock, and what it says about it."""

from __future__ import annotations

from typing import Optional

from deepslide_qgis.gui.dock.actions import VERBS, ReviewActions
from deepslide_qgis.gui.review.review import Review
from deepslide_qgis.gui.translation import tr

IMAGERY = ("blink", "swipe")
JUDGING = ("accept", "reject", "unsure")
"""These write what stands in the form themselves."""
IN_SESSION = ("accept", "skip", "back", "zoom")


def usable(review: Optional[Review], session: str, has_imagery: bool) -> tuple[str, ...]:
    """Return the names of the actions that can be used now."""
    if review is None:
        return ()
    imagery = IMAGERY if has_imagery else ()
    if session:
        return IN_SESSION + imagery
    can = {"undo": review.can_undo, "redo": review.can_redo, "draw": True, "back": True}
    can.update(dict.fromkeys(IMAGERY, has_imagery))
    return tuple(verb.name for verb in VERBS if can.get(verb.name, review.current is not None))


def session_text(session: str, actions: ReviewActions) -> str:
    """Return what to do now with QGIS's tools, and which key ends it; empty where no tool is at work."""
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
