import type { Enforcement } from '../policy/rollout.ts'
import type { Finding, Place, ReasonCode } from '../verdict/finding.ts'
import type { Conclusion, Gate, Verdict } from '../verdict/verdict.ts'
import type { Headline } from './headline.ts'

/** The state of a row; shown as a sign with a word beside it, never alone. */
export type Sign = 'ok' | 'bad' | 'warn' | 'blind'
export const SIGNS: Readonly<Record<Sign, string>> = { ok: '✅', bad: '❌', warn: '⚠️', blind: '⛔' }

/** A piece of text that knows what it is, so that each reporter can show it in its own way. Plain strings are prose. */
export type Inline =
  | string
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'commit'; readonly sha: string }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'reason'; readonly code: ReasonCode }
  /** A page of the repository, below its own: `security/dependabot`. */
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'state'; readonly sign: Sign; readonly word: string }
export type Text = Inline | readonly Inline[]

export const inlines = (text: Text): readonly Inline[] => (typeof text === 'string' || 'kind' in text ? [text] : text)

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Text[])[] | Rows
}

/** What can be asked for a part of a list: of 25,000 findings twenty are shown, and only those are put in words. */
export interface Rows {
  readonly length: number
  readonly slice: (start: number, end: number) => readonly (readonly Text[])[]
}

export interface Section {
  readonly title: string
  readonly table?: Table
  readonly commands?: readonly string[]
}

/** A column of the findings tables: the words for one finding come from the gate, the rest from the finding. */
export interface Column {
  readonly title: string
  readonly cell: (finding: Finding) => Text
}

/** What only the gate can word. Everything left out is counted from the verdict. */
export interface Presentation {
  /** The heading by what was concluded, where the gate has better words than its own name. */
  readonly titles?: Readonly<Partial<Record<Conclusion, string>>>
  /** What is judged: `this change`, `this release`. */
  readonly noun?: string
  /** `2 critical, 1 high in 3 places`. */
  readonly failed?: string
  /** `SAST, SCA and secret scan complete for 9a04d1e, 14 findings below the bar`. */
  readonly passed?: string
  /** The next step when it fails, as a sentence. */
  readonly fix?: string
  readonly columns?: readonly Column[]
  /** Below what blocks, where somebody asked for one: whether it counts, and what it would cover. */
  readonly override?: readonly Section[]
  /** What was looked at, and in which state it was. */
  readonly evidence?: Table
  /** `one expires in 6 days`. */
  readonly coveredNote?: string
  /** IANA zone of the policy, shown beside UTC. */
  readonly zone?: string
  /** Folded, after the exceptions. */
  readonly more?: readonly Section[]
}

/** Where links may lead. All of them come from the runner or from us, none from the evidence. */
export interface Links {
  /** `https://github.com/acme/app`. */
  readonly repository?: string
  /** The page of docs/reasons.md. */
  readonly reasons?: string
}

/** One verdict in the order people read it; the summary, the log and the terminal only differ in how they draw it. */
export interface ReportModel {
  readonly gate: Gate
  readonly conclusion: Conclusion
  readonly commit?: string
  readonly headline: Headline
  /** `Policy: main@1f3c9aa`. */
  readonly basis: Text
  readonly sections: readonly Section[]
  readonly folded: readonly Section[]
  readonly links: Links
  /** Where everything is that was cut. */
  readonly evidencePath: string
}

export interface ReportSource {
  readonly verdict: Verdict
  readonly enforcement: Enforcement
  readonly overrideEffect?: 'report' | 'pass'
  readonly presentation: Presentation
  readonly policy: {
    readonly parts: readonly { readonly uri: string; readonly commit?: string; readonly sha256: string }[]
  }
  /** ISO 8601 UTC: when it was judged. */
  readonly now: string
  /** IANA zone of the policy, shown beside UTC. */
  readonly zone?: string
  readonly links: Links
  readonly evidencePath: string
}
