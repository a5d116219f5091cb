import { contract } from './contract.ts'
import { commit, resolve } from './git/objects.ts'
import { repository as repositoryShape, user } from './rest/shapes/account.ts'
import { headCommit } from './rest/shapes/git.ts'
import { commentShape, pullFull, reviewShape } from './rest/shapes/pull.ts'
import { deploymentShape, workflowRun, workflowShape } from './rest/shapes/work.ts'
import type * as model from './state/model.ts'
import { fullName } from './state/model.ts'
import type { Comment, Pull, Review } from './state/pull-model.ts'
import { NOTHING } from './state/rules.ts'
import { account } from './state/world.ts'
import { commentOnIssue, pullOf, reviewOf } from './webhook-shapes.ts'

type Json = Readonly<Record<string, unknown>>
type In = { readonly repository: model.Repository }
type On = { readonly pull: Pull }
interface Done {
  readonly action?: string
  /** Who did it: `sender`, and GITHUB_ACTOR. */
  readonly by?: string
}

/** Something happened in a repository and starts workflows there: what `runnerEnv` needs, and event.json. */
export interface Happening {
  /** GITHUB_EVENT_NAME. */
  readonly event: string
  readonly payload: Json
  readonly repository: model.Repository
  readonly actor: model.Account
  /** GITHUB_SHA and GITHUB_REF: by event, see "Events that trigger workflows". '' where no branch or tag is meant. */
  readonly sha: string
  readonly ref: string
  /** GITHUB_BASE_REF and GITHUB_HEAD_REF. */
  readonly branches?: { readonly base: string; readonly head: string }
}

export interface MergeGroup {
  readonly headSha: string
  /** `refs/heads/gh-readonly-queue/main/pr-1-<sha>`. */
  readonly headRef: string
  readonly baseSha: string
  /** `refs/heads/main`. */
  readonly baseRef: string
}

export interface Events {
  pullRequest(
    app: In,
    on: On,
    done?: Done & { readonly event?: 'pull_request' | 'pull_request_target'; readonly extra?: Json },
  ): Happening
  review(app: In, on: On, review: Review, done?: Done): Happening
  comment(app: In, on: On, comment: Comment, done?: Done): Happening
  workflowRun(app: In, run: model.WorkflowRun, done?: Done): Happening
  mergeGroup(app: In, group: MergeGroup): Happening
  push(app: In, move: { readonly ref: string; readonly before: string; readonly after: string }, by?: string): Happening
  deployment(app: In, deployment: model.Deployment): Happening
  schedule(app: In, cron?: string): Happening
}

