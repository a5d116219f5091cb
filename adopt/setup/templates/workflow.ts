import { quoted } from '../propose/plain.ts'
import type { Suite } from '../suite.ts'
import { replaced } from './examples.ts'

export interface Filled {
  readonly suite: Suite
  /** Lines of the `artifacts` input. */
  readonly artifacts: readonly string[]
  /** Lines of the `github` input. */
  readonly github: readonly ('code-scanning' | 'dependency-review')[]
  /** Names of the workflows whose end starts a new look. */
  readonly starters: readonly string[]
  /** undefined: not known. */
  readonly branch: string | undefined
}

const USES = /OWNER\/production-gates\/(\S+)@0{40} # v\S+$/gm
const ARTIFACTS = '          artifacts: .github/workflows/scan.yml:scan-reports\n'
const ACTIONS = /( +actions: read # .*\n)/
const STARTERS = /( +workflows: )\[.*\]\n/
const BRANCHES = /( +branches: )\[main\]/

/** One of examples/workflows, for this repository: whose copy, of which commit, over which scans. */
export function fillWorkflow(example: string, { suite, artifacts, github, starters, branch }: Filled): string {
  const { owner, name, commit, version } = suite
  let text = example.replace(USES, (_, path: string) => `${owner}/${name}/${path}@${commit} # v${version}`)
  if (text.includes('artifacts:')) {
    const inputs = [...block('artifacts', artifacts), ...block('github', github)]
    text = replaced(text, ARTIFACTS, inputs.map((line) => `          ${line}\n`).join(''))
    if (github.includes('code-scanning')) {
      const actions = ACTIONS.exec(text)?.[1] ?? ''
      const events = '      security-events: read # analyses and alerts of code scanning\n'
      text = replaced(text, ACTIONS, `${actions}${events}`)
    }
  }
  if (STARTERS.test(text)) {
    text = replaced(text, STARTERS, `    workflows: [${starters.map(quoted).join(', ')}]\n`)
  }
  return branch === undefined || !BRANCHES.test(text) ? text : onBranch(text, branch)
}

export const onBranch = (text: string, branch: string): string =>
  replaced(text, BRANCHES, `    branches: [${quoted(branch)}]`)

const block = (name: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${name}: |`, ...lines.map((line) => `  ${line}`)]
