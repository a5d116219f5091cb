import { type Purl, parsePurl } from '../scanners/purl.ts'
import { advisoryIds, type JudgedFinding } from './judged-finding.ts'
import { matchesPurl, packagePurl } from './purl.ts'
import type { VexProduct, VexStatement } from './statement.ts'

export interface VexAnswer {
  /** The statement in force for this package, when it suppresses. */
  readonly suppressing?: VexStatement
  /** The one that would be in force if it were verified. */
  readonly refused?: VexStatement
  /** Statements about this vulnerability that have no effect, and why. */
  readonly void: readonly VoidStatement[]
  /** Ids of statements about this vulnerability in this package. */
  readonly relevant: readonly string[]
  /** Suppressing statements about this vulnerability, none of whose products is this package. */
  readonly elsewhere: readonly VexStatement[]
}

export interface VoidStatement {
  readonly id: string
  readonly detail: string
}

export interface VexContext {
  /** In the order that settles equal timestamps: the later one wins. */
  readonly vex: readonly VexStatement[]
  /** Milliseconds. */
  readonly now: number
  /** purls of what is judged: the repository, its images. A statement may speak of a part of it. */
  readonly subjects: readonly string[]
  readonly isVerified: (id: string) => boolean
}

const suppresses = ({ status }: VexStatement): boolean => status === 'not_affected' || status === 'fixed'

/** @returns what the statements say of a finding in its one package; spec security-gate 3.11 */
export function vexReader(context: VexContext): (finding: JudgedFinding) => VexAnswer | undefined {
  const byVulnerability = index(context.vex)
  const purl = memoised(parsePurl)
  const subjects = context.subjects.flatMap((subject) => purl(subject) ?? [])

  const isAbout = (product: VexProduct, component: Purl): boolean => {
    const named = product.purls.flatMap((text) => purl(text) ?? [])
    const isIn = named.some((own) => [component, ...subjects].some((other) => matchesPurl(own, other)))
    if (product.subcomponents === undefined || !isIn) return isIn
    return product.subcomponents.some((text) => {
      const part = purl(text)
      return part !== undefined && matchesPurl(part, component)
    })
  }

  return (finding) => {
    const component = finding.package === undefined ? undefined : packagePurl(finding.package)
    if (finding.kind !== 'sca' || component === undefined) return undefined
    const positions = new Set(advisoryIds(finding).flatMap((id) => byVulnerability.get(id) ?? []))
    if (positions.size === 0) return undefined
    const named = [...positions].sort((a, b) => a - b).flatMap((position) => context.vex[position] ?? [])
    const relevant = named.filter((statement) => statement.products.some((product) => isAbout(product, component)))
    const voided = relevant.flatMap((statement) => voidReason(statement, context.now) ?? [])
    const valid = relevant.filter((statement) => !voided.some(({ id }) => id === statement.id))
    const counts = (statement: VexStatement) =>
      finding.severity !== 'critical' || !suppresses(statement) || context.isVerified(statement.id)
    const inForce = latest(valid.filter(counts))
    const ifVerified = latest(valid)
    return {
      ...(inForce !== undefined && suppresses(inForce) && { suppressing: inForce }),
      ...(ifVerified !== undefined && !counts(ifVerified) && { refused: ifVerified }),
      void: voided,
      relevant: relevant.map(({ id }) => id),
      elsewhere: named.filter((statement) => suppresses(statement) && !relevant.includes(statement)),
    }
  }
}

/** Positions in the list by upper-case vulnerability id. */
function index(statements: readonly VexStatement[]): Map<string, number[]> {
  const positions = new Map<string, number[]>()
  for (const [position, { vulnerabilities }] of statements.entries()) {
    for (const id of new Set(vulnerabilities.map((name) => name.toUpperCase()))) {
      const list = positions.get(id)
      if (list === undefined) positions.set(id, [position])
      else list.push(position)
    }
  }
  return positions
}

/** A statement that withdraws one is never void: that would let the older one stand. */
function voidReason(statement: VexStatement, now: number): VoidStatement | undefined {
  if (!suppresses(statement)) return undefined
  const { id, timestamp } = statement
  if (statement.status === 'not_affected' && !statement.justified) {
    return { id, detail: 'It says not_affected without a justification of its format or an impact statement.' }
  }
  if (timestamp !== undefined && !(Date.parse(timestamp) <= now)) {
    return { id, detail: `It is dated ${timestamp}, in the future.` }
  }
  return undefined
}

/** Undated: older than everything when it suppresses, newer than everything when it does not. */
function latest(statements: readonly VexStatement[]): VexStatement | undefined {
  const time = (statement: VexStatement) => statement.timestamp ?? (suppresses(statement) ? '' : '~')
  return statements.reduce<VexStatement | undefined>(
    (best, statement) => (best === undefined || time(statement) >= time(best) ? statement : best),
    undefined,
  )
}

function memoised<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const value = known.get(text) ?? compute(text)
    known.set(text, value)
    return value
  }
}
