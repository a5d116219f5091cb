import type { ScanKind, ScannerUse, Seen, Workflow } from '../detect/seen.ts'
import { isPlain } from './plain.ts'

export const KINDS: readonly ScanKind[] = ['sast', 'sca', 'secret']

/** Where the gate will find the scan of one kind. */
export type Evidence =
  /** All of them: in a monorepo each scanner may see a part. */
  | { readonly from: 'artifact'; readonly runs: readonly [Report, ...Report[]] }
  | { readonly from: 'code-scanning' | 'dependency-review'; readonly runs: readonly [Run, ...Run[]] }
  /** Nothing that runs on pull requests leaves a report: scan.yml adds a scanner. */
  | { readonly from: 'added'; readonly unreachable?: Run }

export interface Run {
  readonly workflow: Workflow
  readonly use: ScannerUse
}

export interface Report extends Run {
  readonly artifact: string
}

export type Scans = Readonly<Record<ScanKind, Evidence>>

/** What is there comes first: a second scanner of the same kind costs minutes and finds the same. */
export function scansOf(seen: Seen): Scans {
  return { sast: evidenceOf('sast', seen), sca: evidenceOf('sca', seen), secret: evidenceOf('secret', seen) }
}

function evidenceOf(kind: ScanKind, { workflows }: Seen): Evidence {
  const uses = workflows
    .filter(({ path, events }) => events.has('pull_request') && isArtifactPath(path))
    .flatMap((workflow) => workflow.scanners.filter((use) => use.kind === kind).map((use) => ({ workflow, use })))
  const [report, ...reports] = uses.flatMap((run) => {
    const artifact = run.use.artifacts.find(isPlain)
    return artifact === undefined ? [] : [{ ...run, artifact }]
  })
  if (report !== undefined) return { from: 'artifact', runs: [report, ...reports] }
  // Code scanning says of a commit what was uploaded for it; a secret scan is asked for as a report (decisions 1.3).
  const scanned = uses.find(({ use }) => use.codeScanning)
  if (scanned !== undefined && kind !== 'secret') return { from: 'code-scanning', runs: [scanned] }
  const reviewed = uses.find(({ use }) => use.dependencyReview)
  if (reviewed !== undefined) return { from: 'dependency-review', runs: [reviewed] }
  const unreachable = uses[0]
  return unreachable === undefined ? { from: 'added' } : { from: 'added', unreachable }
}

/** The gate's input separates path and name by a colon and takes no white space in the path. */
const isArtifactPath = (path: string): boolean => isPlain(path) && !path.includes(' ')

export const runsOf = (one: Evidence): readonly Run[] => (one.from === 'added' ? [] : one.runs)

export const addedKinds = (scans: Scans): readonly ScanKind[] => KINDS.filter((kind) => scans[kind].from === 'added')

/** Workflows on pull requests that run tests; if none does, those whose name says they are the quality gate. */
export function qualityGates({ workflows }: Seen): readonly Workflow[] {
  const onPulls = workflows.filter(({ path, events }) => events.has('pull_request') && isPlain(path))
  const testing = onPulls.filter(({ jobs }) => jobs.some(({ tests }) => tests !== undefined))
  if (testing.length > 0) return testing.slice(0, MOST_GATES)
  return onPulls
    .filter(
      ({ path, scanners }) =>
        scanners.length === 0 &&
        /(^|[-_.])(ci|quality|test|tests|check|checks|build)([-_.]|$)/.test(path.split('/').at(-1) ?? ''),
    )
    .slice(0, 1)
}

const MOST_GATES = 10
