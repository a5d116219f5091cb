import { afterEach, beforeEach, expect, test } from 'vitest'
import { readTeams } from '../../../shared/github/teams.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import { clientOf } from './ask.ts'

let github: FakeGitHub

beforeEach(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  github.repository('acme/app').commit('main', { 'a.ts': '1\n' })
  github.team('acme/security', ['sam', 'ada'])
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const reader = () => clientOf(github, github.appToken('gates', ['acme/app'], { members: 'read' }))

test('members by number, each distinct team asked for once', async () => {
  github.team('acme/empty', [])
  const names = ['acme/security', '@acme/security', '@acme/Security', 'acme/empty']
  const teams = await readTeams(reader(), names)
  const members = ['sam', 'ada'].map((login) => ({ id: github.user(login).id, login, kind: 'user' }))
  expect([...teams.keys()]).toEqual(names)
  for (const name of names.slice(0, 3)) expect(teams.get(name)).toEqual({ state: 'read', value: members })
  expect(teams.get('acme/empty')).toEqual({ state: 'read', value: [] })
  expect(github.log.map(({ operation }) => operation)).toEqual(['TeamMembers', 'TeamMembers'])
})

test('a team of 250 is read in three requests', async () => {
  github.team(
    'acme/all',
    Array.from({ length: 250 }, (_, i) => `dev-${i}`),
  )
  const members = (await readTeams(reader(), ['acme/all'])).get('acme/all')
  expect(members?.state === 'read' && members.value.length).toBe(250)
  expect(github.log).toHaveLength(3)
})

test('without read of members nobody is "not a member"', async () => {
  const teams = await readTeams(clientOf(github, github.workflowToken('acme/app')), ['acme/security'])
  expect(teams.get('acme/security')).toEqual({
    state: 'forbidden',
    detail: 'There is no team acme/security, or this token is not shown the teams of the organization.',
    needs: 'members: read of the organization, which GITHUB_TOKEN cannot have',
  })
})

test('one unreadable team leaves the others readable', async () => {
  const teams = await readTeams(reader(), ['acme/gone', 'nowhere/x', 'acme/security'])
  expect([...teams.values()].map(({ state }) => state)).toEqual(['forbidden', 'forbidden', 'read'])
})

test.each(['security', 'acme/../x', 'acme/a b', '@acme/', 'acme/x"){id}', ''])('%j is not asked for', async (name) => {
  expect((await readTeams(reader(), [name])).get(name)).toMatchObject({ state: 'absent' })
  expect(github.log).toEqual([])
})

test('half a team is no team: a page that cannot be read makes it partial', async () => {
  github.team(
    'acme/all',
    Array.from({ length: 150 }, (_, i) => `dev-${i}`),
  )
  for (const call of [2, 3]) {
    github.faults.on({ route: 'POST /graphql TeamMembers', call, fault: { kind: 'status', status: 500 } })
  }
  expect((await readTeams(reader(), ['acme/all'])).get('acme/all')).toEqual({
    state: 'partial',
    detail: 'After 100 members of acme/all: GitHub answered 500: injected 500.',
  })
})
