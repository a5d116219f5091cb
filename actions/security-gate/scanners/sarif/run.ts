import { commitOf, type Fields, fieldsOf, instantOf, isFields, listOf, malformed } from '../fields.ts'
import { KINDS, type RunProblem, type ScanKind, type ScannerFinding, type ScannerRun } from '../report.ts'
import { cleanText } from '../text.ts'
import { profileOf, type ToolProfile } from '../tools.ts'
import { notificationProblems } from './notifications.ts'
import { overridesOf } from './overrides.ts'
import { pathsOf, placesOf } from './place.ts'
import { findingOf, type RunContext } from './result.ts'
import { kindOfRule } from './rule-facts.ts'
import { countRules, indexRules, type Rules } from './rules.ts'
import type { Oddities } from './values.ts'

/** A tool that gives no name proves nothing, and its findings count all the same. */
export const UNNAMED_TOOL = 'unnamed tool'

/** @throws UnreadableReport `malformed` when something stands where findings or rules belong that is neither */
export function readRun(value: unknown, index: number, findings: ScannerFinding[]): ScannerRun {
  const where = `runs[${index}]`
  if (!isFields(value)) throw malformed(`\`${where}\` is no object`)
  const tool = value['tool']
  if (!isFields(tool) || !isFields(tool['driver'])) throw malformed(`\`${where}.tool.driver\` is missing`)
  const driver = tool['driver']
  const name = cleanText(driver['name']) ?? UNNAMED_TOOL
  const profile = profileOf(name)
  const oddities: Oddities = new Map()
  const rules = indexRules(tool)
  const invocations = listOf(value['invocations'])
  const paths = pathsOf(value, oddities)
  const context: RunContext = {
    index,
    profile,
    rules,
    overrides: overridesOf(invocations, rules, oddities),
    places: placesOf(paths),
    taxonomies: listOf(value['taxonomies']),
    facts: new Map(),
    oddities,
  }
  const results = resultsOf(value['results'], where)
  for (let at = 0; at < (results?.length ?? 0); at++) {
    const result = results?.[at]
    if (!isFields(result)) throw malformed(`\`${where}.results[${at}]\` is no object`)
    const finding = findingOf(result, context)
    if (finding !== undefined) findings.push(finding)
  }
  const problems = [
    ...failures(value, results, invocations),
    ...notificationProblems(invocations, profile, paths),
    ...doubts(name, profile, countRules(rules), results),
    ...notes(oddities),
  ]
  const version = cleanText(driver['semanticVersion']) ?? cleanText(driver['version'])
  const category = categoryOf(value)
  const finishedAt = finishedAtOf(invocations)
  return {
    tool: name,
    ...(version !== undefined && { version }),
    ...(category !== undefined && { category }),
    kinds: kindsOf(profile, rules),
    complete: !problems.some(({ kind }) => kind === 'failed' || kind === 'partial' || kind === 'unproven'),
    problems,
    ...provenanceOf(value),
    ...(finishedAt !== undefined && { finishedAt }),
  }
}

/** @returns undefined for null or absent: the tool did not get as far as results (SARIF 3.14.23) */
function resultsOf(value: unknown, where: string): readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) throw malformed(`\`${where}.results\` is no list`)
  return value
}

/** What makes a run no evidence at all (SARIF Appendix I, spec security-gate 3.7). */
function failures(run: Fields, results: readonly unknown[] | undefined, invocations: readonly unknown[]): RunProblem[] {
  const texts: string[] = []
  if (results === undefined) {
    texts.push(`\`results\` is ${run['results'] === null ? 'null' : 'missing'}: the tool stopped before it had any.`)
  }
  const elsewhere = fieldsOf(run['externalPropertyFileReferences'])
  if (elsewhere['results'] !== undefined) texts.push('Results lie in another file (`externalPropertyFileReferences`).')
  for (const invocation of invocations.map(fieldsOf)) {
    if (invocation['executionSuccessful'] === false)
      texts.push('The tool says that it failed (`executionSuccessful` is false).')
    if (isSaid(invocation['processStartFailureMessage']))
      texts.push('The tool could not be started (`processStartFailureMessage`).')
    if (isSaid(invocation['exitSignalName'])) texts.push('The tool was ended by a signal (`exitSignalName`).')
  }
  return [...new Set(texts)].map((text) => ({ kind: 'failed', text }))
}

