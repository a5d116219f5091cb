import type { Evidence } from '../../shared/evidence/evidence.ts'
import type { Policy, SecurityGatePolicy } from '../../shared/policy/policy.ts'
import { count } from '../../shared/report/headline.ts'
import type { Finding, Source } from '../../shared/verdict/finding.ts'
import { reasonOf } from '../../shared/verdict/reasons.ts'
import type { SecurityFacts } from './facts.ts'
import { classify } from './judge/classify.ts'
import { type Cluster, cluster } from './judge/merge.ts'
import type { Assessment } from './judge.ts'

/** What GitHub shows only to some, also of a public repository, and the page where they see it. */
const KEPT_PRIVATE: ReadonlyMap<string, { readonly name: string; readonly page: string }> = new Map([
  ['github:dependabot', { name: 'Dependabot alerts', page: 'security/dependabot' }],
  ['github:secret-alerts', { name: 'secret scanning alerts', page: 'security/secret-scanning' }],
])

/** The page of what a finding only counts. */
export const pageOf = ({ key, source }: Finding): string | undefined =>
  key.startsWith(WITHHELD) ? KEPT_PRIVATE.get(source ?? '')?.page : undefined

const WITHHELD = 'withheld:'

/**
 * An assessment as everybody may see it (decisions.md 5): what rests on an alert that GitHub keeps private is counted by
 * reason, and what a scanner has found as well is shown as that scanner alone has it. The conclusion stays what it is.
 */
export function inPublic(evidence: Evidence<SecurityFacts, Policy>, assessment: Assessment): Assessment {
  const { verdict, clusters } = assessment
  const rules = evidence.policy.resolved['security-gate']
  const known = new Map<string, Cluster>()
  const hidden: string[] = []
  const shown = verdict.findings.map((finding): Shown => {
    const one = clusters.get(finding.key)
    const from = one === undefined ? ofAlerts(finding, evidence) : privateSource(one)
    if (from === undefined) {
      if (one !== undefined) known.set(finding.key, one)
      return { findings: [finding] }
    }
    if (one === undefined) return { findings: [], counted: { finding, from } }
    hidden.push(one.id, ...one.members.map(({ finding: { ruleId } }) => ruleId))
    const rest = withoutAlerts(finding, one, rules)
    for (const { finding: other, of } of rest) known.set(other.key, of)
    const findings = rest.map(({ finding: other }) => other)
    return findings.some(({ code }) => code === finding.code) ? { findings } : { findings, counted: { finding, from } }
  })
  return {
    ...assessment,
    verdict: {
      ...verdict,
      findings: counted(shown, evidence.sources).map((finding) => withoutNames(finding, hidden, known)),
    },
    clusters: known,
  }
}

interface Shown {
  readonly findings: readonly Finding[]
  readonly counted?: { readonly finding: Finding; readonly from: string }
}

const privateSource = ({ members }: Cluster): string | undefined =>
  members.find(({ source }) => source !== undefined && KEPT_PRIVATE.has(source))?.source

/** A finding about alerts that were read names them; one about alerts that were not names only what was not read. */
function ofAlerts(
  { source = '' }: Finding,
  { facts: { github } }: Evidence<SecurityFacts, Policy>,
): string | undefined {
  const read = [github?.dependabot, github?.secretAlerts].some(
    (fact) => fact?.source === source && fact.state === 'read',
  )
  return read && KEPT_PRIVATE.has(source) ? source : undefined
}

/** What the scanners have found without GitHub's alerts: what those held together may come apart. */
function withoutAlerts(
  { coveredBy }: Finding,
  { members }: Cluster,
  rules: SecurityGatePolicy,
): { readonly finding: Finding; readonly of: Cluster }[] {
  const rest = members.filter(({ source }) => source === undefined || !KEPT_PRIVATE.has(source))
  return cluster(rest).map((of) => ({
    finding: { ...classify(of, rules, undefined), ...(coveredBy !== undefined && { coveredBy }) },
    of,
  }))
}

/** One finding for each source, reason and exception, where the first of them stood. */
function counted(shown: readonly Shown[], sources: readonly Source[]): Finding[] {
  const groups = new Map<string, number>()
  for (const { counted: one } of shown) if (one) groups.set(keyOf(one), (groups.get(keyOf(one)) ?? 0) + 1)
  return shown.flatMap(({ findings, counted: one }) => {
    const n = one && groups.get(keyOf(one))
    if (one === undefined || n === undefined) return findings
    groups.delete(keyOf(one))
    return [...findings, countOf(one, n, sources)]
  })
}

type Counted = NonNullable<Shown['counted']>

const keyOf = ({ from, finding: { code, coveredBy = '', waiting = false } }: Counted): string =>
  `${WITHHELD}${code}:${from}:${coveredBy}${waiting ? ':waiting' : ''}`

function countOf(one: Counted, n: number, sources: readonly Source[]): Finding {
  const { code, level, waiting, coveredBy } = one.finding
  const { name = '' } = KEPT_PRIVATE.get(one.from) ?? {}
  const uri = sources.find(({ id }) => id === one.from)?.uri ?? ''
  return {
    code,
    level,
    key: keyOf(one),
    title: `${count(n, 'finding')} from ${name}`,
    detail: `What they are is at ${uri}, for those whom GitHub lets see it, and in evidence.json.`,
    remedy: reasonOf(code).remedy,
    source: one.from,
    ...(waiting !== undefined && { waiting }),
    ...(coveredBy !== undefined && { coveredBy }),
  }
}

/** A sentence about an exception names what it is held against. */
function withoutNames(finding: Finding, hidden: readonly string[], known: ReadonlyMap<string, Cluster>): Finding {
  if (known.has(finding.key) || !hidden.some((name) => finding.detail.includes(name))) return finding
  return { ...finding, detail: 'It is about something that GitHub shows only to some; evidence.json has it.' }
}
