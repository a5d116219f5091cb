import type { Cover, Coverage } from '../exceptions/apply.ts'
import type { JudgedFinding } from '../exceptions/judged-finding.ts'
import type { Cluster, Member } from './merge.ts'

/** Every scanner's word as exceptions and VEX see it, made when it is asked for: mostly there is nothing to hold it against. */
export function* judgedMembers(
  clusters: readonly Cluster[],
  contents: Readonly<Record<string, string>>,
): Generator<JudgedFinding> {
  for (const one of clusters) {
    for (const [index, member] of one.members.entries()) yield judgedMember(one, member, index, contents)
  }
}

/** Each member stands for itself, so each has a key of its own. */
function judgedMember(
  { id }: Cluster,
  { finding, kind, severity }: Member,
  index: number,
  contents: Readonly<Record<string, string>>,
): JudgedFinding {
  const { ruleId, aliases, package: pack, location, fingerprint, verified } = finding
  const content = location !== undefined && Object.hasOwn(contents, location.path) ? contents[location.path] : undefined
  return {
    key: memberKey(id, index),
    kind,
    severity,
    ruleIds: [ruleId],
    aliases,
    ...(pack !== undefined && { package: pack }),
    ...(location !== undefined && { location }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(verified !== undefined && { verified }),
    ...(content !== undefined && { contentSha256: content }),
  }
}

const memberKey = (cluster: string, index: number): string => (index === 0 ? cluster : `${cluster}#${index + 1}`)

/**
 * A cluster is covered only if every member is by its own ids. A scanner that names two advisories in one breath would
 * otherwise let an exception for the first cover the second.
 */
export function coverOf({ id, members }: Cluster, { coveredBy }: Coverage): Cover | undefined {
  if (coveredBy.size === 0) return undefined
  const covers = members.map((_, index) => coveredBy.get(memberKey(id, index)))
  const [first, ...rest] = covers
  if (first === undefined || rest.includes(undefined)) return undefined
  const expires = covers.flatMap((cover) => cover?.expires ?? []).sort()[0]
  return {
    by: first.by,
    verified: covers.every((cover) => cover?.verified === true),
    ...(expires !== undefined && { expires }),
  }
}
