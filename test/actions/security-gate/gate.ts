import { securityGate } from '../../../actions/security-gate/main.ts'
import { sha256 } from '../../../shared/evidence/digest.ts'
import { ENVELOPE_SCHEMA } from '../../../shared/evidence/envelope.ts'
import { type GateOptions, type GateRun, NOW, runActionIn } from '../../support/gate.ts'
import type { Repository } from '../../support/repository.ts'

export { type GateOptions, type GateRun, NOW }
/** When the scans of these tests finished. */
export const FINISHED = '2026-11-20T11:55:00Z'

export const POLICY = 'version: 1\npreset: production\ndefaults: 2026.11\n'

/** The gate over real files; `reports` is `results/*` unless said otherwise. */
export const runGate = (where: Pick<Repository, 'directory'>, options: GateOptions = {}): Promise<GateRun> =>
  runActionIn(securityGate, where, { ...options, inputs: { reports: 'results/*', ...options.inputs } })

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
