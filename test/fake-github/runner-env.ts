import type { FakeGitHub } from './github.ts'
import type { Happening } from './payloads.ts'
import { fullName } from './state/model.ts'

export interface RunOf {
  /** File of the workflow that runs. */
  readonly workflow?: string
  readonly job?: string
  readonly runId?: number
  readonly attempt?: number
}

/** What a runner sets for an event, apart from the files it hands to a step. The token is an input and not here. */
export function runnerEnv(
  github: Pick<FakeGitHub, 'url' | 'graphql'>,
  happening: Happening,
  run: RunOf = {},
): Readonly<Record<string, string>> {
  const { repository, actor, sha, ref, branches } = happening
  const { workflow = '.github/workflows/gate.yml', job = 'gate', runId = 9_000_000_001, attempt = 1 } = run
  const name = fullName(repository)
  const login = actor.login
  const short = ref.replace(/^refs\/(heads|tags|pull)\//, '')
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: login,
    GITHUB_ACTOR_ID: String(actor.id),
    GITHUB_TRIGGERING_ACTOR: login,
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: github.graphql,
    GITHUB_SERVER_URL: github.url,
    GITHUB_EVENT_NAME: happening.event,
    GITHUB_SHA: sha,
    ...(ref === ''
      ? {}
      : { GITHUB_REF: ref, GITHUB_REF_NAME: short, GITHUB_REF_TYPE: ref.startsWith('refs/tags/') ? 'tag' : 'branch' }),
    GITHUB_BASE_REF: branches?.base ?? '',
    GITHUB_HEAD_REF: branches?.head ?? '',
    GITHUB_REPOSITORY: name,
    GITHUB_REPOSITORY_ID: String(repository.id),
    GITHUB_REPOSITORY_OWNER: repository.owner.login,
    GITHUB_REPOSITORY_OWNER_ID: String(repository.owner.id),
    GITHUB_RUN_ID: String(runId),
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: String(attempt),
    GITHUB_JOB: job,
    GITHUB_WORKFLOW: workflow,
    // The file comes from the ref of the event: the default branch's where the event says so, else the author's.
    GITHUB_WORKFLOW_REF: `${name}/${workflow}@${ref === '' ? sha : ref}`,
    GITHUB_WORKFLOW_SHA: sha,
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
  }
}
