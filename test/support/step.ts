import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

export interface Step {
  /** The file a runner would start: `dist/<name>/index.js`, absolute. */
  readonly main: string
  readonly inputs?:
    | Readonly<Record<string, string>>
    | ((at: { readonly temp: string }) => Readonly<Record<string, string>>)
  /** Path relative to the workspace -> content; what the steps before this one wrote, given the commit. */
  readonly files?: (commit: string) => Readonly<Record<string, string | Uint8Array>>
  /** What an earlier step of the job did with what is checked out. */
  readonly earlier?: (at: { readonly workspace: string; readonly temp: string }) => void
  /** What is checked out: the workspace is then a clone with one commit, the one that was pushed. */
  readonly checkout?: Readonly<Record<string, string>>
  /** More of, or other than, what `RUNNER` has. */
  readonly env?: Readonly<Record<string, string>>
  readonly event?: unknown
}

export interface StepResult {
  readonly commit: string
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
  const commit = step.checkout === undefined ? COMMIT : checkOut(workspace, step.checkout)
  write(workspace, step.files?.(commit) ?? {})
  step.earlier?.({ workspace, temp })
  const handed = Object.fromEntries(
    ['OUTPUT', 'STEP_SUMMARY', 'STATE', 'ENV', 'PATH'].map((name) => [`GITHUB_${name}`, join(temp, name)]),
  )
  for (const file of Object.values(handed)) writeFileSync(file, '')
  writeFileSync(join(temp, 'event.json'), JSON.stringify(step.event ?? {}))
  // The runner spells an input's name in upper case, spaces as `_`, and leaves hyphens.
  const given = typeof step.inputs === 'function' ? step.inputs({ temp }) : (step.inputs ?? {})
  const inputs = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
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
      GITHUB_SHA: commit,
      ...handed,
      ...Object.fromEntries(inputs),
      ...step.env,
    },
  })
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return {
    commit,
    status,
    stdout,
    stderr,
    outputs: parseOutputs(readFileSync(join(temp, 'OUTPUT'), 'utf8')),
    summary: readFileSync(join(temp, 'STEP_SUMMARY'), 'utf8'),
    file: (path) => (existsSync(join(workspace, path)) ? readFileSync(join(workspace, path), 'utf8') : undefined),
  }
}

function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** Fixed name and date: the same files are the same commit everywhere. */
function checkOut(workspace: string, files: Readonly<Record<string, string>>): string {
  write(workspace, files)
  const who = { NAME: 'Author', EMAIL: 'author@example.com', DATE: '2026-11-20T10:00:00Z' }
  const identity = Object.entries(who).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ])
  const env = {
    PATH: process.env['PATH'] ?? '',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    ...Object.fromEntries(identity),
  }
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: workspace, env, encoding: 'utf8' }).trim()
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('-c', 'gc.auto=0', 'commit', '-q', '-m', 'a change')
  return git('rev-parse', 'HEAD')
}

/** `name<<delimiter`, the lines of the value, `delimiter`: how @actions/core writes, the only form without injection. */
function parseOutputs(text: string): Record<string, string> {
  const found = text.matchAll(/^([\w-]+)<<(\S+)\n(.*?)\n?\2\n/gms)
  return Object.fromEntries([...found].map(([, name = '', , value = '']) => [name, value]))
}
