import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { Met } from './attack.ts'
import type { Tree } from './tree.ts'

/** What a test says of an attack once its rule is switched off. */
export type Outcome =
  /** The test ran and an assertion of it failed: the rule is what refuses the attack. */
  | { readonly kind: 'proved'; readonly said: string }
  | { readonly kind: 'green' | 'crashed' | 'not-run' | 'edit' | 'red'; readonly said: string }

const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z._default(z.string(), ''),
      assertionResults: z.array(
        z.object({
          ancestorTitles: z.array(z.string()),
          title: z.string(),
          status: z.string(),
          failureMessages: z._default(z.nullable(z.array(z.string())), []),
        }),
      ),
    }),
  ),
})

export interface Ran {
  readonly file: string
  /** Titles with ` > ` between them. */
  readonly test: string
  readonly status: string
  readonly message: string
}

/** Switches one rule off, runs the test that is to notice, and switches it on again. */
export async function tryAttack(tree: Tree, { met }: Met): Promise<Outcome> {
  const applied = tree.apply(met.off)
  if ('problem' in applied) return { kind: 'edit', said: applied.problem }
  try {
    const { tests, output } = await runTests(tree.directory, [met])
    return judge(
      tests.find((one) => one.test === met.test && one.file === met.file),
      output,
    )
  } finally {
    applied.restore()
  }
}

function judge(ran: Ran | undefined, output: string): Outcome {
  if (ran === undefined || (ran.status !== 'passed' && ran.status !== 'failed')) {
    return { kind: 'not-run', said: shortened(output.trim().split('\n').at(-1) ?? 'nothing') }
  }
  if (ran.status === 'passed') return { kind: 'green', said: 'the test passes without the rule' }
  const said = assertionIn(ran.message)
  return said === undefined ? { kind: 'crashed', said: shortened(ran.message) } : { kind: 'proved', said }
}

/** An exit code 3 in the place of another: the gate broke, and would have been red without any rule. */
const BROKE = /expected (?:3 to be \d|\{ code: 3,)/

/** What vitest throws for `expect`, for `rejects` that did not, and fast-check for a property. */
const ASSERTED = /AssertionError|^Error: (?:Property failed|promise resolved .* instead of rejecting)/

/** The assertion that failed, on one line; undefined where something else was thrown. */
export function assertionIn(message: string): string | undefined {
  if (BROKE.test(message) || !ASSERTED.test(message)) return undefined
  const lines = message.split('\n').filter((line) => /\bexpected\b/i.test(line) && !/^\s+at /.test(line))
  return shortened(lines.at(-1) ?? message.split('\n')[0] ?? '')
}

/** What a test printed before its assertion is of no use in a table. */
const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').replace(/^.*(?=\bexpected\b)/i, '')
  return line.length > 70 ? `${line.slice(0, 69)}…` : line
}

/** The tests of these attacks and no others, in one process. */
export async function runTests(
  directory: string,
  met: readonly Met['met'][],
): Promise<{ readonly tests: readonly Ran[]; readonly output: string }> {
  const file = join(directory, '.attacks.json')
  rmSync(file, { force: true })
  const names = [...new Set(met.map(({ test }) => test))].map(pattern)
  const output = await run(directory, [
    ...['run', ...new Set(met.map((one) => one.file))],
    ...['-t', `^(?:${names.join('|')})$`, '--reporter=json', `--outputFile=${file}`, '--testTimeout=120000'],
  ])
  if (!existsSync(file)) return { tests: [], output }
  const { testResults } = report.parse(JSON.parse(readFileSync(file, 'utf8')))
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ ancestorTitles, title, status, failureMessages }) => ({
      file: name.slice(name.indexOf(directory) + directory.length + 1),
      test: [...ancestorTitles, title].join(' > '),
      status,
      message: (failureMessages ?? []).join('\n'),
    })),
  )
  return { tests, output: `${output}\n${testResults.map(({ message }) => message).join('\n')}` }
}

/** vitest puts one space between titles. */
const pattern = (test: string): string => test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' > ', '(?: > | )')

function run(directory: string, args: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(directory, 'node_modules/vitest/vitest.mjs'), ...args], {
      cwd: directory,
      env: { ...process.env, NO_COLOR: '1', CI: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const said: Buffer[] = []
    child.stdout.on('data', (data: Buffer) => said.push(data))
    child.stderr.on('data', (data: Buffer) => said.push(data))
    child.on('error', fail)
    child.on('close', () => done(Buffer.concat(said).toString()))
  })
}
