import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { trackedIn } from '../../../../actions/security-gate/gather/tracked.ts'
import type { Judged } from '../../../../shared/run/judged.ts'
import { type Repository, repository, temporaryDirectory } from '../../../support/repository.ts'

let repo: Repository
beforeEach(async () => {
  repo = await repository()
})
afterEach(() => repo.remove())

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const judged = (commit: string): Judged => ({ subject: { uri: 'file:.', commit }, sources: [] })
const LONG = `{"results":[]}${' '.repeat(256)}`

test('a file of the commit is no evidence, by path or as a copy', async () => {
  const commit = await repo.commit({ 'scans/clean.json': LONG, 'fixtures/empty.json': '[]' })
  const root = await realpath(repo.directory)
  const tracked = await trackedIn(judged(commit), repo.directory)
  const seven = commit.slice(0, 7)
  expect(tracked.refuses(join(root, 'scans/clean.json'), bytes('changed since'))).toBe(
    `scans/clean.json is a file of commit ${seven}.`,
  )
  expect(tracked.refuses(join(root, 'results/out.json'), bytes(LONG))).toBe(
    `It is a copy of scans/clean.json in commit ${seven}.`,
  )
  expect(tracked.refuses('/elsewhere/out.json', bytes(LONG))).toBe(
    `It is a copy of scans/clean.json in commit ${seven}.`,
  )
  expect(tracked.refuses(join(root, 'results/out.json'), bytes(LONG.replace('{', '[')))).toBeUndefined()
  expect(['scans/clean.json', 'scans', 'results/out.json'].map(tracked.isFile)).toEqual([true, false, false])
})

test('a tiny file may be alike by chance', async () => {
  const commit = await repo.commit({ 'fixtures/empty.json': '[]' })
  const tracked = await trackedIn(judged(commit), repo.directory)
  expect(tracked.refuses(join(repo.directory, 'results/out.json'), bytes('[]'))).toBeUndefined()
})

test('outside of a repository nothing is tracked', async () => {
  const nowhere = await temporaryDirectory()
  const tracked = await trackedIn(judged('a'.repeat(40)), nowhere)
  expect(tracked.refuses('/x', bytes(LONG))).toBeUndefined()
})

test('without the commit nobody can tell, so nothing is evidence', async () => {
  await repo.commit({ a: '1' })
  const tracked = await trackedIn(judged('a'.repeat(40)), repo.directory)
  expect(tracked.refuses('/x', bytes('[]'))).toMatch(/does not have commit aaaaaaa.*Check that commit out\./)
})
