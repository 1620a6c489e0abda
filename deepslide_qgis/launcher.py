"""Entry point of the engine process: ``<engine python> -I -B launcher.py``, JSON lines of requests in, events out.

The package that contains this file is loaded as ``deepslide_qgis``, whatever its folder is called. The folder above,
where QGIS keeps all plugins, stays off ``sys.path``, so no other plugin can be imported by mistake.
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
    """Serve requests until the client closes the pipe; exit at once, even while threads of libraries still run."""
    sys.stderr.reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)
    faulthandler.enable()  # a crash inside a library prints its stack to stderr, whose tail the client shows
    requests, events = claim_streams()
    load_package()
    from deepslide_qgis.engine.process.environment_lock import hold_environment_lock
    from deepslide_qgis.engine.process.threads import allow_many_files, lower_priority
    from deepslide_qgis.engine.serve import serve

    with hold_environment_lock():
        lower_priority()
        allow_many_files()
        serve(requests, events)
    os._exit(0)  # the reader thread still waits for a line, and a regular exit of torch may take seconds or hang


def claim_streams() -> tuple[TextIO, TextIO]:
    """Take the standard streams for the protocol; return (requests, events).

    Redirect standard output to stderr, so that output of libraries does not mix with events. Replace standard input by
    an empty file: a library cannot consume requests, and on Windows a DLL that inspects standard input while another
    thread waits on that pipe would hang.
    """
    requests = os.fdopen(os.dup(0), "r", encoding="utf-8", errors="replace")
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, events


def load_package() -> None:
    """Import the folder of this file as the package ``deepslide_qgis``."""
    folder = Path(__file__).absolute().parent
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    main()
