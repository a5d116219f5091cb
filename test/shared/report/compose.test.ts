import { expect, test } from 'vitest'
import type { Text } from '../../../shared/report/model.ts'
import type { SourceState } from '../../../shared/verdict/finding.ts'
import { finding, missing, source, verdict } from '../run/fixtures/verdicts.ts'
import { model } from './models.ts'

const titles = (made: ReturnType<typeof model>) => [...made.sections, ...made.folded].map(({ title }) => title)
const firstCells = (made: ReturnType<typeof model>, section: number) =>
  made.sections[section]?.table?.rows.slice(0, 99).map(([cell]) => cell)

test('the conclusion, the commit and the address of the evidence go along', () => {
  const made = model()
  expect([made.gate, made.conclusion, made.commit]).toEqual([
    'security-gate',
    'fail',
    '9a04d1e59a04d1e59a04d1e59a04d1e59a04d1e5',
  ])
  expect(made.evidencePath).toBe('.production-gates/security-gate/evidence.json')
  expect(model({ verdict: verdict({ subject: { uri: 'file:.' } }) })).not.toHaveProperty('commit')
})

test('sections that would be empty are left out', () => {
  expect(titles(model({ verdict: verdict({ conclusion: 'pass', findings: [] }), presentation: {} }))).toEqual([
    'sources read',
    'verify this verdict offline',
  ])
})

test('titles count', () => {
  const findings = [
    finding(),
    missing,
    missing,
    finding({ level: 'warn' }),
    finding({ level: 'warn' }),
    finding({ level: 'note' }),
    finding({ level: 'note' }),
    finding({ coveredBy: 'vex:1' }),
    finding({ coveredBy: 'vex:2' }),
  ]
  expect(titles(model({ verdict: verdict({ findings }), presentation: {} }))).toEqual([
    '1 finding blocks',
    '2 things could not be seen',
    '2 warnings',
    '2 findings below the bar',
    '2 exceptions in use',
    'sources read',
    'verify this verdict offline',
  ])
})

test('nothing covers what could not be seen', () => {
  const findings = [{ ...missing, coveredBy: 'override:SEC-1' }]
  expect(titles(model({ verdict: verdict({ findings }), presentation: {} }))[0]).toBe('1 thing could not be seen')
})

test('the sign of a row: blocks, waits, or is only observed', () => {
  const findings = [finding(), finding({ waiting: true })]
  const state = (sign: string, word: string) => ({ kind: 'state', sign, word })
  expect(firstCells(model({ verdict: verdict({ findings }) }), 0)).toEqual([
    state('bad', 'blocks'),
    state('warn', 'waiting'),
  ])
  const observe = { mode: 'observe', because: 'no-policy', preset: 'starter' } as const
  expect(firstCells(model({ verdict: verdict({ findings }), enforcement: observe }), 0)).toEqual([
    state('warn', 'would block'),
    state('warn', 'waiting'),
  ])
})

test('without columns of its own a gate shows what, where and remedy', () => {
  const table = model({ presentation: {} }).sections[0]?.table
  expect(table?.columns).toEqual(['', 'what', 'where', 'remedy', 'reason'])
  expect(table?.rows.slice(0, 9)[1]?.slice(1)).toEqual([
    'The code has a weakness: SQL built from user input, CWE-89.',
    { kind: 'place', place: { path: 'server/src/search.ts', line: 88 } },
    'Use a prepared statement.',
    { kind: 'reason', code: 'security-gate/code-weakness' },
  ])
})

test('a finding without a place has an empty cell and no stray space', () => {
  const { place: _, ...nowhere } = missing
  const made = model({ verdict: verdict({ findings: [nowhere] }), presentation: {} })
  expect(made.sections[0]?.table?.rows.slice(0, 9)[0]?.[1]).toEqual(['No report shows a secret scan for 9a04d1e.'])
  const { place: __, ...other } = finding()
  expect(
    model({ verdict: verdict({ findings: [other] }), presentation: {} }).sections[0]?.table?.rows.slice(0, 9)[0]?.[2],
  ).toBe('')
})

test.each<[SourceState, string]>([
  ['read', 'ok'],
  ['pending', 'warn'],
  ['absent', 'blind'],
  ['forbidden', 'blind'],
  ['partial', 'blind'],
  ['stale', 'blind'],
  ['foreign', 'blind'],
  ['untrusted', 'blind'],
])('a source that is %s has the sign %s', (state, sign) => {
  const { commit: _, ...unbound } = source({ state })
  const row = model({ verdict: verdict({ sources: [unbound] }), presentation: {} }).folded[0]?.table?.rows.slice(
    0,
    9,
  )[0]
  expect(row).toEqual([
    { kind: 'code', text: 'results/semgrep.sarif' },
    { kind: 'state', sign, word: state },
    '',
    '2026-11-20 13:59 UTC, 4 min ago',
    '',
  ])
})

test('the policy is named by branch and commit, else by file and digest, else not at all', () => {
  const sha = `1f3c9aa${'0'.repeat(33)}`
  const committed = { uri: '.github/production.yml', commit: sha, sha256: 'cd'.repeat(32) }
  const file = { uri: 'a.yml', sha256: 'cd'.repeat(32) }
  const basis = (parts: readonly (typeof file)[], over = {}): Text => model({ policy: { parts }, ...over }).basis
  expect(basis([committed])).toEqual(['Policy: main@', { kind: 'commit', sha }, ''])
  expect(basis([committed, file])).toEqual(['Policy: main@', { kind: 'commit', sha }, ' and 1 more'])
  expect(basis([committed], { verdict: verdict({ subject: { uri: 'file:.' } }) })).toEqual([
    'Policy: .github/production.yml@',
    { kind: 'commit', sha },
    '',
  ])
  expect(basis([file, file])).toEqual([
    'Policy: ',
    { kind: 'code', text: 'a.yml' },
    ' (sha256 cdcdcdcdcdcd) and 1 more',
  ])
  expect(basis([])).toBe('Policy: none in the repository')
  expect(basis([], { enforcement: { mode: 'observe', because: 'no-policy', preset: 'starter' } })).toBe(
    'Policy: none in the repository, so preset starter',
  )
  expect(basis([], { enforcement: { mode: 'observe', because: 'rollout', until: '2027-02-01' } })).toBe(
    'Policy: none in the repository',
  )
})

test('the command to verify can be pasted', () => {
  const command = (evidencePath: string) => model({ evidencePath }).folded.at(-1)?.commands
  expect(command('a/b.json')).toEqual(['node dist/verify/index.js replay a/b.json'])
  expect(command("it's here/$(x).json")).toEqual(["node dist/verify/index.js replay 'it'\\''s here/$(x).json'"])
})
