import type { Seen } from '../../../shared/checklist/enforcement/facts.ts'
import type { Reading } from '../../../shared/evidence/reading.ts'
import { readBranchProtection } from '../../../shared/github/branch-rules.ts'
import { readActors } from '../../../shared/github/bypass-actors.ts'
import { readChecks } from '../../../shared/github/checks.ts'
import type { GitHub } from '../../../shared/github/client.ts'
import { readComments } from '../../../shared/github/comments.ts'
import { readFileAt } from '../../../shared/github/contents.ts'
import { readConversation } from '../../../shared/github/conversation.ts'
import { readDeployments } from '../../../shared/github/deployments.ts'
import { readFilesBelow } from '../../../shared/github/files-below.ts'
import { readMergeGroup } from '../../../shared/github/merge-queue.ts'
import { readMergedSince } from '../../../shared/github/merged-since.ts'
import { readMayPush } from '../../../shared/github/permission.ts'
import { readPull } from '../../../shared/github/pull-request.ts'
import { readPullsOfCommit } from '../../../shared/github/pulls-of-commit.ts'
import { readPushes } from '../../../shared/github/pushes.ts'
import {
  readActionsSettings,
  readCodeownersErrors,
  readKeyEnvironment,
  readRepository,
} from '../../../shared/github/repository-settings.ts'
import { readRulesets } from '../../../shared/github/rulesets.ts'
import { readTeams } from '../../../shared/github/teams.ts'
import { readRun, readWorkflowRuns } from '../../../shared/github/workflow-runs.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'

/** What the readers ask for, in a repository that has one of each. */
export interface Ids {
  readonly sha: string
  readonly run: number
  readonly group: string
}

const CI = '.github/workflows/ci.yml'

export async function oneOfEach(): Promise<{ readonly github: FakeGitHub; readonly ids: Ids }> {
  const github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  const app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  const sha = app.commit('main', { '.github/production.yml': 'preset: starter\n', '.github/CODEOWNERS': '* @ada\n' })
  github.team('acme/security', ['bob'])
  app.ruleset({ name: 'queue', rules: [{ type: 'merge_queue' }] })
  app.deployment('main', 'staging', ['success'])
  app.environment('production-gates', ['main'])
  const { id: run } = app.workflowRun({ path: CI, sha })
  const pull = app.pull({ title: 'Add a door', by: 'ada', files: { 'door.ts': 'open\n' } })
  pull.comment('bob', 'Fine.')
  app.checkRun(sha, 'ci', { conclusion: 'success' })
  app.status(sha, 'lint', 'success')
  return { github, ids: { sha, run, group: app.enqueue(pull, 'bob').headSha } }
}

export interface ReaderRow {
  readonly name: string
  /** The request that faults are put on. */
  readonly route: string
  readonly read: (client: GitHub) => Promise<Reading<unknown> | Seen<unknown>>
  /** What a 404 of the route means. */
  readonly missing: 'absent' | 'forbidden'
}

const NAME = { owner: 'acme', repo: 'app' } as const
const UNASKED = { state: 'absent', detail: 'not asked' } as const

