import { expect, test } from 'vitest'
import type { AttestationFact } from '../../../../shared/checklist/facts.ts'
import { attestation, hasExpired } from '../../../../shared/checklist/probes/attestation.ts'
import { type Reading, read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, contextOf } from '../a-change.ts'

const policy = await aPolicy()
const FILE = '.github/attestations.yml'
const entry = (more: Partial<AttestationFact> = {}): AttestationFact => ({
  criterion: 'rota',
  role: 'sre',
  person: 'sue',
  date: '2026-11-01',
  expires: '2026-12-01',
  line: 2,
  owned: true,
  holds: 'yes',
  approved: true,
  detail: 'sue approved it.',
  ...more,
})
const judge = (known: Reading<readonly AttestationFact[]> | undefined, file?: string) =>
  attestation.judge(
    { role: 'sre', ...(file !== undefined && { file }) },
    contextOf(policy, aChange(), known === undefined ? {} : { attestations: { [file ?? FILE]: known } }, {
      criterion: 'rota',
    }),
  )

test('one that holds', () => {
  expect(judge(read([entry()]))).toEqual({
    state: 'met',
    looked: `sue vouches as \`sre\` since 2026-11-01 until 2026-12-01 (${FILE}, line 2), and approved it.`,
    lacks: [],
  })
  expect(judge(read([entry()]), 'people.yml').state).toBe('met')
})

test.each<[Partial<AttestationFact>, 'unmet' | 'unproven', string]>([
  [{ expires: '2026-11-19' }, 'unmet', 'that has expired.'],
  [{ expires: 'never' }, 'unmet', 'that has expired.'],
  [{ date: '2026-11-21' }, 'unmet', 'that is dated in the future.'],
  [{ date: 'once' }, 'unmet', 'that is dated in the future.'],
  [{ owned: false }, 'unmet', 'CODEOWNERS does not make role `sre` an owner of the file.'],
  [{ approved: false, detail: 'sue did not approve #1.' }, 'unmet', 'sue did not approve #1.'],
  [{ holds: 'no' }, 'unmet', 'sue is not of the role.'],
  [{ holds: 'unknown' }, 'unproven', 'whether that is of the role is unknown, because a team could not be read.'],
])('one with %j is %s', (more, state, why) => {
  const proof = judge(read([entry(more)]))
  expect(proof.state).toBe(state)
  expect(proof.lacks).toMatchObject([
    {
      state,
      key: 'attestation:sre:2',
      detail: expect.stringContaining(`: ${why}`),
      owner: 'sre',
      place: { path: FILE, line: 2 },
      remedy: `Have somebody of role \`sre\` add an entry for \`rota\` to ${FILE}, and approve the pull request that brings it.`,
    },
  ])
})

test('one of several is enough', () => {
  expect(judge(read([entry({ expires: '2026-01-01' }), entry({ line: 9 })])).state).toBe('met')
  expect(judge(read([entry({ holds: 'unknown' }), entry({ line: 9, owned: false })])).state).toBe('unproven')
})

test.each([{ criterion: 'other' }, { role: 'lead' }])('none for this criterion and role, but %j', (more) => {
  expect(judge(read([entry(more)]))).toMatchObject({
    state: 'unmet',
    lacks: [
      {
        key: 'attestation:sre',
        detail: `Nobody of role \`sre\` vouches for \`rota\` in ${FILE}.`,
        place: { path: FILE },
      },
    ],
  })
})

test.each([
  ['absent', 'unmet'],
  ['forbidden', 'unproven'],
  ['partial', 'unproven'],
  ['stale', 'unproven'],
  ['pending', 'waiting'],
] as const)('a file that is %s is %s', (state, expected) => {
  expect(judge({ state, detail: 'It is so.' })).toMatchObject({
    state: expected,
    lacks: [{ key: 'attestation:sre', detail: 'It is so.' }],
  })
})

test('a file that nobody read is unproven', () => {
  expect(judge(undefined).state).toBe('unproven')
})

test('it is asked for by its path', () => {
  expect(attestation.needs({ role: 'sre' }, policy)).toEqual({ attestations: [FILE] })
  expect(attestation.needs({ role: 'sre', file: 'a.yml' }, policy)).toEqual({ attestations: ['a.yml'] })
})

test.each([
  ['2026-11-20T23:59:59Z', false],
  ['2026-11-21T00:00:00Z', true],
])('a last day of 2026-11-20 at %s: %s', (now, expected) => {
  expect(hasExpired({ expires: '2026-11-20' }, now)).toBe(expected)
})
