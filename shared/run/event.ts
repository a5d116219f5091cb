import * as z from 'zod/mini'
import { printable } from '../report/escape.ts'
import { InputError } from '../verdict/input-error.ts'
import type { Subject } from '../verdict/verdict.ts'
import type { Env } from './machine.ts'

/** What started this run, as far as the runner and the payload say. */
export interface RunEvent {
  /** `pull_request_target`, `push`, ...; empty outside of Actions. */
  readonly name: string
  /** GITHUB_SHA. Not what is judged: under `pull_request_target` it is the default branch's tip. */
  readonly sha?: string
  /** `refs/heads/main`. */
  readonly ref?: string
  /** `acme/app`. */
  readonly repository?: string
  readonly repositoryId?: number
  readonly ownerId?: number
  /** Without a slash at the end. */
  readonly serverUrl: string
  readonly apiUrl: string
  readonly graphqlUrl: string
  readonly workspace: string
  /** RUNNER_TEMP: empty at the start of each job, and gone after it. */
  readonly temp?: string
  readonly runId?: number
  readonly runAttempt?: number
  /** The workflow that runs us, and the commit its file is of. */
  readonly workflow?: { readonly repository: string; readonly path: string; readonly ref: string; readonly sha: string }
  /** Comments say only the number; what the payload says of head and base was true when the event happened. */
  readonly pull?: { readonly number: number; readonly headSha?: string; readonly baseRef?: string }
  readonly mergeGroup?: { readonly headSha: string; readonly baseRef: string }
  readonly deployment?: { readonly sha: string }
  /** `workflow_run`: the run that has ended. Forks choose its name, so it starts us and proves nothing. */
  readonly ended?: { readonly headSha: string; readonly event: string; readonly headBranch?: string }
  /** Push: what the ref pointed at until then; absent for a new ref. */
  readonly before?: string
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
const PAYLOAD_LIMIT = 25 * 1024 * 1024

/** SHA-1 or SHA-256, in the lower case git writes; never the all-zero id of a deleted ref. */
const SHA = /^(?!0+$)(?:[0-9a-f]{40}|[0-9a-f]{64})$/
/** git check-ref-format(1). Other white space and invisible characters are part of a ref's name and stay. */
const REF = /^refs\/(?!.*(?:\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)))[^\0-\x20\x7f~^:?*[\\]{1,1000}(?<![/.])$/
const REPOSITORY = /^[A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100}$/
/** `acme/app/.github/workflows/gate.yml@refs/heads/main` */
const WORKFLOW_REF = /^([A-Za-z0-9][\w-]{0,99}\/[\w.-]{1,100})\/(\.github\/workflows\/[^@/]{1,250})@(\S{1,1000})$/
const SERVER = /^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[\w./-]*)?$/

const sha = z.string().check(z.regex(SHA))
/** A branch without `refs/heads/`, as pull requests and deployments name it. */
const branch = z.string().check(z.refine((name) => REF.test(`refs/heads/${name}`)))

const Payload = z.object({
  pull_request: z.optional(
    z.object({
      number: z.number().check(z.int(), z.positive()),
      head: z.object({ sha }),
      base: z.object({ ref: branch }),
    }),
  ),
  merge_group: z.optional(z.object({ head_sha: sha, base_ref: z.string().check(z.regex(REF)) })),
  issue: z.optional(z.object({ number: z.int().check(z.positive()), pull_request: z.optional(z.unknown()) })),
  // A deployment names the run that made it, or null.
  workflow_run: z.nullish(
    z.object({
      head_sha: sha,
      event: z.string().check(z.regex(/^[a-z_]{1,50}$/)),
      head_branch: z.nullish(branch),
    }),
  ),
  deployment: z.optional(z.object({ sha })),
  before: z.optional(z.string()),
})

/**
 * @param readText reads a file of at most so many bytes, or throws
 * @param cwd the workspace when the runner names none
 * @throws InputError with everything in the environment and payload that is not what GitHub documents
 */
export function readEvent(env: Env, readText: (path: string, maxBytes: number) => string, cwd: string): RunEvent {
  const problems: string[] = []
  const text = (name: string, pattern: RegExp, what: string): string | undefined => {
    const value = env[name] ?? ''
    if (value === '') return undefined
    if (!pattern.test(value)) problems.push(`${name} is "${printable(value, 100)}", which is not ${what}.`)
    return value
  }
  const id = (name: string): number | undefined => {
    const value = text(name, /^[1-9]\d{0,14}$/, 'a number as GitHub gives ids')
    return value === undefined ? undefined : Number(value)
  }
  const apiUrl = withoutSlash(text('GITHUB_API_URL', SERVER, 'a URL') ?? 'https://api.github.com')
  const event = {
    name: text('GITHUB_EVENT_NAME', /^[a-z_]{1,50}$/, 'an event name') ?? '',
    sha: text('GITHUB_SHA', SHA, 'a full commit id'),
    ref: text('GITHUB_REF', REF, 'a ref'),
    repository: text('GITHUB_REPOSITORY', REPOSITORY, 'an owner/name'),
    repositoryId: id('GITHUB_REPOSITORY_ID'),
    ownerId: id('GITHUB_REPOSITORY_OWNER_ID'),
    serverUrl: withoutSlash(text('GITHUB_SERVER_URL', SERVER, 'a URL') ?? 'https://github.com'),
    apiUrl,
    // Servers have theirs beside the REST API, github.com below it.
    graphqlUrl: text('GITHUB_GRAPHQL_URL', SERVER, 'a URL') ?? `${apiUrl.replace(/\/v3$/, '')}/graphql`,
    workspace: env['GITHUB_WORKSPACE'] || cwd,
    temp: env['RUNNER_TEMP'] || undefined,
    runId: id('GITHUB_RUN_ID'),
    runAttempt: id('GITHUB_RUN_ATTEMPT'),
    workflow: workflowOf(
      text('GITHUB_WORKFLOW_REF', WORKFLOW_REF, 'a workflow at a ref'),
      text('GITHUB_WORKFLOW_SHA', SHA, 'a full commit id'),
    ),
    ...readPayload(env['GITHUB_EVENT_PATH'] ?? '', readText, problems),
  }
  if (problems.length > 0) throw new InputError(problems)
  return withoutUndefined(event)
}

