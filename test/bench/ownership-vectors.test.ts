import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { codeownersCase } from './codeowners.ts'
import { benchPeers, wrongAnswers } from './codeowners-peers.ts'
import { type OwnersBy, ours, vectorsIn } from './ownership-vectors.ts'

const folder = mkdtempSync(join(tmpdir(), 'production-gates-vectors-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Rows of our own, in the shape of the file that is read; `flip` makes each of them say the opposite. */
function vectors(flip = false) {
  const path = join(folder, `${flip}.json`)
  const rows = [
    { pattern: '/docs/*', path: 'docs/a/b.md', match: flip },
    { pattern: '[a]', path: 'a', match: true, disputed: 'nobody knows' },
  ]
  const lines = [
    flip ? { line: 'a @b', invalid: 'owner' } : { line: 'a @b', pattern: 'a', owners: ['@b'] },
    { line: '* user', invalid: flip ? 'pattern' : 'owner', column: 3 },
    flip ? { line: '!a @b', valid: true } : { line: '/ @b', valid: true },
  ]
  const groups = [
    { id: 'patterns', vectors: rows },
    { id: 'file', codeowners: '* @a\n/x\n', vectors: [{ path: 'x', owners: flip ? ['@a'] : [], line: 2 }] },
    { id: 'lines', vectors: lines },
    {
      id: 'places',
      vectors: [{ present: ['CODEOWNERS/ (directory)', 'docs/CODEOWNERS'], expected: flip ? null : 'docs/CODEOWNERS' }],
    },
  ]
  writeFileSync(path, JSON.stringify({ groups }))
  return vectorsIn(path)
}

test('each kind of row is asked, and what says otherwise is found', () => {
  const right = vectors()
  expect(right.map(({ skipped }) => skipped)).toEqual([undefined, 'nobody knows', ...Array(5).fill(undefined)])
  expect(right.filter((one) => one.skipped === undefined && !one.isOurs())).toEqual([])
  expect(vectors(true).filter((one) => one.skipped === undefined && one.isOurs())).toEqual([])
})

test('a wrong answer, and one that is none, are counted; what is skipped is not asked', () => {
  const everybody: OwnersBy = () => () => ['@owner']
  const breaks: OwnersBy = () => {
    throw new Error('cannot read that')
  }
  expect([ours, everybody, breaks].map((by) => wrongAnswers(vectors(), by))).toEqual([0, 2, 2])
})

test('subjects stand beside each other in one run, and a wrong one is called that', () => {
  const peers = new Map<string, OwnersBy>([['nobody', () => () => []]])
  const rows = benchPeers('small', codeownersCase(200, 30), { rounds: 1, peers, vectors: vectors() })
  const shown = rows
    .filter(({ metric }) => metric !== 'in-process')
    .map(({ subject, metric, value }) => [subject, metric, value])
  expect(shown).toEqual([
    ['shared/ownership', 'correct', 1],
    ['shared/ownership', 'wrong', 0],
    ['nobody', 'correct', 0],
    ['nobody', 'wrong', 0],
  ])
})
