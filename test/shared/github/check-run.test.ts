import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { publishCheck, readOurChecks, stateOf } from '../../../shared/github/check-run.ts'
import { createClient, type GitHub } from '../../../shared/github/client.ts'
import type { CheckContent, CheckState } from '../../../shared/report/check-run.ts'
import type { Fault } from '../../fake-github/faults.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { HASTY } from '../../support/hasty.ts'

let github: FakeGitHub
let app: RepositoryHandle
let head: string

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app')
  head = app.commit('main', { 'a.ts': '1\n' })
})

afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const NAME = 'production-gates/security-gate'
const CREATE = 'POST /repos/{owner}/{repo}/check-runs'
const UPDATE = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}'
const READ_BACK = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}'

const gateToken = () => github.appToken('acme-gates', ['acme/app'], { checks: 'write' })

const clientOf = (token: string, pace: Partial<typeof HASTY & { fetch: typeof fetch }> = {}): GitHub =>
  createClient({
    ...HASTY,
    // Nothing here is about slowness but the stalls, which say so.
    timeoutMs: 10_000,
    token,
    apiUrl: github.url,
    graphqlUrl: github.graphql,
    now: () => github.clock.now(),
    ...pace,
  })

const annotations = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    path: 'a.ts',
    start_line: i + 1,
    end_line: i + 1,
    annotation_level: 'failure' as const,
    title: 'security-gate: The code has a weakness',
    message: `Weakness ${i}`,
  }))

const content = (state: CheckState, count: number): CheckContent => ({
  title: 'Blocked: 120 findings.',
  summary: '### blocked\n',
  state,
  annotations: annotations(count),
})

const publish = (client: GitHub, what: CheckContent) =>
  publishCheck(
    client,
    {
      owner: 'acme',
      repo: 'app',
      name: NAME,
      headSha: head,
      externalId: 'ab12',
      detailsUrl: `${github.url}/acme/app/actions/runs/1`,
    },
    what,
    async () => {},
  )

const runs = () => app.repository.checkRuns

test('120 annotations are one POST and two PATCHes; only the last concludes', async () => {
  const seen: string[] = []
  const watching: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    seen.push(
      `${init?.method} ${runs().map(({ status, conclusion, annotations: { length } }) => `${status} ${conclusion} ${length}`)}`,
    )
    return answer
  }
  const published = await publish(clientOf(gateToken(), { fetch: watching }), content('failure', 120))
  expect(github.protocol()).toMatchInlineSnapshot(`
    "POST /repos/acme/app/check-runs 201
    PATCH /repos/acme/app/check-runs/1008 200
    PATCH /repos/acme/app/check-runs/1008 200
    GET /repos/acme/app/check-runs/1008 200
    "
  `)
  expect(seen).toEqual([
    'POST in_progress null 50',
    'PATCH in_progress null 100',
    'PATCH completed failure 120',
    'GET completed failure 120',
  ])
  const [run] = runs()
  expect(published).toEqual({
    state: 'read',
    value: {
      id: run?.id,
      name: NAME,
      head,
      status: 'completed',
      conclusion: 'failure',
      externalId: 'ab12',
      app: { id: run?.app.id, slug: 'acme-gates' },
    },
  })
  expect(run?.annotations.map(({ message }) => message)).toEqual(annotations(120).map(({ message }) => message))
  expect(run?.output).toEqual({ title: 'Blocked: 120 findings.', summary: '### blocked\n', text: null })
})

test.each([
  [0, 'success'],
  [50, 'failure'],
  [3, 'neutral'],
  [0, 'in_progress'],
  [51, 'in_progress'],
] as const)('%i annotations, %s', async (count, state) => {
  const published = await publish(clientOf(gateToken()), content(state, count))
  expect(published.state === 'read' && stateOf(published.value)).toBe(state)
  expect(runs()).toHaveLength(1)
  expect(runs()[0]?.conclusion).toBe(state === 'in_progress' ? null : state)
  expect(github.log.map(({ method }) => method)).toEqual(count > 50 ? ['POST', 'PATCH', 'GET'] : ['POST', 'GET'])
})

test('without checks: write the permission is named, and nothing is there', async () => {
  const client = clientOf(github.workflowToken('acme/app', { permissions: { checks: 'read' } }))
  expect(await publish(client, content('success', 0))).toEqual({
    state: 'forbidden',
    detail: 'GitHub does not let this token write it (403: Resource not accessible by integration).',
    needs: 'checks: write',
  })
  expect(runs()).toEqual([])
})

const FAULTS: readonly Fault[] = [
  ...([401, 403, 404, 429, 500, 502, 503] as const).map((status) => ({ kind: 'status', status }) as const),
  { kind: 'cut' },
  { kind: 'malformed' },
  { kind: 'stall' },
]
const STEPS = [
  { route: CREATE, call: 1 },
  { route: UPDATE, call: 1 },
  { route: UPDATE, call: 2 },
  { route: READ_BACK },
] as const
const STATES = ['success', 'failure', 'neutral', 'in_progress'] as const

