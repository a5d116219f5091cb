import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Reading } from '../../../shared/evidence/reading.ts'
import { createClient, type GitHub } from '../../../shared/github/client.ts'
import { composeReport } from '../../../shared/report/compose.ts'
import { renderMark } from '../../../shared/report/mark.ts'
import { publish, type Report, type StillTrue, type Where } from '../../../shared/run/publish.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import type { Conclusion, Verdict } from '../../../shared/verdict/verdict.ts'
import type { Fault } from '../../fake-github/faults.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { PullHandle } from '../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { HASTY } from '../../support/hasty.ts'
import { reportSource } from '../report/models.ts'
import { finding, verdict } from './fixtures/verdicts.ts'

let github: FakeGitHub
let app: RepositoryHandle
let pull: PullHandle

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  app.commit('main', { 'README.md': 'one' })
  pull = app.pull({ title: 'A change', by: 'ada', files: { 'a.ts': '1' } })
  Object.assign(github.limits, { writesAMinute: 1e6, pointsAMinute: 1e6, hourly: 1e6 })
})

afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const NAME = 'production-gates/security-gate'
const PERMISSIONS = { checks: 'write', issues: 'write', security_events: 'write' } as const

const gateToken = () => github.appToken('acme-gates', ['acme/app'], PERMISSIONS)
const workflowToken = (permissions: Record<string, 'read' | 'write'> = PERMISSIONS) =>
  github.workflowToken('acme/app', { permissions })

const clientOf = (token: string, pace: { timeoutMs?: number; fetch?: typeof fetch } = {}): GitHub =>
  createClient({
    ...HASTY,
    timeoutMs: 10_000,
    token,
    apiUrl: github.url,
    graphqlUrl: github.graphql,
    now: () => github.clock.now(),
    ...pace,
  })

const findings = (count: number, over: Partial<Finding> = {}): Finding[] =>
  Array.from({ length: count }, (_, i) => finding({ key: `k${i}`, place: { path: 'a.ts', line: i + 1 }, ...over }))

function report(over: Partial<Verdict> = {}, more: Partial<Report['outcome']> = {}): Report {
  const judged = verdict({ subject: { uri: 'git+https://github.com/acme/app', commit: pull.head }, ...over })
  const outcome = { verdict: judged, enforcement: { mode: 'enforce' } as const, ...more }
  const model = composeReport(reportSource({ ...outcome, presentation: {} }))
  return { outcome, model, sarif: JSON.stringify({ version: '2.1.0', runs: [] }) }
}

const ON = { 'check-run': 'on', comment: 'blocked', sarif: 'on' } as const
const OFF = { 'check-run': 'off', comment: 'off', sarif: 'off' } as const

/** Time passes by sleeping only. */
function clock(): Where['clock'] {
  let ms = 0
  return {
    elapsed: () => ms,
    sleep: async (by) => {
      ms += by
    },
  }
}

function where(over: Partial<Where> = {}): Where {
  return {
    client: clientOf(gateToken()),
    switches: ON,
    owner: 'acme',
    repo: 'app',
    headSha: pull.head,
    ref: `refs/pull/${pull.number}/head`,
    pull: { number: pull.number, draft: false, bot: false },
    governed: true,
    stillTrue: async () => ({ state: 'read', value: { still: true } }),
    trust: { mode: 'app', appIds: [github.app('acme-gates').id] },
    externalId: 'ab'.repeat(32),
    clock: clock(),
    ...over,
  }
}

const checks = () => app.repository.checkRuns.map(({ status, conclusion }) => conclusion ?? status)
const written = () => [checks().length, pull.pull.comments.length, app.repository.sarifs.length]

