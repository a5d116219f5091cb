import { describe, expect, test } from 'vitest'
import { type Route, unreadOf, unreadOfGraphql } from '../../../shared/github/refusal.ts'

const ABOUT: Route = { needs: 'checks: read', missing: 'absent' }
const NOW = () => new Date('2026-11-20T12:00:00Z')

const answered = (status: number, headers: Readonly<Record<string, string | number>> = {}, data: unknown = {}) => ({
  status,
  message: 'no',
  response: { headers, data },
})
const ask = (error: unknown, about = ABOUT) => unreadOf(error, about, NOW)

describe('what GitHub refuses is said in words', () => {
  test('a token that is not taken', () => {
    expect(ask(answered(401, {}, { message: 'Bad credentials' }))).toEqual({
      state: 'forbidden',
      detail: 'GitHub refused the token (401: Bad credentials).',
      needs: 'a valid token with checks: read',
    })
  })

  test('a permission, by GitHub’s own word where it says one', () => {
    const header = 'pull_requests=read,contents=read; issues=read'
    expect(ask(answered(403, { 'x-accepted-github-permissions': header }))).toMatchObject({
      state: 'forbidden',
      needs: 'pull requests: read and contents: read, or issues: read',
    })
    expect(ask(answered(403, { 'x-accepted-github-permissions': '' }))).toMatchObject({ needs: 'checks: read' })
  })

  test('what may not be written is no reading', () => {
    expect(ask(answered(403), { ...ABOUT, writes: true }).detail).toContain('let this token write it')
    expect(ask(answered(403)).detail).toContain('let this token read it')
  })

  test.each([404, 410])('what is not found (%i), as its route means it', (status) => {
    expect(ask(answered(status))).toMatchObject({ state: 'absent', needs: 'checks: read' })
    expect(ask(answered(status), { ...ABOUT, missing: 'forbidden' })).toMatchObject({ state: 'forbidden' })
  })

  test('a server that fails, and a way to it that breaks', () => {
    expect(ask(answered(502, {}, 'not JSON'))).toEqual({ state: 'partial', detail: 'GitHub answered 502.' })
    const broke = { state: 'partial', detail: 'The connection to GitHub broke or took too long.' }
    expect(ask({ status: 500, message: 'no' })).toEqual(broke)
    expect(ask(new TypeError('fetch failed'))).toEqual(broke)
    expect(ask(Object.assign(new Error('late'), { name: 'TimeoutError' }))).toEqual(broke)
  })

  test('a mistake of ours is thrown on', () => {
    expect(() => ask(new Error('ours'))).toThrow('ours')
    expect(() => ask('a string')).toThrow()
  })
})

describe('a rate limit is evidence still due', () => {
  test.each<[string, unknown, string]>([
    ['429 that says nothing', answered(429), 'used up.'],
    ['seconds to wait', answered(403, { 'retry-after': 60 }), 'until 2026-11-20T12:01:00Z.'],
    [
      'an instant',
      answered(403, { 'x-ratelimit-remaining': 0, 'x-ratelimit-reset': '1795176000' }),
      'until 2026-11-20T12:00:00Z.',
    ],
    ['words', answered(403, {}, { message: 'You have exceeded a secondary rate limit' }), 'used up.'],
    ['an instant that is none', answered(429, { 'x-ratelimit-reset': 'soon' }), 'used up.'],
    ['an instant beyond time', answered(429, { 'x-ratelimit-reset': '1e300' }), 'used up.'],
  ])('%s', (_, error, detail) => {
    const unread = ask(error)
    expect(unread.state).toBe('pending')
    expect(unread.detail.endsWith(detail)).toBe(true)
  })
})

describe('of errors in GraphQL the first is said', () => {
  test.each<[unknown, string]>([
    [[{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }], 'pending'],
    [[{ type: 'FORBIDDEN', message: 'No' }], 'forbidden'],
    [[{ message: 'Resource not accessible by integration' }], 'forbidden'],
    [[{ type: 'NOT_FOUND', message: 'Could not resolve' }], 'absent'],
    [[{ message: 'Something went wrong' }], 'partial'],
    [[], 'partial'],
    ['no list', 'partial'],
  ])('%j', (errors, state) => {
    expect(unreadOfGraphql(errors, ABOUT).state).toBe(state)
  })
})
