import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { findTickets } from '../../../shared/tickets/keys.ts'
import { openTracker } from '../../../shared/tickets/tracker.ts'
import type { Fault } from '../../fake-jira/jira.ts'
import { aJira, BOT, closeAll, LOGIN, read, TOKEN } from './a-jira.ts'
import { ask } from './ask.ts'

afterEach(closeAll)

/** A network that nobody may use. */
const forbidden: typeof fetch = () => {
  throw new Error('something was sent')
}

describe('the address', () => {
  test.each([
    undefined,
    '',
    'acme.atlassian.net',
    'http://acme.atlassian.net',
    'http://127.0.0.1.evil.example',
    'ftp://acme.atlassian.net',
    'https://user:pw@acme.atlassian.net',
    'https://acme.atlassian.net/?x=1',
    'https://acme.atlassian.net/#x',
  ])('%s is not asked', async (base) => {
    const policy = { tracker: 'jira', 'base-url': base, projects: ['SEC'] } as const
    expect(await ask(policy, { credentials: LOGIN, fetch: forbidden }, 'SEC-1')).toEqual({
      state: 'forbidden',
      detail: '`override.ticket.base-url` is no https address of a Jira, without user, query and fragment.',
      needs: 'the address of the tracker in `override.ticket.base-url`, e.g. https://acme.atlassian.net',
    })
  })

  test.each(['https://acme.atlassian.net', 'https://jira.acme.example/jira/', 'http://localhost:8080', 'http://[::1]'])(
    '%s can be',
    (base) => {
      const access = { credentials: LOGIN, fetch: forbidden, now: () => new Date(), timeoutMs: 1 }
      expect(openTracker({ tracker: 'jira', 'base-url': base }, access).state).toBe('read')
    },
  )

  test('a slash at its end makes no second one', async () => {
    const jira = await aJira('data-center', '/jira')
    const policy = { tracker: 'jira', 'base-url': `${jira.url}/`, projects: ['SEC'] } as const
    expect(await ask(policy, { credentials: LOGIN }, 'SEC-1')).toMatchObject({
      state: 'read',
      value: { url: `${jira.url}/browse/SEC-1` },
    })
  })
})

describe('credentials that cannot be sent', () => {
  const cloud = { tracker: 'jira', 'base-url': 'https://acme.atlassian.net', projects: ['SEC'] } as const
  test.each([
    [{ user: BOT }, '`tracker-token`'],
    [{ token: TOKEN }, '`tracker-user`'],
    [{ user: BOT, token: `${TOKEN}\r\nX: y` }, '`tracker-token`'],
    [{ user: BOT, token: `${TOKEN} ${TOKEN}` }, '`tracker-token`'],
    [{ user: BOT, token: 'ä' }, '`tracker-token`'],
    [{ user: 'a:b', token: TOKEN }, '`tracker-user`'],
    [{ user: 'a\nb', token: TOKEN }, '`tracker-user`'],
  ])('%j: %s is named, nothing is sent or shown', async (credentials, needs) => {
    const answer = await ask(cloud, { credentials, fetch: forbidden }, 'SEC-1')
    expect(answer).toMatchObject({ state: 'forbidden', needs })
    expect(JSON.stringify(answer)).not.toContain(TOKEN)
  })
})

test.each(['OTHER-1', 'SEC-1/../../../x', 'SEC-1?x', '../SEC-1', 'SEC-1 ', '', 'acme/app#1'])(
  'a key that is no allowed one is not asked for: %j',
  async (key) => {
    const jira = await aJira()
    expect(await read(jira, key)).toMatchObject({ state: 'foreign' })
    expect(jira.log).toEqual([])
  },
)

test('no text changes who is asked: every request goes to the policy’s host, below its path', async () => {
  const jira = await aJira('data-center', '/jira')
  const trap = await aJira()
  const host = new URL(jira.url).host
  const piece = fc.constantFrom(
    ...[
      'SEC-1',
      'HR-2',
      ' ',
      '\n',
      '@',
      '?',
      '#',
      '/',
      '..',
      '%2e%2e',
      ':80',
      '\\\\',
      `${jira.url}/browse/`,
      `${trap.url}/browse/`,
    ],
    ...[`//${new URL(trap.url).host}/`, `http://${host}@${new URL(trap.url).host}/browse/`, '[x](', ')'],
  )
  const texts = fc.sample(fc.array(piece, { minLength: 1, maxLength: 8 }), { numRuns: 150, seed: 3 })
  let asked = 0
  for (const text of texts.map((parts) => parts.join(''))) {
    const refs = findTickets(text, { tracker: 'jira', 'base-url': jira.url, projects: ['SEC', 'HR'] })
    for (const { key } of refs) await read(jira, key)
    asked += refs.length
    // The key as it stands, past what finds keys.
    await read(jira, text.slice(0, 50))
  }
  expect(asked).toBeGreaterThan(10)
  expect(trap.log).toEqual([])
  for (const request of jira.log) {
    expect(request.host).toBe(host)
    expect(request.path).toMatch(
      /^\/jira\/rest\/api\/2\/(?:issue\/(?:SEC|HR)-\d+\?fields=[a-z,]+|myself|project\/(?:SEC|HR))$/,
    )
  }
})

test('the token goes to the tracker and into no answer', async () => {
  const faults: (Fault | undefined)[] = [
    undefined,
    ...[401, 403, 404, 429, 500].map((status) => ({ kind: 'status', status }) as const),
    { kind: 'stall' },
    { kind: 'half-body' },
    { kind: 'text', text: '<html>' },
    { kind: 'redirect', to: 'https://evil.example/login' },
  ]
  const basic = Buffer.from(`${BOT}:${TOKEN}`).toString('base64')
  for (const kind of ['cloud', 'data-center'] as const) {
    for (const fault of faults) {
      const jira = await aJira(kind)
      if (fault !== undefined) jira.fault(fault)
      for (const key of ['SEC-1', 'SEC-9', 'HR-1']) {
        const answer = JSON.stringify(await read(jira, key, LOGIN, { timeoutMs: 200 }))
        expect(answer).not.toContain(TOKEN)
        expect(answer).not.toContain(basic)
      }
      expect(jira.log.every(({ authorization }) => authorization === `Basic ${basic}`)).toBe(true)
    }
  }
})

test('an error of fetch is not shown: it may quote what was sent', async () => {
  const jira = await aJira()
  const quoting: typeof fetch = (_, init) => Promise.reject(new TypeError(`bad header ${JSON.stringify(init)}`))
  expect(await read(jira, 'SEC-1', LOGIN, { fetch: quoting })).toEqual({
    state: 'partial',
    detail: 'The connection to Jira broke or took too long.',
  })
})

test.each(['https://evil.example/x', 'http://evil.example', '//evil.example/x', '/login.jsp', '', 'nonsense:'])(
  'a redirect is not followed: %s',
  async (to) => {
    const jira = await aJira()
    jira.fault({ kind: 'redirect', to })
    const asked: string[] = []
    const watching: typeof fetch = (url, init) => {
      asked.push(String(url))
      return fetch(url, init)
    }
    expect(await read(jira, 'SEC-1', LOGIN, { fetch: watching })).toMatchObject({ state: 'forbidden' })
    expect(asked).toHaveLength(1)
  },
)
