import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gateCommand, prepareWorkspace } from './gate.ts'
import { type Command, cost, inTurns, type Row, run } from './measure.ts'
import { MULTITOOL_ENV, type multitool } from './multitool.ts'
import type { GeneratedSarif } from './sarif-generator.ts'

const root = join(import.meta.dirname, '../..')

export interface Settings {
  /** The gate as it ships: dist/security-gate/index.js. */
  readonly bundle: string
  readonly rounds: number
  readonly peer: ReturnType<typeof multitool>
  /** Gets what could not be measured and why. */
  readonly say: (line: string) => void
}

interface Subject {
  readonly command: Command
  /** How many critical and high results it says there are, from what it printed or wrote; undefined: it does not say. */
  readonly answer: (stdout: string) => number | undefined
}

/** What a workflow without a gate does: parse, and count what is marked as an error. */
const COUNT_ERRORS = `const { readFileSync } = require('node:fs')
const { runs } = JSON.parse(readFileSync(process.argv[1], 'utf8'))
console.log(runs.flatMap((run) => run.results).filter((result) => result.level === 'error').length)`

/** In one process, so that what is compared is the work and not the start of Node. Prints milliseconds of each, median of 5. */
const IN_PROCESS = `import { readFileSync } from 'node:fs'
const { readReport } = await import(process.argv[2])
const bytes = readFileSync(process.argv[1])
const time = (work) => {
  const times = [1, 2, 3, 4, 5].map(() => { const start = performance.now(); work(); return performance.now() - start })
  return times.sort((a, b) => a - b)[2]
}
const parse = time(() => JSON.parse(bytes.toString('utf8')))
console.log(JSON.stringify({ parse, read: time(() => readReport(bytes, { name: 'sast.sarif' })) }))`

/** All subjects on one file, beside each other. */
export function benchSarif(bench: string, { bytes, critical, high }: GeneratedSarif, settings: Settings): Row[] {
  const workspace = mkdtempSync(join(tmpdir(), 'production-gates-bench-'))
  prepareWorkspace(workspace, bytes)
  const subjects = subjectsOn(workspace, settings)
  const wall = inTurns(new Map([...subjects].map(([name, { command }]) => [name, command])), settings.rounds)
  const rows = [...subjects].flatMap(([subject, { command, answer }]): Row[] => {
    const right = answer(run(command).stdout) === critical + high
    return [
      { bench, subject, metric: 'wall', value: wall.get(subject) ?? Number.NaN, unit: 'ms' },
      ...cost(command).map((row) => ({ bench, subject, ...row })),
      { bench, subject, metric: 'correct', value: right ? 1 : 0, unit: 'bool' },
    ]
  })
  const reader = join(root, 'actions/security-gate/scanners/index.ts')
  const argv = ['--input-type=module', '-e', IN_PROCESS, join(workspace, 'results/sast.sarif'), reader] as const
  const { parse, read } = JSON.parse(run({ argv: [process.execPath, ...argv] }).stdout)
  rmSync(workspace, { recursive: true })
  return [
    ...rows,
    { bench, subject: 'readReport', metric: 'in-process', value: read, unit: 'ms' },
    { bench, subject: 'JSON.parse', metric: 'in-process', value: parse, unit: 'ms' },
  ]
}

function subjectsOn(workspace: string, { bundle, peer, say }: Settings): Map<string, Subject> {
  const sarif = join(workspace, 'results/sast.sarif')
  const subjects = new Map<string, Subject>()
  if (existsSync(bundle)) {
    const summary = join(workspace, '.temp/summary')
    subjects.set('security-gate', {
      command: gateCommand(bundle, workspace),
      answer: () => {
        const answer = severityCounts(readFileSync(summary, 'utf8'))
        writeFileSync(summary, '')
        return answer
      },
    })
  } else say(`security-gate: ${bundle} is not there (npm run build)`)
  subjects.set('JSON.parse', { command: { argv: [process.execPath, '-e', COUNT_ERRORS, sarif] }, answer: Number })
  const jq = '[.runs[].results[] | select(.level == "error")] | length'
  if (isThere('jq')) subjects.set('jq', { command: { argv: ['jq', jq, sarif] }, answer: Number })
  else say('jq: not installed (apt-get install jq)')
  if ('path' in peer) {
    subjects.set('sarif-multitool', {
      command: {
        argv: [peer.path, 'query', sarif, '--expression', "Level == 'Error'"],
        env: { PATH: process.env['PATH'], HOME: workspace, ...MULTITOOL_ENV },
      },
      answer: (stdout) => numberIn(/Found ([\d,]+) of/.exec(stdout)?.[1]),
    })
  } else say(`sarif-multitool: ${peer.missing}`)
  return subjects
}

/** `2 critical, 1 high` of the headline of the last summary in the file, added up. */
function severityCounts(summary: string): number | undefined {
  const last = summary.split(/^### /m).at(-1) ?? ''
  const critical = numberIn(/([\d,]+) critical/.exec(last)?.[1])
  const high = numberIn(/([\d,]+) high/.exec(last)?.[1])
  return critical === undefined && high === undefined ? undefined : (critical ?? 0) + (high ?? 0)
}

const numberIn = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text.replaceAll(',', ''))

function isThere(tool: string): boolean {
  try {
    run({ argv: [tool, '--version'] })
    return true
  } catch {
    return false
  }
}
