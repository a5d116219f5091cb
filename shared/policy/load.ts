import { createHash } from 'node:crypto'
import type { PolicyPart } from '../evidence/evidence.ts'
import { InputError } from '../verdict/input-error.ts'
import { GATES } from '../verdict/verdict.ts'
import { finish } from './finish.ts'
import { type Baseline, mergePolicy } from './merge.ts'
import { crossCheck, declaredBy, type ParsedFile, parseFile } from './parse.ts'
import type { Policy } from './policy.ts'
import { editionOf, FIRST_EDITION } from './presets.ts'
import { formatProblems, type Problem, show } from './problem.ts'
import { fillPolicy } from './resolve.ts'

/** A file in another repository; undefined stands for the repository’s own. */
export interface PolicyRef {
  readonly owner: string
  readonly repo: string
  /** Branch, tag or commit. */
  readonly ref: string
}

export interface PolicyText {
  readonly text: string
  /** What messages call it. */
  readonly uri: string
  /** Commit it was read at. */
  readonly commit?: string
}

/** @returns undefined when the file does not exist; throws when it could not be read */
export type ReadPolicy = (ref: PolicyRef | undefined, path: string) => Promise<PolicyText | undefined>

export interface LoadedPolicy {
  readonly policy: Policy
  /** The files it was made of, the repository’s own first. */
  readonly parts: readonly PolicyPart[]
  /** `none`: there is no file, and preset starter observes. */
  readonly origin: 'file' | 'none'
}

/** A baseline could not be read: the gate is blind, because the policy that holds is not known. */
export class PolicyUnreadable extends Error {
  override readonly name = 'PolicyUnreadable'
}

const MAX_FILES = 6
const EXTENDS = /^([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([A-Za-z0-9._-]{1,100})\/\/([^@\s]{1,200})@([^@\s]{1,200})$/

/**
 * Reads, checks and merges a policy and what it extends.
 * @param now the instant `observe-until` is measured from
 * @throws InputError with every problem of every file, `file:line:column: message`
 * @throws PolicyUnreadable when a baseline is missing or cannot be read
 */
export async function loadPolicy({
  read,
  path,
  now,
  ref,
}: {
  readonly read: ReadPolicy
  readonly path: string
  readonly now: Date
  readonly ref?: PolicyRef
}): Promise<LoadedPolicy> {
  const own = await read(ref, path)
  if (own === undefined) return { policy: starterObserving(), parts: [], origin: 'none' }

  const texts = [own]
  const files = [parseFile(own.text, own.uri)]
  const problems: Problem[] = []
  const seen = new Set(ref === undefined ? [] : [locationOf(ref, path)])
  for (let last = files[0]; last?.raw['extends'] !== undefined; last = files.at(-1)) {
    const say = (message: string) => problems.push({ uri: last.file.uri, ...last.file.at(['extends']), message })
    const next = parseExtends(String(last.raw['extends']))
    if (next === undefined) {
      say(`extends ${show(last.raw['extends'])} is not a baseline; write owner/repo//path/in/the/repository.yml@ref`)
      break
    }
    const location = locationOf(next.ref, next.path)
    if (seen.has(location)) {
      say(`extends ${show(last.raw['extends'])}, which is extended already: these files go round in a circle`)
      break
    }
    if (files.length === MAX_FILES) {
      say(`extends another baseline below ${MAX_FILES - 1} others; bring some of them together`)
      break
    }
    seen.add(location)
    const baseline = await readBaseline(read, next, String(last.raw['extends']))
    texts.push(baseline)
    files.push(parseFile(baseline.text, baseline.uri))
  }

  const declared = declaredBy(files)
  problems.push(...files.flatMap((file) => [...file.problems, ...crossCheck(file, declared, now)]))
  if (problems.length > 0) throw new InputError(formatProblems(problems))
  return { policy: finish(mergeAll(files)), parts: texts.map(partOf), origin: 'file' }
}

/** From the last baseline up to the repository’s own file. */
function mergeAll(files: readonly ParsedFile[]): Baseline['values'] {
  const problems: Problem[] = []
  let merged: Baseline | undefined
  for (const { file, raw, table } of files.toReversed()) {
    if (table === undefined) throw new Error(`${file.uri} has no preset, and no problem either`)
    if (merged === undefined) merged = { values: fillPolicy(raw, table), table, files: [file] }
    else {
      const step = mergePolicy(merged, file, raw, table)
      problems.push(...step.problems)
      merged = { values: step.values, table, files: [file, ...merged.files] }
    }
  }
  if (problems.length > 0) throw new InputError(formatProblems(problems))
  return merged?.values ?? {}
}

function starterObserving(): Policy {
  const table = editionOf(FIRST_EDITION)?.starter
  if (table === undefined) throw new Error(`Edition ${FIRST_EDITION} is missing`)
  const rollout = Object.fromEntries(GATES.map((gate) => [gate, 'observe' as const]))
  return { ...finish(fillPolicy({ preset: 'starter', defaults: FIRST_EDITION }, table)), rollout }
}

async function readBaseline(
  read: ReadPolicy,
  { ref, path }: { ref: PolicyRef; path: string },
  written: string,
): Promise<PolicyText> {
  const help = 'a token that can read that repository (`policy-token`) opens it'
  let found: PolicyText | undefined
  try {
    found = await read(ref, path)
  } catch (cause) {
    throw new PolicyUnreadable(`The policy extends ${written}, which could not be read; ${help}`, { cause })
  }
  if (found === undefined)
    throw new PolicyUnreadable(`The policy extends ${written}, which does not exist or may not be seen; ${help}`)
  return found
}

/** `owner/repo//path@ref` */
export function parseExtends(text: string): { readonly ref: PolicyRef; readonly path: string } | undefined {
  const [, owner, repo, path, ref] = EXTENDS.exec(text) ?? []
  if (owner === undefined || repo === undefined || path === undefined || ref === undefined) return undefined
  const steps = path.split('/')
  if (repo === '.' || repo === '..' || steps.some((step) => step === '' || step === '.' || step === '..'))
    return undefined
  return { ref: { owner, repo, ref }, path }
}

/** GitHub takes owner and repository in any case; a circle must not hide behind that. */
const locationOf = ({ owner, repo, ref }: PolicyRef, path: string): string =>
  `${owner.toLowerCase()}/${repo.toLowerCase()}//${path}@${ref}`

const partOf = ({ uri, commit, text }: PolicyText): PolicyPart => ({
  uri,
  ...(commit === undefined ? {} : { commit }),
  sha256: createHash('sha256').update(text).digest('hex'),
})
