import type { Fault, RandomFaults, Switch } from '../fake-github/faults.ts'
import type { LoggedRequest } from '../fake-github/request-log.ts'
import type { Draw } from './draw.ts'
import { routeOf } from './scenario.ts'

/** What goes wrong in one run. */
export interface Plan {
  readonly switches: readonly Switch[]
  readonly random?: RandomFaults
}

/** Every way in which the switchboard can break an answer; a new one has to be entered here. */
const KINDS: { readonly [Kind in Fault['kind']]: readonly [Fault, ...Fault[]] } = {
  status: [
    { kind: 'status', status: 401 },
    { kind: 'status', status: 403 },
    { kind: 'status', status: 404 },
    { kind: 'status', status: 429 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 502 },
    { kind: 'status', status: 503 },
  ],
  stall: [{ kind: 'stall' }],
  cut: [{ kind: 'cut' }],
  malformed: [{ kind: 'malformed' }],
  'repeat-page': [{ kind: 'repeat-page' }],
  'drop-page': [{ kind: 'drop-page' }],
  'drop-link': [{ kind: 'drop-link' }],
  'graphql-error': [{ kind: 'graphql-error' }],
  'primary-limit': [{ kind: 'primary-limit' }],
  'secondary-limit': [
    { kind: 'secondary-limit', status: 200 },
    { kind: 'secondary-limit', status: 403 },
    { kind: 'secondary-limit', status: 429 },
  ],
}

const EVERY: readonly Fault[] = Object.values(KINDS).flat()

/** A route that the gate uses in a scenario, and how often while nothing is wrong. */
export interface Route {
  readonly name: string
  readonly calls: number
  readonly kinds: readonly [Fault, ...Fault[]]
}

/** From the log of a run without faults: what is asked only after something failed is met by random faults. */
export function routesOf(log: readonly LoggedRequest[]): readonly Route[] {
  const names = [...new Set(log.map(routeOf))]
  return names.map((name) => {
    const requests = log.filter((request) => routeOf(request) === name)
    return { name, calls: requests.length, kinds: kindsFor(name, requests) }
  })
}

/** Those that can show in an answer: the others would only make the run one without faults. */
function kindsFor(name: string, requests: readonly LoggedRequest[]): Route['kinds'] {
  const body = [...KINDS.cut, ...KINDS.malformed]
  // Six ways of seven to be refused weigh no more than the others together.
  const anywhere = [...KINDS.status, ...KINDS.stall, ...KINDS.stall, ...body, ...body, ...body] as const
  const limits = [...KINDS['primary-limit'], ...KINDS['secondary-limit']]
  const pages = [...KINDS['repeat-page'], ...KINDS['drop-page']]
  if (name.startsWith('POST /graphql')) {
    const lists = LISTS.has(name) ? [...pages, ...pages, ...pages] : []
    return [KINDS['graphql-error'][0], ...KINDS['graphql-error'], ...anywhere, ...limits, ...lists]
  }
  if (!name.includes('/repos/')) return [KINDS.cut[0], ...anywhere]
  const paged = requests.some(({ query }) => Number(query['page'] ?? 1) > 1 || query['after'] !== undefined)
  const lists = paged ? [...pages, ...pages, ...KINDS['drop-link'], ...KINDS['drop-link']] : []
  return [KINDS.cut[0], ...anywhere, ...limits, ...lists]
}

/** Queries that ask for lists which may have more than a page. */
const LISTS: ReadonlySet<string> = new Set(
  [
    'Tips',
    'OpenPulls',
    'PullRequest',
    'PullRequestPage',
    'TeamMembers',
    'MergedPulls',
    'MergeQueue',
    'PullsOfCommit',
  ].map((name) => `POST /graphql ${name}`),
)

const RATES = [0.02, 0.05, 0.1, 0.25, 0.6] as const

/** What is left alone, and what is hit once, hit whenever it is asked for, hit at two places, and hit at random. */
export function planRun(draw: Draw, routes: readonly [Route, ...Route[]]): Plan {
  const form = draw.share()
  if (form < 0.16) return { switches: [] }
  if (form < 0.52) return { switches: [once(draw, routes)] }
  if (form < 0.66) {
    const { name, kinds } = draw.one(routes)
    return { switches: [{ route: name, fault: draw.one(kinds) }] }
  }
  if (form < 0.78) return { switches: [once(draw, routes), once(draw, routes)] }
  const kinds = EVERY.filter(({ kind }) => kind !== 'stall' || draw.share() < 0.3)
  return { switches: [], random: { seed: draw.seed(), rate: draw.one(RATES), kinds } }
}

function once(draw: Draw, routes: readonly [Route, ...Route[]]): Switch {
  const { name, calls, kinds } = draw.one(routes)
  return { route: name, call: draw.upTo(calls), fault: draw.one(kinds) }
}

export const stalls = ({ switches, random }: Plan): boolean =>
  [...switches.map(({ fault }) => fault), ...(random?.kinds ?? [])].some(({ kind }) => kind === 'stall')

export const planned = ({ switches, random }: Plan): string =>
  [
    ...switches.map(
      ({ route, call, fault }) => `${nameOf(fault)} at ${call ? `call ${call}` : 'every call'} of ${route}`,
    ),
    ...(random === undefined ? [] : [`random faults, rate ${random.rate}, seed ${random.seed}`]),
  ].join('; ') || 'nothing'

export const nameOf = (fault: Fault): string => ('status' in fault ? `${fault.kind} ${fault.status}` : fault.kind)
