import type { NewAnalysis } from '../../../fake-github/state/code-scanning.ts'
import type { Analysis } from '../../../fake-github/state/evidence-model.ts'
import { testMerge } from '../attacks/scene.ts'
import { cleanReports, type GateOptions, type GateRun } from '../gate.ts'
import { BASE, PERMISSIONS, type Story, type StoryOptions, tell } from '../story.ts'

export const CODEQL = '.github/workflows/codeql.yml'

/** A repository whose base has a CodeQL workflow besides everything else of the story. */
export const KNOWN_BASE = {
  ...BASE,
  [CODEQL]: 'on: pull_request\njobs: { analyze: { runs-on: ubuntu-latest, steps: [{ run: codeql }] } }\n',
}

/** What is read of code scanning and Dependabot besides; a token of a workflow can have them. */
export const KNOWN_PERMISSIONS = { ...PERMISSIONS, security_events: 'read', vulnerability_alerts: 'read' } as const

type Kind = 'sast' | 'sca' | 'secret'

/** A story in which scanners have reported everything but the kinds named. */
export async function without(kinds: readonly Kind[], options: StoryOptions = {}): Promise<Story> {
  const story = await tell({ base: KNOWN_BASE, ...options })
  story.scan(story.pull.head, { reports: reportsWithout(story.pull.head, kinds) })
  return story
}

export const reportsWithout = (commit: string, kinds: readonly Kind[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(cleanReports(commit)).filter(([path]) => !kinds.some((kind) => path.includes(`/${kind}.`))),
  )

export type Known = 'code-scanning' | 'dependency-review' | 'dependabot' | 'secret-scanning'

/** The gate, asked to look at what GitHub knows. */
export function judgeKnown(
  story: Story,
  parts: readonly Known[],
  options: GateOptions = {},
  token = tokenFor(story, parts),
): Promise<GateRun> {
  return story.judge({ token, ...options, inputs: { github: parts.join('\n'), ...options.inputs } })
}

const tokenFor = ({ github }: Story, parts: readonly Known[]): string =>
  parts.includes('secret-scanning')
    ? github.appToken('acme-gates', ['acme/app'], { ...KNOWN_PERMISSIONS, secret_scanning_alerts: 'read' })
    : github.workflowToken('acme/app', { permissions: KNOWN_PERMISSIONS })

/** The CodeQL workflow runs for the head, and what it checked out, GitHub's test merge, is analysed. */
export function analysed(story: Story, options: Partial<NewAnalysis> & { readonly event?: string } = {}): Analysis {
  const { app, pull } = story
  const { event = 'pull_request', ...analysis } = options
  app.workflowRun({ path: CODEQL, sha: pull.head, event, by: 'ada' })
  return app.analysis({ sha: testMerge(story), ref: `refs/pull/${pull.number}/merge`, ...analysis })
}

/** Of the source that a run read from GitHub. */
export const stateOf = (ran: GateRun, id: string): string | undefined =>
  ran.verdict?.sources.find((source) => source.id === `github:${id}`)?.state

export const detailOf = (ran: GateRun, code: string): string =>
  ran.verdict?.findings
    .filter((one) => one.code === `security-gate/${code}`)
    .map(({ detail }) => detail)
    .join('\n') ?? ''

/** A gate that runs when GitHub's clock says so. */
export const at = ({ github }: Story): GateOptions => ({ machine: { now: () => github.clock.now() } })

/** Something that happened so many days before everything else. */
export function ago({ github }: Story, days: number, action: () => void): void {
  github.clock.advance(-days * DAY_MS)
  action()
  github.clock.advance(days * DAY_MS)
}

const DAY_MS = 86_400_000

/** Preset standard: on pull requests only what the change brings in blocks at once. */
export const INTRODUCED: StoryOptions = {
  base: {
    ...KNOWN_BASE,
    '.github/production.yml': 'version: 1\npreset: standard\ndefaults: 2026.11\nroles:\n  security: { users: [sec] }\n',
  },
}

/** A base whose policy says whose dismissals count. */
export const dismissals = (rule: string): Readonly<Record<string, string>> => ({
  ...KNOWN_BASE,
  '.github/production.yml': [
    'version: 1\npreset: production\ndefaults: 2026.11',
    'roles:\n  security: { users: [sec] }\n  wardens: { teams: [corp/wardens] }',
    ...(rule === '' ? [] : [`security-gate:\n  dismissals: ${rule}`]),
    '',
  ].join('\n'),
})

/** As `trivy fs --format json` writes it, as far as it is read. */
export const trivy = (name: string, id: string): string =>
  JSON.stringify({
    SchemaVersion: 2,
    Trivy: { Version: '0.58.0' },
    CreatedAt: '2026-11-20T11:55:00Z',
    ArtifactName: '.',
    ArtifactType: 'filesystem',
    Results: [
      {
        Target: 'package-lock.json',
        Class: 'lang-pkgs',
        Type: 'npm',
        Packages: [],
        Vulnerabilities: [
          {
            VulnerabilityID: 'CVE-2026-1000',
            VendorIDs: [id],
            PkgName: name,
            PkgIdentifier: { PURL: `pkg:npm/${name}@1.0.0` },
            InstalledVersion: '1.0.0',
            FixedVersion: '2.0.0',
            Severity: 'HIGH',
          },
        ],
      },
    ],
  })
