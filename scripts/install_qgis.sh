#!/usr/bin/env bash
# Installs QGIS with its Python and what makes virtual environments, on Debian and Ubuntu, where they are missing.
# What is there is left as it is. On Debian 12 QGIS comes from the backports of the machine's own mirror
# (3.40; its main suite has 3.22), elsewhere from the distribution's own suite.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
log=$PWD/build/install_qgis.log

say() { printf '      %s\n' "$*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# Prints every hundredth step of apt-get.
progress() {
  local line step
  local -A count=()
  while IFS= read -r line; do
    case $line in
      'Need to get'*) say "$line" && continue ;;
      Get:*) step='Downloaded' ;;
      Unpacking*) step='Unpacked' ;;
      'Setting up'*) step='Set up' ;;
      *) continue ;;
    esac
    count[$step]=$((${count[$step]:-0} + 1))
    ((count[$step] % 100)) || say "$step ${count[$step]} packages ..."
  done
}

# Runs apt-get without questions; keeps what it says in a log and shows the log's end when it fails.
apt() {
  if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" \
    </dev/null 2>&1 | tee -a "$log" | progress; then
    tail -n 20 "$log" >&2
    echo "apt-get $* failed; its log is $log" >&2
    exit 1
  fi
}

has_qgis() { command -v qgis_process >/dev/null && /usr/bin/python3 -c 'import qgis.core' 2>/dev/null; }
has_venv() { /usr/bin/python3 -c 'import ensurepip, venv' 2>/dev/null; }
qgis_version() { dpkg-query -W -f '${Version}' python3-qgis 2>/dev/null || echo 'of your own build'; }

require_debian() {
  if ! command -v apt-get >/dev/null; then
    echo "This installs QGIS on Debian and Ubuntu only. Install QGIS 3.22 or newer with its Python" >&2
    echo "(package names are often qgis and python3-qgis), then run this again." >&2
    exit 1
  fi
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    echo "Installing QGIS needs root: run this as root once, or install sudo." >&2
    exit 1
  fi
}

# Adds Debian 12's backports, from the mirror that the machine uses already.
add_backports() {
  grep -rqs 'bookworm-backports' /etc/apt/sources.list /etc/apt/sources.list.d && return
  local mirror
  mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null |
    grep -v snapshot | head -1 | tr -d ' ') || true
  [ -n "$mirror" ] || { say "No Debian mirror found in apt's sources; taking QGIS from the main suite."; return; }
  say "Adding Debian 12's backports (for QGIS 3.40) to apt's sources."
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror bookworm-backports main" |
    as_root tee /etc/apt/sources.list.d/bookworm-backports.list >/dev/null
}

if has_qgis && has_venv; then
  say "QGIS $(qgis_version) is installed already."
  exit 0
fi
require_debian
mkdir -p build
: >"$log"
# shellcheck disable=SC1091
suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ "$suite" != bookworm ] || has_qgis || add_backports
say "Reading the lists of packages ..."
apt update
if ! has_venv; then
  say "Installing python3-venv ..."
  apt install --no-install-recommends python3 python3-venv
fi
if ! has_qgis; then
  say "Installing QGIS (one to four minutes) ..."
  release=()
  apt-cache policy qgis | grep bookworm-backports >/dev/null && release=(-t bookworm-backports)
  apt install --no-install-recommends "${release[@]}" qgis python3-qgis
fi
has_qgis || { echo "QGIS was installed, but /usr/bin/python3 cannot import it. Is another Python in its place?" >&2; exit 1; }
say "QGIS $(qgis_version) is ready."
