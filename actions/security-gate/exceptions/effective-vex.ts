import { type Purl, parsePurl } from '../scanners/purl.ts'
import { advisoryIds, type JudgedFinding } from './judged-finding.ts'
import { matchesPurl, packagePurl } from './purl.ts'
import type { VexStatement } from './statement.ts'

export interface VexAnswer {
  /** The statement in force for this package, when it suppresses. */
  readonly suppressing?: VexStatement
  /** The one that would be in force if it were verified. */
  readonly refused?: VexStatement
  /** Statements about this vulnerability that have no effect, and why. */
  readonly void: readonly VoidStatement[]
  /** Ids of statements about this vulnerability in this package. */
  readonly relevant: readonly string[]
  /** Ids of suppressing statements about this vulnerability, none of whose products is this package. */
  readonly elsewhere: readonly string[]
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
  const subjects = context.subjects.flatMap((subject) => parsePurl(subject) ?? [])
  const productsOf = parsedOnce(context.vex)

  const isAbout = (position: number, component: Purl): boolean =>
    productsOf(position).some(({ whole, parts }) => {
      const names = (pattern: Purl) => matchesPurl(pattern, component)
      const isIn = whole.some((own) => names(own) || subjects.some((subject) => matchesPurl(own, subject)))
      return isIn && (parts === undefined || parts.some(names))
    })

  return (finding) => {
    const component = finding.package === undefined ? undefined : packagePurl(finding.package)
    if (finding.kind !== 'sca' || component === undefined) return undefined
    const positions = new Set(advisoryIds(finding).flatMap((id) => byVulnerability.get(id) ?? []))
    if (positions.size === 0) return undefined

    const counts = (statement: VexStatement) =>
      finding.severity !== 'critical' || !suppresses(statement) || context.isVerified(statement.id)
    const voided: VoidStatement[] = []
    const valid: VexStatement[] = []
    const relevant: string[] = []
    const elsewhere: string[] = []
    for (const position of [...positions].sort((a, b) => a - b)) {
      const statement = context.vex[position]
      if (statement === undefined) continue
      if (isAbout(position, component)) {
        relevant.push(statement.id)
        const reason = voidReason(statement, context.now)
        if (reason === undefined) valid.push(statement)
        else voided.push(reason)
      } else if (suppresses(statement)) elsewhere.push(statement.id)
    }
    const inForce = latest(valid.filter(counts))
    const ifVerified = latest(valid)
    return {
      ...(inForce !== undefined && suppresses(inForce) && { suppressing: inForce }),
      ...(ifVerified !== undefined && !counts(ifVerified) && { refused: ifVerified }),
      void: voided,
      relevant,
      elsewhere,
    }
  }
}

interface ParsedProduct {
  readonly whole: readonly Purl[]
  readonly parts?: readonly Purl[]
}

/** Most statements of a vendor's document are about nothing that was found: a statement is parsed when it is asked for. */
function parsedOnce(statements: readonly VexStatement[]): (position: number) => readonly ParsedProduct[] {
  const known = new Map<number, readonly ParsedProduct[]>()
  const parse = (texts: readonly string[]) => texts.flatMap((text) => parsePurl(text) ?? [])
  return (position) => {
    const products =
      known.get(position) ??
      (statements[position]?.products ?? []).map(({ purls, subcomponents }) => ({
        whole: parse(purls),
        ...(subcomponents !== undefined && { parts: parse(subcomponents) }),
      }))
    known.set(position, products)
    return products
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
