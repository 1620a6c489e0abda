"""A process that has had members on OpenVINO still hears signals."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
LISTEN = """
import signal, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from deepslide_qgis.core.packs.pack import open_pack
from deepslide_qgis.engine.members.openvino_member import is_fast_in, load_graph

pack = open_pack(sys.argv[2])
channels = pack.card.normalisation.channels
members = [load_graph(pack.member_folder(member), member, channels) for member in pack.card.members]
is_fast_in("int8")
while members:
    members.pop(0)
signal.signal(signal.SIGTERM, lambda number, frame: print("heard", flush=True))
signal.raise_signal(signal.SIGTERM)
"""


def test_members_that_go_in_the_order_in_which_they_came_leave_signals_alone(tiny_pack):
    command = [sys.executable, "-c", LISTEN, str(REPOSITORY), str(tiny_pack)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout) == (0, "heard\n"), ran.stderr
