#!/usr/bin/env bash
# wheelhouse.sh [FOLDER]: collects every wheel that the engine needs, for a computer like this one without internet.
# 'Set up engine' installs from the folder alone; its requirements.txt lists the wheels with their hashes.
set -euo pipefail
folder=${1:-build/wheelhouse}
mkdir -p "$folder"
.venv/bin/python -m pip download --disable-pip-version-check --progress-bar off --only-binary :all: \
  --dest "$folder" --requirement resources/engine/requirements.txt
.venv/bin/python -m scripts.list_wheels "$folder"
