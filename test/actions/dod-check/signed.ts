import { expect } from 'vitest'
import { pair } from '../../shared/evidence/sample.ts'
import type { GateRun } from '../security-gate/gate.ts'
import type { Story } from '../security-gate/story.ts'

const { skey, vkey } = pair('acme', 7)
export const SIGNED = { signing: 'ed25519', 'signing-key': skey } as const
export const KEYS = [{ key: vkey, gates: ['security-gate'], from: '2026-01-01' }]
export const STATEMENT = 'statement.intoto.jsonl'

/** What a run of security-gate left, as the artifact that its workflow uploads. */
export function upload({ app }: Pick<Story, 'app'>, ran: GateRun, commit: string): void {
  const names = ['evidence.json', 'verdict.json', STATEMENT]
  const files = names.flatMap((name) => {
    const bytes = ran.file(name)
    return bytes === undefined ? [] : [[`security-gate/${name}`, bytes.toString()] as const]
  })
  expect(files.map(([name]) => name)).toContain('security-gate/evidence.json')
  const run = app.workflowRun({ path: '.github/workflows/gate.yml', sha: commit, event: 'pull_request_target' })
  app.artifact(run, `production-gates-security-gate-${commit}`, Object.fromEntries(files))
}
