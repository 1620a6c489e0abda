"""Send damaged cases through the real client to real engine processes, and count what comes of them, by stage."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deepslide_qgis.core.errors import Cancelled, EngineError
from deepslide_qgis.core.events import Event, Failed, Logged
from deepslide_qgis.worker import engine as client
from tests.fuzz.cases import Good, make_case

SHARES = {"raster": 0.4, "card": 0.15, "pack": 0.2, "request": 0.2, "writing": 0.05}
HANG_S = 60.0
STAGES = ("opening", "reading", "network", "writing", "finished")


@dataclass
class Outcome:
    """What came of a campaign; ``faults`` are what must never be, with the case that shows each."""

    stages: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def table(self) -> str:
        """Return the counts as text: a row for each kind of damage, a column for each stage that it reached."""
        rows = [("", *STAGES, "all")]
        for kind in SHARES:
            counts = [self.stages[kind, stage] for stage in STAGES]
            rows.append((kind, *map(str, counts), str(sum(counts))))
        rows.append(("all", *(str(sum(self.stages[kind, s] for kind in SHARES)) for s in STAGES), str(self.count)))
        lines = ["".join(f"{cell:>10}" for cell in row) for row in rows]
        errors = ", ".join(f"{kind} {count}" for kind, count in self.kinds.most_common())
        return "\n".join([*lines, f"Errors: {errors}", f"Faults: {len(self.faults)}", *self.faults])

    @property
    def count(self) -> int:
        return sum(self.stages.values())


class Listener:
    """Remembers how far a run came, and whether it was told a traceback."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.has_members = False

    def __call__(self, event: Event) -> None:
        self.has_members = self.has_members or (isinstance(event, Logged) and "member(s) on" in event.message)

    def is_late(self) -> bool:
        return time.monotonic() - self.began > HANG_S


def run_campaign(count: int, seed: int, good: Good, folder: Path) -> Outcome:
    """Run ``count`` cases; those that show a fault stay in ``folder``."""
    outcome, began = Outcome(), time.monotonic()
    for number in range(count):
        rng = random.Random(f"{seed}-{number}")
        kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
        scratch = folder / f"{kind}-{number}"
        scratch.mkdir(parents=True)
        request = make_case(kind, good, scratch, rng)
        stage, faults = _run_case(request, scratch, outcome)
        outcome.stages[kind, stage] += 1
        outcome.faults += [f"{scratch.name}: {fault}" for fault in faults]
        if faults:
            (scratch / "request.json").write_text(json.dumps(request, indent=1), encoding="utf-8")
        else:
            shutil.rmtree(scratch)
    outcome.seconds = time.monotonic() - began
    return outcome


def _run_case(request: dict[str, Any], scratch: Path, outcome: Outcome) -> tuple[str, list[str]]:
    """Run one case; return the stage that it reached and what is wrong about how it ended."""
    out, listener = scratch / "out", Listener()
    before = {path.name for path in out.iterdir()}
    engine = None
    try:
        engine, _ = client._take(client.engine_python(), listener.is_late)
        answer = client.converse(engine, "predict", request, listener, listener.is_late)
    except Cancelled:
        client._leave(engine)
        return "network", [f"it hung for {HANG_S:.0f} s"]
    except EngineError as error:
        client._leave(engine)
        return "network", [f"the engine ended: {error.message[:300]}"]
    client._give_back(engine)
    left = {path.name for path in out.iterdir()} - before
    if not isinstance(answer, Failed):
        return "finished", [] if left >= {"p.tif", "m.tif", "p.run.json"} and len(left) == 3 else [f"outputs {left}"]
    outcome.kinds[answer.kind] += 1
    faults = [f"partial outputs {sorted(left)}"] if left else []
    if answer.detail:
        faults.append(f"traceback: {answer.detail[-600:]}")
    elif not answer.message or len(answer.message) > 3000:
        faults.append(f"message of {len(answer.message)} characters")
    return _stage(answer, listener), faults


def _stage(answer: Failed, listener: Listener) -> str:
    if answer.kind == "OutputError":
        return "writing"
    if "cannot be read at rows" in answer.message or "no data" in answer.message.lower():
        return "reading"
    is_network = "cannot be loaded" in answer.message or "weights" in answer.message.lower()
    return "network" if listener.has_members or is_network or "config.json" in answer.message else "opening"
