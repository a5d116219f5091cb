import { mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gatherExceptions } from '../../../../actions/security-gate/gather/exceptions.ts'
import { sha256 } from '../../../../shared/evidence/digest.ts'
import { FetchError } from '../../../../shared/git/fetch-error.ts'
import { filesIn, filesOfCommit } from '../../../../shared/git/files.ts'
import { gitIn } from '../../../../shared/git/git.ts'
import type { Judged } from '../../../../shared/run/judged.ts'
import { InputError } from '../../../../shared/verdict/input-error.ts'
import { type Repository, repository } from '../../../support/repository.ts'
import { securityPolicy } from '../builders.ts'
import { NOW } from '../gate.ts'

let repo: Repository
beforeEach(async () => {
  repo = await repository()
})
afterEach(() => repo.remove())

const PATH = '.github/security-exceptions.yml'
const entry = (finding: string): string =>
  `exceptions:\n  - id: one\n    finding: { ${finding} }\n    reason: It is read by nobody outside of the build, which is ours.\n    owner: "@bob"\n    approver: security\n    ticket: SEC-1\n    expires: 2026-12-18\n`
const SECRET = `secret: { rule: acme-token, path: src/key.txt, content: "sha256:${'ab'.repeat(32)}" }`
const VEX = JSON.stringify({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'urn:acme:1',
  author: 'acme',
  timestamp: '2026-11-01T00:00:00Z',
  version: 1,
  statements: [{ vulnerability: { name: 'CVE-2026-1000' }, products: [{ '@id': 'pkg:npm/leaf' }], status: 'affected' }],
})

const judged = (commit?: string): Judged => ({
  subject: { uri: 'file:.', commit: commit ?? 'a'.repeat(40) },
  sources: [],
  ...(commit !== undefined && { git: gitIn(repo.directory) }),
})

async function gather(policy: Parameters<typeof securityPolicy>[0] = {}, commit?: string) {
  return gatherExceptions({
    policy: securityPolicy({ exceptions: PATH, vex: ['vex/*.json'], ...policy }),
    files: filesIn(repo.directory),
    judged: judged(commit),
    now: NOW,
  })
}

test('nothing there, nothing let through, and no doubt', async () => {
  expect(await gather()).toEqual({ sources: [], exceptions: [], vex: [], contents: {} })
})

test('a policy that names no file has none', async () => {
  await repo.write({ [PATH]: 'broken' })
  const { exceptions: _, ...policy } = securityPolicy({ vex: [] })
  const options = { policy, files: filesIn(repo.directory), judged: judged(), now: NOW }
  expect(await gatherExceptions(options)).toEqual({ sources: [], exceptions: [], vex: [], contents: {} })
})

test('what git cannot fetch is a doubt, and not as if it were not there', async () => {
  const refused = new FetchError('failed', 'the connection broke')
  const files = { read: () => Promise.reject(refused), list: async () => ['vex/a.json'] }
  const policy = securityPolicy({ exceptions: PATH, vex: ['vex/*.json'] })
  const { sources, ...found } = await gatherExceptions({ policy, files, judged: judged(), now: NOW })
  expect(found).toEqual({ exceptions: [], vex: [], contents: {} })
  const doubt = { state: 'partial', readAt: NOW, detail: 'the connection broke.' }
  expect(sources).toEqual([
    { id: 'exceptions', uri: PATH, ...doubt },
    { id: 'vex:vex/a.json', uri: 'vex/a.json', ...doubt },
  ])
})

test('what is there is read with its digest', async () => {
  const text = entry('rule: acme.sql, paths: ["src/**"]')
  await repo.write({ [PATH]: text, 'vex/b.json': VEX, 'vex/a.json': VEX })
  const { sources, exceptions, vex } = await gather({ vex: ['vex/*.json', 'vex/a.json'] })
  expect(sources).toEqual([
    { id: 'exceptions', uri: PATH, state: 'read', readAt: NOW, sha256: sha256(text) },
    { id: 'vex:vex/a.json', uri: 'vex/a.json', state: 'read', readAt: NOW, sha256: sha256(VEX) },
    { id: 'vex:vex/b.json', uri: 'vex/b.json', state: 'read', readAt: NOW, sha256: sha256(VEX) },
  ])
  expect(exceptions.map(({ id }) => id)).toEqual(['one'])
  expect(vex).toHaveLength(2)
})

test('what cannot be used is untrusted, with every line', async () => {
  await repo.write({ [PATH]: 'exceptions: 1\n', 'vex/a.json': '{' })
  const { sources, exceptions, vex } = await gather()
  expect(sources.map(({ id, state }) => [id, state])).toEqual([
    ['exceptions', 'untrusted'],
    ['vex:vex/a.json', 'untrusted'],
  ])
  expect(sources[0]?.detail).toMatch(/security-exceptions\.yml:1:/)
  expect([exceptions, vex]).toEqual([[], []])
})

test('a VEX document that leads out of the directory is refused: it may withdraw another', async () => {
  await mkdir(join(repo.directory, 'vex'))
  await symlink('/etc/hostname', join(repo.directory, 'vex/a.json'))
  await expect(gather()).rejects.toThrow('vex/a.json is a link that leads out of')
})

test('a VEX document that leads nowhere is a doubt', async () => {
  await mkdir(join(repo.directory, 'vex'))
  await symlink('gone.json', join(repo.directory, 'vex/a.json'))
  expect((await gather()).sources).toEqual([
    { id: 'vex:vex/a.json', uri: 'vex/a.json', state: 'absent', readAt: NOW, detail: 'vex/a.json cannot be opened.' },
  ])
})

test('from a commit, what the workspace holds besides does not count', async () => {
  const text = entry('rule: acme.sql, paths: ["src/**"]')
  const commit = await repo.commit({ [PATH]: text, 'vex/a.json': VEX })
  await repo.write({ [PATH]: 'broken', 'vex/b.json': 'broken' })
  const git = gitIn(repo.directory)
  const policy = securityPolicy({ exceptions: PATH, vex: ['vex/*.json'] })
  const { sources } = await gatherExceptions({
    policy,
    files: filesOfCommit(git, commit),
    judged: judged(commit),
    now: NOW,
  })
  expect(sources.map(({ uri, state, sha256: digest }) => [uri, state, digest])).toEqual([
    [PATH, 'read', sha256(text)],
    ['vex/a.json', 'read', sha256(VEX)],
  ])
})

test('a glob that cannot be used is a mistake in the policy', async () => {
  await expect(gather({ vex: ['../*.json'] })).rejects.toThrow(InputError)
})

test('a file that cannot be opened is thrown, not taken for absent', async () => {
  await mkdir(join(repo.directory, PATH), { recursive: true })
  await expect(gather()).rejects.toThrow('EISDIR')
})

test('the bytes of a file that an entry for a secret names, as they are in the commit', async () => {
  await repo.write({ [PATH]: entry(SECRET) })
  const commit = await repo.commit({ 'src/key.txt': 'planted' })
  await repo.write({ 'src/key.txt': 'changed since' })
  expect((await gather({}, commit)).contents).toEqual({ 'src/key.txt': sha256('planted') })
  expect((await gather()).contents).toEqual({})
  await rm(join(repo.directory, 'src/key.txt'))
  const without = await repo.commit({ [PATH]: entry(SECRET) })
  expect((await gather({}, without)).contents).toEqual({})
})

test('no bytes are read for other entries', async () => {
  await repo.write({ [PATH]: entry('rule: acme.sql, paths: ["src/**"]') })
  const commit = await repo.commit({ 'src/key.txt': 'planted' })
  expect((await gather({}, commit)).contents).toEqual({})
})
