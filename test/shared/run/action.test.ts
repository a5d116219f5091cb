import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { EVIDENCE_SCHEMA } from '../../../shared/evidence/evidence.ts'
import { defineAction, type Outcome, type RunContext, runAction } from '../../../shared/run/action.ts'
import { commonInputs, lines } from '../../../shared/run/inputs.ts'
import type { Machine } from '../../../shared/run/machine.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { HASTY } from '../../support/hasty.ts'
import { scratch } from './fixtures/scratch.ts'
import { COMMIT, finding, NOW, outcome, source, verdict } from './fixtures/verdicts.ts'

const schema = z.object({ ...commonInputs, reports: lines() })
type Inputs = z.output<typeof schema>
type Run = (context: RunContext<Inputs>) => Promise<Outcome>

/** A world of its own: nothing of this process is touched. */
function world(env: Record<string, string> = {}) {
  const workspace = scratch()
  const printed: string[] = []
  const codes: number[] = []
  const appended = new Map<string, string>()
  const stray: { crash: (thrown: unknown) => void; exit: () => void; watching: boolean } = {
    crash: () => {},
    exit: () => {},
    watching: false,
  }
  const machine: Machine = {
    write: (text) => printed.push(text.replace(/\n$/, '')),
    command: (name, properties, message) => printed.push(`::${name} ${JSON.stringify(properties)}::${message}`),
    now: () => new Date(NOW),
    elapsed: () => 0,
    pace: HASTY,
    sleep: async () => {},
    readText: () => '{}',
    append: (path, text) => appended.set(path, (appended.get(path) ?? '') + text),
    size: (path) => (path.includes('full') ? 1_048_570 : 0),
    exitWith: (code) => codes.push(code),
    watch(crash, exit) {
      Object.assign(stray, { crash, exit, watching: true })
      return () => {
        stray.watching = false
      }
    },
  }
  const full = { GITHUB_WORKSPACE: workspace, INPUT_REPORTS: 'a.sarif', ...env }
  const run = (work: Run) =>
    runAction(defineAction({ gate: 'security-gate', inputs: schema, run: work }), full, machine)
  return { workspace, printed, codes, appended, stray, run }
}

const RUNNER = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/summary', GITHUB_OUTPUT: '/output' }
const conclude =
  (conclusion: Outcome['verdict']['conclusion'], over: Partial<Outcome> = {}) =>
  async () =>
    outcome({ verdict: verdict({ conclusion }), ...over })

/** GITHUB_OUTPUT as the runner reads it: the last value of a name wins. */
function outputsOf(text = ''): Record<string, string> {
  const blocks = text.matchAll(/^([a-z]+)<<(\S+)\n((?:.|\n)*?)\n?\2\n/gm)
  return Object.fromEntries([...blocks].map(([, name, , value]) => [name, value]))
}

describe('exit codes', () => {
  test.each([
    ['pass', 0],
    ['overridden', 1],
    ['waiting', 1],
    ['fail', 1],
    ['blind', 2],
  ] as const)('%s is %d', async (conclusion, code) => {
    const { run, codes, stray } = world(RUNNER)
    await run(conclude(conclusion))
    expect(codes).toEqual([3, code])
    expect(stray.watching).toBe(false)
  })

  test('an override can let the step pass, observing does', async () => {
    const granted = world(RUNNER)
    await granted.run(conclude('overridden', { overrideEffect: 'pass' }))
    expect(granted.codes.at(-1)).toBe(0)
    const observed = world(RUNNER)
    await observed.run(conclude('blind', { enforcement: { mode: 'observe', because: 'no-policy', preset: 'starter' } }))
    expect(observed.codes.at(-1)).toBe(0)
  })

  test('whatever is thrown is 3', async () => {
    for (const thrown of ['boom', undefined, new Error('x'), new InputError('y'), { status: 500 }]) {
      const { run, codes } = world(RUNNER)
      await run(() => Promise.reject(thrown))
      expect(codes).toEqual([3, 3])
    }
  })

  test('a verdict of another gate is ours to mend', async () => {
    const { run, codes, printed } = world(RUNNER)
    await run(async () => outcome({ verdict: verdict({ gate: 'dod-check' }) }))
    expect(codes).toEqual([3, 3])
    expect(printed).toEqual(['::error {}::security-gate gave back a verdict of dod-check'])
  })
})

