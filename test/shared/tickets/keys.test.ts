import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allowedKey, findTickets, partsOf, type TicketPlaces } from '../../../shared/tickets/keys.ts'

const JIRA: TicketPlaces = {
  tracker: 'jira',
  'base-url': 'https://Acme.atlassian.net/jira/',
  projects: ['SEC', 'OPS_2'],
}
const GITHUB: TicketPlaces = { tracker: 'github', projects: ['acme/App', 'acme/ops.x'], repository: 'acme/app' }

const found = (text: string, places = JIRA) => findTickets(text, places).map(({ key, place }) => `${place} ${key}`)

describe('Jira: bare keys', () => {
  test.each([
    'SEC-12',
    '[SEC-12] Add a door',
    'Add a door (SEC-12).',
    'fix: SEC-12, and more',
    '“SEC-12”: a door',
    '**SEC-12**',
    'ticket=SEC-12!',
    'SEC-12-add-a-door',
    'SEC-12.',
  ])('%j', (text) => {
    expect(findTickets(text, JIRA)).toEqual([{ key: 'SEC-12', project: 'SEC', place: 'bare' }])
  })

  test('each once, in the order they are named', () => {
    expect(found('OPS_2-7 SEC-12 OPS_2-7 SEC-1')).toEqual(['bare OPS_2-7', 'bare SEC-12', 'bare SEC-1'])
  })

  test.each([
    'CVE-2024-1234 SHA-256 UTF-8 COVID-19 ISO-8601',
    'sec-12 Sec-12',
    'SEC-0 SEC-012 SEC- SEC-x SEC 12 SEC–12',
    'SEC-12-3 SEC-12.3',
    'SEC-1234567890123456',
    'XSEC-12 X-SEC-12 x.SEC-12 x_SEC-12 ÄSEC-12 @SEC-12 #SEC-12',
    'SEC-12x SEC-12_ SEC-12ä SEC-12\u200b3 SEC-12\u0301',
    'release/SEC-12 acme/SEC-12',
    'https://evil.example/browse/SEC-12',
    'https://evil.example/?at=https://acme.atlassian.net/jira/browse/SEC-12',
    '`SEC-12`',
    '> SEC-12',
    '<!-- SEC-12 -->',
  ])('none in %j', (text) => {
    expect(findTickets(text, JIRA)).toEqual([])
  })

  test('CVE-2024 is none even where the policy has a project CVE', () => {
    expect(found('CVE-2024-1234, CVE-7', { ...JIRA, projects: ['CVE'] })).toEqual(['bare CVE-7'])
  })
})

describe('Jira: links', () => {
  const base = 'https://acme.atlassian.net/jira/browse'
  test.each([
    `${base}/SEC-12`,
    `${base}/SEC-12/`,
    `${base}/SEC-12?focusedCommentId=1&page=x#comment-1`,
    `(${base}/SEC-12).`,
    `Ticket:${base}/SEC-12,`,
    `<${base}/SEC-12>`,
    `[the ticket](${base}/SEC-12)`,
    `[the ticket][t]\n\n[t]: ${base}/SEC-12`,
    `**${base}/SEC-12**`,
    'HTTPS://ACME.atlassian.NET:443/jira/browse/SEC-12',
  ])('%s', (text) => {
    expect(findTickets(text, JIRA)).toEqual([{ key: 'SEC-12', project: 'SEC', place: 'link' }])
  })

  test('a link comes before a bare key, and counts more than one', () => {
    expect(found(`SEC-1 SEC-2 ${base}/SEC-2`)).toEqual(['link SEC-2', 'bare SEC-1'])
  })

  test.each([
    'http://acme.atlassian.net/jira/browse/SEC-12',
    'https://acme.atlassian.net/browse/SEC-12',
    'https://acme.atlassian.net/JIRA/browse/SEC-12',
    'https://acme.atlassian.net/jira/browse/OTHER-12',
    'https://acme.atlassian.net/jira/browse/sec-12',
    'https://acme.atlassian.net/jira/browse/SEC-12/x',
    'https://acme.atlassian.net/jira/browse/x/../../SEC-12',
    'https://acme.atlassian.net/jira/browse/SEC-12-3',
    'https://acme.atlassian.net/jira/issues/SEC-12',
    'https://acme.atlassian.net:8443/jira/browse/SEC-12',
    'https://acme.atlassian.net.evil.example/jira/browse/SEC-12',
    'https://acme.atlassian.net@evil.example/jira/browse/SEC-12',
    'https://user:pw@acme.atlassian.net/jira/browse/SEC-12',
    'https://evil.example\\@acme.atlassian.net/jira/browse/SEC-12',
    'https://evil.example/jira/browse/SEC-12?https://acme.atlassian.net/jira/browse/SEC-12',
    'xhttps://acme.atlassian.net/jira/browse/SEC-12',
    'ftp://acme.atlassian.net/jira/browse/SEC-12',
    '[](https://acme.atlassian.net/jira/browse/SEC-12)',
    '> https://acme.atlassian.net/jira/browse/SEC-12',
    '`https://acme.atlassian.net/jira/browse/SEC-12`',
  ])('none in %s', (text) => {
    expect(findTickets(text, JIRA)).toEqual([])
  })

  test('an address that is too long is none', () => {
    expect(found(`${base}/SEC-12?${'x'.repeat(1900)}`)).toEqual(['link SEC-12'])
    expect(found(`${base}/SEC-12?${'x'.repeat(2048)} [x](${base}/SEC-12?${'x'.repeat(2048)})`)).toEqual([])
  })

  test('without a list of projects only links count; without an address only bare keys', () => {
    const text = `UTF-8 ${base}/ANY-1`
    expect(found(text, { ...JIRA, projects: undefined })).toEqual(['link ANY-1'])
    expect(found(`SEC-1 ${base}/SEC-2`, { ...JIRA, 'base-url': undefined })).toEqual(['bare SEC-1'])
    expect(found(`SEC-1 ${base}/SEC-2`, { ...JIRA, projects: [] })).toEqual([])
  })
})

