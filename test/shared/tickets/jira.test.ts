import { afterEach, describe, expect, test } from 'vitest'
import type { FakeJira } from '../../fake-jira/jira.ts'
import { aJira, BOT, closeAll, LOGIN, read, TOKEN } from './a-jira.ts'
import { ask } from './ask.ts'

afterEach(closeAll)

const PAT = { token: TOKEN }

const paths = (jira: FakeJira) => jira.log.map(({ path, status }) => `${path.replace(/\?.*/, '')} ${status}`)

describe.each([
  ['cloud', '', LOGIN],
  ['cloud', '', { user: ` ${BOT}\n`, token: `${TOKEN}\n` }],
  ['data-center', '/jira', LOGIN],
  ['data-center', '/jira', PAT],
] as const)('%s%s', (kind, path, credentials) => {
  test('an issue, in one request', async () => {
    const jira = await aJira(kind, path)
    jira.issue('SEC-2', {
      type: 'Security',
      status: { name: 'In Progress', category: 'indeterminate' },
      created: '2026-11-20T17:50:00.123+0100',
      priority: 'Highest',
      labels: ['sev-1', 'door'],
    })
    expect(await read(jira, 'SEC-2', credentials)).toEqual({
      state: 'read',
      value: {
        key: 'SEC-2',
        url: `${jira.url}/browse/SEC-2`,
        project: 'SEC',
        type: 'Security',
        status: 'In Progress',
        statusCategory: 'indeterminate',
        createdAt: '2026-11-20T16:50:00.123Z',
        priority: 'Highest',
        labels: ['sev-1', 'door'],
      },
    })
    expect(paths(jira)).toEqual([`${path}/rest/api/2/issue/SEC-2 200`])
  })

  test('what is not there does not exist, to an account that sees the project', async () => {
    const jira = await aJira(kind, path)
    expect(await read(jira, 'SEC-9', credentials)).toEqual({
      state: 'absent',
      detail:
        'SEC-9 does not exist: Jira shows project SEC to this account, and no such issue in it. (A security level could hide one.)',
    })
    expect(paths(jira)).toEqual([
      `${path}/rest/api/2/issue/SEC-9 404`,
      `${path}/rest/api/2/myself 200`,
      `${path}/rest/api/2/project/SEC 200`,
    ])
  })

  test.each(['HR-1', 'HR-9'])('%s of a hidden project is never called missing', async (key) => {
    const jira = await aJira(kind, path)
    expect(await read(jira, key, credentials)).toMatchObject({
      state: 'forbidden',
      needs: 'permission to browse the project, for the account of `tracker-token`',
    })
  })

  test('a project that is not there is not told from a hidden one', async () => {
    const jira = await aJira(kind, path)
    const policy = { tracker: 'jira', 'base-url': jira.url, projects: ['NONE'] } as const
    expect(await ask(policy, { credentials }, 'NONE-1')).toMatchObject({ state: 'forbidden' })
  })
})

test.each([
  ['undefined', 'indeterminate'],
  ['new', 'new'],
  ['done', 'done'],
] as const)('category %s is %s', async (category, statusCategory) => {
  const jira = await aJira()
  jira.issue('SEC-2', { status: { name: 'X', category } })
  expect(await read(jira, 'SEC-2')).toMatchObject({ state: 'read', value: { statusCategory } })
})