/** Events as GitHub sends them, from the state as it is now; each is held to GitHub's description. */
export function createEvents(world: model.World, url: string): Events {
  const common = (repository: model.Repository, sender: model.Account): Json => ({
    repository: repositoryShape(url, repository),
    ...(repository.owner.type === 'Organization' ? { organization: organization(url, repository.owner) } : {}),
    sender: user(url, sender),
  })
  const onDefault = (repository: model.Repository) => {
    const ref = `refs/heads/${repository.defaultBranch}`
    const sha = resolve(repository.bare, ref)
    if (sha === undefined) throw new Error(`${fullName(repository)} has no ${ref}`)
    return { sha, ref }
  }
  /** @param schema the event whose payload this is, where the name differs */
  const held = (happening: Happening, schema = happening.event): Happening => {
    const problems = contract().payload(schema, happening.payload)
    if (problems.length > 0) throw new Error(problems.join('\n'))
    return happening
  }
  const by = (login: string | undefined, otherwise: model.Account | null): model.Account =>
    login === undefined ? (otherwise ?? account(world, 'ghost')) : account(world, login)

  return {
    pullRequest({ repository }, { pull }, { event = 'pull_request', action = 'synchronize', by: login, extra } = {}) {
      const actor = by(login, pull.user)
      const payload = {
        action,
        number: pull.number,
        pull_request: pullOf(pullFull(world, url, repository, pull)),
        ...extra,
        ...common(repository, actor),
      }
      const branches = { base: pull.base.ref, head: pull.head.ref }
      const where = event === 'pull_request' ? mergeRef(repository, pull) : onDefault(repository)
      return held({ event, payload, repository, actor, branches, ...where }, 'pull_request')
    },
    review({ repository }, { pull }, given, { action = 'submitted', by: login } = {}) {
      const actor = by(login, given.user)
      const payload = {
        action,
        review: reviewOf(reviewShape(world, url, repository, pull, given)),
        pull_request: pullOf(pullFull(world, url, repository, pull)),
        ...common(repository, actor),
      }
      const branches = { base: pull.base.ref, head: pull.head.ref }
      return held({
        event: 'pull_request_review',
        payload,
        repository,
        actor,
        branches,
        ...mergeRef(repository, pull),
      })
    },
    comment({ repository }, { pull }, comment, { action = 'created', by: login } = {}) {
      const actor = by(login, comment.user)
      const payload = {
        action,
        ...commentOnIssue(
          pullFull(world, url, repository, pull),
          commentShape(world, url, repository, pull, comment),
          comment,
        ),
        ...common(repository, actor),
      }
      return held({ event: 'issue_comment', payload, repository, actor, ...onDefault(repository) })
    },
    workflowRun({ repository }, run, { action = 'completed', by: login } = {}) {
      const actor = by(login, run.actor)
      const payload = {
        action,
        workflow_run: workflowRun(url, repository, run),
        workflow: workflowShape(url, repository, run.workflow),
        ...common(repository, actor),
      }
      return held({ event: 'workflow_run', payload, repository, actor, ...onDefault(repository) })
    },
    mergeGroup({ repository }, { headSha, headRef, baseSha, baseRef }) {
      const actor = account(world, 'github-merge-queue[bot]', 'Bot')
      const payload = {
        action: 'checks_requested',
        merge_group: {
          head_sha: headSha,
          head_ref: headRef,
          base_sha: baseSha,
          base_ref: baseRef,
          head_commit: headCommit(repository.bare, headSha),
        },
        ...common(repository, actor),
      }
      return held({ event: 'merge_group', payload, repository, actor, sha: headSha, ref: headRef })
    },
    push({ repository }, { ref, before, after }, login) {
      const actor = by(login, repository.owner)
      const [created, deleted] = [before === NOTHING, after === NOTHING]
      const { bare } = repository
      const forced = !created && !deleted && bare.try(['merge-base', '--is-ancestor', before, after]) === undefined
      const head = deleted ? null : { ...headCommit(bare, after), distinct: true, url: `${url}/commit/${after}` }
      const payload = {
        ref,
        before,
        after,
        base_ref: null,
        created,
        deleted,
        forced,
        compare: `${url}/${fullName(repository)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
        commits: head === null ? [] : [{ ...head, added: [], removed: [], modified: [] }],
        head_commit: head,
        pusher: { name: actor.login, email: actor.email },
        ...common(repository, actor),
      }
      // "When you delete a branch, the SHA in the workflow run reverts to the default branch."
      const where = deleted ? onDefault(repository) : { sha: commit(bare, after).sha, ref }
      return held({ event: 'push', payload, repository, actor, ...where })
    },
    deployment({ repository }, deployment) {
      const actor = deployment.creator
      const payload = {
        action: 'created',
        deployment: deploymentShape(url, repository, deployment),
        workflow: null,
        workflow_run: null,
        ...common(repository, actor),
      }
      const kinds = ['refs/heads/', 'refs/tags/'].map((prefix) => `${prefix}${deployment.ref}`)
      const ref = kinds.find((name) => resolve(repository.bare, name) !== undefined) ?? ''
      return held({ event: 'deployment', payload, repository, actor, sha: deployment.sha, ref })
    },
    schedule({ repository }, cron = '17 3 * * *') {
      const { sender: _nobody, ...rest } = common(repository, repository.owner)
      const payload = { schedule: cron, ...rest }
      return { event: 'schedule', payload, repository, actor: repository.owner, ...onDefault(repository) }
    },
  }
}

/** Of a merged pull request the branch it went into, else the test merge; a conflict starts no workflow. */
function mergeRef(repository: model.Repository, pull: Pull): { readonly sha: string; readonly ref: string } {
  const ref = pull.mergedAt === null ? `refs/pull/${pull.number}/merge` : `refs/heads/${pull.base.ref}`
  const sha = resolve(repository.bare, ref)
  if (sha === undefined) throw new Error(`GitHub starts no workflow: #${pull.number} conflicts and has no ${ref}`)
  return { sha, ref }
}

function organization(url: string, { login, id }: model.Account) {
  const self = `${url}/orgs/${login}`
  return {
    login,
    id,
    node_id: `O_${id}`,
    url: self,
    repos_url: `${self}/repos`,
    events_url: `${self}/events`,
    hooks_url: `${self}/hooks`,
    issues_url: `${self}/issues`,
    members_url: `${self}/members{/member}`,
    public_members_url: `${self}/public_members{/member}`,
    avatar_url: `${url}/avatars/${id}`,
    description: null,
  }
}
