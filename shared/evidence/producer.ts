import { parseDocument } from 'yaml'

/** What a workflow is made of, as paths of its repository: files, and folders of local actions with all they hold. */
export interface Producer {
  /** Sorted; the workflow itself is one of them. */
  readonly files: readonly string[]
  readonly folders: readonly string[]
  /** Why it cannot be told what runs; then nothing the workflow made can be believed. */
  readonly unknown?: string
  /** The text of all its files, to look for paths that it names. */
  readonly text: string
  /** Folders that its steps work in, relative to the root; `*` where only a run knows which. */
  readonly directories: readonly string[]
}

/** Whether the author of the change could have rewritten what the run did (decisions.md 1.1). */
export type ProducerFact =
  | { readonly state: 'trusted'; readonly because: 'unchanged' | 'merged' | 'other-repository' }
  /** Files that the change has rewritten; believed only if role `security` approved them on this head. */
  | { readonly state: 'rewritten'; readonly files: readonly string[] }
  | { readonly state: 'unknown'; readonly detail: string }

/** @returns undefined when there is no such file; throws when it could not be read */
export type ReadText = (path: string) => Promise<string | undefined>

/** https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations: ten levels, fifty workflows. */
const MAX_FILES = 100

/**
 * Follows a workflow into the reusable workflows and local actions it calls (decisions.md 1.1). Actions and workflows of
 * other repositories are named in these files, so equal files call equal ones.
 */
export async function producerOf(workflow: string, read: ReadText): Promise<Producer> {
  const files = new Map<string, string>()
  const folders = new Set<string>()
  const waiting = [workflow]
  const problem = (unknown: string): Producer => ({ ...found(files, folders), unknown })
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue
    if (files.size === MAX_FILES) return problem(`${workflow} is made of more than ${MAX_FILES} files.`)
    const text = await read(path)
    if (text === undefined) return problem(`${path} does not exist.`)
    files.set(path, text)
    const calls = callsOf(text)
    if (calls === undefined) return problem(`${path} is not YAML that can be read.`)
    for (const call of calls) {
      const local = localPath(call)
      if (local === undefined) continue
      if (/\.ya?ml$/.test(local)) waiting.push(local)
      else {
        const metadata = await metadataOf(local, read)
        if (metadata === undefined) return problem(`${path} uses ./${local}, which is no action.`)
        folders.add(local)
        waiting.push(metadata)
      }
    }
  }
  return found(files, folders)
}

function found(files: ReadonlyMap<string, string>, folders: ReadonlySet<string>): Producer {
  const text = [...files.values()].join('\n')
  return { files: [...files.keys()].sort(), folders: [...folders].sort(), text, directories: directoriesIn(text) }
}

