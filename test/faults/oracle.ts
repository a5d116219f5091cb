import type { LoggedRequest } from '../fake-github/request-log.ts'
import { type Ended, routeOf, type Scenario } from './scenario.ts'

/**
 * What a run asked for and was never answered rightly, by GitHub's own log. Two requests are the same question when
 * method, path, query and body are; the last answer to a question is the one that counts, so a retry that got through
 * heals what went wrong before it. A page that hid its link to the next one is healed when the next one was asked for
 * all the same and came.
 */
export function neverAnswered(log: readonly LoggedRequest[]): readonly LoggedRequest[] {
  const last = new Map<string, { readonly request: LoggedRequest; readonly at: number }>()
  for (const [at, request] of log.entries()) last.set(questionOf(request), { request, at })
  return [...last.values()].flatMap(({ request, at }) => {
    if (request.fault === undefined) return []
    const next = request.fault.kind === 'drop-link' ? last.get(questionOf(followingPage(request))) : undefined
    return next !== undefined && next.at > at && showsItsRows(next.request) ? [] : [request]
  })
}

/** What a page hides of its followers is judged by them. */
const showsItsRows = ({ fault }: LoggedRequest): boolean => fault === undefined || fault.kind === 'drop-link'

function questionOf({ method, path, query, asked }: LoggedRequest): string {
  const sorted = new URLSearchParams(query)
  sorted.sort()
  return `${method} ${path}?${sorted} ${asked ?? ''}`
}

function followingPage(request: LoggedRequest): LoggedRequest {
  const page = Number(request.query['page'] ?? 1) + 1
  return { ...request, query: { ...request.query, page: String(page) } }
}

export interface Judgement {
  /** Why what the run said is not true; undefined when it may say it. */
  readonly falsePass?: string
  /** Every fault was healed by a later answer. */
  readonly healed: boolean
  /** How many questions were never answered rightly and had to be. */
  readonly required: number
  /** Routes that stayed wrong and of which the scenario says that a pass can do without them. */
  readonly excused: readonly string[]
}

/**
 * Whether a run may have ended as it did. What was asked is required: a gate that asks for what it does not need is
 * told so by a scenario, route by route.
 */
export function judgeRun(
  { expects, unneeded = {} }: Pick<Scenario, 'expects' | 'unneeded'>,
  log: readonly LoggedRequest[],
  ended: Ended,
): Judgement {
  const open = (asked: readonly LoggedRequest[]): readonly LoggedRequest[] =>
    neverAnswered(asked).filter((request) => !Object.hasOwn(unneeded, routeOf(request)))
  const wrong = neverAnswered(log)
  const required = open(log)
  const excused = wrong.filter((request) => !required.includes(request)).map(routeOf)
  const healed = wrong.length === 0
  const found = { healed, required: required.length, excused }
  const passes = letsThrough(ended)
  if (!passes && ended.green !== true) return found
  const said = `It says ${ended.conclusion}, exits with ${ended.code}${ended.green === true ? ' and shows green' : ''}`
  if (!GRANTS.includes(expects)) return { ...found, falsePass: `${said}, and it has to end as ${expects}.` }
  if (GRANTS.includes(ended.conclusion) && ended.conclusion !== expects) {
    return { ...found, falsePass: `${said}, and it may only end as ${expects}.` }
  }
  const [first] = passes ? required : open(beforeShown(log))
  if (first === undefined) return found
  return { ...found, falsePass: `${said}, and ${routeOf(first)} was never answered rightly.` }
}

/** Conclusions that let something through. */
export const GRANTS: readonly string[] = ['pass', 'overridden']

/** Any sign that somebody may take for leave. */
const letsThrough = ({ code, conclusion }: Ended): boolean =>
  code === 0 || conclusion === 'torn' || GRANTS.includes(conclusion)

/** A check run cannot rest on what was asked after it was written. */
function beforeShown(log: readonly LoggedRequest[]): readonly LoggedRequest[] {
  const at = log.findIndex(({ method, path }) => method === 'POST' && path.endsWith('/check-runs'))
  return at === -1 ? log : log.slice(0, at)
}