describe('credentials', () => {
  test.each(['SEC-1', 'PUB-1', 'SEC-9'])('wrong ones on Cloud, which goes on as a stranger: %s', async (key) => {
    const jira = await aJira()
    expect(await read(jira, key, { user: BOT, token: 'wrong' })).toEqual({
      state: 'forbidden',
      detail: expect.stringContaining('Jira refused the credentials ('),
      needs: 'valid `tracker-user` and `tracker-token` (Jira Data Center: a personal access token, alone)',
    })
    expect(jira.log).toHaveLength(1)
  })

  test.each([{ user: BOT, token: 'wrong' }, { token: 'wrong' }])(
    'wrong ones on Data Center: %j',
    async (credentials) => {
      const jira = await aJira('data-center')
      expect(await read(jira, 'PUB-1', credentials)).toMatchObject({
        state: 'forbidden',
        detail: 'Jira refused the credentials (401).',
      })
    },
  )

  test('too many wrong ones: a person must log in', async () => {
    const jira = await aJira('data-center')
    for (let i = 0; i < 3; i++) await read(jira, 'SEC-1', { user: BOT, token: 'wrong' })
    expect(await read(jira)).toMatchObject({ state: 'forbidden', needs: expect.stringContaining('CAPTCHA') })
  })

  test('ones that a proxy dropped, which only X-AUSERNAME shows', async () => {
    const jira = await aJira('data-center')
    const dropping: typeof fetch = (url, init) => fetch(url, { ...init, headers: {} })
    expect(await read(jira, 'PUB-1', LOGIN, { fetch: dropping })).toMatchObject({
      state: 'forbidden',
      detail: 'Jira refused the credentials (200).',
    })
  })

  test.each(['cloud', 'data-center'] as const)(
    'none on %s: what is public is read, nothing else is missing',
    async (kind) => {
      const jira = await aJira(kind)
      expect(await read(jira, 'PUB-1', {})).toMatchObject({ state: 'read', value: { key: 'PUB-1' } })
      const before = jira.log.length
      for (const key of ['SEC-1', 'SEC-9', 'PUB-9']) {
        expect(await read(jira, key, {})).toMatchObject({
          state: 'forbidden',
          needs: expect.stringContaining('`tracker-token`'),
        })
      }
      // A stranger is not asked who it is.
      expect(jira.log.length - before).toBe(3)
    },
  )

  test('revoked between two questions', async () => {
    const jira = await aJira()
    jira.fault({ kind: 'status', status: 401 }, 2)
    expect(await read(jira, 'SEC-9')).toMatchObject({
      state: 'forbidden',
      detail: 'Jira refused the credentials (401).',
    })
  })

  test('without permission for the issue: 403', async () => {
    const jira = await aJira('data-center')
    jira.issue('SEC-2', { securityLevel: ['other@acme.example'] })
    expect(await read(jira, 'SEC-2')).toMatchObject({ state: 'forbidden', detail: expect.stringContaining('(403)') })
  })

  test('single sign-on: its page is not visited, and its query not shown', async () => {
    const jira = await aJira('data-center')
    const trap = await aJira()
    jira.sso(`${trap.url}/login`)
    const answer = await read(jira, 'SEC-1', { token: 'wrong' })
    expect(answer).toMatchObject({ state: 'forbidden', needs: expect.stringContaining('`override.ticket.base-url`') })
    expect(JSON.stringify(answer)).toContain(`to ${trap.url}/login (302)`)
    expect(JSON.stringify(answer)).not.toContain('os_destination')
    expect(trap.log).toEqual([])
  })
})

describe('moved issues', () => {
  test('into a project that is allowed: read, and said', async () => {
    const jira = await aJira()
    jira.move('SEC-1', 'PUB-2')
    expect(await read(jira)).toMatchObject({
      state: 'read',
      value: { key: 'PUB-2', movedFrom: 'SEC-1', project: 'PUB' },
    })
  })

  test('into one that is not: foreign', async () => {
    const jira = await aJira()
    jira.move('SEC-1', 'OPS-2')
    expect(await read(jira)).toEqual({
      state: 'foreign',
      detail: 'SEC-1 is now OPS-2, and OPS is not in `override.ticket.projects`.',
    })
  })

  test('into one that is hidden: not missing on Data Center; on Cloud nothing tells it from missing', async () => {
    const server = await aJira('data-center')
    server.move('SEC-1', 'HR-2')
    expect(await read(server)).toMatchObject({ state: 'forbidden' })
  })

  test('of a project with another key: foreign, and what is not there is not called missing', async () => {
    const jira = await aJira()
    jira.renameProject('SEC', 'SAFE')
    expect(await read(jira)).toMatchObject({ state: 'foreign' })
    expect(await read(jira, 'SEC-9')).toMatchObject({
      state: 'forbidden',
      needs: expect.stringContaining('present key'),
    })
  })
})
