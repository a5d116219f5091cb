#!/usr/bin/env bash
# Usage: scan/scan.sh [--install FOLDER] [--advisories service|download|PATH] DIR RESULTS
#
# Scans what is checked out in DIR with gitleaks (secrets), Semgrep with scan/rules (SAST) and OSV-Scanner (SCA), and
# writes their reports to RESULTS, an envelope beside each: what security-gate takes as `reports`. The scanners are those
# on PATH, or with --install those that scan/tools pins, put into FOLDER first. docs/start.md says what leaves the machine.
#
# A scanner that failed leaves no envelope, so that the gate says that this scan is missing, and never that it is clean.
# Exit code: 0 all three scanned, 1 one did not, 2 nothing was begun.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
install='' advisories=service

stop() {
  echo "scan.sh: $1" >&2
  exit 2
}

while [ $# -gt 2 ]; do
  case "$1" in
    --install) install=$(realpath -m -- "$2") ;;
    --advisories) advisories=$2 ;;
    *) stop "it knows --install and --advisories, not $1" ;;
  esac
  shift 2
done
[ $# -eq 2 ] || stop 'usage: scan/scan.sh [--install FOLDER] [--advisories service|download|PATH] DIR RESULTS'
dir=$(realpath -e -- "$1") || stop 'DIR does not exist'
results=$(realpath -m -- "$2")
case "$results/" in "$dir"/*) stop 'RESULTS lies in DIR, where the scanners would scan it. Name a folder outside.' ;; esac

# What is bound is what is there: GITHUB_SHA says what should have been checked out.
commit=$(git -C "$dir" rev-parse --verify HEAD) || stop 'DIR is no git repository with a commit'
[[ $commit =~ ^[0-9a-f]{40}([0-9a-f]{24})?$ ]] || stop 'git names no full commit'
changed=$(git -C "$dir" status --porcelain) || stop 'git cannot tell whether DIR is what was committed'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$results"
# What an earlier run left must not stand for this one.
rm -f "$results"/{gitleaks.sarif,semgrep.json,osv-scanner.json}{,.envelope.json}
[ -z "$install" ] || export PATH="$install/bin:$PATH"

# Each prints what it looked at; 0 when it scanned. The report stays when it failed: what it found counts all the same.
secret() {
  local code=0
  # Every leak in the reports is blackened; `gitleaks:allow` in a line does not hide it.
  gitleaks dir . --no-banner --no-color --redact --ignore-gitleaks-allow --exit-code 2 \
    --report-format sarif --report-path "$results/gitleaks.sarif" || code=$?
  # 1 is its word for a failure, 2 is ours for leaks.
  [ "$code" -eq 0 ] || [ "$code" -eq 2 ] || return "$code"
  envelope secret "gitleaks $(gitleaks version)" "$code" gitleaks.sarif
}

sast() {
  local code=0
  # JSON, because only there it says which files it scanned: a repository without a language it knows is not clean.
  semgrep scan --config "$here/rules" --no-rewrite-rule-ids --metrics=off --disable-version-check --disable-nosem \
    --json --output "$results/semgrep.json" . || code=$?
  [ "$code" -eq 0 ] || return "$code"
  envelope sast "semgrep $(semgrep --version --disable-version-check)" "$code" semgrep.json
}

sca() {
  local code=0 how=()
  case "$advisories" in
    service) ;;
    # Without --no-resolve it would ask deps.dev what a manifest without a lockfile brings in.
    download) how=(--offline-vulnerabilities --download-offline-databases --no-resolve --local-db-path "$work/advisories") ;;
    *) how=(--offline --local-db-path "$(cd "$dir" && realpath -m -- "$advisories")") ;;
  esac
  # It leaves out what .gitignore names, also where git tracks it: a change could take its own lockfile out of the scan.
  osv-scanner scan source "${how[@]}" --no-ignore --format json --output-file "$results/osv-scanner.json" --recursive . || code=$?
  # 1 is its word for vulnerabilities, 127 for a failure, 128 for nothing to look at.
  [ "$code" -le 1 ] || return "$code"
  # With vulnerabilities it ends with 1 even if it could not read a lockfile or load a database (version 2.5.1).
  ! grep -qE '^(Error during extraction|could not load db)' "$work/osv-scanner.log" || return 3
  envelope sca "osv-scanner $(osv-scanner --version | sed -n 's/^osv-scanner version: //p')" "$code" osv-scanner.json
}

# envelope KIND TOOL EXIT-CODE REPORT
envelope() {
  local run=''
  [ -s "$results/$4" ] || return 4
  [[ $2 =~ ^[a-z-]+\ [0-9A-Za-z.+-]+$ ]] || return 5
  # Only what is on disk as committed can be bound to the commit.
  [ -z "$changed" ] || return 6
  [[ ! ${GITHUB_RUN_ID:-} =~ ^[1-9][0-9]*$ ]] || run="\"runId\":$GITHUB_RUN_ID,"
  printf '{"schema":"urn:production-gates:envelope:v1","kinds":["%s"],"tool":"%s","commit":"%s",%s"exitCode":%d,"sha256":"%s","finishedAt":"%s"}\n' \
    "$1" "$2" "$commit" "$run" "$3" "$(sha256sum < "$results/$4" | cut -c1-64)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
    > "$results/$4.envelope.json"
}

# run KIND TOOL: all three at once, because building one takes longer than all scanning.
run() {
  local begun=$SECONDS
  # Nothing that lies in DIR may be taken for a module or a setting of what installs.
  cd "$work"
  if [ -n "$install" ] && ! "$here/install.sh" "$install" "$2"; then return 7; fi
  command -v "$2" > /dev/null || return 8
  echo "$((SECONDS - begun))" > "$work/$2.installed"
  cd "$dir"
  "$1"
}

ended() {
  case "$1" in
    0) echo 'scanned' ;;
    3) echo 'not scanned: it could not read a lockfile, or had no advisories for one' ;;
    4) echo 'not scanned: it wrote no report' ;;
    5) echo 'not scanned: it does not say which version it is' ;;
    6) echo 'scanned, but for no commit: files here differ from what was committed' ;;
    7) echo 'not scanned: it could not be installed' ;;
    8) echo 'not scanned: it is not on PATH' ;;
    128) echo 'not scanned: there is no lockfile or manifest that it reads' ;;
    *) echo "not scanned: exit code $1" ;;
  esac
}

declare -A jobs=()
for pair in secret:gitleaks sast:semgrep sca:osv-scanner; do
  run "${pair%:*}" "${pair#*:}" > "$work/${pair#*:}.log" 2>&1 < /dev/null &
  jobs[$pair]=$!
done

failed=0
for pair in secret:gitleaks sast:semgrep sca:osv-scanner; do
  tool=${pair#*:} code=0
  wait "${jobs[$pair]}" || code=$?
  line="${pair%:*}: $tool: $(ended "$code"), after $SECONDS s ($(cat "$work/$tool.installed" 2> /dev/null || echo '-') s to install)"
  echo "$line"
  [ -z "${GITHUB_STEP_SUMMARY:-}" ] || echo "- $line" >> "$GITHUB_STEP_SUMMARY"
  [ "$code" -eq 0 ] && continue
  failed=1
  # Names of files stand in there, and whoever chooses one must not choose what the runner does.
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  [ -z "${GITHUB_ACTIONS:-}" ] || echo "::stop-commands::$token"
  tail -n 20 "$work/$tool.log" | cut -c1-300 | sed "s/^/  $tool | /"
  [ -z "${GITHUB_ACTIONS:-}" ] || echo "::$token::"
done
exit "$failed"
