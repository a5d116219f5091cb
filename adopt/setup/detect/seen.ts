import type { TreeEntry } from '../../../shared/git/tree.ts'
import type { Unread } from '../tree.ts'

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
  /** The file that holds, with the bytes of its object. */
  readonly codeowners?: { readonly entry: TreeEntry; readonly text?: string }
  readonly securityPolicy?: Place
  readonly updates?: Place
  readonly policy?: Place
  readonly mergeQueue?: Place
  /** Everything that stands at or below `.github`, and what else a proposal could collide with. */
  readonly taken: ReadonlyMap<string, TreeEntry>
  readonly unread: readonly Unread[]
}
