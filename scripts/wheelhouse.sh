#!/usr/bin/env bash
# wheelhouse.sh FOLDER SET...: collects the wheels of sets of the engine's requirements (core, torch, imagery), for a
# computer like this one without internet.
# 'Set up engine' installs from the folder alone; its requirements.txt lists the wheels with their hashes.
set -euo pipefail
folder=$1
shift
mkdir -p "$folder"
set -- "${@/%/.txt}"
.venv/bin/python -m pip download --disable-pip-version-check --progress-bar off --only-binary :all: \
  --dest "$folder" "${@/#/--requirement=resources/engine/}"
.venv/bin/python -m scripts.list_wheels "$folder"
