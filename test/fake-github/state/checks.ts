import {
  type Annotation,
  type App,
  type CheckRun,
  type Conclusion,
  type Repository,
  timestamp,
  type World,
} from './model.ts'
import { invalid } from './refusal.ts'
import { ACTIONS_APP } from './world.ts'

/** GitHub's limit per request (docs, "Create a check run"); an update appends. */
const ANNOTATIONS_A_REQUEST = 50
/** Of `summary` and of `text` (docs, same page). */
const TEXT_LIMIT = 65_535

export interface CheckOutput {
  readonly title?: string
  readonly summary?: string
  readonly text?: string
  readonly annotations?: readonly Annotation[]
}

export interface CheckWrite {
  readonly name?: string
  readonly status?: CheckRun['status']
  readonly conclusion?: Conclusion
  readonly external_id?: string
  readonly details_url?: string
  readonly output?: CheckOutput
}

export function createCheckRun(
  world: World,
  repository: Repository,
  app: App,
  wanted: CheckWrite & { readonly name: string; readonly head_sha: string; readonly suite?: number },
): CheckRun {
  refuseTooMuch(wanted)
  const run: CheckRun = {
    id: world.nextId(),
    suite: wanted.suite ?? suiteOf(world, repository, app, wanted.head_sha),
    name: wanted.name,
    sha: wanted.head_sha,
    app,
    status: 'queued',
    conclusion: null,
    startedAt: timestamp(world),
    completedAt: null,
    externalId: '',
    detailsUrl: null,
    output: { title: null, summary: null, text: null },
    annotations: [],
  }
  write(world, run, wanted)
  repository.checkRuns.push(run)
  return run
}

export function updateCheckRun(world: World, run: CheckRun, wanted: CheckWrite): void {
  refuseTooMuch(wanted)
  write(world, run, wanted)
}

function refuseTooMuch({ output }: CheckWrite): void {
  const count = output?.annotations?.length ?? 0
  if (count > ANNOTATIONS_A_REQUEST) {
    throw invalid(`Invalid request.\n\nNo more than 50 items are allowed; ${count} were supplied.`)
  }
  for (const text of [output?.summary ?? '', output?.text ?? '']) {
    const length = [...text].length
    if (length <= TEXT_LIMIT) continue
    throw invalid(`Invalid request.\n\nOnly ${TEXT_LIMIT} characters are allowed; ${length} were supplied.`)
  }
}

function write(world: World, run: CheckRun, wanted: CheckWrite): void {
  if (wanted.name !== undefined) run.name = wanted.name
  if (wanted.status !== undefined) run.status = wanted.status
  if (wanted.conclusion !== undefined) {
    run.status = 'completed'
    run.conclusion = wanted.conclusion
  } else if (wanted.status === 'in_progress' || wanted.status === 'queued') run.conclusion = null
  run.completedAt = run.status === 'completed' ? timestamp(world) : null
  if (wanted.external_id !== undefined) run.externalId = wanted.external_id
  if (wanted.details_url !== undefined) run.detailsUrl = wanted.details_url
  if (wanted.output === undefined) return
  const { title, summary, text, annotations } = wanted.output
  run.output = {
    title: title ?? run.output.title,
    summary: summary ?? run.output.summary,
    text: text ?? run.output.text,
  }
  run.annotations.push(...(annotations ?? []))
}

/**
 * One suite per app and commit. A check run that a job makes with GITHUB_TOKEN lands in the suite of whatever workflow
 * ran first on the commit: its suite and run say nothing of who made it.
 */
function suiteOf(world: World, repository: Repository, app: App, sha: string): number {
  const known = repository.checkRuns.find((run) => run.app === app && run.sha === sha)?.suite
  const job = app.id === ACTIONS_APP ? repository.runs.find(({ headSha }) => headSha === sha)?.suite : undefined
  return known ?? job ?? world.nextId()
}

/** `filter=latest` (the default): the newest run of each name and suite. */
export function latestRuns(runs: readonly CheckRun[]): readonly CheckRun[] {
  const last = new Map(runs.map((run) => [`${run.suite}/${run.name}`, run]))
  return [...last.values()]
}

export function setStatus(
  world: World,
  repository: Repository,
  wanted: Omit<Repository['statuses'][number], 'id' | 'createdAt'>,
): Repository['statuses'][number] {
  const status = { ...wanted, id: world.nextId(), createdAt: timestamp(world) }
  repository.statuses.push(status)
  return status
}