const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

function doubts(
  tool: string,
  profile: ToolProfile | undefined,
  rules: number,
  results: readonly unknown[] | undefined,
): RunProblem[] {
  const problems: RunProblem[] = []
  if (results?.length === 0 && profile?.emptyWhenFailed) {
    problems.push({
      kind: 'unproven',
      text: 'It writes the same report when nothing is found and when it could not look; only its exit code tells them apart.',
    })
  } else if (rules === 0 && results?.length === 0) {
    problems.push({
      kind: 'suspect',
      text: 'The run has neither rules nor results: nothing shows that anything was scanned.',
    })
  }
  if (profile === undefined) {
    problems.push({
      kind: 'note',
      text: `It is not known what ${tool} scans, so the run proves no kind of scan by itself.`,
    })
  }
  return problems
}

function notes(oddities: Oddities): RunProblem[] {
  return [...oddities].map(([text, times]) => ({ kind: 'note', text: `${times} × ${text}.` }))
}

/** Tools that do several scans prove those whose rules they list; without any rule, what they are known for. */
function kindsOf(profile: ToolProfile | undefined, rules: Rules): ScanKind[] {
  if (profile === undefined) return []
  if (profile.kindOf === undefined) return [profile.kind]
  const kinds = new Set<ScanKind>()
  for (const rule of rules.all.flatMap((component) => component.rules)) {
    if (isFields(rule)) kinds.add(kindOfRule(rule, profile))
  }
  return kinds.size === 0 ? [profile.kind] : KINDS.filter((kind) => kinds.has(kind))
}

/** `automationDetails.id` up to its last slash (SARIF 3.17.3); without a slash the whole is the id of this one run. */
function categoryOf(run: Fields): string | undefined {
  const id = cleanText(fieldsOf(run['automationDetails'])['id'])
  return id === undefined ? undefined : cleanText(id.slice(0, Math.max(id.lastIndexOf('/'), 0)))
}

/** The commit that the report says it is about; of several repositories the one at the root, else the first. */
function provenanceOf(run: Fields): Pick<ScannerRun, 'commit' | 'repositoryUri'> {
  const named = listOf(run['versionControlProvenance'])
    .map(fieldsOf)
    .filter((details) => commitOf(details['revisionId']) !== undefined)
  const details = named.find((candidate) => fieldsOf(candidate['mappedTo'])['uriBaseId'] !== undefined) ?? named[0]
  const commit = commitOf(details?.['revisionId'])
  if (details === undefined || commit === undefined) return {}
  const repositoryUri = repositoryUriOf(details['repositoryUri'])
  return { commit, ...(repositoryUri !== undefined && { repositoryUri }) }
}

const URI_LENGTH = 512

/** Without user and password, which are a token where a runner cloned over HTTPS. */
function repositoryUriOf(value: unknown): string | undefined {
  const text = cleanText(value, URI_LENGTH)
  if (text === undefined) return undefined
  // git@github.com:acme/app.git
  const scp = /^(?:[^@/:]+@)?([a-z0-9.-]+):(?!\/)([^?#@]+)$/i.exec(text)
  if (scp !== null && !/^https?$/i.test(scp[1] ?? '')) return `${scp[1]}:${scp[2]}`
  const url = URL.parse(text)
  return url === null || url.host === '' ? undefined : `${url.protocol}//${url.host}${url.pathname}`
}

/** The last end of its invocations; where one does not name its end, its start is the latest that is known. */
function finishedAtOf(invocations: readonly unknown[]): string | undefined {
  let last: string | undefined
  for (const invocation of invocations.map(fieldsOf)) {
    const at = instantOf(invocation['endTimeUtc']) ?? instantOf(invocation['startTimeUtc'])
    if (at !== undefined && (last === undefined || at > last)) last = at
  }
  return last
}
