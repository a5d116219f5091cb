import { aliasesOf, assessAdvisory, higher, osvIds, osvSeverity, worstLabel } from './advisory.ts'

import {
  entriesOf,
  type Fields,
  fieldsOf,
  instantOf,
  isFields,
  listOf,
  malformed,
  nameOf,
  placeOf,
  requiredFields,
  valuesOf,
  wordOf,
} from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import { packageOf } from './package.ts'
import type { Document, Reader } from './reader.ts'
import { type RunProblem, type ScannerReport, type Severity, UnreadableReport } from './report.ts'

/**
 * `govulncheck -json` (protocol v1, https://pkg.go.dev/golang.org/x/vuln/internal/govulncheck): messages in a row, each
 * with one key; some pipelines put them into one list. The first is `config`: without it nothing ran.
 *
 * A vulnerability is reported up to three times: as required module, as imported package, as called function. It is one
 * finding here, with the deepest trace. A vulnerability whose code is not called is kept as well: reflection, build tags
 * and the next commit can call it, and whether that matters is a VEX statement's business, not the reader's.
 * The Go database has no severities: without one in the OSV entry the finding is `unknown`, which blocks.
 */
export const govulncheck: Reader = {
  format: 'govulncheck',
  recognises(document: Document): boolean {
    const messages = messagesOf(document)
    return messages.length > 0 && (messages.every(isMessage) || (messages.length === 1 && isOld(messages[0])))
  },
  read(document: Document): ScannerReport {
    const messages = entriesOf(messagesOf(document), 'messages')
    if (messages.some(isOld)) {
      throw new UnreadableReport(
        'wrong-version',
        'govulncheck before 1.0 is not read: update it (`govulncheck -json`).',
      )
    }
    const config = messages.find((message) => isFields(message['config']))?.['config']
    if (config === undefined) {
      throw new UnreadableReport(
        'error-envelope',
        'govulncheck begins with its configuration, and there is none: it stopped before it looked at anything.',
      )
    }
    return oneRun(
      'govulncheck',
      {
        tool: 'govulncheck',
        version: nameOf(fieldsOf(config)['scanner_version']),
        kinds: ['sca'],
        problems: problemsOf(fieldsOf(config), messages),
      },
      findingsIn(messages),
    )
  },
}

/**
 * Seen with 1.1.4: code that does not compile ends the output behind `config`, a database that breaks off ends it behind
 * the progress message `Fetching`, and a database that is not there is no error at all, but has no date.
 */
function problemsOf(config: Fields, messages: readonly Fields[]): RunProblem[] {
  const problems: RunProblem[] = []
  const compared = messages.some(
    (message) => 'finding' in message || COMPARING.test(wordOf(fieldsOf(message['progress'])['message'])),
  )
  if (!compared) {
    problems.push({ kind: 'failed', text: 'govulncheck stopped before it compared the code with the database.' })
  }
  if (instantOf(config['db_last_modified']) === undefined) {
    problems.push({ kind: 'failed', text: 'The vulnerability database has no date: it was empty or not there.' })
  }
  const level = config['scan_level']
  if (level !== undefined && level !== 'symbol') {
    problems.push({ kind: 'note', text: 'govulncheck looked at modules or packages only, not at what is called.' })
  }
  return problems
}

/** 1.1: `Checking the code against the vulnerabilities...`; 1.0: `Scanning your code and 5 packages ...`. */
const COMPARING = /^(?:Checking the |Scanning )/

const KEYS = new Set(['config', 'progress', 'SBOM', 'osv', 'finding'])

function messagesOf(document: Document): readonly unknown[] {
  const values = valuesOf(document)
  return values.length === 1 && Array.isArray(values[0]) ? values[0] : values
}

function isMessage(value: unknown): boolean {
  if (!isFields(value)) return false
  const keys = Object.keys(value)
  return keys.length === 1 && KEYS.has(keys[0] ?? '') && isFields(value[keys[0] ?? ''])
}

/** Before 1.0: one object with `Vulns`, and `Calls`, `Imports`, `Requires` from the call graph. */
const isOld = (value: unknown): boolean =>
  isFields(value) &&
  Array.isArray(value['Vulns']) &&
  (isFields(value['Calls']) || 'Modules' in value || 'Requires' in value)

interface Traced {
  readonly finding: RunFinding
  /** 1 required, 2 imported, 3 called. */
  readonly depth: number
}

interface Advisory {
  readonly ids: readonly string[]
  readonly cwes: readonly string[]
  readonly score: number | undefined
  readonly label: Severity | undefined
}
const UNKNOWN: Advisory = { ids: [], cwes: [], score: undefined, label: undefined }

/** By id; of two with one id the worst counts. */
function advisoriesIn(messages: readonly Fields[]): ReadonlyMap<string, Advisory> {
  const advisories = new Map<string, Advisory>()
  for (const { osv } of messages) {
    const id = nameOf(fieldsOf(osv)['id'])
    if (id === undefined) continue
    const { score, label } = osvSeverity(osv)
    const other = advisories.get(id)
    advisories.set(id, {
      ...(other ?? osvIds(osv)),
      score: higher(other?.score, score),
      label: worstLabel([other?.label, label]),
    })
  }
  return advisories
}

function findingsIn(messages: readonly Fields[]): RunFinding[] {
  const advisories = advisoriesIn(messages)
  const deepest = new Map<string, Traced>()
  for (const message of messages) {
    if (message['finding'] === undefined) continue
    const traced = trace(requiredFields(message['finding'], 'finding'), advisories)
    const { ruleId, package: found } = traced.finding
    const key = JSON.stringify([ruleId, found?.name, found?.version])
    if (traced.depth > (deepest.get(key)?.depth ?? 0)) deepest.set(key, traced)
  }
  return [...deepest.values()].map(({ finding }) => finding)
}

function trace(finding: Fields, advisories: ReadonlyMap<string, Advisory>): Traced {
  const ruleId = nameOf(finding['osv'])
  if (ruleId === undefined) throw malformed('`finding.osv` names no advisory')
  const frames = listOf(finding['trace']).map(fieldsOf)
  const vulnerable = frames[0] ?? {}
  const { ids, cwes, score, label } = advisories.get(ruleId) ?? UNKNOWN
  const fixed = nameOf(finding['fixed_version'])
  const found = packageOf({
    type: 'golang',
    name: vulnerable['module'],
    version: vulnerable['version'],
    ...(fixed !== undefined && { fixedIn: [fixed] }),
  })
  // The last frame is the user's own code; a trace of one frame is the vulnerable package itself.
  const caller = fieldsOf(frames.length > 1 ? fieldsOf(frames.at(-1))['position'] : undefined)
  return {
    depth: vulnerable['function'] !== undefined ? 3 : vulnerable['package'] !== undefined ? 2 : 1,
    finding: {
      kind: 'sca',
      ...assessAdvisory([ruleId, ...ids], score, label),
      ruleId,
      aliases: aliasesOf(ruleId, ids, cwes),
      ...(found !== undefined && { package: found }),
      ...placeOf(caller['filename'], caller['line']),
    },
  }
}
