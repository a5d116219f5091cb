import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { securityGate } from '../../../actions/security-gate/main.ts'
import { sha256 } from '../../../shared/evidence/digest.ts'
import { ENVELOPE_SCHEMA } from '../../../shared/evidence/envelope.ts'
import { runAction } from '../../../shared/run/action.ts'
import type { Machine } from '../../../shared/run/machine.ts'
import type { Verdict } from '../../../shared/verdict/verdict.ts'
import { UNHURRIED } from '../../support/hasty.ts'
import type { Repository } from '../../support/repository.ts'

export const NOW = '2026-11-20T12:00:00.000Z'
/** When the scans of these tests finished. */
export const FINISHED = '2026-11-20T11:55:00Z'

export const POLICY = 'version: 1\npreset: production\ndefaults: 2026.11\n'

/** What a run of the gate hands back, as the runner and the next step see it. */
export interface GateRun {
  readonly code: number | undefined
  readonly stdout: string
  readonly summary: string
  readonly outputs: Readonly<Record<string, string>>
  /** Undefined when the run has not written it. */
  readonly verdict: Verdict | undefined
  /** `<code> <place>` of every finding that blocks and is not covered, in the order of the verdict. */
  readonly blocking: readonly string[]
  readonly codes: readonly string[]
  /** A file of the evidence folder. */
  readonly file: (name: string) => Buffer | undefined
}

export interface GateOptions {
  /** `INPUT_*` by name; `reports` is `results/*` unless said otherwise. */
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly payload?: unknown
  readonly machine?: Partial<Machine>
  /** As index.ts starts the action: `runDue` for one that may judge several. */
  readonly start?: typeof runAction
}

/** Runs the action in this process over real files; only the clock, stdout and the runner's files are the test's own. */
export async function runGate(
  { directory }: Pick<Repository, 'directory'>,
  options: GateOptions = {},
): Promise<GateRun> {
  const printed: string[] = []
  const handed = new Map<string, string>()
  let code: number | undefined
  const machine: Machine = {
    write: (text) => printed.push(text),
    command: (name, properties, message) => printed.push(commandLine(name, properties, message)),
    now: () => new Date(NOW),
    elapsed: () => 0,
    pace: UNHURRIED,
    sleep: async () => {},
    readText: () => JSON.stringify(options.payload ?? {}),
    append: (path, text) => handed.set(path, (handed.get(path) ?? '') + text),
    size: () => 0,
    exitWith: (given) => {
      code = given
    },
    watch: () => () => {},
    ...options.machine,
  }
  const inputs = { reports: 'results/*', ...options.inputs }
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: 'event.json',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_REPOSITORY_ID: '4711',
    GITHUB_REPOSITORY_OWNER_ID: '42',
    GITHUB_WORKSPACE: directory,
    GITHUB_OUTPUT: 'output',
    GITHUB_STEP_SUMMARY: 'summary',
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...options.env,
  }
  await (options.start ?? runAction)(securityGate, env, machine)
  const folder = join(directory, '.production-gates/security-gate')
  const file: GateRun['file'] = (name) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : undefined
  const verdict = file('verdict.json')
  const parsed: Verdict | undefined = verdict && JSON.parse(verdict.toString())
  const open = parsed?.findings.filter(({ level, coveredBy }) => level === 'block' && coveredBy === undefined) ?? []
  return {
    code,
    stdout: printed.join(''),
    summary: handed.get('summary') ?? '',
    outputs: outputsOf(handed.get('output') ?? ''),
    verdict: parsed,
    blocking: open.map(({ code: reason, place }) =>
      `${reason.replace('security-gate/', '')} ${place?.path ?? ''}`.trim(),
    ),
    codes: parsed?.findings.map(({ code: reason }) => reason.replace('security-gate/', '')) ?? [],
    file,
  }
}

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts: how a command is written. */
function commandLine(name: string, properties: object, message: string): string {
  const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const given = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
  return `::${name}${given.length > 0 ? ` ${given.join(',')}` : ''}::${data(message)}\n`
}

/** GITHUB_OUTPUT as the runner reads it: the last value of a name wins. */
function outputsOf(text: string): Record<string, string> {
  const blocks = text.matchAll(/^([a-z]+)<<(\S+)\n((?:.|\n)*?)\n?\2\n/gm)
  return Object.fromEntries([...blocks].map(([, name, , value]) => [name, value]))
}

/** SARIF as Semgrep, gitleaks or OSV-Scanner would write it; `results` may be anything. */
export const sarif = (tool: string, results: unknown = [], rules: readonly object[] = [{ id: 'R1' }]): string =>
  JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool, version: '1.0.0', rules } },
        invocations: [{ executionSuccessful: true }],
        results,
      },
    ],
  })

export const result = (ruleId: string, path: string, line: number, severity = '8.1'): object => ({
  ruleId,
  level: 'error',
  message: { text: 'a message' },
  locations: [{ physicalLocation: { artifactLocation: { uri: path }, region: { startLine: line } } }],
  properties: { 'security-severity': severity },
})

export interface EnvelopeParts {
  readonly commit: string
  readonly kinds?: readonly string[]
  readonly finishedAt?: string
  readonly exitCode?: number
  readonly sha256?: string
}

export const envelopeFor = (report: string | Uint8Array, parts: EnvelopeParts): string =>
  JSON.stringify({
    schema: ENVELOPE_SCHEMA,
    kinds: ['sast'],
    tool: 'a scanner 1.0',
    sha256: sha256(Buffer.from(report)),
    finishedAt: FINISHED,
    ...parts,
  })

export const OSV_CLEAN = JSON.stringify({
  results: [{ source: { path: 'package-lock.json', type: 'lockfile' }, packages: [] }],
  experimental_config: { licenses: { summary: false, allowlist: null } },
})

/** One clean, bound, fresh report of each kind that the policy requires. */
export function cleanReports(commit: string): Record<string, string> {
  return bound(commit, {
    'results/sast.sarif': sarif('Semgrep OSS'),
    'results/sca.sarif': sarif('Grype'),
    'results/secret.sarif': sarif('gitleaks'),
  })
}

/** Each report with an envelope beside it. */
export function bound(
  commit: string,
  reports: Readonly<Record<string, string>>,
  parts: Partial<EnvelopeParts> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(reports).flatMap(([path, text]) => [
      [path, text],
      [`${path}.envelope.json`, envelopeFor(text, { commit, exitCode: 0, ...parts })],
    ]),
  )
}
