import type { ScanKind } from '../detect/seen.ts'
import { quoted } from '../propose/plain.ts'

export interface ScanTemplate {
  readonly kinds: readonly ScanKind[]
  /** Rulesets of Semgrep, for the languages that were seen. */
  readonly rulesets: readonly string[]
  /** undefined: pull requests into every branch. */
  readonly branch: string | undefined
  readonly mergeQueue: boolean
}

/** The same versions as our own CI uses (`.ci/scanners`). */
const SEMGREP = '1.182.0'
const GITLEAKS = '8.30.1'
const OSV_SCANNER = '2.5.1'

/** `scan.yml`: runs on the change, so it holds no secret and may write nothing. */
export function scanWorkflow({ kinds, rulesets, branch, mergeQueue }: ScanTemplate): string {
  return `name: scan

# Scans a change and keeps the reports; gate.yml judges them. What runs here may be the author's, so it holds no secret
# and its token can write nothing. A scanner that finds something has not failed: it reports, the gate judges.
on:
  pull_request:${branch === undefined ? '' : `\n    branches: [${quoted(branch)}]`}
${mergeQueue ? '  merge_group:\n' : ''}
permissions:
  contents: read # check out the change

concurrency:
  group: scan-\${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: true

jobs:
  scan:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      # Plain git instead of a checkout action: no other code before ours, and the token lives only in this one
      # command's environment, never in .git/config.
      - name: Check out
        env:
          TOKEN: \${{ github.token }}
        run: |
          git init --quiet .
          GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader \\
            GIT_CONFIG_VALUE_0="Authorization: Basic $(printf 'x-access-token:%s' "$TOKEN" | base64 --wrap=0)" \\
            git fetch --quiet --no-tags --depth=1 "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY" "$GITHUB_SHA"
          git checkout --quiet --detach FETCH_HEAD
      # An envelope binds a report to commit, run, tool, exit code and time: a report without one proves nothing.
      - name: Prepare
        run: |
          mkdir -p results
          echo "$RUNNER_TEMP/scanners/bin" >> "$GITHUB_PATH"
          cat > "$RUNNER_TEMP/envelope.sh" <<'END'
          envelope() {
            printf '{"schema":"urn:production-gates:envelope:v1","kinds":["%s"],"tool":"%s","commit":"%s","runId":%d,"exitCode":%d,"sha256":"%s","finishedAt":"%s"}\\n' \\
              "$1" "$2" "$GITHUB_SHA" "$GITHUB_RUN_ID" "$3" "$(sha256sum < "$4" | cut -c1-64)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" > "$4.envelope.json"
          }
          END

${kinds.map((kind) => STEPS[kind](rulesets)).join('\n')}
      - name: Keep the reports
        if: \${{ always() }}
        uses: actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f # v6.0.0
        with:
          name: scan-reports
          path: results/
          if-no-files-found: error
`
}

const STEPS: Readonly<Record<ScanKind, (rulesets: readonly string[]) => string>> = {
  sast: (rulesets) => `      - name: SAST
        if: \${{ !cancelled() }}
        run: |
          source "$RUNNER_TEMP/envelope.sh"
          python3 -m venv "$RUNNER_TEMP/scanners/semgrep"
          "$RUNNER_TEMP/scanners/semgrep/bin/pip" install --quiet semgrep==${SEMGREP}
          code=0
          "$RUNNER_TEMP/scanners/semgrep/bin/semgrep" scan ${rulesets.map((one) => `--config ${one}`).join(' ')} --metrics off \\
            --sarif --output results/semgrep.sarif || code=$?
          envelope sast "semgrep ${SEMGREP}" "$code" results/semgrep.sarif
`,
  sca: () => `      - name: Dependencies
        if: \${{ !cancelled() }}
        run: |
          source "$RUNNER_TEMP/envelope.sh"
          CGO_ENABLED=0 GOBIN="$RUNNER_TEMP/scanners/bin" go install github.com/google/osv-scanner/v2/cmd/osv-scanner@v${OSV_SCANNER}
          code=0
          osv-scanner scan source --recursive --no-ignore --format json --output-file results/osv.json . || code=$?
          envelope sca "osv-scanner ${OSV_SCANNER}" "$code" results/osv.json
`,
  secret: () => `      - name: Secrets
        if: \${{ !cancelled() }}
        run: |
          source "$RUNNER_TEMP/envelope.sh"
          CGO_ENABLED=0 GOBIN="$RUNNER_TEMP/scanners/bin" go install \\
            -ldflags=-X=github.com/zricethezav/gitleaks/v8/version.Version=${GITLEAKS} github.com/zricethezav/gitleaks/v8@v${GITLEAKS}
          code=0
          gitleaks dir . --no-banner --exit-code 0 --report-format sarif --report-path results/gitleaks.sarif || code=$?
          envelope secret "gitleaks ${GITLEAKS}" "$code" results/gitleaks.sarif
`,
}
