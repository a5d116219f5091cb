import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FakeGitHub, fakeGitHub } from '../fake-github/github.ts'
import type { LoggedRequest } from '../fake-github/request-log.ts'
import { judgeRun, neverAnswered } from './oracle.ts'
import { planOf, runOnce, setStage } from './run.ts'
import type { Ended, Scenario } from './scenario.ts'

const PASSED: Ended = { code: 0, conclusion: 'pass', said: '' }
const BLIND: Ended = { code: 2, conclusion: 'blind', said: '' }

const request = (over: Partial<LoggedRequest> = {}): LoggedRequest => ({
  method: 'GET',
  path: '/repos/acme/app/branches/main',
  query: {},
  route: 'GET /repos/{owner}/{repo}/branches/{branch}',
  actor: 'ada',
  status: 200,
  ...over,
})
const broken = (over: Partial<LoggedRequest> = {}): LoggedRequest =>
  request({ status: 500, fault: { kind: 'status', status: 500 }, ...over })
const wrong = (...log: LoggedRequest[]): number => neverAnswered(log).length

describe('what was never answered rightly', () => {
  test.each<[string, LoggedRequest[], number]>([
    ['nothing, where nothing went wrong', [request(), request()], 0],
    ['a request that failed', [broken()], 1],
    ['one that failed again and again, once', [broken(), broken()], 1],
    ['not one whose retry got through', [broken(), request()], 0],
    ['one that failed when it was asked again', [request(), broken()], 1],
    ['one beside another that got through', [broken(), request({ path: '/repos/acme/app/branches/other' })], 1],
    ['one beside another page', [broken({ query: { page: '1' } }), request({ query: { page: '2' } })], 1],
    ['one beside another question to the same address', [broken({ asked: 'aa' }), request({ asked: 'bb' })], 1],
    [
      'not one whose parameters came in another order',
      [broken({ query: { a: '1', b: '2' } }), request({ query: { b: '2', a: '1' } })],
      0,
    ],
  ])('is %s', (_, log, count) => {
    expect(wrong(...log)).toBe(count)
  })

  const page = (at: number, over: Partial<LoggedRequest> = {}) => request({ query: { page: String(at) }, ...over })
  const hidden = { fault: { kind: 'drop-link' } } as const

  test('is no page that hid its link, when the next one was asked for all the same', () => {
    expect(wrong(page(1, hidden), page(2))).toBe(0)
    expect(wrong(page(1, hidden), page(2, hidden), page(3))).toBe(0)
  })

  test('is one that hid its link and was believed, and one whose next page never came', () => {
    expect(wrong(page(1, hidden))).toBe(1)
    expect(wrong(page(2), page(1, hidden))).toBe(1)
    expect(wrong(page(1, hidden), page(2, { status: 0, fault: { kind: 'cut' } }))).toBe(2)
    expect(wrong(request({ query: { after: 'x' }, ...hidden }), request({ query: { after: 'y' } }))).toBe(1)
  })
})

describe('a run', () => {
  const passing = { expects: 'pass' }

  test('may pass when everything was answered in the end, and be blind at any time', () => {
    expect(judgeRun(passing, [broken(), request()], PASSED)).toEqual({ healed: true, required: 0, excused: [] })
    expect(judgeRun(passing, [broken()], BLIND)).toEqual({ healed: false, required: 1, excused: [] })
  })

  test.each<[string, Ended]>([
    ['says pass', PASSED],
    ['exits with 0 without a word', { code: 0, conclusion: 'none', said: '' }],
    ['exits with 0 and is blind', { code: 0, conclusion: 'blind', said: '' }],
    ['says pass and exits with 2', { code: 2, conclusion: 'pass', said: '' }],
    ['says pass in one place only', { code: 2, conclusion: 'torn', said: '' }],
  ])('that %s must have been answered', (_, ended) => {
    expect(judgeRun(passing, [broken()], ended).falsePass).toContain('was never answered rightly')
  })

  test('of a story that is refused passes never', () => {
    expect(judgeRun({ expects: 'fail' }, [request()], PASSED).falsePass).toContain('has to end as fail')
  })

  test('of an emergency may end as overridden and as no pass, and of another story never as overridden', () => {
    const overridden: Ended = { code: 0, conclusion: 'overridden', said: '' }
    expect(judgeRun({ expects: 'overridden' }, [request()], overridden).falsePass).toBeUndefined()
    expect(judgeRun({ expects: 'overridden' }, [request()], PASSED).falsePass).toContain('only end as overridden')
    expect(judgeRun(passing, [request()], overridden).falsePass).toContain('only end as pass')
    expect(judgeRun({ expects: 'fail' }, [request()], { ...overridden, code: 1 }).falsePass).toContain(
      'has to end as fail',
    )
    expect(judgeRun({ expects: 'overridden' }, [broken()], { ...overridden, code: 1 }).falsePass).toContain(
      'never answered',
    )
  })

  const check = request({ method: 'POST', path: '/repos/acme/app/check-runs', status: 201 })
  const unshown: Ended = { code: 3, conclusion: 'unshown', said: '' }

  test('shows green only by what was answered before it was shown', () => {
    const green: Ended = { ...unshown, green: true }
    expect(judgeRun(passing, [broken(), check], green).falsePass).toContain('shows green')
    expect(judgeRun(passing, [request(), check, broken()], green).falsePass).toBeUndefined()
    expect(judgeRun({ expects: 'fail' }, [request(), check], green).falsePass).toContain('has to end as fail')
  })

  test('whose verdict could not be shown has passed nobody', () => {
    expect(judgeRun(passing, [broken()], unshown).falsePass).toBeUndefined()
  })

  test('may do without what its story names, and without that only', () => {
    const route = 'GET /repos/{owner}/{repo}/branches/{branch}'
    const story = { expects: 'pass', unneeded: { [route]: 'for the test' } }
    expect(judgeRun(story, [broken()], PASSED)).toEqual({ healed: false, required: 0, excused: [route] })
    expect(judgeRun(story, [broken({ route: 'GET /user' })], PASSED).falsePass).toContain('GET /user')
  })
})

