import type { ScanKind, Seen } from '../detect/seen.ts'
import type { Suite } from '../suite.ts'
import type { Examples } from '../templates/examples.ts'
import { fillScan } from '../templates/scan.ts'
import { freePath, gateFiles } from './gate.ts'
import { isPlain } from './plain.ts'
import type { Choice, ProposedFile } from './proposal.ts'
import { addedKinds, type Evidence, KINDS, type Run, runsOf, type Scans } from './scans.ts'

const KIND_NAMES: Readonly<Record<ScanKind, string>> = {
  sast: 'static analysis',
  sca: 'dependencies',
  secret: 'secrets',
}
const ADDED: Readonly<Record<ScanKind, string>> = { sast: 'Semgrep', sca: 'OSV-Scanner', secret: 'gitleaks' }

/** Languages for which Semgrep's registry has a ruleset of that name; any other gets the general one. */
const RULESETS: Readonly<Record<string, string>> = {
  TypeScript: 'p/typescript',
  JavaScript: 'p/javascript',
  Python: 'p/python',
  Go: 'p/golang',
  Java: 'p/java',
  Kotlin: 'p/kotlin',
  Ruby: 'p/ruby',
  PHP: 'p/php',
  'C#': 'p/csharp',
}

export interface Workflows {
  /** Whether there is a gate for a ruleset to require. */
  readonly gated: boolean
  readonly files: readonly ProposedFile[]
  readonly choices: readonly Choice[]
  readonly omitted: readonly string[]
  readonly before: readonly string[]
}

/** scan.yml for the kinds nothing scans yet, and the gate over all of them. */
export function workflowsFor(
  seen: Seen,
  scans: Scans,
  suite: Suite | undefined,
  branch: string | undefined,
  examples: Examples,
): Workflows {
  const added = addedKinds(scans)
  const scanPath = added.length === 0 ? undefined : freePath(seen.taken, 'scan')
  const gatePath = freePath(seen.taken, 'security-gate')
  const running = seen.workflows.find(({ gate }) => gate !== undefined)
  const target = branch !== undefined && isPlain(branch) ? branch : undefined
  const files: ProposedFile[] = []
  if (scanPath !== undefined) {
    const content = fillScan(examples.workflows.scan, {
      kinds: added,
      rulesets: rulesetsFor(seen),
      branch: target,
      mergeQueue: seen.mergeQueue !== undefined,
    })
    files.push({ path: scanPath, change: 'new', content, mode: '100644' })
  }
  const omitted: string[] = []
  const before: string[] = []
  if (added.length > 0 && scanPath === undefined)
    omitted.push(
      `No scan workflow: \`scan.yml\` and \`production-gates-scan.yml\` are both there. The gate stays blind for ${added.join(', ')}.`,
    )
  if (running !== undefined)
    omitted.push(
      `No gate workflow: \`${running.path}\` runs the security gate already. Its inputs were not compared with what was seen.`,
    )
  else if (gatePath === undefined)
    omitted.push('No gate workflow: `security-gate.yml` and `production-gates-security-gate.yml` are both there.')
  else if (suite === undefined)
    omitted.push(
      'No gate workflow: it has to name a copy of production-gates by owner and commit, and this one is no clone with an `origin`. Run setup from a clone, or give `--owner ORG`.',
    )
  else {
    const gate = gateFiles({ seen, scans, suite, branch: target, scanPath, examples })
    files.push(...gate.files)
    omitted.push(...gate.omitted)
    before.push(
      'The gate’s file comes from the default branch, so the gate does not run on the pull request that adds it. It runs on the next one.',
      `\`${suite.owner}/${suite.name}\` must hold commit \`${suite.commit.slice(0, 7)}\`, and this repository must be allowed to use its actions. Nobody asked GitHub whether that is so.`,
    )
  }
  return {
    gated: files.some(({ path }) => path === gatePath),
    files,
    omitted,
    before: [...before, ...KINDS.flatMap((kind) => warningsOf(kind, scans[kind], seen))],
    choices: KINDS.map((kind) => choiceOf(kind, scans[kind], seen, scanPath)),
  }
}

function rulesetsFor({ languages }: Seen): readonly string[] {
  const named = languages.map(({ name }) => RULESETS[name]).filter((one) => one !== undefined)
  const isComplete = languages.length === named.length && named.length > 0
  return [...new Set(isComplete ? named : [...named, 'p/default'])]
}

function choiceOf(kind: ScanKind, one: Evidence, seen: Seen, scanPath: string | undefined): Choice {
  const topic = `Scan for ${KIND_NAMES[kind]} (\`${kind}\`)`
  if (one.from === 'added') return { topic, ...addedChoice(kind, one.unreachable, seen, remedyFor(kind, scanPath)) }
  const names = [...new Set(one.runs.map(({ use }) => `\`${use.scanner}\``))].join(' and ')
  const places = one.runs.map(({ use }) => use.place)
  const how = {
    artifact: 'as an artifact, which the gate reads',
    'code-scanning': 'in code scanning, which the gate asks',
    'dependency-review': 'on the pull request; the gate asks GitHub the same question',
  }[one.from]
  return { topic, text: `Runs already: ${names}. The result is kept ${how}. No scanner is added.`, seen: places }
}

const remedyFor = (kind: ScanKind, scanPath: string | undefined): string =>
  scanPath === undefined ? 'the gate will be blind for it' : `\`${scanPath}\` runs ${ADDED[kind]}`

function addedChoice(kind: ScanKind, unreachable: Run | undefined, { languages, packages }: Seen, remedy: string) {
  if (unreachable !== undefined) {
    const text = `\`${unreachable.use.scanner}\` runs, but keeps its report where no gate can read it (no artifact with a fixed name in the same job), so ${remedy}.`
    return { text, seen: [unreachable.use.place] }
  }
  const reasons: Readonly<Record<ScanKind, readonly string[]>> = {
    sast: languages.slice(0, 3).map(({ example }) => example),
    sca: packages.slice(0, 3).map(({ lockfile, manifest }) => lockfile ?? manifest),
    secret: [],
  }
  const text = `Nothing that runs on pull requests was seen, so ${remedy}.`
  return { text, seen: reasons[kind].map((path) => ({ path })) }
}

function warningsOf(kind: ScanKind, one: Evidence, seen: Seen): string[] {
  if (one.from === 'added' && kind === 'sca' && seen.packages.length === 0)
    return [
      'No manifest of a package manager was seen: OSV-Scanner ends with an error when it finds nothing to read, and the gate is then blind for `sca`.',
    ]
  const unqueued = runsOf(one).filter(
    ({ workflow }) => seen.mergeQueue !== undefined && !workflow.events.has('merge_group'),
  )
  const queue = [...new Set(unqueued.map(({ workflow }) => workflow.path))].map(
    (path) =>
      `\`${path}\` does not run on \`merge_group\`: in the merge queue the gate waits for a scan that never comes. Add the event there.`,
  )
  if (one.from !== 'artifact') return queue
  const names = [...new Set(one.runs.map(({ artifact }) => `\`${artifact}\``))].join(', ')
  return [
    `What is in ${names} needs an envelope beside each report that does not name its commit itself: a few lines of shell after the scanner, in actions/security-gate/README.md. Until then the gate is blind for \`${kind}\`, and says so.`,
    ...queue,
  ]
}