test('a block with 120 findings: everything is written, and the requests are these', async () => {
  const { lines, problems, code } = await publish(report({ findings: findings(120) }), where())
  expect(github.protocol().replaceAll(app.repository.sarifs[0]?.id ?? '-', '<id>')).toMatchInlineSnapshot(`
    "POST /repos/acme/app/check-runs 201
    PATCH /repos/acme/app/check-runs/1012 200
    PATCH /repos/acme/app/check-runs/1012 200
    GET /repos/acme/app/check-runs/1012 200
    GET /repos/acme/app/commits/4050296ff70bed682cfd7f6e2769527486fa9a8e/check-runs?check_name=production-gates%2Fsecurity-gate&filter=all&per_page=100&page=1 200
    GET /repos/acme/app/issues/1/comments?per_page=100&page=1 200
    POST /repos/acme/app/issues/1/comments 201
    POST /repos/acme/app/code-scanning/sarifs 202
    GET /repos/acme/app/code-scanning/sarifs/<id> 200
    "
  `)
  expect({ problems, code }).toEqual({ problems: [], code: undefined })
  expect(lines).toEqual([
    `check run ${NAME}: failure on ${pull.head.slice(0, 7)}, 120 annotations`,
    'comment: created',
    `SARIF: taken by code scanning for refs/pull/${pull.number}/head`,
  ])
  expect(app.repository.checkRuns[0]).toMatchObject({ name: NAME, sha: pull.head, conclusion: 'failure' })
  expect(pull.pull.comments[0]?.body).toMatch(
    /^<!-- production-gates:security-gate -->\n### ❌ security-gate blocked this change\n/,
  )
})

test('nothing is asked and nothing is written when everything is off', async () => {
  const asked: string[] = []
  const stillTrue = async (): Promise<Reading<StillTrue>> => {
    asked.push('x')
    return { state: 'read', value: { still: true } }
  }
  expect(await publish(report(), where({ switches: OFF, stillTrue }))).toEqual({ lines: [], problems: [] })
  expect([asked, github.log]).toEqual([[], []])
})

test.each([
  ['check-run', 'on', [1, 0, 0]],
  ['comment', 'blocked', [0, 1, 0]],
  ['sarif', 'on', [0, 0, 1]],
] as const)('%s: %s opens that door only', async (name, position, counts) => {
  await publish(report(), where({ switches: { ...OFF, [name]: position } }))
  expect(written()).toEqual(counts)
})

test.each([
  ['checks', { checks: 'write' }, { ...OFF, 'check-run': 'on' }],
  ['issues', { issues: 'write' }, { ...OFF, comment: 'blocked' }],
  ['security_events', { security_events: 'write' }, { ...OFF, sarif: 'on' }],
] as const)('%s: write is all that its door needs', async (_, permissions, switches) => {
  const client = clientOf(github.appToken('acme-gates', ['acme/app'], permissions))
  expect((await publish(report(), where({ client, switches }))).problems).toEqual([])
})

describe('what does not hold any more is not published', () => {
  const still = (value: StillTrue) => async (): Promise<Reading<StillTrue>> => ({ state: 'read', value })

  test('a head that moved: nothing, and no error, because the newer commit has its own run', async () => {
    const judged = report()
    const at = where()
    const stillTrue = async (): Promise<Reading<StillTrue>> => ({
      state: 'read',
      value: pull.head === at.headSha ? { still: true } : { still: false, moved: 'head', detail: 'It is newer.' },
    })
    pull.push({ 'a.ts': '2' })
    expect(await publish(judged, { ...at, stillTrue })).toEqual({
      lines: [
        'Nothing is published, because the head has moved, and the newer commit is judged by a run of its own. It is newer.',
      ],
      problems: [],
    })
    expect(written()).toEqual([0, 0, 0])
    expect(github.log).toEqual([])
  })

  test.each([
    ['base', 'It was main.', 3, 'the base has changed since it was read. It was main. Run the gate again.'],
    ['policy', 'Now ab12.', 3, 'the policy has changed since it was read. Now ab12. Run the gate again.'],
    [
      'workflow',
      'It is of May.',
      2,
      'gate-outdated: this workflow is not the one on the default branch. It is of May. Start a new run instead of an old one again.',
    ],
  ] as const)('%s: an error, exit %i', async (moved, detail, code, why) => {
    const stillTrue = still({ still: false, moved, detail })
    expect(await publish(report({ conclusion: 'pass' }), where({ stillTrue }))).toEqual({
      lines: [],
      problems: [`Nothing is published, because ${why}`],
      code,
    })
    expect(written()).toEqual([0, 0, 0])
  })

  test('a verdict that knows its workflow to be old is not shown either', async () => {
    const old = finding({ code: 'security-gate/gate-outdated', detail: 'It is of May.' })
    expect(await publish(report({ conclusion: 'blind', findings: [old] }), where())).toMatchObject({
      problems: [
        expect.stringContaining('gate-outdated: this workflow is not the one on the default branch. It is of May.'),
      ],
      code: 2,
    })
    expect(written()).toEqual([0, 0, 0])
  })

  test('what could not be read again', async () => {
    const stillTrue = async (): Promise<Reading<StillTrue>> => ({
      state: 'forbidden',
      detail: 'GitHub does not let this token read it (403).',
      needs: 'contents: read',
    })
    expect(await publish(report(), where({ stillTrue }))).toEqual({
      lines: [],
      problems: [
        'Nothing is published, because it could not be seen whether the verdict still holds. GitHub does not let this token read it (403). It needs contents: read.',
      ],
      code: 3,
    })
  })

  test('a base that is not governed: nothing, whatever the verdict is', async () => {
    expect(await publish(report({ conclusion: 'pass' }), where({ governed: false }))).toEqual({
      lines: [
        'Nothing is published, because the base is not a protected branch that the policy of the default branch names',
      ],
      problems: [],
    })
    expect(github.log).toEqual([])
  })

  test('a verdict about another commit', async () => {
    const other = report({ conclusion: 'pass', subject: { uri: 'file:.', commit: 'b'.repeat(40) } })
    expect(await publish(other, where())).toMatchObject({ code: 3 })
    expect(written()).toEqual([0, 0, 0])
  })
})

