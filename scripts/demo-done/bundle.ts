import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FakeGitHub } from '../../test/fake-github/github.ts'
import type { Happening } from '../../test/fake-github/payloads.ts'
import { runnerEnv } from '../../test/fake-github/runner-env.ts'

export interface Judged {
  readonly code: number | null
  readonly log: readonly string[]
  readonly conclusion: string
  readonly criteria: readonly { readonly id: string; readonly state: string }[]
  /** A file that the gate left. */
  file(name: string): Buffer | undefined
}

export interface BundleCall {
  readonly bundle: string
  readonly gate: string
  /** Empty folder for everything it writes. */
  readonly out: string
  readonly github: FakeGitHub
  readonly happening: Happening
  readonly inputs: Readonly<Record<string, string>>
}

/** What a runner, or a shell inside of one, sets: nothing of it may reach the bundle but what is given on purpose. */
const RUNNER_ONLY = /^(?:GITHUB|INPUT|RUNNER|ACTIONS)_/i

/** A shipped bundle, started as a runner does: settings by environment, nothing by argument, nothing checked out. */
export async function judgeBy({ bundle, gate, out, github, happening, inputs }: BundleCall): Promise<Judged> {
  const workspace = join(out, 'workspace')
  const temp = join(out, 'temp')
  for (const folder of [workspace, temp]) mkdirSync(folder, { recursive: true })
  const event = join(out, 'event.json')
  writeFileSync(event, JSON.stringify(happening.payload))
  const inherited = Object.entries(process.env).filter(([name]) => !RUNNER_ONLY.test(name))
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  // Without a place for a job summary the report is printed.
  const { code, text } = await run(bundle, workspace, {
    ...Object.fromEntries(inherited),
    ...runnerEnv(github, happening, { workflow: '.github/workflows/gates.yml', job: gate }),
    ...Object.fromEntries(given),
    GITHUB_EVENT_PATH: event,
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
  })
  writeFileSync(join(out, 'log.txt'), text)
  const file = (name: string): Buffer | undefined => {
    const path = join(workspace, '.production-gates', gate, name)
    return existsSync(path) ? readFileSync(path) : undefined
  }
  const { conclusion = 'none', criteria = [] } = JSON.parse(String(file('verdict.json') ?? '{}'))
  return { code, log: text.split('\n'), conclusion, criteria, file }
}

function run(
  bundle: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, text: Buffer.concat(chunks).toString() }))
  })
}
