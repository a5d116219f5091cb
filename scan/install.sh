#!/usr/bin/env bash
# Usage: scan/install.sh FOLDER TOOL...   puts semgrep, gitleaks, osv-scanner into FOLDER/bin, as scan/tools pins them.
#
# Every file is checked against a hash that is committed here: Python packages by SHA-256 (requirements.txt), Go modules
# by the SHA-256 of their contents (go.sum). No package runs code of its own while it is installed. It needs python3 with
# venv, go 1.24 or later, and their package registries; go fetches the newer go that a go.mod asks for, and checks it
# against the public checksum database.
set -euo pipefail

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")/tools" && pwd)
folder=$(realpath -m "$1")
shift
mkdir -p "$folder/bin"

# Named by what pins it, so that another pin is another installation, and finished only once it has its mark.
place() {
  echo "$folder/$1-$(cat "$tools/$1"/* | sha256sum | cut -c1-16)"
}

pip_tool() {
  local at
  at=$(place "$1")
  if [ ! -e "$at/finished" ]; then
    rm -rf "$at"
    # -I: without it a `venv.py` in the folder we are called from would run instead.
    python3 -I -m venv "$at"
    "$at/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-compile --only-binary :all: \
      --require-hashes --requirement "$tools/$1/requirements.txt"
    touch "$at/finished"
  fi
  ln -sfn "$at/bin/$1" "$folder/bin/$1"
}

# LINKED is for a tool that only says its version when the build tells it.
go_tool() {
  local at tool=$1 package=$2 linked=${3:-}
  at=$(place "$tool")
  if [ ! -e "$at/finished" ]; then
    rm -rf "$at"
    # GOFLAGS of the machine could allow a go.mod to change, and a go.work could replace modules.
    GOFLAGS=-mod=readonly GOWORK=off CGO_ENABLED=0 \
      go build -C "$tools/$tool" -trimpath -ldflags="-s -w${linked:+ -X=$linked}" -o "$at/$tool" "$package"
    touch "$at/finished"
  fi
  ln -sfn "$at/$tool" "$folder/bin/$tool"
}

version_of() {
  sed -n "s|^\t$1 v\([0-9.]*\)\( // indirect\)\?\$|\1|p" "$2/go.mod"
}

for tool in "$@"; do
  case "$tool" in
    semgrep) pip_tool semgrep ;;
    gitleaks)
      module=github.com/zricethezav/gitleaks/v8
      go_tool gitleaks "$module" "$module/version.Version=$(version_of "$module" "$tools/gitleaks")"
      ;;
    osv-scanner) go_tool osv-scanner github.com/google/osv-scanner/v2/cmd/osv-scanner ;;
    *) echo "scan/install.sh: it does not know how to install $tool" >&2 && exit 1 ;;
  esac
done
