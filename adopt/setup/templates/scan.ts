import type { ScanKind } from '../detect/seen.ts'
import { replaced } from './examples.ts'
import { onBranch } from './workflow.ts'

export interface FilledScan {
  readonly kinds: readonly ScanKind[]
  /** Rulesets of Semgrep, for the languages that were seen. */
  readonly rulesets: readonly string[]
  /** undefined: not known, and then no push is scanned. */
  readonly branch: string | undefined
  readonly mergeQueue: boolean
}

/** The steps of examples/workflows/scan.yml that run a scanner. */
const STEPS: Readonly<Record<ScanKind, string>> = { sast: 'SAST', sca: 'Dependencies', secret: 'Secrets' }
const DEFAULT = '--config p/default'
const QUEUE = / {2}merge_group:\n {4}types: .*\n/
const PUSH = / {2}push:\n {4}branches: .*\n/

/** examples/workflows/scan.yml with the scanners that nothing else here runs. */
export function fillScan(example: string, { kinds, rulesets, branch, mergeQueue }: FilledScan): string {
  let text = branch === undefined ? replaced(example, PUSH, '') : onBranch(example, branch)
  if (!mergeQueue) text = replaced(text, QUEUE, '')
  for (const [kind, name] of Object.entries(STEPS)) {
    if (kinds.some((one) => one === kind)) continue
    text = replaced(text, new RegExp(` {6}- name: ${name}\\n(?: {8}.*\\n)+`), '')
  }
  if (!kinds.includes('sast')) return text
  const configs = rulesets.map((one) => `--config ${one}`).join(' ')
  return configs === DEFAULT ? text : replaced(text, DEFAULT, configs)
}
