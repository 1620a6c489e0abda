#!/usr/bin/env bash
# pip_install.sh ENVIRONMENT REQUIREMENTS...: installs pinned requirements, with a short line for each package.
set -euo pipefail
environment=$1
shift
log=$environment/install.log
if ! "$environment/bin/python" -m pip install --disable-pip-version-check --no-input --progress-bar off \
  "${@/#/--requirement=}" </dev/null 2>&1 | tee "$log" |
  awk '/^(Collecting|Installing)/ { print "      " substr($0, 1, 100); fflush() }'; then
  tail -n 20 "$log" >&2
  echo "The installation failed; its log is $log. Behind a proxy set PIP_PROXY, offline PIP_FIND_LINKS=folder-of-wheels." >&2
  exit 1
fi