test.each(FAULTS.flatMap((fault) => STEPS.map((step) => ({ ...step, fault }))))(
  '$route $call with $fault is never read, and never green for what did not pass',
  async ({ fault, ...step }) => {
    for (const state of STATES) {
      runs().splice(0)
      github.log.splice(0)
      github.faults.clear()
      github.faults.on({ ...step, fault })
      const published = await publish(
        clientOf(gateToken(), fault.kind === 'stall' ? { timeoutMs: 400 } : {}),
        content(state, 120),
      )
      expect(published.state).not.toBe('read')
      expect(github.log.some((request) => request.fault !== undefined)).toBe(true)
      const shown = runs().map(({ conclusion }) => conclusion)
      if (step.route === READ_BACK) expect(shown).toEqual([state === 'in_progress' ? null : state])
      else expect([[], [null], ['failure']]).toContainEqual(shown)
    }
  },
)

test('a report that breaks off in its middle says so on the check run', async () => {
  github.faults.on({ route: UPDATE, call: 1, fault: { kind: 'status', status: 502 } })
  await publish(clientOf(gateToken()), content('success', 120))
  expect(runs()[0]).toMatchObject({
    conclusion: 'failure',
    output: {
      title: 'The report could not be written to the end',
      summary:
        'The verdict does not count, because GitHub did not take all of the report. GitHub answered 502: injected 502. Run the gate again.',
    },
  })
})

test('a rate limit in its middle leaves it in progress, and is not met with another write', async () => {
  github.faults.on({ route: UPDATE, call: 1, fault: { kind: 'status', status: 429 } })
  expect((await publish(clientOf(gateToken()), content('success', 120))).state).toBe('pending')
  expect(runs()[0]?.status).toBe('in_progress')
  expect(github.log.map(({ method }) => method)).toEqual(['POST', 'PATCH'])
})

describe('read back', () => {
  const workflow = () => github.workflowToken('acme/app', { permissions: { checks: 'write' } })
  const ahead = (method: string, act: () => Promise<unknown>): typeof fetch => {
    return async (input, init) => {
      if (init?.method === method) await act()
      return fetch(input, init)
    }
  }
  const patch = (token: string, fields: object) =>
    fetch(`${github.url}/repos/acme/app/check-runs/${runs()[0]?.id}`, {
      method: 'PATCH',
      headers: { authorization: `token ${token}` },
      body: JSON.stringify(fields),
    })

  test('a check run that another workflow turned green is untrusted', async () => {
    const forge = () => patch(workflow(), { status: 'completed', conclusion: 'success' })
    const client = clientOf(workflow(), { fetch: ahead('GET', forge) })
    expect(await publish(client, content('failure', 0))).toEqual({
      state: 'untrusted',
      detail: 'What GitHub shows is not what was written: its conclusion is success and was failure.',
    })
  })

  test('one that was renamed is untrusted', async () => {
    const rename = () => patch(workflow(), { name: 'other', status: 'completed', conclusion: 'failure' })
    const client = clientOf(workflow(), { fetch: ahead('GET', rename) })
    expect(await publish(client, content('failure', 0))).toMatchObject({
      state: 'untrusted',
      detail: `What GitHub shows is not what was written: its name is other and was ${NAME}.`,
    })
  })

  test('another app cannot', async () => {
    const forge = () => patch(workflow(), { status: 'completed', conclusion: 'success' })
    const client = clientOf(gateToken(), { fetch: ahead('GET', forge) })
    expect((await publish(client, content('failure', 0))).state).toBe('read')
    expect(runs()[0]?.conclusion).toBe('failure')
  })

  test('an answer that is late is asked for again', async () => {
    let reads = 0
    const late: typeof fetch = async (input, init) => {
      const answer = await fetch(input, init)
      if (init?.method !== 'GET' || reads++ > 0) return answer
      const body = (await answer.text()).replace(
        '"completed","conclusion":"success"',
        '"in_progress","conclusion":null',
      )
      return new Response(body, answer)
    }
    expect((await publish(clientOf(gateToken(), { fetch: late }), content('success', 0))).state).toBe('read')
    expect(reads).toBe(2)
  })
})

test('all check runs of our name on a commit, by every app, older ones too', async () => {
  app.checkRun(head, NAME, { conclusion: 'failure' })
  app.checkRun(head, NAME, { conclusion: 'success' })
  app.checkRun(head, NAME, { app: 'scanner', status: 'in_progress' })
  app.checkRun(head, 'production-gates/dod-check', { conclusion: 'success' })
  app.checkRun(app.commit('main', { 'a.ts': '2\n' }), NAME, { conclusion: 'success' })
  const found = await readOurChecks(clientOf(gateToken()), { owner: 'acme', repo: 'app' }, head, NAME)
  expect(found.state === 'read' && found.value.map((run) => [run.app?.slug, stateOf(run)])).toEqual([
    ['scanner', 'in_progress'],
    ['github-actions', 'success'],
    ['github-actions', 'failure'],
  ])
})

test('a check run whose app GitHub does not name is nobody’s', async () => {
  app.checkRun(head, NAME, { conclusion: 'success' })
  const nameless: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    const body: { check_runs: object[] } = JSON.parse(await answer.text())
    const runsOf = body.check_runs.map((run) => ({ ...run, app: null, external_id: null }))
    return new Response(JSON.stringify({ ...body, check_runs: runsOf }), answer)
  }
  const client = clientOf(gateToken(), { fetch: nameless })
  const found = await readOurChecks(client, { owner: 'acme', repo: 'app' }, head, NAME)
  expect(found).toMatchObject({ state: 'read', value: [{ app: undefined, externalId: '', conclusion: 'success' }] })
})
