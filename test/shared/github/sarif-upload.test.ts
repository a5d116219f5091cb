import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createClient, type GitHub } from '../../../shared/github/client.ts'
import { SARIF_LIMIT, uploadSarif } from '../../../shared/github/sarif-upload.ts'
import type { Fault } from '../../fake-github/faults.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { HASTY } from '../../support/hasty.ts'

let github: FakeGitHub
let app: RepositoryHandle
let commit: string

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app')
  commit = app.commit('main', { 'a.ts': '1\n' })
})

afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const UPLOAD = 'POST /repos/{owner}/{repo}/code-scanning/sarifs'
const STATUS = 'GET /repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}'
const SARIF = JSON.stringify({ version: '2.1.0', runs: [] })

const token = () => github.workflowToken('acme/app', { permissions: { security_events: 'write' } })
const clientOf = (pace: { fetch?: typeof fetch; timeoutMs?: number; token?: string } = {}): GitHub =>
  createClient({
    ...HASTY,
    timeoutMs: 10_000,
    token: token(),
    apiUrl: github.url,
    graphqlUrl: github.graphql,
    now: () => github.clock.now(),
    ...pace,
  })

/** Time passes by sleeping only. */
function upload(client: GitHub, sarif = SARIF) {
  let ms = 0
  const patience = {
    deadlineMs: 20,
    pauseMs: 5,
    elapsed: () => ms,
    sleep: async (by: number) => {
      ms += by
    },
  }
  return uploadSarif(client, { owner: 'acme', repo: 'app', commit, ref: 'refs/heads/main' }, sarif, patience)
}

/** GitHub is slow, or says no in words of its own: the fake takes files at once. */
const answering =
  (method: string, answers: readonly (Response | undefined)[]): typeof fetch =>
  async (input, init) => {
    const given = init?.method === method ? [...answers][calls++] : undefined
    return given ?? fetch(input, init)
  }
let calls = 0
beforeEach(() => {
  calls = 0
})
const json = (status: number, body: object): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const pending = () => json(200, { processing_status: 'pending' })

test('the file is compressed, sent for its commit and ref, and taken', async () => {
  const done = await upload(clientOf())
  const [stored] = app.repository.sarifs
  expect(done).toEqual({ state: 'read', value: stored?.id })
  expect(stored).toMatchObject({ commit, ref: 'refs/heads/main', text: SARIF })
  expect(github.log.map(({ route }) => route)).toEqual([UPLOAD, STATUS])
})

test('it is waited for', async () => {
  const done = await upload(clientOf({ fetch: answering('GET', [pending(), json(404, { message: 'Not Found' })]) }))
  expect(done.state).toBe('read')
  expect(calls).toBe(3)
})

test('but not beyond the deadline', async () => {
  const answers = Array.from({ length: 9 }, pending)
  expect(await upload(clientOf({ fetch: answering('GET', answers) }))).toEqual({
    state: 'pending',
    detail: 'Code scanning has not processed the file after 20 ms.',
  })
  expect(calls).toBe(5)
})

test('what code scanning refuses is told in its words', async () => {
  const failed = json(200, {
    processing_status: 'failed',
    errors: ['locationFromSarifResult: expected\u202e one', 'x'],
  })
  expect(await upload(clientOf({ fetch: answering('GET', [failed]) }))).toEqual({
    state: 'partial',
    detail: 'Code scanning refused the file: locationFromSarifResult: expected\\u{202e} one; x.',
  })
})

test('and without words where it has none', async () => {
  const failed = json(200, { processing_status: 'failed', errors: null })
  expect(await upload(clientOf({ fetch: answering('GET', [failed]) }))).toEqual({
    state: 'partial',
    detail: 'Code scanning refused the file.',
  })
})

test.each([
  'Advanced Security must be enabled for this repository to use code scanning.',
  'Code Security must be enabled for this repository to use code scanning.',
  'repository not enabled for code scanning',
])('403 because code scanning is off (%s) is told as such', async (message) => {
  const done = await upload(clientOf({ fetch: answering('POST', [json(403, { message })]) }))
  expect(done).toEqual({
    state: 'forbidden',
    detail: `Code scanning is off in this repository: switch it on in the settings; a private repository needs GitHub Code Security for it. GitHub does not let this token write it (403: ${message}).`,
  })
})

test('403 for want of the permission names it', async () => {
  const weak = github.workflowToken('acme/app', { permissions: { security_events: 'read' } })
  expect(await upload(clientOf({ token: weak }))).toMatchObject({
    state: 'forbidden',
    needs: 'security events: write',
  })
})

test('what is too large is not sent', async () => {
  const noise = randomBytes(SARIF_LIMIT).toString('base64')
  const done = await upload(clientOf(), JSON.stringify({ noise }))
  expect(done).toMatchObject({ state: 'partial', detail: expect.stringContaining('code scanning takes 10485760') })
  expect(github.log).toEqual([])
})

const FAULTS: readonly Fault[] = [
  ...([401, 403, 429, 500, 502, 503] as const).map((status) => ({ kind: 'status', status }) as const),
  { kind: 'cut' },
  { kind: 'malformed' },
  { kind: 'stall' },
]
test.each(FAULTS.flatMap((fault) => [UPLOAD, STATUS].map((route) => ({ route, fault }))))(
  '$route with $fault is not read',
  async ({ route, fault }) => {
    github.faults.on({ route, fault })
    const done = await upload(clientOf(fault.kind === 'stall' ? { timeoutMs: 400 } : {}))
    expect(done.state).not.toBe('read')
    expect(github.log.some((request) => request.fault !== undefined)).toBe(true)
  },
)
