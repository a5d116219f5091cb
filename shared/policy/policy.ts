import type { Gate } from '../verdict/verdict.ts'
import type { RawPolicy } from './schema.ts'
import type { Preset } from './sections/base.ts'

type Written<K extends keyof RawPolicy> = NonNullable<RawPolicy[K]>
type Filled<T, K extends keyof T> = Omit<T, K> & { readonly [P in K]-?: Required<NonNullable<T[P]>> }

/** `warn` never blocks, `critical-paths` blocks only there, `block` blocks everywhere. */
export type CriterionLevel = 'warn' | 'critical-paths' | 'block'

/** false = off; absent = neither the preset nor the policy names it. */
export type CriterionSettings<T> = false | (Exclude<NonNullable<T>, boolean> & { readonly level: CriterionLevel })

type Switches<T> = { readonly [K in keyof T]: CriterionSettings<T[K]> }

type RawGate = Written<'security-gate'>
export type SecurityGatePolicy = Omit<
  Filled<
    RawGate,
    | 'require'
    | 'block'
    | 'scope'
    | 'inherited-debt'
    | 'misconfiguration'
    | 'severity-source'
    | 'sarif-suppressions'
    | 'exception-max-age'
    | 'exceptions-max-open'
    | 'vex'
  >,
  'require' | 'block' | 'vex'
> & {
  readonly require: readonly ('sast' | 'sca' | 'secret')[]
  readonly block: readonly ('critical' | 'high' | 'medium' | 'low' | 'info' | 'unknown')[]
  /** Globs, read from the base branch; empty = none. */
  readonly vex: readonly string[]
  /** Durations; a kind without one may be of any age. */
  readonly 'max-age': { readonly sast?: string; readonly sca: string; readonly secret: string }
}

export type DefinitionOfDonePolicy = Switches<Omit<Written<'definition-of-done'>, 'criteria' | 'gate-integrity'>> & {
  readonly 'gate-integrity': object
  readonly criteria?: Written<'definition-of-done'>['criteria']
}
export type ReadinessPolicy = Switches<Omit<Written<'readiness'>, 'criteria'>> & {
  readonly criteria?: Written<'readiness'>['criteria']
}

export type OverridePolicy = Filled<
  Written<'override'>,
  'tag' | 'effect' | 'valid' | 'secrets' | 'debt-due' | 'assurance'
>
export type TrustPolicy = Filled<Written<'trust'>, 'check-runs'>
export type EnforcementPolicy = Filled<Written<'enforcement'>, 'gates'>
export type EvidencePolicy = Filled<Written<'evidence'>, 'sign'>
export type BackupsPolicy = Written<'backups'>
export type ReleasePolicy = Written<'release'>
export type CanaryPolicy = Written<'canary'>
export type Role = Written<'roles'>[string]

/** `observe` without an end only where there is no policy file. */
export type GateRollout = 'enforce' | 'observe' | { readonly 'observe-until': string }
export type RolloutPolicy = { readonly [G in Gate]?: GateRollout } & {
  readonly criteria?: Readonly<Record<string, 'warn' | 'block'>>
}

type Always =
  | 'version'
  | 'preset'
  | 'defaults'
  | 'rollout'
  | 'trust'
  | 'roles'
  | 'security-gate'
  | 'override'
  | 'definition-of-done'
  | 'freezes'
  | 'freeze-exceptions'
  | 'enforcement'
  | 'evidence'
  | 'readiness'

/**
 * `.github/production.yml` with its presets and baselines applied. Durations stay texts (`24h`; `parseDuration`). What
 * is absent was not declared: not applicable, and shown as that.
 */
export type Policy = Omit<RawPolicy, Always> & {
  readonly version: 1
  readonly preset: Preset
  /** Edition, such as `2026.11`. */
  readonly defaults: string
  readonly rollout: RolloutPolicy
  readonly trust: TrustPolicy
  readonly roles: Readonly<Record<string, Role>>
  readonly 'security-gate': SecurityGatePolicy
  readonly override: OverridePolicy
  readonly 'definition-of-done': DefinitionOfDonePolicy
  /** Raw entries, for `shared/calendar`. */
  readonly freezes: Written<'freezes'>
  readonly 'freeze-exceptions': Written<'freeze-exceptions'>
  readonly enforcement: EnforcementPolicy
  readonly evidence: EvidencePolicy
  readonly readiness?: ReadinessPolicy
}
