import { EVIDENCE_SCHEMA, type Evidence } from '../../../shared/evidence/evidence.ts'
import { keyPair, parseSigningKey } from '../../../shared/evidence/keys.ts'
import type { Verdict } from '../../../shared/verdict/verdict.ts'

/** Key pairs of these tests, from seeds that anybody can see: they sign nothing else. */
export const pair = (name: string, byte: number) => {
  const { vkey, skey } = keyPair(name, new Uint8Array(32).fill(byte))
  return { vkey, skey, signing: parseSigningKey(skey) }
}

export const COMMIT = '9a04d1ee393b5be2773b1ce204f61fe0fd02366a'
export const TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
export const POLICY_SHA256 = 'c0'.repeat(32)

export const evidence: Evidence<unknown, unknown> = {
  schema: EVIDENCE_SCHEMA,
  gate: 'security-gate',
  tool: { version: '0.1.0', bundleSha256: 'b0'.repeat(32) },
  now: '2026-11-20T17:04:00Z',
  subject: {
    repositoryId: 404,
    ownerId: 77,
    uri: 'git+https://github.com/acme/app',
    commit: COMMIT,
    tree: TREE,
    baseRef: 'refs/heads/main',
    pull: 812,
  },
  strength: 2,
  policy: { resolved: { preset: 'standard' }, parts: [{ uri: '.github/production.yml', sha256: POLICY_SHA256 }] },
  sources: [{ id: 'policy', uri: '.github/production.yml', state: 'read', readAt: '2026-11-20T17:03:58Z' }],
  facts: { count: 0 },
}

export const verdict: Verdict = {
  gate: 'security-gate',
  subject: evidence.subject,
  conclusion: 'pass',
  findings: [],
  sources: evidence.sources,
  strength: 2,
  validUntil: '2026-11-21T16:00:00Z',
}