function workflowOf(ref: string | undefined, sha: string | undefined): RunEvent['workflow'] {
  const [, repository, path, at] = WORKFLOW_REF.exec(ref ?? '') ?? []
  if (repository === undefined || path === undefined || at === undefined || sha === undefined) return undefined
  return { repository, path, ref: at, sha }
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>
}

type FromPayload = Pick<RunEvent, 'pull' | 'mergeGroup' | 'deployment' | 'ended' | 'before'>

function readPayload(
  path: string,
  readText: (path: string, maxBytes: number) => string,
  problems: string[],
): FromPayload {
  if (path === '') return {}
  const parsed = Payload.safeParse(parseJson(path, readText, problems))
  if (!parsed.success) {
    for (const { path: at } of parsed.error.issues) {
      const where = at.length === 0 ? 'is not an object' : `has no usable ${at.join('.')}`
      problems.push(`The event payload (GITHUB_EVENT_PATH) ${where}.`)
    }
    return {}
  }
  const { pull_request: pull, merge_group: group, issue, workflow_run: run, deployment, before } = parsed.data
  return {
    ...(pull && {
      pull: { number: pull.number, headSha: pull.head.sha, baseRef: `refs/heads/${pull.base.ref}` },
    }),
    ...(issue?.pull_request !== undefined && { pull: { number: issue.number } }),
    ...(run &&
      deployment === undefined && {
        ended: { headSha: run.head_sha, event: run.event, ...(run.head_branch && { headBranch: run.head_branch }) },
      }),
    ...(group && { mergeGroup: { headSha: group.head_sha, baseRef: group.base_ref } }),
    ...(deployment && { deployment: { sha: deployment.sha } }),
    // All zeros when the push made the ref.
    ...(before !== undefined && SHA.test(before) && { before }),
  }
}

function parseJson(path: string, readText: (path: string, maxBytes: number) => string, problems: string[]): unknown {
  try {
    return JSON.parse(readText(path, PAYLOAD_LIMIT))
  } catch (cause) {
    const why = cause instanceof Error ? printable(cause.message, 200) : 'unreadable'
    problems.push(`The event payload (GITHUB_EVENT_PATH) cannot be read: ${why}.`)
    return {}
  }
}

/** Events of which GITHUB_SHA is the commit that is meant. */
const SHA_EVENTS = ['push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'release']

/**
 * Which commit is judged, and for which base. An explicit `commit` input wins: it says where evidence is, and what comes
 * out is bound to it.
 * @param commit full hex id, as `commitSha()` gives it
 * @throws InputError when neither the event nor the input says which commit is meant
 */
export function subjectOf(event: RunEvent, commit?: string): Subject & { readonly commit: string } {
  const meant = commit ?? commitOf(event)
  if (meant === undefined) {
    const what = event.name === '' ? 'Outside of GitHub Actions nothing' : `The event ${event.name} does not`
    throw new InputError(
      `${what} say${event.name === '' ? 's' : ''} which commit is judged. Give it in the input \`commit\`, all 40 hex digits.`,
    )
  }
  if (!SHA.test(meant)) throw new InputError(`Input \`commit\`: "${printable(meant, 100)}" is not a full commit id.`)
  const baseRef = event.pull?.baseRef ?? event.mergeGroup?.baseRef ?? branchOf(event)
  return {
    ...(event.repositoryId === undefined ? {} : { repositoryId: event.repositoryId }),
    ...(event.ownerId === undefined ? {} : { ownerId: event.ownerId }),
    uri: event.repository === undefined ? 'file:.' : `git+${event.serverUrl}/${event.repository}`,
    commit: meant,
    ...(baseRef === undefined ? {} : { baseRef }),
    // A commit that is not this pull request's head must not be taken for a verdict on the pull request.
    ...(event.pull?.headSha === meant ? { pull: event.pull.number } : {}),
  }
}

function commitOf(event: RunEvent): string | undefined {
  if (event.name.startsWith('pull_request')) return event.pull?.headSha
  if (event.name === 'merge_group') return event.mergeGroup?.headSha
  if (event.name === 'deployment' || event.name === 'deployment_status') return event.deployment?.sha
  return SHA_EVENTS.includes(event.name) ? event.sha : undefined
}

const branchOf = ({ ref }: RunEvent): string | undefined => (ref?.startsWith('refs/heads/') ? ref : undefined)

/** Events whose workspace a policy may be read from; whoever may push there may change the policy there. */
const OWN_WORKSPACE = ['', 'push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'release', 'deployment']

/**
 * Whether a policy in the workspace can count. Not on pull requests, comments, merge groups and runs started by other
 * workflows: what is checked out there is the author's or unknown. An event we have not heard of is one of those.
 */
export const policyFromWorkspace = (event: RunEvent): boolean => OWN_WORKSPACE.includes(event.name)
