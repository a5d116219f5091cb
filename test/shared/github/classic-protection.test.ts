import { expect, test } from 'vitest'
import { readClassic } from '../../../shared/github/classic-protection.ts'
import { answering } from './answering.ts'

const read = (body: unknown, status = 200) =>
  readClassic(
    answering(() => ({ status, body })),
    { owner: 'acme', repo: 'app' },
    'main',
  )

test('protection that says nothing asks for nothing', async () => {
  expect(await read({})).toEqual({
    state: 'read',
    value: { enforceAdmins: false, checks: [], forcePushes: false, deletions: false },
  })
})

test('all that it may say', async () => {
  const body = {
    enforce_admins: { enabled: true },
    required_status_checks: {
      checks: [
        { context: 'a', app_id: 4 },
        { context: 'b', app_id: -1 },
        { context: 'c', app_id: null },
      ],
    },
    required_pull_request_reviews: {
      required_approving_review_count: 2,
      require_code_owner_reviews: true,
      require_last_push_approval: true,
      dismiss_stale_reviews: true,
      bypass_pull_request_allowances: { users: [{}, {}], teams: [], apps: undefined },
    },
    allow_force_pushes: { enabled: true },
    allow_deletions: { enabled: true },
  }
  expect(await read(body)).toEqual({
    state: 'read',
    value: {
      enforceAdmins: true,
      checks: [{ context: 'a', appId: 4 }, { context: 'b' }, { context: 'c' }],
      pullRequest: { approvals: 2, codeOwners: true, lastPush: true, dismissStale: true, bypass: 2 },
      forcePushes: true,
      deletions: true,
    },
  })
})

test('reviews without a number need none', async () => {
  expect(await read({ required_pull_request_reviews: { require_code_owner_reviews: false } })).toMatchObject({
    value: { pullRequest: { approvals: 0, codeOwners: false, lastPush: false, dismissStale: false, bypass: 0 } },
  })
})

test('its 404 is not "none"', async () => {
  expect(await read({ message: 'Branch not protected' }, 404)).toMatchObject({ state: 'forbidden' })
})
