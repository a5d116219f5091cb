import * as z from 'zod/mini'
import { key, lazy, need } from '../key.ts'
import { count, date, gate, text, texts } from '../values.ts'

export const PRESETS = ['starter', 'standard', 'production'] as const
export type Preset = (typeof PRESETS)[number]

export const version = lazy(() => z.literal(1))
export const preset = lazy(() => z.enum(PRESETS))
/** The reader hands it over as text: as a YAML number, 2026.10 and 2026.1 would be the same. */
export const defaults = lazy(() => z.string())
export const extendsSection = lazy(() => text())

const gateRollout = () =>
  z.union([
    z.literal('enforce'),
    z.strictObject({
      'observe-until': need(date(), {
        about: 'Last day of observing, at most 90 days ahead; after it the gate enforces.',
        direction: 'max',
      }),
    }),
  ])

const of = (name: string) => key(gateRollout(), { about: `Rollout of ${name}; absent = enforce.`, direction: 'exact' })

export const rollout = lazy(() =>
  z.strictObject({
    'security-gate': of('security-gate'),
    'dod-check': of('dod-check'),
    'override-audit': of('override-audit'),
    'release-tag': of('release-tag'),
    'backup-witness': of('backup-witness'),
    'canary-gate': of('canary-gate'),
    'readiness-check': of('readiness-check'),
    criteria: key(z.record(z.string(), z.enum(['warn', 'block'])), {
      about: 'Single criteria that only warn for now, or that block although they are heuristics.',
      direction: 'min',
    }),
  }),
)

export const trust = lazy(() =>
  z.strictObject({
    keys: key(
      z.array(
        z.strictObject({
          key: need(text(), { about: 'Public verification key, `name+hash+base64`.', direction: 'exact' }),
          gates: need(z.array(gate()), { about: 'Gates whose statements it may sign.', direction: 'exact' }),
          'repository-id': key(count(), { about: 'The only repository it may speak for.', direction: 'exact' }),
          from: key(date(), { about: 'First day its signatures count.', direction: 'exact' }),
          until: key(date(), { about: 'First day its signatures no longer count.', direction: 'exact' }),
        }),
      ),
      { about: 'Keys whose signed statements count as evidence.', direction: 'subset', by: 'key' },
    ),
    'check-runs': key(z.enum(['app', 'token']), {
      about:
        'Whose check runs count. `token` lets any workflow of the repository forge one, and is shown as forgeable.',
      direction: 'exact',
    }),
    workflows: key(texts(), {
      about: 'Workflows outside this repository that may produce evidence, as owner/repo/path@ref.',
      direction: 'subset',
    }),
  }),
)

const people = () =>
  z.strictObject({
    users: key(texts(), { about: 'Logins.', direction: 'subset' }),
    teams: key(texts(), { about: 'Teams as org/team.', direction: 'subset' }),
    apps: key(texts(), { about: 'GitHub Apps, by slug.', direction: 'subset' }),
  })

export const roles = lazy(() =>
  z.record(
    z.string().check(z.regex(/^[a-z][a-z0-9-]*$/, 'is not a role name: lower-case letters, digits and -')),
    people(),
  ),
)

export const enforcement = lazy(() =>
  z.strictObject({
    branch: key(text(), { about: 'The production branch, whose rules must require the gates.', direction: 'exact' }),
    gates: key(z.array(gate()), { about: 'Gates whose checks must be required.', direction: 'superset' }),
    'app-id': key(count(), {
      about: 'The App whose check runs count. Without one the gates stop mistakes, not an insider.',
      direction: 'exact',
    }),
    bypass: key(texts(), { about: 'Roles allowed on bypass lists, and no one else.', direction: 'subset' }),
  }),
)

export const evidence = lazy(() =>
  z.strictObject({
    sign: key(z.enum(['ed25519', 'kms', 'keyless', 'none']), {
      about: 'How verdicts are signed. Unsigned ones never count for another gate.',
      direction: 'min',
      order: [['none'], ['ed25519'], ['kms', 'keyless']],
    }),
    recipient: key(text(), {
      about: 'age recipient for which private evidence of a public repository is encrypted.',
      direction: 'free',
    }),
    ledger: key(
      z.strictObject({
        store: need(z.enum(['branch', 'directory', 's3']), { about: 'Where the ledger lives.', direction: 'free' }),
        branch: key(text(), { about: 'Its branch.', direction: 'free' }),
        bucket: key(text(), { about: 'Its bucket, with Object Lock.', direction: 'free' }),
        directory: key(text(), { about: 'Its directory.', direction: 'free' }),
        origin: need(text(), { about: 'Origin line of its checkpoints: its name for ever.', direction: 'free' }),
      }),
      { about: 'The tamper-evident log of what happened to the production branch.', direction: 'free' },
    ),
  }),
)
