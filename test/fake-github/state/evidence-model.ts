import type { Account } from './model.ts'

export type Feature = 'code-scanning' | 'dependabot' | 'secret-scanning' | 'dependency-graph' | 'issues'

export interface Analysis {
  readonly id: number
  /** `refs/heads/main`, `refs/pull/1/merge`, `refs/pull/1/head`: what the upload said. */
  readonly ref: string
  readonly commit: string
  readonly tool: { readonly name: string; readonly version: string | null }
  readonly category: string
  readonly analysisKey: string
  /** JSON text, the matrix of the job. */
  readonly environment: string
  readonly error: string
  readonly warning: string
  results: number
  readonly rules: number
  readonly sarif: string
  readonly createdAt: string
  /** Before that it is still being processed. */
  readonly visibleAt: number
}

export interface AlertInstance {
  readonly ref: string
  readonly category: string
  readonly analysisKey: string
  readonly environment: string
  commit: string
  state: 'open' | 'fixed'
  readonly path: string
  readonly line: number
  readonly message: string
}

export interface CodeAlert {
  readonly number: number
  /** Tool, rule and place: the same on every ref. */
  readonly key: string
  readonly tool: Analysis['tool']
  readonly rule: {
    readonly id: string
    readonly level: 'none' | 'note' | 'warning' | 'error'
    readonly severity: 'low' | 'medium' | 'high' | 'critical' | null
    readonly description: string
    readonly tags: readonly string[]
  }
  readonly createdAt: string
  updatedAt: string
  /** Counts on every ref. */
  dismissed: {
    readonly by: Account | null
    readonly reason: 'false positive' | "won't fix" | 'used in tests'
    readonly comment?: string
    readonly at: string
  } | null
  /** One per ref and category, the newest last. */
  readonly instances: AlertInstance[]
}

export interface Sarif {
  readonly id: string
  readonly commit: string
  readonly ref: string
  readonly text: string
  readonly visibleAt: number
  /** Why nothing, or not everything, of it was taken. */
  readonly errors: readonly string[]
}
