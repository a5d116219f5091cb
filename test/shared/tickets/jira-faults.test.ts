import { afterEach, describe, expect, test } from 'vitest'
import { fakeJira } from '../../fake-jira/jira.ts'
import { aJira, closeAll, LOGIN, read } from './a-jira.ts'
import { ask, NOW } from './ask.ts'

afterEach(closeAll)

describe('what breaks', () => {
  const LONG = JSON.stringify({ key: 'SEC-1', x: 'x'.repeat(1024 * 1024) })
  test.each([
    ['500', { kind: 'status', status: 500 }, 'Jira answered 500.'],
    ['503', { kind: 'status', status: 503, headers: { 'retry-after': '5' } }, 'Jira answered 503.'],
    ['204', { kind: 'status', status: 204 }, 'Jira answered 204.'],
    ['silence', { kind: 'stall' }, 'The connection to Jira broke or took too long.'],
    [
      'a body that does not come',
      { kind: 'stall', after: 'headers' },
      'The connection to Jira broke or took too long.',
    ],
    ['half a body', { kind: 'half-body' }, 'The connection to Jira broke or took too long.'],
    [
      'a login page',
      { kind: 'text', text: '<html>Log in</html>' },
      'Jira answered something that is no JSON: a login or error page.',
    ],
    ['a body without an end', { kind: 'text', text: LONG }, 'What Jira answered is larger than 1048576 bytes.'],
    ['another shape', { kind: 'text', text: '[]' }, 'Jira answered something its API does not describe, at the top.'],
  ] as const)('%s is partial, at every question', async (_, fault, detail) => {
    for (const at of [1, 2, 3]) {
      const jira = await aJira()
      jira.fault(fault, at)
      const answer = await read(jira, at === 1 ? 'SEC-1' : 'SEC-9', LOGIN, { timeoutMs: 300 })
      expect(answer).toMatchObject({ state: 'partial' })
      if (at === 1) expect(answer).toEqual({ state: 'partial', detail })
    }
  })

  test('nobody listens', async () => {
    const jira = await fakeJira('cloud')
    await jira.close()
    expect(await read(jira)).toMatchObject({ state: 'partial' })
  })

  test.each([
    [{ 'retry-after': '90' }, 'The rate limit of Jira is used up until 2026-11-20T12:01:30Z.'],
    [{ 'x-ratelimit-reset': '2026-11-20T12:05Z' }, 'The rate limit of Jira is used up until 2026-11-20T12:05:00Z.'],
    [
      { 'retry-after': 'Fri, 20 Nov 2026 13:00:00 GMT' },
      'The rate limit of Jira is used up until 2026-11-20T13:00:00Z.',
    ],
    [{ 'retry-after': 'soon' }, 'The rate limit of Jira is used up.'],
    [{}, 'The rate limit of Jira is used up.'],
  ])('the rate limit is pending, at every question: %j', async (headers, detail) => {
    for (const at of [1, 2, 3]) {
      const jira = await aJira()
      jira.fault({ kind: 'status', status: 429, headers }, at)
      expect(await read(jira, at === 1 ? 'SEC-1' : 'SEC-9')).toEqual({ state: 'pending', detail })
    }
  })

  test('no Jira at the address: 404 for the account too', async () => {
    const jira = await aJira('data-center', '/jira')
    const policy = { tracker: 'jira', 'base-url': new URL(jira.url).origin, projects: ['SEC'] } as const
    expect(await ask(policy, { credentials: LOGIN }, 'SEC-1')).toMatchObject({
      state: 'partial',
      detail: expect.stringContaining('`override.ticket.base-url`'),
    })
  })

  const issue = (key: unknown, fields: object = {}) => ({
    key,
    fields: {
      project: { key: 'SEC' },
      issuetype: { name: 'Bug' },
      status: { name: 'Open', statusCategory: { key: 'new' } },
      created: NOW,
      ...fields,
    },
  })
  test('a lean answer is enough', async () => {
    const jira = await aJira()
    jira.fault({ kind: 'text', text: JSON.stringify(issue('SEC-1', { labels: null })) })
    expect(await read(jira)).toMatchObject({ state: 'read', value: { createdAt: NOW, labels: [] } })
  })

  test.each([
    issue('SEC-1', { project: { key: 'OPS' } }),
    issue('SEC-1/../../x'),
    issue('sec'),
    issue(7),
    issue('SEC-1', { created: 'yesterday' }),
    issue('SEC-1', { created: '2026-13-45T99:99:99.000+0000' }),
    issue('SEC-1', { status: { name: 'Open', statusCategory: { key: 'finished' } } }),
    issue('SEC-1', { status: { name: 'Open' } }),
    issue('SEC-1', { issuetype: null }),
    issue('SEC-1', { labels: Array(1001).fill('x') }),
    { key: 'SEC-1' },
    null,
  ])('an answer that no Jira gives is partial: %j', async (body) => {
    const jira = await aJira()
    jira.fault({ kind: 'text', text: JSON.stringify(body) })
    expect(await read(jira)).toMatchObject({ state: 'partial' })
  })

  test('names from outside are cut', async () => {
    const jira = await aJira()
    jira.issue('SEC-2', { type: 'x'.repeat(5000) })
    const answer = await read(jira, 'SEC-2')
    expect(answer.state === 'read' && answer.value.type.length).toBe(255)
  })
})
