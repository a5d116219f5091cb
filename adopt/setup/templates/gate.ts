import { quoted } from '../propose/plain.ts'
import type { Suite } from '../suite.ts'

export interface GateTemplate {
  readonly suite: Suite
  /** Lines of the `artifacts` input. */
  readonly artifacts: readonly string[]
  /** Lines of the `github` input. */
  readonly github: readonly ('code-scanning' | 'dependency-review')[]
  readonly branch: string | undefined
  /** Names of the workflows whose end, in a merge queue, starts the gate; none without a queue. */
  readonly queued: readonly string[]
}

/** `gate.yml`: judges, never checks the change out, and comes from the default branch whoever wrote the change. */
export function gateWorkflow({ suite, artifacts, github, branch, queued }: GateTemplate): string {
  const codeScanning = github.includes('code-scanning')
  const inputs = [...block('artifacts', artifacts), ...block('github', github)]
  return `name: gate

# Judges a change by the policy at the tip of its base branch. It never checks the change out or runs any of it: that is
# what makes pull_request_target safe here, and why forks need no approval for it.
on:
  pull_request_target: # its file comes from the default branch, whoever wrote the change
${branch === undefined ? '' : `    branches: [${quoted(branch)}]\n`}    types: [opened, synchronize, reopened, edited, ready_for_review]
${queued.length === 0 ? '' : `  workflow_run: # the merge queue: the scans of a group have ended; what they are is asked of GitHub, not of this event\n    workflows: [${queued.map(quoted).join(', ')}]\n    types: [completed]\n`}
permissions:
  contents: read # the live tip of the base branch with the policy, and the change, by git

concurrency:
  group: security-gate-\${{ github.event.pull_request.number${queued.length === 0 ? '' : ' || github.event.workflow_run.head_sha'} }}
  cancel-in-progress: true

jobs:
  security-gate:
    # A skipped job satisfies a required check.
    if: \${{ always() }}
    runs-on: ubuntu-24.04
    timeout-minutes: 40
    permissions:
      contents: read # the live tip of the base branch with the policy, and the change, by git
      pull-requests: read # head, base and reviews of the pull request
      actions: read # runs of the scans and their artifacts
      checks: write # shows the verdict on the judged commit, where a ruleset can require it
${codeScanning ? '      security-events: read # analyses and alerts of code scanning\n' : ''}    steps:
      - name: Judge
        if: \${{ always() }}
        uses: ${suite.owner}/${suite.name}/actions/security-gate@${suite.commit} # v${suite.version}
        with:
${inputs.map((line) => `          ${line}\n`).join('')}          check-run: "on"
          wait: 20m
`
}

const block = (name: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${name}: |`, ...lines.map((line) => `  ${line}`)]
