import { parseDocument } from 'yaml'
import * as z from 'zod/mini'

/** What a workflow file says of the gates it runs. Allow-listed: nothing else of the file is kept. */
export interface WorkflowFacts {
  readonly path: string
  readonly events: readonly EventFacts[]
  readonly gates: readonly GateStep[]
  /** It calls reusable workflows, whose steps are not in this file. */
  readonly calls: boolean
  /** Why the file says nothing; then nothing in it is known. */
  readonly unreadable?: string
}

export interface EventFacts {
  readonly name: string
  /** Absent: the types GitHub takes by itself. */
  readonly types?: readonly string[]
  /** Absent: every branch. */
  readonly branches?: readonly string[]
  /** `paths`, `paths-ignore`, `branches-ignore`: keys under which an event can be left out. */
  readonly filters: readonly string[]
}

export interface GateStep {
  readonly gate: string
  /** What the check of this job is called. */
  readonly job: string
  readonly jobIf?: string
  readonly stepIf?: string
  /** `continue-on-error` of job or step: a red gate would be a green check. */
  readonly tolerated: boolean
}

const MAX_BYTES = 512 * 1024
const NAMES = 100
const word = z.string().check(z.maxLength(255))
const words = z.union([
  z.pipe(
    word,
    z.transform((one): readonly string[] => [one]),
  ),
  z.array(word).check(z.maxLength(NAMES)),
])

const eventSchema = z.nullish(z.looseObject({ types: z.optional(words), branches: z.optional(words) }))
const condition = z.optional(z.union([word, z.boolean()]))
const stepSchema = z.looseObject({
  uses: z.optional(z.string().check(z.maxLength(1024))),
  if: condition,
  'continue-on-error': z.optional(z.unknown()),
})
const jobSchema = z.looseObject({
  name: z.optional(z.union([word, z.number()])),
  uses: z.optional(z.string()),
  if: condition,
  'continue-on-error': z.optional(z.unknown()),
  steps: z.optional(z.array(stepSchema).check(z.maxLength(1000))),
})
const workflowSchema = z.looseObject({
  // A list of events may also hold `schedule`, whose value is a list of times.
  on: z.union([words, z.record(word, z.unknown())]),
  jobs: z.record(word, jobSchema),
})

/** `OWNER/production-gates/actions/dod-check@...`, or `./actions/dod-check` in the suite's own repository. */
const GATE = /(?:^|\/)actions\/([a-z]{1,20}-[a-z]{1,20})(?:@[^@\s]{1,255})?$/

/** Never throws: a file that cannot be read says why. */
export function readWorkflow(path: string, text: string): WorkflowFacts {
  const nothing = { path, events: [], gates: [], calls: false }
  if (text.length > MAX_BYTES) return { ...nothing, unreadable: `${path} is larger than ${MAX_BYTES} characters.` }
  const parsed = workflowSchema.safeParse(dataOf(text))
  if (!parsed.success) return { ...nothing, unreadable: `${path} is not a workflow that can be read.` }
  const { on, jobs } = parsed.data
  const events = isList(on) ? on.map((name): EventFacts => ({ name, filters: [] })) : Object.entries(on).map(eventOf)
  const rows = Object.entries(jobs)
  return {
    path,
    events,
    gates: rows.flatMap(([id, job]) => gatesOf(id, job)),
    calls: rows.some(([, job]) => job.uses !== undefined),
  }
}

const isList = (on: readonly string[] | Readonly<Record<string, unknown>>): on is readonly string[] => Array.isArray(on)

function dataOf(text: string): unknown {
  try {
    const document = parseDocument(text, { uniqueKeys: true, logLevel: 'silent' })
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 })
  } catch {
    return undefined
  }
}

const FILTERS = ['paths', 'paths-ignore', 'branches-ignore'] as const

function eventOf([name, value]: readonly [string, unknown]): EventFacts {
  const { data, success } = eventSchema.safeParse(value)
  // `schedule` has a list of times, and no gate hangs on what it says.
  if (!success) return { name, filters: Array.isArray(value) ? [] : ['a shape that is not read'] }
  return {
    name,
    ...(data?.types !== undefined && { types: data.types }),
    ...(data?.branches !== undefined && { branches: data.branches }),
    filters: FILTERS.filter((key) => data != null && Object.hasOwn(data, key)),
  }
}

function gatesOf(id: string, job: z.output<typeof jobSchema>): readonly GateStep[] {
  return (job.steps ?? []).flatMap((step): readonly GateStep[] => {
    const gate = GATE.exec(step.uses ?? '')?.[1]
    if (gate === undefined) return []
    return [
      {
        gate,
        job: job.name === undefined ? id : String(job.name),
        ...(job.if !== undefined && { jobIf: String(job.if) }),
        ...(step.if !== undefined && { stepIf: String(step.if) }),
        tolerated: [job, step].some((one) => tolerates(one['continue-on-error'])),
      },
    ]
  })
}

const tolerates = (value: unknown): boolean => value !== undefined && value !== false
