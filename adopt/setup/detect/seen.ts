/** One name in a commit's tree. */
export interface Entry {
  readonly path: string
  /** Six octal digits. */
  readonly mode: string
  /** `commit` is a submodule. */
  readonly type: 'blob' | 'tree' | 'commit'
}

/** A commit's tree as plain data: every path, and the text of the few files that say something about the rest. */
export interface Tree {
  readonly entries: readonly Entry[]
  readonly texts: ReadonlyMap<string, string>
  /** Files that would say something and were not read, or not wholly. */
  readonly unread: readonly Unread[]
}

export interface Unread {
  readonly path: string
  readonly why: string
}

/** Where something was seen, so that whoever reads the proposal can look. */
export interface Place {
  readonly path: string
  readonly line?: number
}

export type ScanKind = 'sast' | 'sca' | 'secret'

export interface Language {
  readonly name: string
  readonly files: number
  readonly example: string
}

export interface PackageSet {
  readonly manager: string
  /** '' is the root. */
  readonly directory: string
  readonly manifest: string
  readonly lockfile?: string
  /** Globs of a monorepo's members, as its root names them. */
  readonly workspaces?: readonly string[]
}

/** One scanner in one job. */
export interface ScannerUse {
  readonly scanner: string
  readonly kind: ScanKind
  readonly place: Place
  readonly job: string
  /** Names of artifacts the same job uploads; one that an expression makes has none. */
  readonly artifacts: readonly string[]
  /** Its results go to code scanning. */
  readonly codeScanning: boolean
  /** It only asks GitHub what the change brings in. */
  readonly dependencyReview: boolean
}

export interface Workflow {
  readonly path: string
  readonly name: string
  readonly events: ReadonlyMap<string, Place>
  readonly jobs: readonly { readonly id: string; readonly place: Place; readonly tests?: Place }[]
  /** What a strict reader objects to: too many aliases, a key twice. Some of it may then be missing here. */
  readonly doubt?: string
  /** The step that runs the security gate already. */
  readonly gate?: Place
  /** Its `pull_request` looks at some paths only. */
  readonly filtered: boolean
  readonly scanners: readonly ScannerUse[]
  readonly environments: readonly { readonly name: string; readonly place: Place }[]
}

export interface Inventory {
  readonly migrations: readonly { readonly glob: string; readonly place: Place; readonly rollback?: string }[]
  readonly openapi: readonly Place[]
  readonly graphql: readonly Place[]
  readonly flags: readonly Place[]
  readonly dockerfiles: readonly Place[]
  readonly infrastructure: readonly { readonly tool: string; readonly place: Place }[]
  readonly runbooks: readonly { readonly glob: string; readonly place: Place }[]
}

export interface Seen {
  readonly languages: readonly Language[]
  readonly packages: readonly PackageSet[]
  readonly workflows: readonly Workflow[]
  readonly inventory: Inventory
  /** The file that holds, with its text if it could be read. */
  readonly codeowners?: { readonly entry: Entry; readonly text?: string }
  readonly securityPolicy?: Place
  readonly updates?: Place
  readonly policy?: Place
  readonly mergeQueue?: Place
  /** Everything that stands at or below `.github`, and what else a proposal could collide with. */
  readonly taken: ReadonlyMap<string, Entry>
  readonly unread: readonly Unread[]
}
