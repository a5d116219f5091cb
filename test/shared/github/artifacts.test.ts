import { afterEach, describe, expect, test } from 'vitest'
import { type Artifact, artifactFiles, artifactsOfRun } from '../../../shared/github/artifacts.ts'
import { createClient, type GitHub } from '../../../shared/github/client.ts'
import { ZIP_CAPS } from '../../../shared/github/zip.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import { HASTY } from '../../support/hasty.ts'

let github: FakeGitHub

afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const AT = { owner: 'acme', repo: 'app' }
const LIST = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts'
const DOWNLOAD = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}'

async function withArtifacts(count: number, permissions: Readonly<Record<string, 'read'>> = { actions: 'read' }) {
  github = await fakeGitHub()
  const app = github.repository('acme/app')
  const sha = app.commit('main', { 'README.md': 'one' })
  const run = app.workflowRun({ path: '.github/workflows/scan.yml', sha })
  for (let index = 0; index < count; index++) app.artifact(run, `sarif-${index}`, { 'a.sarif': `{"n":${index}}` })
  const client = createClient({
    ...HASTY,
    timeoutMs: 1500,
    token: github.workflowToken('acme/app', { permissions }),
    apiUrl: github.url,
    graphqlUrl: github.graphql,
    now: () => github.clock.now(),
  })
  return { app, client, run, sha }
}

async function one(client: GitHub, run: number): Promise<Artifact> {
  const listed = await artifactsOfRun(client, AT, run)
  const first = listed.state === 'read' ? listed.value[0] : undefined
  if (first === undefined) throw new Error('the fake has no artifact')
  return first
}

test('artifacts of a run say which commit and which repositories it ran for', async () => {
  const { app, client, run, sha } = await withArtifacts(1)
  const artifact = await one(client, run.id)
  const { id } = app.repository
  expect(artifact).toMatchObject({
    name: 'sarif-0',
    expired: false,
    createdAt: '2026-11-20T12:00:00.000Z',
    run: { id: run.id, headSha: sha, repositoryId: id, headRepositoryId: id },
  })
  const files = await artifactFiles(client, AT, artifact)
  expect(files.state === 'read' && [...files.value.files.keys()]).toEqual(['a.sarif'])
  expect(files.state === 'read' && files.value.sha256).toBe(artifact.sha256)
})

test('all pages are read, and no artifact of another run', async () => {
  const { app, client, run, sha } = await withArtifacts(120)
  app.artifact(app.workflowRun({ path: '.github/workflows/scan.yml', sha }), 'other', { a: '1' })
  const listed = await artifactsOfRun(client, AT, run.id)
  expect(listed.state === 'read' && listed.value.length).toBe(120)
})

describe('a list that is not whole', () => {
  test.each([
    [{ kind: 'status', status: 401 }, 1, 'forbidden'],
    [{ kind: 'status', status: 403 }, 1, 'forbidden'],
    [{ kind: 'status', status: 404 }, 1, 'absent'],
    [{ kind: 'status', status: 429 }, undefined, 'pending'],
    [{ kind: 'status', status: 500 }, undefined, 'partial'],
    [{ kind: 'status', status: 403 }, 2, 'partial'],
    [{ kind: 'stall' }, undefined, 'partial'],
    [{ kind: 'cut' }, undefined, 'partial'],
    [{ kind: 'malformed' }, 1, 'partial'],
    [{ kind: 'repeat-page' }, 2, 'partial'],
    [{ kind: 'drop-page' }, 2, 'partial'],
  ] as const)('%o on call %s ends in %s', async (fault, call, state) => {
    const { client, run } = await withArtifacts(250)
    github.faults.on({ route: LIST, fault, ...(call !== undefined && { call }) })
    expect((await artifactsOfRun(client, AT, run.id)).state).toBe(state)
  })

  test('a token without actions: read is told so', async () => {
    const { client, run } = await withArtifacts(1, { contents: 'read' })
    const listed = await artifactsOfRun(client, AT, run.id)
    expect(listed).toMatchObject({ state: 'forbidden', needs: expect.stringContaining('actions: read') })
  })

  test('a run that does not exist', async () => {
    const { client } = await withArtifacts(1)
    expect((await artifactsOfRun(client, AT, 1)).state).toBe('absent')
  })
})

describe('bytes that are not those that were uploaded', () => {
  test('another digest is untrusted', async () => {
    const { client, run } = await withArtifacts(1)
    const artifact = { ...(await one(client, run.id)), sha256: 'ab'.repeat(32) }
    const files = await artifactFiles(client, AT, artifact)
    expect(files).toMatchObject({ state: 'untrusted', detail: expect.stringContaining('GitHub says abababababab') })
  })

  test('no digest is untrusted', async () => {
    const { client, run } = await withArtifacts(1)
    const { sha256: _, ...artifact } = await one(client, run.id)
    expect((await artifactFiles(client, AT, artifact)).state).toBe('untrusted')
  })

  test('expired is stale by the list, and absent when only its bytes are gone', async () => {
    const { client, run } = await withArtifacts(1)
    const fresh = await one(client, run.id)
    github.clock.advance(91 * 86_400_000)
    expect((await artifactFiles(client, AT, fresh)).state).toBe('absent')
    const listed = await one(client, run.id)
    expect(listed.expired).toBe(true)
    expect(await artifactFiles(client, AT, listed)).toMatchObject({
      state: 'stale',
      detail: expect.stringContaining('has expired'),
    })
  })

  test('too large is partial, by what is said and by what comes', async () => {
    const { client, run } = await withArtifacts(1)
    const artifact = await one(client, run.id)
    expect((await artifactFiles(client, AT, artifact, ZIP_CAPS, 10)).state).toBe('partial')
    expect((await artifactFiles(client, AT, { ...artifact, bytes: 1 }, ZIP_CAPS, 10)).state).toBe('partial')
  })

  test('a hostile zip is partial', async () => {
    const { app, client, run } = await withArtifacts(0)
    app.artifact(run, 'sarif', { '../a.sarif': '{}' })
    expect(await artifactFiles(client, AT, await one(client, run.id))).toMatchObject({
      state: 'partial',
      detail: expect.stringContaining('invalid relative path'),
    })
  })

  test.each([
    [{ kind: 'status', status: 401 }, 'forbidden'],
    [{ kind: 'status', status: 403 }, 'forbidden'],
    [{ kind: 'status', status: 404 }, 'absent'],
    [{ kind: 'status', status: 429 }, 'pending'],
    [{ kind: 'status', status: 502 }, 'partial'],
    [{ kind: 'stall' }, 'partial'],
  ] as const)('%o of the download ends in %s', async (fault, state) => {
    const { client, run } = await withArtifacts(1)
    const artifact = await one(client, run.id)
    github.faults.on({ route: DOWNLOAD, fault })
    expect((await artifactFiles(client, AT, artifact)).state).toBe(state)
  })
})
