import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from './measure.ts'

const COMMIT = '9a04d1e0c5b7f8a6d3e2c1b0a9f8e7d6c5b4a392'
const POLICY = 'version: 1\npreset: standard\ndefaults: 2026.11\n'

/** As `npm audit --json` and gitleaks write when they find nothing: the gate wants all three kinds. */
const CLEAN = {
  'results/npm-audit.json': {
    kind: 'sca',
    tool: 'npm 11.19.1',
    content: {
      auditReportVersion: 2,
      vulnerabilities: {},
      metadata: {
        vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 0, total: 0 },
        dependencies: { prod: 1, dev: 0, optional: 0, peer: 0, peerOptional: 0, total: 1 },
      },
    },
  },
  'results/gitleaks.sarif': {
    kind: 'secret',
    tool: 'gitleaks 8.30.1',
    content: {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'gitleaks', semanticVersion: 'v8.0.0', rules: [{ id: 'aws-access-token' }] } },
          results: [],
        },
      ],
    },
  },
} as const

/** A workspace as a scan job leaves it: policy, three reports, and an envelope beside each that binds it to the commit. */
export function prepareWorkspace(workspace: string, sast: Uint8Array): void {
  write(workspace, '.github/production.yml', POLICY)
  writeReport(workspace, 'results/sast.sarif', 'sast', 'CodeQL 2.23.3', sast)
  for (const [path, { kind, tool, content }] of Object.entries(CLEAN)) {
    writeReport(workspace, path, kind, tool, new TextEncoder().encode(JSON.stringify(content)))
  }
}

function writeReport(workspace: string, path: string, kind: string, tool: string, bytes: Uint8Array): void {
  write(workspace, path, bytes)
  const envelope = {
    schema: 'urn:production-gates:envelope:v1',
    kinds: [kind],
    tool,
    commit: COMMIT,
    ref: 'refs/heads/main',
    runId: 1,
    runAttempt: 1,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    finishedAt: new Date().toISOString(),
  }
  write(workspace, `${path}.envelope.json`, JSON.stringify(envelope))
}

function write(workspace: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(workspace, path)), { recursive: true })
  writeFileSync(join(workspace, path), content)
}

/** The whole bundle as a runner starts it: reading, judging, evidence.json and summary written. */
export function gateCommand(
  bundle: string,
  workspace: string,
  reports = 'results/sast.sarif\nresults/gitleaks.sarif\nresults/npm-audit.json',
): Command {
  const temp = join(workspace, '.temp')
  mkdirSync(temp, { recursive: true })
  for (const file of ['output', 'summary', 'event.json'])
    writeFileSync(join(temp, file), file === 'event.json' ? '{}' : '')
  return {
    argv: [process.execPath, bundle],
    cwd: workspace,
    env: {
      PATH: process.env['PATH'],
      HOME: temp,
      RUNNER_TEMP: temp,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: join(temp, 'output'),
      GITHUB_STEP_SUMMARY: join(temp, 'summary'),
      // As on one's own machine: on a runner the policy comes from git's objects, and the time would be git's.
      GITHUB_EVENT_PATH: join(temp, 'event.json'),
      GITHUB_REPOSITORY: 'acme/harbour',
      GITHUB_REPOSITORY_ID: '4711',
      GITHUB_REPOSITORY_OWNER_ID: '42',
      GITHUB_SERVER_URL: 'http://127.0.0.1:9',
      GITHUB_API_URL: 'http://127.0.0.1:9',
      INPUT_COMMIT: COMMIT,
      INPUT_REPORTS: reports,
      INPUT_POLICY: '.github/production.yml',
      INPUT_SIGNING: 'none',
      'INPUT_EVIDENCE-DIR': '.production-gates',
      INPUT_WAIT: '0s',
    },
  }
}
