"""Start the engine: ``<engine python> -I -B launcher.py`` answers JSON lines of requests with JSON lines of events.

The package it lies in is loaded as ``deepslide_qgis``, whatever its folder is called. The folder above, where
QGIS keeps all plugins, never gets onto ``sys.path``: nothing of other plugins can be imported by mistake.
"""

from __future__ import annotations

import faulthandler
import importlib.util
import os
import sys
from pathlib import Path
from typing import TextIO

PACKAGE = "deepslide_qgis"


def main() -> None:
    """Serve until the client closes the line; leave at once, whatever threads of libraries still run."""
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    faulthandler.enable()  # a crash inside a library leaves its stack on stderr, whose end the client shows
    requests, events = claim_streams()
    load_package()
    from deepslide_qgis.engine.process.environment_lock import hold_environment_lock
    from deepslide_qgis.engine.process.threads import allow_many_files, lower_priority
    from deepslide_qgis.engine.serve import serve

    with hold_environment_lock():
        lower_priority()
        allow_many_files()
        serve(requests, events)
    os._exit(0)  # the reader still waits for a line, and taking torch down properly may take seconds or hang


def claim_streams() -> tuple[TextIO, TextIO]:
    """Take the standard streams for the protocol; return (requests, events).

    What a library prints to standard output goes to stderr instead. Standard input becomes empty: a library
    cannot eat requests, and on Windows a DLL that asks about standard input while another thread waits on
    that pipe would hang.
    """
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8", errors="replace")
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, events


def load_package() -> None:
    """Import the folder of this file as ``deepslide_qgis``."""
    folder = Path(__file__).absolute().parent
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    main()
