#!/usr/bin/env bash
# Inside a chroot of the matrix: QGIS of the wanted release, both environments, then the tests with QGIS.
# RELEASE names the suite to take QGIS from, DEBIAN_TORCH is 1 where torch is Debian's own; arguments are pytest's.
set -euo pipefail
cd /deepslide
export DEBIAN_FRONTEND=noninteractive

packages=(make git procps qgis python3-qgis python3-venv)
[ -z "$DEBIAN_TORCH" ] || packages+=(python3-torch python3-torchvision)
if ! dpkg-query -s qgis >/dev/null 2>&1; then
  dpkg --configure -a # an earlier run may have been killed
  apt-get -q update
  apt-get -q -y install --no-install-recommends ca-certificates
  update-ca-certificates
  apt-get -q -y install --no-install-recommends -t "$RELEASE" "${packages[@]}"
fi

# For the Python of Debian 13 the usual index has torch with CUDA only, gigabytes of it: Debian's own serves the engine,
# from a folder where the tests' Python does not see it.
make_engine_with_debian_torch() {
  local packages=/usr/lib/python3/dist-packages apart=/usr/lib/engine/dist-packages file files scratch requirements=()
  mkdir -p "$apart"
  [ ! -d "$packages/torch" ] || mv "$packages"/{torch,functorch}* "$apart"
  [ -x .venv/bin/pip ] || /usr/bin/python3 -m venv --system-site-packages .venv
  echo "$apart" >"$(echo .venv/lib/python3*/site-packages)/torch.pth"
  files=$(make --silent --eval='print: ; @echo $(ENGINE_REQUIREMENTS) tests/requirements.txt' print)
  [ ! -e .venv/ready ] || [ -n "$(find $files -newer .venv/ready)" ] || return 0
  scratch=$(mktemp -d)
  for file in $files; do
    mkdir -p "$scratch/$(dirname "$file")"
    sed -E '/^(torch|torchvision)==/d' "$file" >"$scratch/$file"
    requirements+=("$scratch/$file")
  done
  scripts/pip_install.sh .venv "${requirements[@]}"
  touch .venv/ready
}

[ -z "$DEBIAN_TORCH" ] || make_engine_with_debian_torch
make env
.venv-qgis/bin/python scripts/check_qgis_environment.py
make test-qgis ARGS="--junitxml=build/matrix.xml $*"
