import { expect, test } from 'vitest'
import { linkMatches } from '../../../shared/override/link.ts'
import { severitiesIn } from '../../../shared/override/severity.ts'

const GLOB = 'https://acme.pagerduty.com/incidents/*'

test.each([
  ['https://acme.pagerduty.com/incidents/Q1', true],
  ['https://ACME.pagerduty.com/incidents/Q1/', true],
  ['https://acme.pagerduty.com/incidents/Q1?tab=1#now', true],
  ['http://acme.pagerduty.com/incidents/Q1', false],
  ['https://acme.pagerduty.com/incidents/', false],
  ['https://acme.pagerduty.com/incidents/Q1/log', false],
  ['https://acme.pagerduty.com/incidents/../users/Q1', false],
  ['https://acme.pagerduty.com@evil.example/incidents/Q1', false],
  ['https://acme.pagerduty.com:8443/incidents/Q1', false],
  ['https://acme.pagerduty.com.evil.example/incidents/Q1', false],
  ['https://evil.example/https://acme.pagerduty.com/incidents/Q1', false],
  ['javascript:alert(1)', false],
  ['', false],
])('%s: %s', (link, expected) => {
  expect(linkMatches(GLOB, link)).toBe(expected)
})

test('a glob that cannot be read, and one of another scheme, match nothing', () => {
  expect(linkMatches('https://acme.example/[', 'https://acme.example/[')).toBe(false)
  expect(linkMatches('http://acme.example/*', 'http://acme.example/1')).toBe(false)
})

test.each([
  ['SEV-1', [1]],
  ['sev1 and Sev 2, not SEV-12', [1, 2]],
  ['P1, severe', []],
  ['USEV-1, SEV-1a', [1]],
])('%s names %j', (text, levels) => {
  expect(severitiesIn(text)).toEqual(levels)
})
