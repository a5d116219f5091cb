/** Where evidence comes from and whether it could be read (DESIGN.md, "How data flows"). */
export type SourceState =
  | 'read'
  /** Evidence is still due: a run in progress, a review not given. */
  | 'pending'
  | 'absent'
  /** The token may not read it; `needs` names the permission. */
  | 'forbidden'
  /** Only part of it could be read: a truncated file, half a page list, a scanner that failed midway. */
  | 'partial'
  | 'stale'
  /** Made for another commit. */
  | 'foreign'
  /** Made by something the change's author could have rewritten. */
  | 'untrusted'

export interface Source {
  /** Unique in one run, e.g. `policy`, `report:results/semgrep.sarif`. */
  readonly id: string
  /** Path relative to the workspace or URL: what a reader opens to see it. */
  readonly uri: string
  readonly state: SourceState
  /** 40 or 64 hex digits: the commit the evidence describes. */
  readonly commit?: string
  /** ISO 8601 in UTC. */
  readonly readAt: string
  /** The permission that would open it. */
  readonly needs?: string
  /** Hex digest of the bytes read. */
  readonly sha256?: string
  readonly detail?: string
}

export type Level = 'block' | 'warn' | 'note'

export interface Place {
  /** Relative to the repository root, `/`-separated. */
  readonly path: string
  /** 1-based. */
  readonly line?: number
}

/** `<gate>/<kebab>`; every code stands in `reasons.ts` with its title, why and remedy. */
export type ReasonCode = `${string}/${string}`

/** One thing wrong. All text is plain: whoever shows it escapes it for the place it is shown in. */
export interface Finding {
  readonly code: ReasonCode
  readonly level: Level
  /** Stable across runs and machines: what an override or exception covers, and what a reader searches for. */
  readonly key: string
  readonly title: string
  readonly detail: string
  readonly remedy: string
  readonly place?: Place
  /** Id of the source this finding is about. */
  readonly source?: string
  /** Role or person that can settle it. */
  readonly owner?: string
  /** Nothing is wrong yet, evidence is still due. */
  readonly waiting?: boolean
  /** What lets it through although it is wrong: `exception:<id>`, `vex:<id>`, `override:<ticket>`. */
  readonly coveredBy?: string
}
