import { expect, test } from 'vitest'
import { sealEvidence } from '../../../shared/evidence/files.ts'
import { keyPair } from '../../../shared/evidence/keys.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import { createLog } from '../../../shared/run/log.ts'
import { signedStatement } from '../../../shared/run/statement.ts'
import type { Verdict } from '../../../shared/verdict/verdict.ts'
import { evidence } from '../../actions/security-gate/builders.ts'
import { verdict } from './fixtures/verdicts.ts'

const { skey } = keyPair('acme', new Uint8Array(32).fill(7))
const subject = { ...verdict().subject, repositoryId: 1, ownerId: 2 }
const passed: Verdict = { ...verdict({ conclusion: 'pass', findings: [] }), subject }

function sign(
  one: Verdict,
  signing: 'none' | 'ed25519',
  key: string | undefined,
  mode: 'enforce' | 'observe',
  parts = true,
) {
  const printed: string[] = []
  const log = createLog({ write: (text) => printed.push(text), command: undefined, elapsed: () => 0, debug: false })
  const base = evidence([])
  const policy: { resolved: Policy; parts: typeof base.policy.parts } = {
    ...base.policy,
    parts: parts ? [{ uri: '.github/production.yml', sha256: 'ab'.repeat(32) }] : [],
  }
  const enforcement =
    mode === 'enforce' ? ({ mode } as const) : ({ mode, because: 'rollout', until: '2026-12-01' } as const)
  const inputs = { signing, 'signing-key': key }
  const files = signedStatement(
    { inputs, log },
    sealEvidence({ ...base, policy, subject: one.subject }),
    one,
    enforcement,
  )
  return { files, printed: printed.join('') }
}

test('an enforced verdict with a key gives one signed file', () => {
  const { files, printed } = sign(passed, 'ed25519', skey, 'enforce')
  expect(files.map(({ name }) => name)).toEqual(['statement.intoto.jsonl'])
  const dsse = JSON.parse(Buffer.from(files[0]?.bytes ?? '').toString())
  const statement = JSON.parse(Buffer.from(dsse.payload, 'base64').toString())
  expect(statement.predicate.verificationResult).toBe('PASSED')
  expect(printed).toBe('')
})

test.each<[string, ReturnType<typeof sign>, string]>([
  [
    'an observation',
    sign(passed, 'ed25519', skey, 'observe'),
    'the gate only observes, and an observation is evidence for nothing',
  ],
  [
    'blindness',
    sign({ ...passed, conclusion: 'blind' }, 'ed25519', skey, 'enforce'),
    'a verdict that is blind has none',
  ],
  [
    'waiting',
    sign({ ...passed, conclusion: 'waiting' }, 'ed25519', skey, 'enforce'),
    'a verdict that is waiting has none',
  ],
  ['no policy file', sign(passed, 'ed25519', skey, 'enforce', false), 'no policy file was read'],
  ['no signing', sign(passed, 'none', undefined, 'enforce'), '`signing` is none, and an unsigned one counts nowhere'],
  ['no key', sign(passed, 'ed25519', undefined, 'enforce'), '`signing` is none, and an unsigned one counts nowhere'],
])('%s gives none, and says why', (_, { files, printed }, why) => {
  expect(files).toEqual([])
  expect(printed).toBe(`No statement, because ${why}.\n`)
})