describe('GitHub', () => {
  test.each([
    ['#12', 'bare acme/App#12'],
    ['Fixes #12.', 'bare acme/App#12'],
    ['acme/app#12', 'bare acme/App#12'],
    ['ACME/ops.x#3', 'bare acme/ops.x#3'],
    ['https://github.com/Acme/app/issues/12#issuecomment-1', 'link acme/App#12'],
    ['[x](https://github.com/acme/ops.x/issues/3?q=1)', 'link acme/ops.x#3'],
  ])('%s', (text, key) => {
    expect(found(text, GITHUB)).toEqual([key])
  })

  test.each([
    'other/app#12 acme/other#12 x/acme/app#12',
    'a#12 ##12 #12a #012 #0 &#12 #12-3 #12345678901',
    'https://github.com/acme/app/pull/12 https://github.com/acme/app/issues/12/x',
    'https://github.com/other/app/issues/12 https://evil.example/acme/app/issues/12',
    'https://github.com.evil.example/acme/app/issues/12',
    '`#12` <!-- #12 -->',
  ])('none in %s', (text) => {
    expect(findTickets(text, GITHUB)).toEqual([])
  })

  test('`#12` is of the repository of the text, if that is allowed', () => {
    expect(found('#12', { ...GITHUB, repository: undefined })).toEqual([])
    expect(found('#12', { ...GITHUB, repository: 'acme/other' })).toEqual([])
  })

  test('without a list the repository of the text is the only one', () => {
    const own: TicketPlaces = { tracker: 'github', repository: 'acme/app' }
    expect(found('#1 eve/app#2 https://github.com/eve/app/issues/3', own)).toEqual(['bare acme/app#1'])
    expect(found('#1 eve/app#2', { tracker: 'github' })).toEqual([])
  })

  test('another server than github.com is the policy’s to name', () => {
    const own = { ...GITHUB, 'base-url': 'https://ghe.acme.example' }
    expect(found('https://ghe.acme.example/acme/app/issues/1 https://github.com/acme/app/issues/2', own)).toEqual([
      'link acme/App#1',
    ])
  })
})

test('a key in parts, and whether its project is allowed', () => {
  expect(partsOf('SEC-12', 'jira')).toEqual({ key: 'SEC-12', project: 'SEC', number: 12 })
  expect(partsOf('acme/app#12', 'github')).toEqual({ key: 'acme/app#12', project: 'acme/app', number: 12 })
  for (const text of ['SEC-12\n', 'SEC-12/../x', ' SEC-12', 'acme/app#12'])
    expect(partsOf(text, 'jira')).toBeUndefined()
  expect(allowedKey('OTHER-1', JIRA)).toBeUndefined()
  expect(allowedKey('OTHER-1', { ...JIRA, projects: undefined })).toMatchObject({ project: 'OTHER' })
  expect(allowedKey('ACME/app#1', GITHUB)).toEqual({ key: 'acme/App#1', project: 'acme/App', number: 1 })
  expect(allowedKey('eve/app#1', GITHUB)).toBeUndefined()
})

const PIECE = fc.constantFrom(
  ...[
    'SEC-1',
    'CVE-2',
    'acme/app#3',
    'SEC',
    'CVE',
    'ops',
    '-',
    '1',
    '2024',
    '#',
    '/',
    'acme',
    'app',
    'https://acme.atlassian.net/jira/browse/',
    ' ',
    '\n',
  ],
  ...[
    'https://evil.example/',
    'https://github.com/',
    'issues/',
    '@',
    '?',
    '[',
    '](',
    ')',
    '`',
    '> ',
    '<!--',
    '-->',
    '.',
  ],
)
const TEXT = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(PIECE, { maxLength: 40 }).map((all) => all.join('')),
)

test.each([JIRA, GITHUB])('no ticket is of a project that is not in the list: %j', (places) => {
  let seen = 0
  fc.assert(
    fc.property(TEXT, (text) => {
      const refs = findTickets(text, places)
      seen += refs.length
      for (const { key, project } of refs) {
        expect(places.projects).toContain(project)
        expect(allowedKey(key, places)).toMatchObject({ key, project })
      }
      expect(new Set(refs.map(({ key }) => key)).size).toBe(refs.length)
    }),
    { numRuns: 2000, seed: 7 },
  )
  expect(seen).toBeGreaterThan(0)
})
