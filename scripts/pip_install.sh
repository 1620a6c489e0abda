#!/usr/bin/env bash
# pip_install.sh ENVIRONMENT REQUIREMENTS...: installs pinned requirements, with a short line for each package.
set -euo pipefail
environment=$1
shift
log=$environment/install.log

# Prints a line for each package.
progress() {
  local line
  while IFS= read -r line; do
    case $line in Collecting* | Installing* | *Downloading*MB*) printf '      %s\n' "${line:0:100}" ;; esac
  done
}

if ! "$environment/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off \
  "${@/#/--requirement=}" </dev/null 2>&1 | tee "$log" | progress; then
  tail -n 20 "$log" >&2
  echo "The installation failed; its log is $log. Behind a proxy set PIP_PROXY, offline PIP_FIND_LINKS=folder-of-wheels." >&2
  exit 1
fi
