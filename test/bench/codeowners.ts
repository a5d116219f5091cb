import { parseCodeowners, ruleFor } from '../../shared/ownership/codeowners.ts'
import { oracle } from '../shared/ownership/pattern-oracle.ts'
import { median, type Row } from './measure.ts'

export interface CodeownersCase {
  readonly text: string
  readonly paths: readonly string[]
}

/** Folders of a monorepo, a kind of file each, names at any depth, wildcards in the middle: what real files are made of. */
export function codeownersCase(rules: number, paths: number): CodeownersCase {
  const kinds: readonly ((n: number) => string)[] = [
    (n) => `/services/s${n % 60}/`,
    (n) => `*.e${n}`,
    (n) => `**/mod${n}/**`,
    (n) => `/services/*/src/mod${n}/*`,
    (n) => `file${n}.ts`,
    (n) => `/services/s${n % 97}/src/mod${n}*/**/*.ts`,
    (n) => `*_${n}_*`,
    (n) => `mod${n}/`,
  ]
  const patterns = Array.from({ length: rules }, (_, n) => kinds[n % kinds.length]?.(n) ?? '*')
  return {
    text: patterns.map((pattern, n) => `${pattern} @acme/team-${n}`).join('\n'),
    paths: Array.from(
      { length: paths },
      (_, n) => `services/s${n % 71}/src/mod${n % 301}/deep/file${n}.${n % 9 ? 'ts' : `e${n}`}`,
    ),
  }
}

/** The file read once and every path asked, as a gate does; each round starts from the text. */
export function benchCodeowners(bench: string, { text, paths }: CodeownersCase, rounds: number): Row[] {
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now()
    winners(text, paths)
    return performance.now() - start
  })
  const found = winners(text, paths)
  const truth = slowly(text, paths)
  const isRight = truth.every((line, at) => line === found[at])
  return [
    { bench, subject: 'shared/ownership', metric: 'in-process', value: median(times), unit: 'ms' },
    { bench, subject: 'shared/ownership', metric: 'correct', value: isRight ? 1 : 0, unit: 'bool' },
  ]
}

/** Line of each path's rule. */
function winners(text: string, paths: readonly string[]): (number | undefined)[] {
  const codeowners = parseCodeowners(text)
  return paths.map((path) => ruleFor(codeowners, path)?.line)
}

/** The truth: each rule tried in turn, by regular expressions. */
export function slowly(text: string, paths: readonly string[]): (number | undefined)[] {
  const readings = text.split('\n').map((line) => oracle(line.split(' ')[0] ?? ''))
  return paths.map((path) => {
    const at = readings.findLastIndex((matches) => matches(path))
    return at === -1 ? undefined : at + 1
  })
}