/** Gates that believe too much, against the same GitHub and the same faults: each has to be caught. */
describe('a gullible gate is caught', () => {
  let github: FakeGitHub

  beforeEach(async () => {
    github = await fakeGitHub()
    const app = github.repository('acme/app', { collaborators: { ada: 'write' } })
    app.commit('main', { 'README.md': 'one\n' })
    const run = app.workflowRun({ path: '.github/workflows/scan.yml', sha: app.tip() })
    for (let at = 0; at < 150; at++) app.artifact(run, at === 149 ? 'findings' : `log-${at}`, { 'a.txt': '1' })
  })
  afterEach(() => github.close())

  /** @param gate says whether it passes */
  const caught = async (expects: string, gate: (get: (path: string) => Promise<Response>) => Promise<boolean>) => {
    const token = github.userToken('ada')
    const get = (path: string) =>
      fetch(`${github.url}${path}`, {
        headers: { authorization: `token ${token}`, 'user-agent': 'gullible' },
        signal: AbortSignal.timeout(300),
      })
    const scenario: Scenario = {
      name: 'gullible',
      expects,
      tell: async () => ({
        github,
        run: async () => {
          const passes = await gate(get)
          return passes ? PASSED : { code: 1, conclusion: 'fail', said: '' }
        },
      }),
    }
    const stage = await setStage(scenario)
    const results = []
    for (let index = 0; index < 40; index++) results.push(await runOnce(stage, index, planOf(stage, 7, index)))
    return results.filter(({ falsePass }) => falsePass !== undefined)
  }
  const artifacts = (page: number): string =>
    `/repos/acme/app/actions/runs/${github.world.repositories[0]?.runs[0]?.id}/artifacts?per_page=100&page=${page}`

  test('one that takes what it cannot read for nothing wrong', async () => {
    const found = await caught('pass', (get) =>
      get('/repos/acme/app/branches/main').then(
        () => true,
        () => true,
      ),
    )
    expect(found.length).toBeGreaterThan(5)
    expect(found[0]).toMatchObject({ protocol: expect.stringContaining('<- injected'), conclusion: 'pass' })
  })

  test('one that believes a page which says that it is the last', async () => {
    const found = await caught('fail', async (get) => {
      for (let page = 1; ; page++) {
        const answer = await get(artifacts(page)).catch(() => undefined)
        const text = answer?.ok ? await answer.text().catch(() => '') : ''
        // What cannot be read is no pass; what is not shown is.
        if (!text.endsWith('}')) return false
        if (text.includes('findings')) return false
        if (!answer?.headers.get('link')?.includes('rel="next"')) return true
      }
    })
    expect(found.map(({ faults }) => faults.at(-1)?.kind)).toContain('drop-link')
  })

  test('and an honest one is left in peace', async () => {
    const found = await caught('pass', (get) =>
      get('/repos/acme/app/branches/main')
        .then(
          async (answer) => answer.ok && JSON.parse(await answer.text()) !== undefined,
          () => false,
        )
        .catch(() => false),
    )
    expect(found).toEqual([])
  })
})
