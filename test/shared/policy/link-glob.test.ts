import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linkMatches } from '../../../shared/policy/link-glob.ts'

const SLACK = 'https://acme.slack.com/archives/*'

test.each([
  ['https://acme.slack.com/archives/C1'],
  ['https://acme.slack.com/archives/C1/p1700000000'],
  ['https://ACME.slack.com:443/archives/C1?thread_ts=1#x'],
  ['https://acme.slack.com/x/../archives/C1'],
])('%s is one of them', (link) => {
  expect(linkMatches(SLACK, link)).toBe(true)
})

test.each([
  ['nothing behind it', 'https://acme.slack.com/archives/'],
  ['nor even a slash', 'https://acme.slack.com/archives'],
  ['another path', 'https://acme.slack.com/other/archives/C1'],
  ['a path that climbs out', 'https://acme.slack.com/archives/../other/C1'],
  ['another host', 'https://evil.example/archives/C1'],
  ['a host that begins alike', 'https://acme.slack.com.evil.example/archives/C1'],
  ['a host that ends alike', 'https://notacme.slack.com/archives/C1'],
  ['a user that looks like the host', 'https://acme.slack.com@evil.example/archives/C1'],
  ['a user', 'https://ada@acme.slack.com/archives/C1'],
  ['a password', 'https://:x@acme.slack.com/archives/C1'],
  ['another port', 'https://acme.slack.com:8443/archives/C1'],
  ['no encryption', 'http://acme.slack.com/archives/C1'],
  ['another scheme', 'javascript:https://acme.slack.com/archives/C1'],
  ['a query that looks like it', 'https://evil.example/?https://acme.slack.com/archives/C1'],
  ['no address', 'acme.slack.com/archives/C1'],
  ['one that never ends', `https://acme.slack.com/archives/${'a'.repeat(2_000)}`],
])('%s is not', (_, link) => {
  expect(linkMatches(SLACK, link)).toBe(false)
})

describe('patterns', () => {
  test.each([
    ['https://a.example/x', 'https://a.example/x', true],
    ['https://a.example/x', 'https://a.example/x/', true],
    ['https://a.example/x', 'https://a.example/xy', false],
    ['https://a.example', 'https://a.example/', true],
    ['https://a.example', 'https://a.example/x', false],
    ['http://a.example:8080/*', 'http://a.example:8080/x', true],
    ['https://a.example/*/x/*', 'https://a.example/b/x/c', true],
    ['https://a.example/*/x/*', 'https://a.example/x/c', false],
    ['https://a.example/*/x/*', 'https://a.example/b/x/', false],
    ['https://a.example/*-*-z', 'https://a.example/a-b-z', true],
    ['https://a.example/*-*-z', 'https://a.example/a--z', false],
    ['https://a.example/a*a', 'https://a.example/aa', false],
    ['https://a.example/a*a', 'https://a.example/a/a', true],
  ])('%s and %s: %s', (pattern, link, expected) => {
    expect(linkMatches(pattern, link)).toBe(expected)
  })

  test.each([
    'https://*.example/x',
    'https://*/x',
    '*',
    'acme.example/*',
    'ftp://a.example/*',
    'https://a@b.example/*',
  ])('%s names no link', (pattern) => {
    for (const link of ['https://evil.example/x', 'https://a.example/x', 'https://*.example/x', pattern])
      expect(linkMatches(pattern, link)).toBe(false)
  })

  test('a link always matches itself, and its own with a star for its end', () => {
    const path = fc.array(fc.stringMatching(/^[a-z0-9]{1,6}$/), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(path, fc.nat(), (steps, cut) => {
        const link = `https://a.example/${steps.join('/')}`
        const from = 18 + (cut % (link.length - 18))
        expect(linkMatches(link, link)).toBe(true)
        expect(linkMatches(`${link.slice(0, from)}*`, link)).toBe(true)
      }),
    )
  })

  test('many stars and a long path are soon told', () => {
    const begun = performance.now()
    linkMatches(`https://a.example/${'*a'.repeat(900)}`, `https://a.example/${'a'.repeat(1_900)}b`)
    expect(performance.now() - begun).toBeLessThan(100)
  })
})
