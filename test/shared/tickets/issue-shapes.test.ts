import { describe, expect, test } from 'vitest'
import type { GitHub } from '../../../shared/github/client.ts'
import { githubTracker } from '../../../shared/tickets/github-issues.ts'

const ISSUE = {
  number: 12,
  repository_url: 'https://api.github.com/repos/acme/ops',
  state: 'open',
  created_at: '2026-11-20T12:00:00Z',
  labels: [],
}
const PLACES = { tracker: 'github', projects: ['acme/ops'], types: ['Incident'] } as const

/** An issue as GitHub would show it. */
async function ask(more: object, key = 'acme/ops#12') {
  const get: GitHub['get'] = async (_, __, schema) => {
    const parsed = schema.safeParse({ ...ISSUE, ...more })
    if (!parsed.success) return { state: 'partial', detail: 'Another shape.' }
    return { state: 'read', value: { value: parsed.data, headers: {} } }
  }
  return githubTracker({ get } as GitHub, PLACES, 'https://github.com').read(key)
}

describe('an issue', () => {
  test('has labels in either form, and one without a name is an empty word', async () => {
    const labels = ['sev1', { name: 'incident' }, { name: null }, {}]
    expect(await ask({ labels })).toMatchObject({
      state: 'read',
      value: { labels: ['sev1', 'incident', '', ''], type: 'Incident' },
    })
  })

  test('has GitHub’s type before any label', async () => {
    const labels = [{ name: 'incident' }]
    expect(await ask({ type: { name: 'Bug' }, labels })).toMatchObject({ value: { type: 'Bug' } })
    expect(await ask({ type: null })).toMatchObject({ value: { type: 'Issue' } })
  })

  test.each([
    [null, 'closed', 'done'],
    ['completed', 'closed', 'done'],
    ['not_planned', 'closed as not planned', 'indeterminate'],
    ['duplicate', 'closed as duplicate', 'indeterminate'],
  ])('closed as %s', async (state_reason, status, statusCategory) => {
    expect(await ask({ state: 'closed', state_reason })).toMatchObject({ value: { status, statusCategory } })
  })
})

describe('what is no issue of the projects', () => {
  test.each<[string, object, string]>([
    ['one that does not say where it is', { repository_url: 'https://api.github.com/acme' }, 'partial'],
    ['one at a place that is no repository', { repository_url: 'https://x/repos/a b/c d' }, 'partial'],
    ['one that moved out of the projects', { repository_url: 'https://api.github.com/repos/acme/web' }, 'foreign'],
    ['a pull request', { pull_request: {} }, 'absent'],
    ['another shape', { number: 0 }, 'partial'],
  ])('%s', async (_, more, state) => {
    expect((await ask(more)).state).toBe(state)
  })

  test.each(['acme/web#1', 'OPS-1', 'CVE-2024-1234', ''])('a key of another: %j', async (key) => {
    expect((await ask({}, key)).state).toBe('foreign')
  })
})
