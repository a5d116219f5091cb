import { contradictions, type Declared } from './consistency.ts'
import { explain } from './explain.ts'
import { nearest } from './nearest.ts'
import { EDITION_NAMES, editionOf, FIRST_EDITION, type PresetTable } from './presets.ts'
import { type Problem, show } from './problem.ts'
import { isMap, type Values } from './resolve.ts'
import { SECTION_NAMES, SECTIONS } from './schema.ts'
import type { Preset } from './sections/base.ts'
import { DONE_CRITERIA, READINESS_CRITERIA } from './sections/definition-of-done.ts'
import { readYaml, type YamlFile } from './yaml.ts'

/** One file, read and checked on its own. */
export interface ParsedFile {
  readonly file: YamlFile
  /** The sections that are valid by themselves. */
  readonly raw: Values
  /** Sections that are written and not valid: what they would declare is unknown. */
  readonly broken: ReadonlySet<string>
  readonly table: PresetTable | undefined
  readonly problems: readonly Problem[]
}

export function parseFile(text: string, uri: string): ParsedFile {
  const file = readYaml(text, uri)
  const problems = [...file.problems]
  const raw: Record<string, unknown> = {}
  const broken = new Set<string>()
  if (file.data === undefined) return { file, raw, broken: new Set(SECTION_NAMES), table: undefined, problems }

  const say = (path: readonly string[], message: string, which?: 'key' | 'value') =>
    problems.push({ uri, ...file.at(path, which), message })
  for (const [name, value] of Object.entries(file.data)) {
    if (!isSection(name)) {
      const near = nearest(name, SECTION_NAMES)
      const help = near === undefined ? `known there: ${SECTION_NAMES.join(', ')}` : `did you mean "${near}"?`
      say([name], `unknown key ${show(name)} at the top level; ${help}`, 'key')
      continue
    }
    const schema = SECTIONS[name].schema()
    // zod would compile a validator for each section, which costs more than reading one file once.
    const result = schema.safeParse(value, { jitless: true })
    if (result.success) raw[name] = value
    else {
      broken.add(name)
      // What the reader refused already arrives here as nothing; one problem is enough.
      const said = new Set(file.problems.map(({ line, column }) => `${line}:${column}`))
      const issues = explain(result.error.issues, schema, [name], file)
      problems.push(...issues.filter(({ line, column }) => !said.has(`${line}:${column}`)))
    }
  }
  if (file.data['preset'] === undefined) {
    problems.push({ uri, line: 1, column: 1, message: 'preset is missing; write one of starter, standard, production' })
  }
  return { file, raw, broken, table: presetOf(raw, broken, say), problems }
}

const isSection = (name: string): name is (typeof SECTION_NAMES)[number] => Object.hasOwn(SECTIONS, name)

function presetOf(
  raw: Record<string, unknown>,
  broken: ReadonlySet<string>,
  say: (path: readonly string[], message: string) => void,
): PresetTable | undefined {
  if (!broken.has('defaults')) raw['defaults'] ??= FIRST_EDITION
  const edition = typeof raw['defaults'] === 'string' ? editionOf(raw['defaults']) : undefined
  if (edition === undefined && !broken.has('defaults')) {
    say(
      ['defaults'],
      `defaults names edition ${show(raw['defaults'])}, which does not exist; known: ${EDITION_NAMES.join(', ')}`,
    )
  }
  const preset = raw['preset'] as Preset | undefined
  return edition === undefined || preset === undefined ? undefined : edition[preset]
}

/** What can only be seen when the names all files declare are known. */
export function crossCheck(parsed: ParsedFile, declared: Declared, now: Date): Problem[] {
  const problems: Problem[] = []
  contradictions(parsed.raw, declared, parsed.table, now, (path, message, which) =>
    problems.push({ uri: parsed.file.uri, ...parsed.file.at(path, which), message }),
  )
  return problems
}

export function declaredBy(files: readonly ParsedFile[]): Declared {
  const known = (section: string, names: (value: unknown) => string[]): { names?: ReadonlySet<string> } =>
    files.some(({ broken }) => broken.has(section))
      ? {}
      : { names: new Set(files.flatMap(({ raw }) => names(raw[section]))) }
  const keys = (value: unknown) => (isMap(value) ? Object.keys(value) : [])
  const environments = known('environments', (value) =>
    keys(value).filter((name) => name !== 'fence' && name !== 'forbid-in-production'),
  )
  const freezes = known('freezes', (value) => idsOf(value))
  const roles = known('roles', keys)
  const criteria = files.flatMap(({ raw }) => [
    ...idsOf(mapOf(raw['definition-of-done'])['criteria']),
    ...idsOf(mapOf(raw['readiness'])['criteria']),
    ...idsOf(mapOf(raw['change-management'])['checklist']),
    ...files.flatMap(({ table }) => idsOf(table?.values['definition-of-done']?.criteria)),
  ])
  return {
    ...(roles.names === undefined ? {} : { roles: roles.names }),
    // Naming an environment declares it, until somebody writes down which there are.
    ...(environments.names === undefined || environments.names.size === 0 ? {} : { environments: environments.names }),
    ...(freezes.names === undefined ? {} : { freezes: freezes.names }),
    criteria: new Set([...DONE_CRITERIA, ...READINESS_CRITERIA, ...criteria]),
  }
}

const mapOf = (value: unknown): Values => (isMap(value) ? value : {})
const idsOf = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.flatMap((entry) => (isMap(entry) && typeof entry['id'] === 'string' ? [entry['id']] : []))
    : []