/** Every reader once for every request it makes. */
export function everyReader(ids: Ids): readonly ReaderRow[] {
  return [
    {
      name: 'readConversation',
      route: 'POST /graphql Conversation',
      read: (asking) => readConversation(asking, { ...NAME, number: 1 }),
      missing: 'forbidden',
    },
    {
      name: 'readMergedSince',
      route: 'POST /graphql MergedSince',
      read: (asking) => readMergedSince(asking, NAME, '2026-11-01T00:00:00Z'),
      missing: 'forbidden',
    },
    {
      name: 'readMayPush',
      route: 'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
      read: (asking) => readMayPush(asking, NAME, { login: 'bob', id: 1 }),
      missing: 'absent',
    },
    {
      name: 'readPull',
      route: 'POST /graphql PullRequest',
      read: (asking) => readPull(asking, { ...NAME, number: 1 }),
      missing: 'forbidden',
    },
    ...[
      ['GET /repos/{owner}/{repo}/actions/workflows', 'forbidden'] as const,
      ['GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', 'forbidden'] as const,
    ].map(([route, missing]) => ({
      name: `readWorkflowRuns, ${route}`,
      route,
      read: (asking: GitHub) => readWorkflowRuns(asking, { ...NAME, path: CI, sha: ids.sha }),
      missing,
    })),
    {
      name: 'readRun',
      route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
      read: (asking) => readRun(asking, { ...NAME, id: ids.run }),
      missing: 'absent',
    },
    {
      name: 'readPullsOfCommit',
      route: 'POST /graphql PullsOfCommit',
      read: (asking) => readPullsOfCommit(asking, NAME, ids.sha),
      missing: 'forbidden',
    },
    {
      name: 'readMergeGroup',
      route: 'POST /graphql MergeQueue',
      read: (asking) => readMergeGroup(asking, { ...NAME, branch: 'main', sha: ids.group }),
      missing: 'forbidden',
    },
    {
      name: 'readComments',
      route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      read: (asking) => readComments(asking, { ...NAME, number: 1 }),
      missing: 'forbidden',
    },
    ...['check-runs', 'statuses'].map((part) => ({
      name: `readChecks, ${part}`,
      route: `GET /repos/{owner}/{repo}/commits/{ref}/${part}`,
      read: (asking: GitHub) => readChecks(asking, { ...NAME, sha: ids.sha }),
      missing: 'forbidden' as const,
    })),
    ...['', '/{deployment_id}/statuses'].map((part) => ({
      name: `readDeployments, ${part}`,
      route: `GET /repos/{owner}/{repo}/deployments${part}`,
      read: (asking: GitHub) => readDeployments(asking, { ...NAME, sha: ids.sha, environment: 'staging' }),
      missing: 'forbidden' as const,
    })),
    {
      name: 'readBranchProtection, its rules',
      route: 'GET /repos/{owner}/{repo}/rules/branches/{branch}',
      read: async (asking) => (await readBranchProtection(asking, { ...NAME, branch: 'main' })).rules,
      missing: 'absent',
    },
    {
      name: 'readBranchProtection, its tip',
      route: 'GET /repos/{owner}/{repo}/branches/{branch}',
      read: async (asking) => (await readBranchProtection(asking, { ...NAME, branch: 'main' })).tip,
      missing: 'absent',
    },
    ...['', '/{ruleset_id}'].map((part) => ({
      name: `readRulesets${part}`,
      route: `GET /repos/{owner}/{repo}/rulesets${part}`,
      read: async (asking: GitHub) => {
        const all = await readRulesets(asking, NAME)
        return part === '' || all.state !== 'read' ? all : (all.value[0] ?? UNASKED)
      },
      missing: 'forbidden' as const,
    })),
    {
      name: 'readRepository',
      route: 'GET /repos/{owner}/{repo}',
      read: (asking) => readRepository(asking, NAME),
      missing: 'forbidden',
    },
    {
      name: 'readActionsSettings',
      route: 'GET /repos/{owner}/{repo}/actions/permissions/workflow',
      read: (asking) => readActionsSettings(asking, NAME),
      missing: 'forbidden',
    },
    {
      name: 'readCodeownersErrors',
      route: 'GET /repos/{owner}/{repo}/codeowners/errors',
      read: (asking) => readCodeownersErrors(asking, { ...NAME, ref: 'main' }),
      missing: 'absent',
    },
    ...['', '/{environment_name}/deployment-branch-policies'].map((part) => ({
      name: `readKeyEnvironment${part}`,
      route: `GET /repos/{owner}/{repo}/environments${part}`,
      read: (asking: GitHub) => readKeyEnvironment(asking, NAME),
      missing: 'forbidden' as const,
    })),
    ...(
      [
        ['GET /repos/{owner}/{repo}/commits/{ref}', 'absent'],
        ['GET /repos/{owner}/{repo}/git/trees/{tree_sha}', 'forbidden'],
      ] as const
    ).map(([route, missing]) => ({
      name: `readFilesBelow, ${route}`,
      route,
      read: (asking: GitHub) => readFilesBelow(asking, { ...NAME, ref: 'main', folder: '.github' }),
      missing,
    })),
    ...(
      [
        ['Team', 'acme/security', 'GET /orgs/{org}/teams/{team_slug}'],
        ['Integration', 'github-actions', 'GET /apps/{app_slug}'],
        ['User', 'ada', 'GET /users/{username}'],
      ] as const
    ).map(([kind, name, route]) => ({
      name: `readActors, ${kind}`,
      route,
      read: async (asking: GitHub) => (await readActors(asking, [{ kind, name }]))[0]?.id ?? UNASKED,
      missing: 'forbidden' as const,
    })),
    {
      name: 'readTeams',
      route: 'POST /graphql TeamMembers',
      read: async (asking) => (await readTeams(asking, ['acme/security'])).get('acme/security') ?? UNASKED,
      missing: 'forbidden',
    },
    {
      name: 'readPushes',
      route: 'GET /repos/{owner}/{repo}/activity',
      read: (asking) => readPushes(asking, NAME, 'refs/heads/main', 100),
      missing: 'forbidden',
    },
    ...[
      ['GET /repos/{owner}/{repo}/commits/{ref}', 'absent'] as const,
      ['GET /repos/{owner}/{repo}/git/trees/{tree_sha}', 'forbidden'] as const,
      ['GET /repos/{owner}/{repo}/git/blobs/{file_sha}', 'forbidden'] as const,
    ].map(([route, missing]) => ({
      name: `readFileAt, ${route}`,
      route,
      read: (asking: GitHub) => readFileAt(asking, { ...NAME, ref: 'main', path: '.github/production.yml' }),
      missing,
    })),
  ]
}
