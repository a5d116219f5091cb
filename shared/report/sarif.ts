import type { Invocation, Log, ReportingDescriptor, Result } from 'sarif'
import type { Finding, ReasonCode } from '../verdict/finding.ts'
import { REASONS, type Reason } from '../verdict/reasons.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { printable } from './escape.ts'
import { reasonUrl, repositoryPath } from './links.ts'
import type { Links } from './model.ts'

export interface SarifSource {
  readonly verdict: Verdict
  readonly toolVersion: string
  readonly links: Links
  /**
   * Path of the policy file. Code scanning refuses a whole file for one result without a location; what has no place
   * of its own (a missing scan) is shown at the file that requires it.
   */
  readonly policyPath: string
}

/**
 * Code scanning keeps the 5,000 most severe results of a run
 * (https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit).
 */
export const RESULTS_SHOWN = 5000

const LEVELS = { block: 'error', warn: 'warning', note: 'note' } as const

/**
 * Our own findings as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/). Every reason of the gate is a
 * rule, found or not: without rules an empty result list could not be told from a run that never happened. No
 * `security-severity`: it would make a missing report look like a vulnerability with a score.
 */
export function renderSarif(source: SarifSource): Log {
  const { verdict, links } = source
  const shown = verdict.findings.slice(0, RESULTS_SHOWN)
  const codes = [...REASONS].filter(([code]) => code.startsWith(`${verdict.gate}/`))
  const indexOf = new Map(codes.map(([code], index) => [code, index]))
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: `production-gates/${verdict.gate}`,
            version: source.toolVersion,
            rules: codes.map(([code, reason]) => rule(code, reason, links)),
          },
        },
        automationDetails: { id: `production-gates/${verdict.gate}/` },
        invocations: [
          { executionSuccessful: true, ...leftOut(verdict.findings.length - shown.length, verdict.findings.length) },
        ],
        columnKind: 'utf16CodeUnits',
        ...(links.repository === undefined || verdict.subject.commit === undefined
          ? {}
          : { versionControlProvenance: [{ repositoryUri: links.repository, revisionId: verdict.subject.commit }] }),
        results: shown.map((finding) => result(finding, indexOf.get(finding.code), source.policyPath)),
      },
    ],
  }
}

/** Said in the file itself; findings stand most severe first, so none of these is worse than one that is there. */
function leftOut(left: number, of: number): Pick<Invocation, 'toolExecutionNotifications'> {
  if (left === 0) return {}
  const text = `${left} of ${of} findings are left out, none of them more severe than one in this file: code scanning shows ${RESULTS_SHOWN}. All of them are in verdict.json.`
  return { toolExecutionNotifications: [{ level: 'note', message: { text } }] }
}

function rule(code: string, reason: Reason, links: Links): ReportingDescriptor {
  const helpUri = reasonUrl(code as ReasonCode, links)
  return {
    id: code,
    shortDescription: { text: reason.title },
    fullDescription: { text: reason.why },
    help: { text: reason.remedy },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: reason.means === 'blind' ? 'error' : LEVELS[reason.means] },
  }
}

function result(finding: Finding, ruleIndex: number | undefined, policyPath: string): Result {
  const own = finding.place && repositoryPath(finding.place.path)
  const uri = own ?? repositoryPath(policyPath)
  const line = own === undefined ? undefined : lineOf(finding)
  return {
    ruleId: finding.code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[finding.level],
    message: { text: text(finding) },
    ...(uri === undefined
      ? {}
      : {
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
                ...(line === undefined ? {} : { region: { startLine: line } }),
              },
            },
          ],
        }),
    partialFingerprints: { 'productionGates/v1': finding.key },
    ...(finding.coveredBy === undefined
      ? {}
      : { suppressions: [{ kind: 'external', status: 'accepted', justification: printable(finding.coveredBy, 200) }] }),
  }
}

/** SARIF 3.30.5: startLine is a positive integer. */
const lineOf = ({ place }: Finding): number | undefined =>
  place?.line !== undefined && Number.isSafeInteger(place.line) && place.line >= 1 ? place.line : undefined

/** `[text](target)` in a message is a link (SARIF 3.11.6): text from outside must not make one. */
function text(finding: Finding): string {
  const parts = [`${finding.title}: ${finding.detail}`, finding.remedy]
  return parts.map((part) => printable(part, 1000).replaceAll('](', '] (')).join(' ')
}