/** `working-directory: ./tools` and `cd tools`: what is named there is named relative to it. */
const DIRECTORY = /(?:\bworking-directory["']?:|\b(?:cd|pushd)(?=[ \t]))[ \t]*["']?([^\s;&|"',}]+)/g
/** Of an expression, a variable, or a way up: which folder it is stands in no file. */
const DYNAMIC = /[$`*~]|\.\./

const directoriesIn = (text: string): string[] =>
  [
    ...new Set(
      [...text.matchAll(DIRECTORY)].map(([, written = '']) => (DYNAMIC.test(written) ? '*' : stepsOf(written))),
    ),
  ]
    .filter((directory) => directory !== '')
    .sort()

/** Every `uses` of the document, wherever it stands: one that GitHub ignores adds only doubt. */
function callsOf(text: string): readonly string[] | undefined {
  const document = parseDocument(text, { schema: 'core', uniqueKeys: false })
  if (document.errors.length > 0) return undefined
  try {
    const calls: string[] = []
    collect(document.toJS({ maxAliasCount: 100 }), calls, 0)
    return calls
  } catch {
    return undefined
  }
}

const MAX_DEPTH = 50

function collect(value: unknown, calls: string[], depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > MAX_DEPTH) throw new RangeError('nested too deep')
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'uses' && typeof inner === 'string') calls.push(inner)
    else collect(inner, calls, depth + 1)
  }
}

/**
 * `./.github/actions/scan/` -> `.github/actions/scan`; undefined for what lies in another repository or an image. `$/` is
 * the file's own repository at its own commit
 * (https://github.blog/changelog/2026-07-30-reference-same-repository-actions-with-self-repository-syntax/).
 */
function localPath(call: string): string | undefined {
  if (call.startsWith('$/')) return stepsOf(call.slice(1))
  // The runner takes `.\\` for a local action too (PipelineTemplateConverter of actions/runner).
  if (!/^\.(?:[/\\]|$)/.test(call)) return undefined
  return stepsOf(call)
}

function stepsOf(path: string): string {
  const steps: string[] = []
  for (const step of path.split(/[/\\]/)) {
    if (step === '' || step === '.') continue
    if (step === '..') steps.pop()
    else steps.push(step)
  }
  return steps.join('/')
}

async function metadataOf(folder: string, read: ReadText): Promise<string | undefined> {
  for (const name of ['action.yml', 'action.yaml']) {
    const path = folder === '' ? name : `${folder}/${name}`
    if ((await read(path)) !== undefined) return path
  }
  return undefined
}

/**
 * Files by which scanners are told what not to find. Their names alone decide, in any folder: some scanners read the
 * nearest one above the file they scan.
 */
const SCANNER_CONFIGURATION: readonly RegExp[] = [
  /^\.?semgrep(?:ignore|\.ya?ml)$/,
  /^\.semgrepignore$/,
  /^\.?gitleaks(?:ignore|\.toml)$/,
  /^osv-scanner(?:-custom)?\.toml$/,
  /^\.?trivy(?:ignore)?(?:\.ya?ml|\.rego)?$/,
  /^\.?grype\.ya?ml$/,
  /^\.?snyk$/,
  /^\.?bandit(?:\.ya?ml|\.toml|\.ini)?$/,
  /^\.?trufflehog(?:ignore|\.ya?ml|-exclude\.txt|-ignore\.txt)?$/,
  /^\.?codeql(?:-config)?\.ya?ml$/,
  /^\.?checkov\.ya?ml$/,
  /^\.secrets\.baseline$/,
  /^\.?(?:eslintrc(?:\.(?:c?js|mjs|json|ya?ml))?|eslintignore)$/,
  /^eslint\.config\.(?:[cm]?[jt]s)$/,
  /^\.?nsprc$/,
  /^\.?(?:audit-ci|better-npm-audit)\.(?:jsonc?|json5)$/,
  /^\.?gosec\.(?:json|ya?ml)$/,
  /^\.?sonar-project\.properties$/,
  /^\.?zizmor\.ya?ml$/,
  /^\.?ruff\.toml$/,
  /^brakeman\.ignore$/,
  /^(?:deny|audit)\.toml$/,
  // Which registry an audit asks, and what it leaves out: another one knows of no advisory.
  /^\.(?:npmrc|yarnrc(?:\.ya?ml)?)$/,
]

/** Folders in which every file configures a scanner. */
const CONFIGURATION_FOLDERS = [
  '.github/codeql/',
  '.semgrep/',
  '.trivy/',
  '.codeql/',
  '.gitleaks/',
  // The advisories of an OSV-Scanner that asks nobody: `--local-db-path` is the folder above.
  'osv-scalibr/',
]

export function isScannerConfiguration(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const lower = path.toLowerCase()
  return (
    SCANNER_CONFIGURATION.some((pattern) => pattern.test(name)) ||
    CONFIGURATION_FOLDERS.some((folder) => lower.startsWith(folder) || lower.includes(`/${folder}`))
  )
}

/** A path shorter than this stands in any text by chance. */
const NAMED = 5

/**
 * Of changed paths, those that decide what the workflow does: its own files, its actions, configuration of scanners, and
 * files that its text names (`run: ./scripts/scan.sh`).
 */
export function decidedBy(given: Producer, changed: readonly string[]): string[] {
  const producer = folded(given)
  const files = new Set(producer.files)
  const decides = (path: string): boolean => {
    return (
      files.has(path) ||
      producer.folders.some((folder) => folder === '' || path.startsWith(`${folder}/`)) ||
      isScannerConfiguration(path) ||
      isNamed(producer, path)
    )
  }
  return changed.filter((path) => decides(fold(path)))
}

/** Two paths that a checkout on Windows or macOS lays over each other are one: the later file replaces the earlier. */
const fold = (path: string): string => path.normalize('NFC').toLowerCase()

const folded = ({ files, folders, text, directories }: Producer): Producer => ({
  files: files.map(fold),
  folders: folders.map(fold),
  text: fold(text),
  directories: directories.map(fold),
})

/** From the root, or from a folder that a step works in. */
function isNamed({ text, directories }: Producer, path: string): boolean {
  const named = (part: string): boolean => part.length >= NAMED && text.includes(part)
  if (named(path)) return true
  const from = directories.filter((directory) => directory !== '*' && path.startsWith(`${directory}/`))
  if (from.some((directory) => named(path.slice(directory.length + 1)))) return true
  return directories.includes('*') && named(path.slice(path.lastIndexOf('/') + 1))
}