const CONCLUSIONS: readonly Conclusion[] = ['pass', 'fail', 'overridden', 'waiting', 'blind']
const FAULTS: readonly Fault[] = [
  ...([401, 403, 404, 429, 500, 502, 503] as const).map((status) => ({ kind: 'status', status }) as const),
  { kind: 'cut' },
  { kind: 'malformed' },
  { kind: 'stall' },
]
const STEPS = [
  { route: 'POST /repos/{owner}/{repo}/check-runs' },
  { route: 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', call: 1 },
  { route: 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', call: 2 },
  { route: 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}' },
  { route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs' },
  { route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments' },
  { route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments' },
  { route: 'POST /repos/{owner}/{repo}/code-scanning/sarifs' },
  { route: 'GET /repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}' },
] as const

test('the steps are all the requests there are', async () => {
  await publish(report({ findings: findings(120) }), where())
  expect([...new Set(github.log.map(({ route }) => route))]).toEqual([...new Set(STEPS.map(({ route }) => route))])
})

test.each(FAULTS.flatMap((fault) => STEPS.map((step) => ({ ...step, fault }))))(
  '$route $call with $fault: an error, exit 3, and green only for a pass',
  async ({ fault, ...step }) => {
    // What fails is the same for all of them; what must not be green is each of them once at every request.
    const conclusions = fault.kind === 'malformed' ? CONCLUSIONS : CONCLUSIONS.slice(0, 2)
    for (const conclusion of conclusions) {
      app.repository.checkRuns.splice(0)
      pull.pull.comments.splice(0)
      github.log.splice(0)
      github.faults.clear()
      github.faults.on({ ...step, fault })
      const client = clientOf(gateToken(), fault.kind === 'stall' ? { timeoutMs: 300 } : {})
      const { problems, code } = await publish(report({ conclusion, findings: findings(120) }), where({ client }))
      const injected = github.log.some((request) => request.fault !== undefined)
      // A pass and a wait begin no comment, so there is no request for one to fail.
      if (injected) expect([conclusion, code, problems.length]).toEqual([conclusion, 3, 1])
      else expect([step.route.includes('comments'), code]).toEqual([true, undefined])
      const green = checks().filter((shown) => shown !== 'failure' && shown !== 'in_progress')
      expect([[], ...(conclusion === 'pass' ? [['success']] : [])]).toContainEqual(green)
    }
  },
)

describe('what cannot be published names its permission', () => {
  test.each([
    ['checks', 'check-run', `The check run ${NAME}`, 'checks: write'],
    ['security_events', 'sarif', 'findings.sarif', 'security events: write'],
    ['issues', 'comment', 'The comment', 'issues: write'],
  ] as const)('%s', async (missing, input, what, needs) => {
    const permissions = { ...PERMISSIONS, [missing]: 'read' as const }
    const client = clientOf(github.appToken('acme-gates', ['acme/app'], permissions))
    const { problems, code } = await publish(report(), where({ client }))
    expect(problems).toEqual([
      `${what} was not published, so that GitHub may show an older answer. GitHub does not let this token write it (403: Resource not accessible by integration). It needs ${needs}. To do without it, set \`${input}: off\`.`,
    ])
    expect(code).toBe(3)
  })

  test('a token of a fork writes nothing', async () => {
    const fork = github.workflowToken('acme/app', { permissions: PERMISSIONS, fork: true })
    const { problems, code } = await publish(report({ conclusion: 'pass' }), where({ client: clientOf(fork) }))
    expect([problems.length, code]).toEqual([2, 3])
    expect(written()).toEqual([0, 0, 0])
  })
})

describe('check runs that claim to be ours', () => {
  test('two of ours are normal', async () => {
    await publish(report(), where())
    const { problems, lines } = await publish(report({ conclusion: 'pass', findings: [] }), where())
    expect(problems).toEqual([])
    expect(lines[0]).toBe(`check run ${NAME}: success on ${pull.head.slice(0, 7)}, 0 annotations`)
    expect(checks()).toEqual(['failure', 'success'])
  })

  test('a green one by another app is check-forged', async () => {
    app.checkRun(pull.head, NAME, { app: 'scanner', conclusion: 'success' })
    const { problems, code } = await publish(report(), where({ switches: { ...OFF, 'check-run': 'on' } }))
    const { id } = github.app('scanner')
    expect(problems).toEqual([
      expect.stringMatching(
        new RegExp(
          `^check-forged: check run \\d+ claims to be ${NAME} on \\w{7}\\. It was made by app ${id} \\(scanner\\)`,
        ),
      ),
    ])
    expect(code).toBe(3)
  })

  test('one by GITHUB_TOKEN is check-forged where an App is required', async () => {
    app.checkRun(pull.head, NAME, { conclusion: 'success' })
    const { problems, code } = await publish(report(), where())
    expect(problems).toEqual([expect.stringContaining('It was made with GITHUB_TOKEN')])
    expect(code).toBe(3)
  })

  test('our own red one, turned green by another workflow between writing and looking', async () => {
    const forger = workflowToken({ checks: 'write' })
    const forge: typeof fetch = async (input, init) => {
      const url = String(input instanceof Request ? input.url : input)
      if (url.includes(`/commits/${pull.head}/check-runs`)) {
        await fetch(`${github.url}/repos/acme/app/check-runs/${app.repository.checkRuns[0]?.id}`, {
          method: 'PATCH',
          headers: { authorization: `token ${forger}` },
          body: JSON.stringify({ status: 'completed', conclusion: 'success' }),
        })
      }
      return fetch(input, init)
    }
    const client = clientOf(workflowToken(), { fetch: forge })
    const { problems, code } = await publish(
      report(),
      where({ client, switches: { ...OFF, 'check-run': 'on' }, trust: { mode: 'token', appIds: [] } }),
    )
    expect(problems).toEqual([expect.stringContaining('It shows success, and the verdict is failure.')])
    expect(code).toBe(3)
  })

  test('our own with GITHUB_TOKEN, where that does not count, is published and said to count for nobody', async () => {
    const { lines, problems } = await publish(report(), where({ client: clientOf(workflowToken()) }))
    expect(problems).toEqual([])
    expect(lines[0]).toMatch(
      /: failure on \w{7}, 1 annotation\. It counts for nobody: It was made with GITHUB_TOKEN, .* Use a token of the App in `enforcement\.app-id`\.$/,
    )
  })

  test('with trust.check-runs: token it counts, and is shown as forgeable', async () => {
    const at = where({ client: clientOf(workflowToken()), trust: { mode: 'token', appIds: [] } })
    const { lines } = await publish(report(), at)
    expect(lines[0]).toMatch(/annotation$/)
    expect(app.repository.checkRuns[0]?.output.text).toContain('can be rewritten by any workflow')
  })
})

describe('comments', () => {
  const comment = (over: Partial<Verdict>, at: Partial<Where> = {}, more: Partial<Report['outcome']> = {}) =>
    publish(report(over, more), where({ switches: { ...OFF, comment: 'blocked' }, ...at }))
  const drafty = { number: 1, draft: true, bot: false }

  test.each([
    ['a pass', { conclusion: 'pass', findings: [] }, {}, 'comment: none'],
    ['waiting', { conclusion: 'waiting' }, {}, 'comment: none, because it is a draft, by a bot, or still waiting'],
    ['a draft', {}, { pull: drafty }, 'comment: none, because it is a draft, by a bot, or still waiting'],
    [
      'a bot',
      {},
      { pull: { ...drafty, draft: false, bot: true } },
      'comment: none, because it is a draft, by a bot, or still waiting',
    ],
    ['a push', {}, { pull: undefined }, 'comment: none, because there is no pull request'],
  ] as const)('%s writes none', async (_, over, at, line) => {
    const { pull: given, ...rest } = where({ switches: { ...OFF, comment: 'blocked' } })
    const place =
      'pull' in at
        ? at.pull === undefined
          ? rest
          : { ...rest, pull: at.pull }
        : { ...rest, ...(given && { pull: given }) }
    expect(await publish(report(over), place)).toEqual({ lines: [line], problems: [] })
    expect(pull.pull.comments).toEqual([])
  })

  test('a block is told once and taken back in the same place', async () => {
    await comment({})
    const { lines } = await comment({ conclusion: 'pass', findings: [] })
    expect(lines).toEqual(['comment: updated'])
    expect(pull.pull.comments.map(({ body }) => body.split('\n')[1])).toEqual([
      '### ✅ security-gate passed this change',
    ])
  })

  test('observing blocks nobody and begins no comment', async () => {
    const enforcement = { mode: 'observe', because: 'no-policy', preset: 'starter' } as const
    await comment({}, {}, { enforcement })
    expect(pull.pull.comments).toEqual([])
  })

  test('older ones of ours are removed, the author’s stays', async () => {
    pull.comment('ada', '<!-- production-gates:security-gate -->\nPassed.')
    pull.comment('acme-gates[bot]', '<!-- production-gates:security-gate -->\n1')
    pull.comment('acme-gates[bot]', '<!-- production-gates:security-gate -->\n2')
    const { lines } = await comment({})
    expect(lines).toEqual(['comment: updated, 1 older one removed'])
    expect(pull.pull.comments.map(({ user }) => user?.login)).toEqual(['ada', 'acme-gates[bot]'])
  })
})

test('hostile findings by the thousand fit where they go', async () => {
  const hostile = '@acme/all <script>| ![x](https://evil.example) \u202e\n::error::'
  const many = findings(5000, { title: hostile, detail: hostile.repeat(4), remedy: hostile })
  expect(JSON.stringify(many).length).toBeGreaterThan(1_000_000)
  const { problems } = await publish(report({ findings: many }), where())
  expect(problems).toEqual([])
  const [run] = app.repository.checkRuns
  expect(run?.annotations).toHaveLength(250)
  for (const text of [run?.output.summary, pull.pull.comments[0]?.body]) {
    expect(text).not.toMatch(/<script|!\[|@acme\/all|\u202e/)
  }
})

describe('a look that another run has overtaken', () => {
  const MARK = { judged: '2026-11-20T11:59:00.000Z', rules: {} }
  const green = () => publish(report({ conclusion: 'pass', findings: [] }), where({ mark: MARK, switches: CHECK_ONLY }))
  const CHECK_ONLY = { ...OFF, 'check-run': 'on' } as const
  const other = (judged: string, more: { status?: 'completed' | 'in_progress'; conclusion?: 'failure' | 'success' }) =>
    app.checkRun(pull.head, NAME, {
      app: 'acme-gates',
      ...more,
      output: { title: 'a', summary: 'b', text: renderMark({ judged, rules: {} }) },
    })

  test.each([
    ['red, a moment later', '2026-11-20T11:59:30.000Z', { conclusion: 'failure' }, false],
    ['waiting, a moment later', '2026-11-20T11:59:30.000Z', { status: 'in_progress' }, false],
    ['green, a moment later', '2026-11-20T11:59:30.000Z', { conclusion: 'success' }, true],
    ['red, earlier', '2026-11-20T11:58:00.000Z', { conclusion: 'failure' }, true],
    ['red, from a time that no run can be of', '2099-01-01T00:00:00.000Z', { conclusion: 'failure' }, true],
  ] as const)('%s', async (_, judged, more, shown) => {
    other(judged, more)
    const { lines, problems, code } = await green()
    expect(code).toBe(shown ? undefined : 3)
    expect(checks().slice(1)).toEqual(shown ? ['success'] : [])
    expect([...lines, ...problems].join()).toMatch(shown ? /success on/ : /is of a later look and not green/)
  })

  test('red is written over whatever is there', async () => {
    other('2026-11-20T11:59:30.000Z', { conclusion: 'success' })
    await publish(report({ findings: findings(1) }), where({ mark: MARK, switches: CHECK_ONLY }))
    expect(checks().at(-1)).toBe('failure')
  })

  test.each([401, 403, 404, 500] as const)(
    'what stands there cannot be read (%i): nothing green is written',
    async (status) => {
      for (const call of [1, 2]) {
        github.faults.on({
          route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
          call,
          fault: { kind: 'status', status },
        })
      }
      expect((await green()).code).toBe(3)
      expect(checks()).toEqual([])
    },
  )
})