describe('what the action is given', () => {
  test('inputs, event, one instant, the workspace', async () => {
    const { run, workspace } = world({ GITHUB_EVENT_NAME: 'push', GITHUB_SHA: COMMIT, INPUT_WAIT: '5m' })
    const given: RunContext<Inputs>[] = []
    await run(async (context) => {
      given.push(context)
      return outcome()
    })
    expect(given[0]?.inputs).toMatchObject({ reports: ['a.sarif'], wait: 300_000, policy: '.github/production.yml' })
    expect(given[0]?.event).toMatchObject({ name: 'push', sha: COMMIT })
    expect([given[0]?.now, given[0]?.workspace, given[0]?.elapsed()]).toEqual([NOW, workspace, 0])
    expect(given[0]?.env['INPUT_WAIT']).toBe('5m')
  })
})

describe('on a runner', () => {
  test('annotations, summary, outputs, one last line', async () => {
    const { run, printed, appended, workspace } = world({
      ...RUNNER,
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_ACTION_REPOSITORY: 'o/pg',
      GITHUB_ACTION_REF: 'v1',
    })
    await run(async ({ log }) => {
      await log.group('gather', () => log.source(source(), 12))
      const files = [...outcome().files, { name: 'statement.intoto.jsonl', bytes: 's' }]
      return outcome({ files })
    })
    expect(printed).toEqual([
      '::group {}::gather',
      '✅ read report:results/semgrep.sarif for 9a04d1e, 12 ms',
      '::endgroup {}::',
      '::group {}::report',
      '::error {"title":"security-gate: The code has a weakness","file":"server/src/search.ts","line":88}::SQL built from user input, CWE-89.\nUse a prepared statement.\nsecurity-gate/code-weakness',
      '::endgroup {}::',
      '❌ security-gate: Blocked: 1 finding in 1 place. Use a prepared statement.',
    ])
    expect(outputsOf(appended.get('/output'))).toEqual({
      conclusion: 'fail',
      findings: '1',
      evidence: '.production-gates/security-gate/evidence.json',
      statement: '.production-gates/security-gate/statement.intoto.jsonl',
    })
    const summary = appended.get('/summary') ?? ''
    expect(summary).toMatch(/^### ❌ security-gate blocked this change\n/)
    expect(summary).toContain(
      '[code-weakness](https://github.com/o/pg/blob/v1/docs/reasons.md#security-gatecode-weakness)',
    )
    expect(summary).toContain(`https://github.com/acme/app/blob/${COMMIT}/server/src/search.ts#L88`)
    const folder = join(workspace, '.production-gates/security-gate')
    expect(readdirSync(folder).sort()).toEqual(['evidence.json', 'findings.sarif', 'statement.intoto.jsonl'])
    expect(readFileSync(join(folder, 'evidence.json'), 'utf8')).toBe(`{"schema":"${EVIDENCE_SCHEMA}"}\n`)
    expect(JSON.parse(readFileSync(join(folder, 'findings.sarif'), 'utf8')).runs[0].results[0].ruleId).toBe(
      'security-gate/code-weakness',
    )
  })

  test('no statement, no evidence: the outputs are empty, not invented', async () => {
    const { run, appended } = world({ ...RUNNER, 'INPUT_EVIDENCE-DIR': 'out' })
    await run(conclude('waiting', { files: [] }))
    expect(outputsOf(appended.get('/output'))).toEqual({
      conclusion: 'waiting',
      findings: '1',
      evidence: '',
      statement: '',
    })
  })

  test('an address of ours that is none is not linked', async () => {
    const { run, appended } = world({ ...RUNNER, GITHUB_ACTION_REPOSITORY: 'o/pg)', GITHUB_ACTION_REF: 'v1' })
    await run(conclude('fail'))
    expect(appended.get('/summary')).toContain('| code-weakness |')
  })

  test('secrets are masked before anything else', async () => {
    const { run, printed } = world({
      ...RUNNER,
      INPUT_TOKEN: 'tok',
      INPUT_SIGNING: 'ed25519',
      'INPUT_SIGNING-KEY': 'key',
      INPUT_MODE: 'x',
    })
    await run(conclude('pass'))
    expect(printed.slice(0, 2)).toEqual(['::add-mask {}::tok', '::add-mask {}::key'])
    expect(printed[2]).toMatch(/^::error \{\}::Input `mode` does not exist/)
  })

  test('the zone of the policy goes along', async () => {
    const { run, appended } = world(RUNNER)
    await run(conclude('fail', { presentation: { zone: 'Europe/Berlin' } }))
    expect(appended.get('/summary')).toContain('2026-11-20 13:59 UTC (14:59 Europe/Berlin)')
  })

  test('SARIF has as many results as GitHub shows, the worst, and says so', async () => {
    const { run, printed, workspace } = world(RUNNER)
    const findings = Array.from({ length: 5_001 }, (_, index) => finding({ key: `k${index}`, detail: `d${index}` }))
    await run(async () => outcome({ verdict: verdict({ findings }) }))
    expect(printed).toContain(
      'findings.sarif has the 5000 worst of 5001 findings, as many as GitHub shows; verdict.json has all.',
    )
    const file = readFileSync(join(workspace, '.production-gates/security-gate/findings.sarif'), 'utf8')
    expect(JSON.parse(file).runs[0].results).toHaveLength(5_000)
  })

  test('a summary that is full is said', async () => {
    const { run, appended, printed, codes } = world({ ...RUNNER, GITHUB_STEP_SUMMARY: '/full' })
    await run(conclude('fail'))
    expect(appended.get('/full')).toBe('')
    expect(printed).toContain('The job summary is full: nothing of this report is in it.')
    expect(codes.at(-1)).toBe(1)
  })

  test('annotations that are cut point to where the rest is', async () => {
    const findings = Array.from({ length: 11 }, () => finding())
    const { run, printed } = world({ GITHUB_ACTIONS: 'true' })
    await run(async () => outcome({ verdict: verdict({ findings }) }))
    expect(printed.filter((line) => line.startsWith('::notice'))).toEqual([
      '::notice {"title":"security-gate: not everything is shown here"}::1 more error: GitHub shows 10 of each for a step. All of them are in the log.',
    ])
  })
})

describe('on a terminal', () => {
  test('the report is printed and kept, without workflow commands or secrets', async () => {
    const { run, printed, workspace, appended, codes } = world({ INPUT_TOKEN: 'planted-canary' })
    await run(conclude('fail'))
    expect(printed.join('\n')).not.toMatch(/^::|planted/m)
    expect(printed).toContain('❌ security-gate blocked this change')
    expect(printed.at(-2)).toBe(`evidence: ${join(workspace, '.production-gates/security-gate')}`)
    expect(printed.at(-1)).toBe('❌ security-gate: Blocked: 1 finding in 1 place. Use a prepared statement.')
    const summary = join(workspace, '.production-gates/security-gate/summary.md')
    expect(readFileSync(summary, 'utf8')).toMatch(/^### ❌ security-gate blocked this change/)
    expect(appended.size).toBe(0)
    expect(codes.at(-1)).toBe(1)
  })

  test('mistakes are plain lines', async () => {
    const { run, printed } = world({ INPUT_REPORTS: '' })
    await run(conclude('pass'))
    expect(printed).toEqual(['error: Input `reports` is required and not given.'])
  })

  test('a summary without outputs, and outputs without a summary', async () => {
    const onlySummary = world({ GITHUB_STEP_SUMMARY: '/summary' })
    await onlySummary.run(conclude('fail'))
    expect([...onlySummary.appended.keys()]).toEqual(['/summary'])
    expect(onlySummary.printed.some((line) => line.startsWith('evidence: '))).toBe(true)
    expect(existsSync(join(onlySummary.workspace, '.production-gates/security-gate/summary.md'))).toBe(false)
    const onlyOutput = world({ GITHUB_OUTPUT: '/output' })
    await onlyOutput.run(conclude('fail'))
    expect([...onlyOutput.appended.keys()]).toEqual(['/output'])
    expect(onlyOutput.printed).toContain('❌ security-gate blocked this change')
  })
})

describe('failures', () => {
  test('each problem of an InputError at its place', async () => {
    const { run, printed } = world(RUNNER)
    await run(() => Promise.reject(new InputError(['p.yml:3:7: unknown key', 'second'])))
    expect(printed).toEqual(['::error {"file":"p.yml","line":3,"col":7}::p.yml:3:7: unknown key', '::error {}::second'])
  })

  test('a stack only in debug', async () => {
    const quiet = world(RUNNER)
    await quiet.run(() => Promise.reject(new Error('x')))
    expect(quiet.printed).toEqual(['::error {}::x'])
    const loud = world({ ...RUNNER, RUNNER_DEBUG: '1' })
    await loud.run(() => Promise.reject(new Error('x')))
    expect(loud.printed[1]).toBe('::debug {}::Error: x')
  })

  test('evidence that cannot be written is no verdict', async () => {
    const { run, codes, appended } = world({ ...RUNNER, 'INPUT_EVIDENCE-DIR': '../out' })
    await run(conclude('pass'))
    expect(codes).toEqual([3, 3])
    expect(appended.size).toBe(0)
  })

  test('the evidence of an earlier run does not speak for one that failed', async () => {
    const { run, workspace } = world(RUNNER)
    await run(conclude('pass'))
    const folder = join(workspace, '.production-gates/security-gate')
    expect(readdirSync(folder)).toEqual(['evidence.json', 'findings.sarif'])
    await run(() => Promise.reject(new Error('x')))
    expect(readdirSync(folder)).toEqual([])
  })

  test('what nobody waited for fails the step before a verdict is given', async () => {
    const { run, codes, appended, stray, printed } = world(RUNNER)
    await run(async () => {
      stray.crash('nobody waits')
      return outcome({ verdict: verdict({ conclusion: 'pass', findings: [] }) })
    })
    expect(codes).toEqual([3, 3])
    expect(appended.size).toBe(0)
    expect(printed).toEqual(['::error {}::nobody waits'])
  })

  test('what was signed before it failed does not stay', async () => {
    const { run, stray, workspace } = world(RUNNER)
    await run(async () => outcome({ files: [{ name: 'statement.intoto.jsonl', bytes: 's' }] }))
    const statement = join(workspace, '.production-gates/security-gate/statement.intoto.jsonl')
    expect(existsSync(statement)).toBe(true)
    stray.crash(new Error('late'))
    expect(existsSync(statement)).toBe(false)
  })

  test('and afterwards takes the verdict back', async () => {
    const { run, codes, appended, stray } = world(RUNNER)
    await run(conclude('pass'))
    stray.crash(new Error('late'))
    expect(codes).toEqual([3, 0, 3])
    expect(outputsOf(appended.get('/output'))['conclusion']).toBe('')
    const local = world()
    await local.run(conclude('pass'))
    local.stray.crash(new Error('late'))
    expect(local.codes).toEqual([3, 0, 3])
  })

  test('an end before the verdict is said', async () => {
    const { run, printed, stray, codes } = world(RUNNER)
    await run(async () => {
      stray.exit()
      return outcome()
    })
    expect(printed).toEqual(['::error {}::security-gate ended before it had a verdict'])
    expect(codes).toEqual([3, 3])
  })
})
