import { expect, onTestFinished, test } from 'vitest'
import { gatherGitHub } from '../../../../../actions/security-gate/gather/github/gather-github.ts'
import { NO_ROSTER, type RosterReader } from '../../../../../shared/run/roster.ts'
import { fakeGitHub } from '../../../../fake-github/github.ts'
import { clientOf } from '../../../../shared/github/rows.ts'
import { productionPolicy } from '../../policy.ts'

/** An alert that `sam` has put aside; the policy lets the team `acme/wardens` do that, which the token is not shown. */
async function dismissers(roster: RosterReader): Promise<Readonly<Record<string, string>> | undefined> {
  const github = await fakeGitHub()
  onTestFinished(() => github.close())
  github.organisation('acme', ['ola'])
  github.team('acme/wardens', ['sam'])
  const app = github.repository('acme/app')
  const head = app.commit('main', { 'README.md': 'one' })
  const dismissed = { by: github.user('sam'), reason: 'false positive', at: '2026-11-19T00:00:00Z' } as const
  app.analysis({ sha: head, ref: 'refs/heads/main' })
  app.codeAlert({ sha: head, ref: 'refs/heads/main', path: 'README.md', dismissed })
  const gathered = await gatherGitHub({
    parts: ['code-scanning'],
    ask: {
      github: clientOf(github, { contents: 'read', security_events: 'read', actions: 'read' }),
      repository: { owner: 'acme', repo: 'app' },
      serverUrl: 'https://github.example',
      subject: {
        kind: 'commit',
        refs: ['refs/heads/main'],
        head,
        accepted: [head],
        defaultBranch: 'refs/heads/main',
        defaultBranchTip: head,
      },
      now: '2026-11-20T12:00:00.000Z',
    },
    policy: {
      ...productionPolicy,
      roles: { wardens: { teams: ['acme/wardens'] } },
      'security-gate': { ...productionPolicy['security-gate'], dismissals: { by: ['wardens'] } },
    },
    roster,
    producer: async () => ({ state: 'trusted', because: 'merged' }),
    standsFor: async () => false,
  })
  expect(github.violations).toEqual([])
  return gathered.facts?.dismissers
}

const listing = (login: string, id?: number): RosterReader => ({
  team: async () => ({
    state: 'read',
    value: { members: [{ login, ...(id !== undefined && { id }), kind: 'user' }], detail: 'Told by the test.' },
  }),
  sources: () => [],
})

test('whether somebody may dismiss is known where the roster knows the team, and nowhere else', async () => {
  expect(await dismissers(NO_ROSTER)).toEqual({ sam: 'unknown' })
  expect(await dismissers(listing('sam'))).toEqual({ sam: 'yes' })
  expect(await dismissers(listing('max'))).toEqual({ sam: 'no' })
  expect(await dismissers(listing('sam', 1))).toEqual({ sam: 'no' })
})
