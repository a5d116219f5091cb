import calculator from 'ae-cvss-calculator'

/** Mandatory metrics by version, in the order of the specification (https://www.first.org/cvss/). */
const BASE: Readonly<Record<string, readonly string[]>> = {
  '2.0': ['AV', 'AC', 'Au', 'C', 'I', 'A'],
  '3.0': ['AV', 'AC', 'PR', 'UI', 'S', 'C', 'I', 'A'],
  '3.1': ['AV', 'AC', 'PR', 'UI', 'S', 'C', 'I', 'A'],
  '4.0': ['AV', 'AC', 'AT', 'PR', 'UI', 'VC', 'VI', 'VA', 'SC', 'SI', 'SA'],
}
/** All 32 metrics of CVSS 4.0 with their longest values take less than 200 characters. */
const VECTOR_LENGTH = 300
const PREFIX = /^CVSS:(3\.0|3\.1|4\.0)\//

interface Vector {
  readonly version: string
  readonly metrics: ReadonlyMap<string, string>
}

/**
 * The base score of a CVSS v2, 3.0, 3.1 or 4.0 vector: threat, temporal and environmental metrics are left out, because
 * they are somebody else's estimate and mostly lower it.
 * @returns 0 to 10 (0: no impact at all), or `undefined` for what is no complete vector of these versions
 */
export function scoreOf(vector: string): number | undefined {
  const parsed = parse(vector)
  return parsed === undefined ? undefined : baseScore(parsed)
}

/**
 * One score for several vectors of the same advisory: the highest CVSS version counts, and the worst score in it
 * (spec security-gate 3.10). Vectors that cannot be read are passed over.
 */
export function scoreOfAll(vectors: readonly string[]): number | undefined {
  let best: { version: string; score: number } | undefined
  for (const vector of vectors) {
    const parsed = parse(vector)
    const score = parsed === undefined ? undefined : baseScore(parsed)
    if (parsed === undefined || score === undefined) continue
    const { version } = parsed
    if (best === undefined || version > best.version || (version === best.version && score > best.score)) {
      best = { version, score }
    }
  }
  return best?.score
}

function parse(vector: string): Vector | undefined {
  if (vector.length > VECTOR_LENGTH) return undefined
  const text = vector.trim()
  const prefix = PREFIX.exec(text)
  // NVD's older feeds wrap v2 vectors in parentheses.
  const body = prefix === null ? text.replace(/^\((.*)\)$/, '$1') : text.slice(prefix[0].length)
  const metrics = new Map<string, string>()
  for (const part of body.split('/')) {
    const colon = part.indexOf(':')
    const name = part.slice(0, colon)
    // "A vector string must not include the same metric more than once": which one counts is anybody's guess.
    if (colon < 1 || metrics.has(name)) return undefined
    metrics.set(name, part.slice(colon + 1))
  }
  return { version: prefix?.[1] ?? '2.0', metrics }
}

function baseScore({ version, metrics }: Vector): number | undefined {
  const parts: string[] = version === '2.0' ? [] : [`CVSS:${version}`]
  for (const name of BASE[version] ?? []) {
    const value = metrics.get(name)
    if (value === undefined || !/^[A-Z]$/.test(value)) return undefined
    parts.push(`${name}:${value}`)
  }
  const score = calculator.fromVector(parts.join('/'))?.calculateScores(false).base
  return typeof score === 'number' && score >= 0 && score <= 10 ? score : undefined
}
