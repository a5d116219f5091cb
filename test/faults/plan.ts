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
  /** Wrong pages that can show; none where it never has more than one. */
  readonly pages: readonly Fault[]
}

/**
 * From the log of a run without faults: what is asked only after something failed is met by random faults.
 * @param lists routes whose answers a wrong page has been seen to change, beside those that ask for page two
 */
export function routesOf(log: readonly LoggedRequest[], lists: ReadonlySet<string>): readonly Route[] {
  const names = [...new Set(log.map(routeOf))]
  return names.map((name) => {
    const requests = log.filter((request) => routeOf(request) === name)
    const further = requests.some(({ query }) => Number(query['page'] ?? 1) > 1 || query['after'] !== undefined)
    const pages = lists.has(name) ? WRONG_PAGES : further ? [...WRONG_PAGES, ...KINDS['drop-link']] : []
    return { name, calls: requests.length, kinds: kindsFor(name), pages }
  })
}

const WRONG_PAGES: readonly Fault[] = [...KINDS['repeat-page'], ...KINDS['drop-page']]

/** Those that can show in an answer: the others would only make the run one without faults. */
function kindsFor(name: string): Route['kinds'] {
  const body = [...KINDS.cut, ...KINDS.malformed]
  // Seven ways to be refused weigh no more than the others together.
  const anywhere = [...KINDS.status, ...KINDS.stall, ...KINDS.stall, ...body, ...body, ...body] as const
  const limits = [...KINDS['primary-limit'], ...KINDS['secondary-limit']]
  if (isQuery(name)) return [KINDS['graphql-error'][0], ...KINDS['graphql-error'], ...anywhere, ...limits]
  return name.includes('/repos/') ? [KINDS.cut[0], ...anywhere, ...limits] : [KINDS.cut[0], ...anywhere]
}

export const isQuery = (name: string): boolean => name.startsWith('POST /graphql')

const RATES = [0.02, 0.05, 0.1, 0.25, 0.6] as const

type Routes = readonly [Route, ...Route[]]

/**
 * What is left alone; what is shown wrong pages, where it has pages; what is hit once, hit whenever it is asked for, hit
 * at two places, and hit at random.
 */
export function planRun(draw: Draw, routes: Routes): Plan {
  const form = draw.share()
  const [list, ...lists] = routes.filter(({ pages }) => pages.length > 0)
  if (form < 0.16) return { switches: [] }
  if (form < 0.36 && list !== undefined) return { switches: wrongPages(draw, [list, ...lists], routes) }
  if (form < 0.54) return { switches: [once(draw, routes)] }
  if (form < 0.67) {
    const { name, kinds } = draw.one(routes)
    return { switches: [{ route: name, fault: draw.one(kinds) }] }
  }
  if (form < 0.79) return { switches: [once(draw, routes), once(draw, routes)] }
  const kinds = EVERY.filter(({ kind }) => kind !== 'stall' || draw.share() < 0.3)
  return { switches: [], random: { seed: draw.seed(), rate: draw.one(RATES), kinds } }
}

/** One page or every page of a list, and sometimes something else beside it. */
function wrongPages(draw: Draw, lists: Routes, routes: Routes): readonly Switch[] {
  const { name: route, calls, pages } = draw.one(lists)
  const fault = pages[draw.upTo(pages.length) - 1] ?? WRONG_PAGE
  const one = draw.share() < 0.7 ? { route, call: draw.upTo(calls), fault } : { route, fault }
  return draw.share() < 0.2 ? [one, once(draw, routes)] : [one]
}

export const WRONG_PAGE: Fault = { kind: 'drop-page' }

function once(draw: Draw, routes: Routes): Switch {
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
