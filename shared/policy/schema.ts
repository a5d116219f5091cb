import type * as z from 'zod/mini'
import type { KeyMeta } from './key.ts'
import { EDITION_NAMES } from './presets.ts'
import * as base from './sections/base.ts'
import * as change from './sections/change.ts'
import { definitionOfDone, readiness } from './sections/definition-of-done.ts'
import * as inventory from './sections/inventory.ts'
import * as operations from './sections/operations.ts'
import { securityGate } from './sections/security-gate.ts'

interface Section<T extends z.ZodMiniType> extends KeyMeta {
  readonly schema: () => T
}
const section = <T extends z.ZodMiniType>(schema: () => T, meta: KeyMeta): Section<T> => ({ schema, ...meta })

/** Every top-level key of `.github/production.yml`, in the order of the reference. */
export const SECTIONS = {
  version: section(base.version, { about: 'Version of this file’s shape. Always 1.', direction: 'exact' }),
  preset: section(base.preset, {
    about: 'Thresholds, durations and mechanisms that are not written here.',
    direction: 'min',
    order: [['starter'], ['standard'], ['production']],
  }),
  defaults: section(base.defaults, {
    about:
      'Edition of the preset’s values, so that a new release never reddens a repository. Absent = 2026.11, for ever.',
    direction: 'min',
    order: EDITION_NAMES.map((name) => [name]),
  }),
  extends: section(base.extendsSection, {
    about: 'A baseline, as owner/repo//path@ref. It can only be tightened.',
    direction: 'free',
  }),
  rollout: section(base.rollout, {
    about: 'Gates that only observe for now; absent = enforce everything.',
    direction: 'exact',
  }),
  trust: section(base.trust, { about: 'Whose evidence counts.', direction: 'subset' }),
  roles: section(base.roles, { about: 'Who the roles are. No defaults.', direction: 'subset' }),
  environments: section(inventory.environments, {
    about: 'Where the code runs, and what must stay apart.',
    direction: 'superset',
  }),
  artifacts: section(inventory.artifacts, { about: 'What is deployed.', direction: 'superset', by: 'name' }),
  'critical-paths': section(inventory.criticalPaths, {
    about: 'Code whose failure is a SEV-1; the stricter rules hold for it.',
    direction: 'superset',
    by: 'name',
  }),
  'security-gate': section(securityGate, { about: 'Scans before production.', direction: 'exact' }),
  override: section(change.override, { about: 'The emergency path past the security gate.', direction: 'exact' }),
  'definition-of-done': section(definitionOfDone, {
    about: 'What makes a change Done; each criterion true, false or settings.',
    direction: 'exact',
  }),
  'change-management': section(change.changeManagement, { about: 'How changes reach production.', direction: 'exact' }),
  release: section(change.release, { about: 'What may be released, when, and as what.', direction: 'exact' }),
  freezes: section(change.freezes, {
    about: 'When nothing is released. Half-open, wall clock in the zone.',
    direction: 'superset',
    by: 'id',
  }),
  'freeze-exceptions': section(change.freezeExceptions, {
    about: 'Single days on which a freeze does not hold.',
    direction: 'subset',
  }),
  backups: section(operations.backups, {
    about: 'What must be restorable, how far back and how fast.',
    direction: 'exact',
  }),
  retention: section(operations.retention, { about: 'How long logs are kept, and how safely.', direction: 'exact' }),
  'key-rotation': section(operations.keyRotation, { about: 'Oldest an encryption key may be.', direction: 'max' }),
  slo: section(operations.slo, { about: 'What the service promises.', direction: 'exact' }),
  incidents: section(operations.incidents, { about: 'How fast incidents are answered.', direction: 'exact' }),
  canary: section(operations.canary, { about: 'How a release is rolled out.', direction: 'exact' }),
  cost: section(operations.cost, { about: 'What it may cost.', direction: 'exact' }),
  alerts: section(operations.alerts, { about: 'What the Prometheus rule files must carry.', direction: 'exact' }),
  configuration: section(inventory.configuration, { about: 'Configuration that must exist.', direction: 'exact' }),
  probes: section(inventory.probes, { about: 'Endpoints that must answer.', direction: 'superset' }),
  capacity: section(inventory.capacity, { about: 'Declared limits and when to scale.', direction: 'exact' }),
  readiness: section(readiness, {
    about: 'Whether the service is fit to be operated. Built-in criteria are on.',
    direction: 'exact',
  }),
  enforcement: section(base.enforcement, { about: 'That the gates are really required.', direction: 'exact' }),
  evidence: section(base.evidence, { about: 'How evidence is signed and kept.', direction: 'exact' }),
} as const

export type SectionName = keyof typeof SECTIONS
export const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[]

/** One file as written: nothing filled in. */
export type RawPolicy = { readonly [K in SectionName]?: Frozen<z.infer<ReturnType<(typeof SECTIONS)[K]['schema']>>> }

/** Readonly all the way down. */
export type Frozen<T> = T extends readonly (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Frozen<T[K]> }
    : T
