"""Send damaged cases through the real client to real engine processes, and count what comes of them, by stage."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from deepslide_qgis.core.errors import Cancelled, EngineError
from deepslide_qgis.core.events import Event, Failed, Logged, Progress
from deepslide_qgis.worker.engine import converse
from tests.fuzz.cases import Case, make_case
from tests.fuzz.engines import Engines
from tests.fuzz.good import Good

SHARES = {"raster": 0.34, "card": 0.12, "pack": 0.22, "request": 0.14, "writing": 0.18}
HANG_S = 120.0
STAGES = ("opening", "reading", "network", "writing", "finished")


@dataclass
class Outcome:
    """What came of a campaign; ``faults`` are what must never be, with the case that shows each."""

    stages: Counter = field(default_factory=Counter)
    midway: int = 0
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
        told = f"Failed after the first tiles were predicted: {self.midway}"
        return "\n".join([*lines, told, f"Errors: {errors}", f"Faults: {len(self.faults)}", *self.faults])

    @property
    def count(self) -> int:
        return sum(self.stages.values())


class Listener:
    """Remembers how far a run came."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.is_open = self.has_predicted = False

    def __call__(self, event: Event) -> None:
        self.is_open = self.is_open or (isinstance(event, Logged) and event.message.startswith("Bands "))
        self.has_predicted = self.has_predicted or (isinstance(event, Progress) and event.done > 0)

    def is_late(self) -> bool:
        return time.monotonic() - self.began > HANG_S


def run_campaign(count: int, seed: int, good: Good, folder: Path) -> Outcome:
    """Run ``count`` cases, fewer where a person interrupts; those that show a fault stay in ``folder``."""
    outcome, began, engines = Outcome(), time.monotonic(), Engines(folder)
    try:
        for number in range(count):
            rng = random.Random(f"{seed}-{number}")
            kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
            scratch = folder / f"{kind}-{number}"
            scratch.mkdir(parents=True)
            case = make_case(kind, good, scratch, rng)
            stage, faults = _run_case(case, scratch, engines, outcome)
            outcome.stages[kind, stage] += 1
            outcome.faults += [f"{scratch.name}: {fault}" for fault in faults]
            if faults:
                (scratch / "request.json").write_text(json.dumps(case.request, indent=1), encoding="utf-8")
            else:
                shutil.rmtree(scratch)
    except KeyboardInterrupt:
        shutil.rmtree(scratch)  # what came of the cases before is told
    finally:
        engines.stop()
    outcome.seconds = time.monotonic() - began
    return outcome


def _run_case(case: Case, scratch: Path, engines: Engines, outcome: Outcome) -> tuple[str, list[str]]:
    """Run one case; return the stage that it reached and what is wrong about how it ended."""
    out, listener = scratch / "out", Listener()
    before = {path.name for path in out.iterdir()}
    engine = engines.take(case.has_small_disk, listener.is_late)
    try:
        answer = converse(engine, "predict", case.request, listener, listener.is_late)
    except Cancelled:
        engine.kill()
        return "network", [f"it hung for {HANG_S:.0f} s"]
    except EngineError as error:
        engine.kill()
        return "network", [f"the engine ended: {error.message[:300]}"]
    left = {path.name for path in out.iterdir()} - before
    if not isinstance(answer, Failed):
        wanted = {Path(path).name for path in case.request["outputs"].values()} | {"p.run.json"}
        return "finished", [] if left == wanted else [f"outputs {left}"]
    outcome.kinds[answer.kind] += 1
    outcome.midway += listener.has_predicted
    faults = [f"partial outputs {sorted(left)}"] if left else []
    if answer.detail:
        faults.append(f"traceback: {answer.detail[-600:]}")
    elif not answer.message or not answer.remedy or len(answer.message) > 3000:
        faults.append(f"message of {len(answer.message)} characters, remedy '{answer.remedy}'")
    return _stage(answer, listener), faults


def _stage(answer: Failed, listener: Listener) -> str:
    """Return where a run failed: the engine says "Bands …" once raster, card and request are accepted."""
    if answer.kind == "OutputError":
        return "writing"
    if not listener.is_open:
        return "opening"
    return "reading" if answer.kind == "RasterError" else "network"
