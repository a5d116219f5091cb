import { describe, expect, test } from 'vitest'
import { askedPull } from '../../../shared/run/asked-pull.ts'
import type { RunEvent } from '../../../shared/run/event.ts'

const event = (name: string, more: Partial<RunEvent> = {}): RunEvent => ({
  name,
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  graphqlUrl: 'https://api.github.com/graphql',
  workspace: '/work',
  ...more,
})

describe('the pull request that an input names', () => {
  test.each(['schedule', 'workflow_dispatch', 'repository_dispatch'])('on %s is judged', (name) => {
    expect(askedPull(event(name), { pull: 7, token: 't' })).toBe(7)
    expect(askedPull(event(name), { token: 't' })).toBeUndefined()
  })

  test.each(['pull_request', 'pull_request_target', 'pull_request_review', 'issue_comment'])(
    'on %s is that of the event or a mistake',
    (name) => {
      const about = event(name, { pull: { number: 7 } })
      expect(askedPull(about, { pull: 7, token: 't' })).toBeUndefined()
      expect(() => askedPull(about, { pull: 8, token: 't' })).toThrow(/is about pull request 7/)
    },
  )

  test.each(['push', 'merge_group', 'workflow_run', 'deployment', 'release', 'issue_comment', ''])(
    'on %j is a mistake',
    (name) => {
      expect(() => askedPull(event(name), { pull: 7, token: 't' })).toThrow(/Leave `pull` out/)
    },
  )

  test('beside a commit, or without a token, is a mistake', () => {
    expect(() => askedPull(event('schedule'), { pull: 7, token: 't', commit: 'ab' })).toThrow(/leave `commit` out/)
    expect(() => askedPull(event('schedule'), { pull: 7 })).toThrow(/needs `token`/)
  })
})
