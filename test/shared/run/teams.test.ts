import { afterEach, expect, test } from 'vitest'
import { teamsFor } from '../../../shared/run/teams.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import { clientOf } from '../github/ask.ts'

let github: FakeGitHub
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

test('members of each team, asked for once a run; what is hidden says what it needs', async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  github.team('acme/security', ['sec'])
  github.repository('acme/app')
  const reader = clientOf(github, github.userToken('ola'))
  const teams = await teamsFor(reader, ['acme/security', 'acme/security'])
  expect(teams.get('acme/security')).toMatchObject({ state: 'read', members: [{ login: 'sec', kind: 'user' }] })
  await teamsFor(reader, ['acme/security'])
  expect(reader.usage().graphql + reader.usage().rest).toBe(1)

  const stranger = clientOf(github, github.workflowToken('acme/app', { permissions: { contents: 'read' } }))
  const hidden = (await teamsFor(stranger, ['acme/security'])).get('acme/security')
  expect(hidden).toMatchObject({ state: 'forbidden', detail: expect.stringContaining('It needs ') })

  github.faults.on({ route: '*', fault: { kind: 'status', status: 500 } })
  const broken = clientOf(github, github.userToken('ola'))
  expect((await teamsFor(broken, ['acme/security'])).get('acme/security')).toMatchObject({ state: 'partial' })
})
