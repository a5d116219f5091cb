import type { Path } from './problem.ts'
import { isMap, type Values } from './resolve.ts'

/** One name that stands in a file and must be declared somewhere. */
export interface Reference {
  readonly path: Path
  readonly name: string
}

const ROLE_PATHS: readonly (readonly string[])[] = [
  ['security-gate', 'dismissals', 'by', '*'],
  ['override', 'approvers', '*'],
  ['override', 'pushers', '*'],
  ['release', 'sign-offs', '*'],
  ['release', 'hotfix', 'approvers', '*'],
  ['enforcement', 'bypass', '*'],
  ['canary', 'owners', '*', '*'],
  ['change-management', 'migrations', 'approval'],
  ['freeze-exceptions', '*', 'approved-by', '*'],
  ...[
    ['change-management', 'checklist', '*'],
    ['definition-of-done', 'criteria', '*'],
    ['readiness', 'criteria', '*'],
  ].flatMap((entry) => [
    [...entry, 'owner'],
    ...proofs(entry).flatMap((proof) => [
      [...proof, 'approval', 'role'],
      [...proof, 'attestation', 'role'],
      [...proof, 'tick', 'by', '*'],
    ]),
  ]),
]

const ENVIRONMENT_PATHS: readonly (readonly string[])[] = [
  ['environments', 'fence', '*', 'from'],
  ['environments', 'fence', '*', 'to'],
  ['change-management', 'staged', 'environment'],
  ...[
    ['change-management', 'checklist', '*'],
    ['definition-of-done', 'criteria', '*'],
    ['readiness', 'criteria', '*'],
  ].flatMap((entry) => proofs(entry).map((proof) => [...proof, 'deployment', 'environment'])),
]

function proofs(entry: readonly string[]): string[][] {
  return [
    [...entry, 'proof'],
    [...entry, 'proof', 'all', '*'],
    [...entry, 'proof', 'any', '*'],
  ]
}

export const roleReferences = (raw: Values): Reference[] => ROLE_PATHS.flatMap((path) => collect(raw, path, []))
export const environmentReferences = (raw: Values): Reference[] =>
  ENVIRONMENT_PATHS.flatMap((path) => collect(raw, path, []))

/** Every text at a path in which `*` stands for each entry of a list. */
function collect(value: unknown, [step, ...rest]: readonly string[], path: Path): Reference[] {
  if (step === undefined) return typeof value === 'string' ? [{ path, name: value }] : []
  if (step === '*')
    return Array.isArray(value) ? value.flatMap((item, index) => collect(item, rest, [...path, index])) : []
  return isMap(value) && Object.hasOwn(value, step) ? collect(value[step], rest, [...path, step]) : []
}

/** Lists whose entries are told apart by a key. */
export const UNIQUE: readonly { readonly path: readonly string[]; readonly by: string }[] = [
  { path: ['artifacts'], by: 'name' },
  { path: ['critical-paths'], by: 'name' },
  { path: ['critical-paths', '*', 'flows'], by: 'name' },
  { path: ['freezes'], by: 'id' },
  { path: ['backups', 'stores'], by: 'name' },
  { path: ['trust', 'keys'], by: 'key' },
  { path: ['security-gate', 'provenance', 'images'], by: 'match' },
  { path: ['definition-of-done', 'traceable', 'emitters'], by: 'call' },
  { path: ['definition-of-done', 'criteria'], by: 'id' },
  { path: ['change-management', 'checklist'], by: 'id' },
  { path: ['readiness', 'criteria'], by: 'id' },
]

export const namesIn = (raw: Values, path: readonly string[], by: string): Reference[] =>
  collect(raw, [...path, '*', by], [])
