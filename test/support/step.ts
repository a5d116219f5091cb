import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface Step {
  /** The file a runner would start: `dist/<name>/index.js`, absolute. */
  readonly main: string
  readonly inputs?: Readonly<Record<string, string>>
  /** Path relative to the workspace -> content. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  /** More of, or other than, what `RUNNER` has. */
  readonly env?: Readonly<Record<string, string>>
  readonly event?: unknown
}

export interface StepResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** A file of the workspace after the step and until the test ends, undefined when it is not there. */
  readonly file: (path: string) => string | undefined
}

const COMMIT = '9a04d1e0c5b7f8a6d3e2c1b0a9f8e7d6c5b4a392'
/** What every runner sets. The addresses lead nowhere: a step that needs the network says so by failing. */
const RUNNER = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_API_URL: 'http://127.0.0.1:9',
  GITHUB_GRAPHQL_URL: 'http://127.0.0.1:9/graphql',
  GITHUB_SERVER_URL: 'http://127.0.0.1:9',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_SHA: COMMIT,
  GITHUB_REPOSITORY: 'acme/harbour',
  GITHUB_REPOSITORY_ID: '4711',
  GITHUB_REPOSITORY_OWNER_ID: '42',
  GITHUB_RUN_ID: '1',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_JOB: 'gate',
}

/** Starts a bundle as a runner starts a step: a process of its own, inputs as INPUT_*, files for what it hands back. */
export function runStep(step: Step): StepResult {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-step-'))
  const [workspace, temp] = [join(folder, 'workspace'), join(folder, 'temp')]
  for (const each of [workspace, temp]) mkdirSync(each)
  for (const [path, content] of Object.entries(step.files ?? {})) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    writeFileSync(join(workspace, path), content)
  }
  const handed = Object.fromEntries(
    ['OUTPUT', 'STEP_SUMMARY', 'STATE', 'ENV', 'PATH'].map((name) => [`GITHUB_${name}`, join(temp, name)]),
  )
  for (const file of Object.values(handed)) writeFileSync(file, '')
  writeFileSync(join(temp, 'event.json'), JSON.stringify(step.event ?? {}))
  // The runner spells an input's name in upper case, spaces as `_`, and leaves hyphens.
  const inputs = Object.entries(step.inputs ?? {}).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
  const { status, stdout, stderr } = spawnSync(process.execPath, [step.main], {
    cwd: workspace,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: temp,
      RUNNER_TEMP: temp,
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_PATH: join(temp, 'event.json'),
      ...RUNNER,
      ...handed,
      ...Object.fromEntries(inputs),
      ...step.env,
    },
  })
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return {
    status,
    stdout,
    stderr,
    outputs: parseOutputs(readFileSync(join(temp, 'OUTPUT'), 'utf8')),
    summary: readFileSync(join(temp, 'STEP_SUMMARY'), 'utf8'),
    file: (path) => (existsSync(join(workspace, path)) ? readFileSync(join(workspace, path), 'utf8') : undefined),
  }
}

/** `name<<delimiter`, the lines of the value, `delimiter`: how @actions/core writes, the only form without injection. */
function parseOutputs(text: string): Record<string, string> {
  const found = text.matchAll(/^([\w-]+)<<(\S+)\n(.*?)\n?\2\n/gms)
  return Object.fromEntries([...found].map(([, name = '', , value = '']) => [name, value]))
}
