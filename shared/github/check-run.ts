import * as z from 'zod/mini'
import { type Reading, read, type Unread } from '../evidence/reading.ts'
import type { CheckAnnotation, CheckContent, CheckState } from '../report/check-run.ts'
import { printable } from '../report/escape.ts'
import type { GitHub } from './client.ts'
import type { RepositoryName } from './fields.ts'

/** A check run as far as it can speak for a gate. */
export interface CheckRun {
  readonly id: number
  readonly name: string
  readonly head: string
  readonly status: string
  readonly conclusion: string | undefined
  readonly externalId: string
  /** Absent when GitHub names none. */
  readonly app: { readonly id: number; readonly slug: string } | undefined
}

export interface CheckTarget extends RepositoryName {
  /** `production-gates/<gate>`. */
  readonly name: string
  readonly headSha: string
  readonly externalId: string
  readonly detailsUrl?: string
}

const schema = z.pipe(
  z.object({
    id: z.int(),
    name: z.string(),
    head_sha: z.string(),
    status: z.string(),
    conclusion: z.nullable(z.string()),
    external_id: z.nullish(z.string()),
    app: z.nullable(z.object({ id: z.int(), slug: z.optional(z.string()) })),
  }),
  z.transform(
    ({ id, name, head_sha, status, conclusion, external_id, app }): CheckRun => ({
      id,
      name,
      head: head_sha,
      status,
      conclusion: conclusion ?? undefined,
      externalId: external_id ?? '',
      app: app === null ? undefined : { id: app.id, slug: app.slug ?? '' },
    }),
  ),
)

/** https://docs.github.com/en/rest/checks/runs#create-a-check-run; an update appends. */
const ANNOTATIONS_A_REQUEST = 50

/** A replica may still show what was there before; a forgery stays. */
const READ_BACKS = 3
const READ_BACK_PAUSE_MS = 1000

const WRITES = { needs: 'checks: write', missing: 'forbidden' } as const
const READS = { needs: 'checks: read', missing: 'forbidden' } as const

/**
 * One check run for one verdict: created in progress, given its annotations, and concluded by the last write, so that
 * half of it is never green. Then it is read back. Needs `checks: write`.
 * @param sleep milliseconds
 */
export async function publishCheck(
  client: GitHub,
  target: CheckTarget,
  content: CheckContent,
  sleep: (ms: number) => Promise<void>,
): Promise<Reading<CheckRun>> {
  const [first = [], ...rest] = chunks(content.annotations)
  const { owner, repo } = target
  const created = await client.write(
    'POST /repos/{owner}/{repo}/check-runs',
    {
      owner,
      repo,
      name: target.name,
      head_sha: target.headSha,
      external_id: target.externalId,
      ...(target.detailsUrl !== undefined && { details_url: target.detailsUrl }),
      ...stateFields(rest.length === 0 ? content.state : 'in_progress'),
      output: outputOf(content, first),
    },
    schema,
    WRITES,
  )
  if (created.state !== 'read') return created
  const { id } = created.value
  for (const [index, annotations] of rest.entries()) {
    const state = index === rest.length - 1 ? content.state : 'in_progress'
    const updated = await update(client, target, id, { ...stateFields(state), output: outputOf(content, annotations) })
    if (updated.state !== 'read') return abandon(client, target, id, updated)
  }
  return readBack(client, target, created.value, content.state, sleep)
}

function chunks(annotations: readonly CheckAnnotation[]): (readonly CheckAnnotation[])[] {
  const count = Math.ceil(annotations.length / ANNOTATIONS_A_REQUEST)
  return Array.from({ length: count }, (_, i) =>
    annotations.slice(i * ANNOTATIONS_A_REQUEST, (i + 1) * ANNOTATIONS_A_REQUEST),
  )
}

const stateFields = (state: CheckState) =>
  state === 'in_progress' ? { status: state } : { status: 'completed', conclusion: state }

const outputOf = ({ title, summary, text }: CheckContent, annotations: readonly CheckAnnotation[]) => ({
  title,
  summary,
  ...(text !== undefined && { text }),
  annotations,
})

const update = (
  client: GitHub,
  { owner, repo }: RepositoryName,
  id: number,
  fields: Readonly<Record<string, unknown>>,
) =>
  client.write(
    'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
    { owner, repo, check_run_id: id, ...fields },
    schema,
    WRITES,
  )

/** In progress for ever would look like waiting. A limit is not met with one more write. */
async function abandon(client: GitHub, target: CheckTarget, id: number, why: Unread): Promise<Unread> {
  if (why.state === 'pending') return why
  const output = {
    title: 'The report could not be written to the end',
    summary: `The verdict does not count, because GitHub did not take all of the report. ${why.detail} Run the gate again.`,
  }
  await update(client, target, id, { ...stateFields('failure'), output })
  return why
}

async function readBack(
  client: GitHub,
  target: CheckTarget,
  created: CheckRun,
  state: CheckState,
  sleep: (ms: number) => Promise<void>,
): Promise<Reading<CheckRun>> {
  const { owner, repo } = target
  for (let attempt = 1; ; attempt++) {
    const route = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}'
    const shown = await client.get(route, { owner, repo, check_run_id: created.id }, schema, READS)
    if (shown.state !== 'read') return shown
    const run = shown.value.value
    const other = difference(run, target, created, state)
    if (other === undefined) return read(run)
    if (attempt === READ_BACKS) {
      return { state: 'untrusted', detail: `What GitHub shows is not what was written: ${other}.` }
    }
    await sleep(READ_BACK_PAUSE_MS)
  }
}

function difference(run: CheckRun, target: CheckTarget, created: CheckRun, state: CheckState): string | undefined {
  const rows: readonly (readonly [what: string, shown: unknown, written: unknown])[] = [
    ['conclusion', stateOf(run), state],
    ['name', run.name, target.name],
    ['commit', run.head, target.headSha],
    ['app', run.app?.id, created.app?.id],
  ]
  const other = rows.find(([, shown, written]) => shown !== written)
  return other && `its ${other[0]} is ${printable(String(other[1]), 100)} and was ${printable(String(other[2]), 100)}`
}

/** As `CheckState`, or any other word of GitHub's. */
export const stateOf = ({ status, conclusion }: CheckRun): string =>
  status === 'completed' ? (conclusion ?? 'completed') : status

/** GitHub lists a thousand suites of a commit at most (https://docs.github.com/en/rest/checks/runs). */
const MOST_RUNS = 1000

/** Every check run of that name on a commit, by whichever app, older ones too. Needs `checks: read`. */
export const readOurChecks = (
  client: GitHub,
  { owner, repo }: RepositoryName,
  sha: string,
  name: string,
): Promise<Reading<readonly CheckRun[]>> =>
  client.list(
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    { owner, repo, ref: sha, check_name: name, filter: 'all' },
    schema,
    { ...READS, key: 'check_runs', max: MOST_RUNS },
    ({ id }) => id,
  )
