import * as z from 'zod/mini'
import { nearest } from '../policy/nearest.ts'
import { printable } from '../report/escape.ts'
import { repositoryPath } from '../report/links.ts'
import { InputError } from '../verdict/input-error.ts'
import { policyKeyFor } from './loosening.ts'
import type { Env } from './machine.ts'

/** No String.trim: it also removes BOM and NBSP, and two different refs or paths would become one. */
const asciiTrim = (text: string): string => text.replace(/^[\t\n\v\f\r ]+/, '').replace(/[\t\n\v\f\r ]+$/, '')

const quote = (value: string): string => `"${printable(value, 100)}"`

type Parsed<T> = { readonly value: T } | { readonly problem: string }

/** A string that `parse` turns into a value or a problem; the name of the input is put before the problem. */
function input<T>(parse: (text: string) => Parsed<T>) {
  return z.pipe(
    z.string(),
    z.transform((text, context): T => {
      const parsed = parse(text)
      if ('value' in parsed) return parsed.value
      context.issues.push({ code: 'custom', message: parsed.problem, input: undefined })
      return z.NEVER
    }),
  )
}

/** One line, trimmed of ASCII white space. */
export const line = () => input(oneLine)

function oneLine(text: string): Parsed<string> {
  const value = asciiTrim(text)
  if (/[\r\n\0]/.test(value)) return { problem: `${quote(value)} must be a single line.` }
  return value.length > 4096 ? { problem: `is longer than 4096 characters.` } : { value }
}

/** One entry a line; blank lines and lines that begin with `#` are left out. */
export const lines = () =>
  input((text): Parsed<readonly string[]> => {
    const entries = text.split(/\r\n|\r|\n/).map(asciiTrim)
    const value = entries.filter((entry) => entry !== '' && !entry.startsWith('#'))
    return value.length > 1000 ? { problem: `has ${value.length} entries; at most 1000 are read.` } : { value }
  })

/** Kept as it is; no message ever quotes it. */
export const secret = () => input((value) => ({ value }))

/** A path inside the repository, `/`-separated. */
export const repositoryFile = () =>
  input((text): Parsed<string> => {
    const value = asciiTrim(text)
    if (repositoryPath(value) !== undefined && !/[\r\n]/.test(value)) return { value }
    return {
      problem: `${quote(value)} is not a path inside the repository. Write it relative to its root, without \`..\`.`,
    }
  })

export const choice = <const T extends readonly string[]>(names: T) =>
  input((text): Parsed<T[number]> => {
    const value = names.find((name) => name === asciiTrim(text))
    if (value !== undefined) return { value }
    return { problem: `${quote(asciiTrim(text))} is not one of ${names.join(', ')}.` }
  })

/** A full commit id, in lower case. An abbreviation could name another commit tomorrow, a branch one a minute later. */
export const commitSha = () =>
  input((text): Parsed<string> => {
    const value = asciiTrim(text).toLowerCase()
    if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) && !/^0+$/.test(value)) return { value }
    return {
      problem: `${quote(value)} is not a full commit id. Give all 40 hex digits, e.g. from \`git rev-parse HEAD\`.`,
    }
  })

/** A pull request by its number, or every one that is due. GraphQL's numbers end at 2^31. */
export const pullAsked = () =>
  input((text): Parsed<number | 'due'> => {
    const value = asciiTrim(text)
    if (value === 'due') return { value }
    if (/^[1-9]\d{0,8}$/.test(value)) return { value: Number(value) }
    return { problem: `${quote(value)} is neither the number of a pull request nor \`due\`.` }
  })

const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const
const DAY_MS = 86_400_000

/** Milliseconds, from `90s`, `15m` or `4h`; at most a day. */
export const wait = () =>
  input((text): Parsed<number> => {
    const value = asciiTrim(text)
    const [, digits, unit] = /^(\d{1,9})([smh])$/.exec(value) ?? []
    const ms = Number(digits) * UNITS[unit as keyof typeof UNITS]
    if (ms <= DAY_MS) return { value: ms }
    return { problem: `${quote(value)} is not a time to wait. Write a number and s, m or h, at most 24h, e.g. 15m.` }
  })

const SIGNING_LATER = ['kms', 'keyless']

const signing = () =>
  input((text): Parsed<'none' | 'ed25519'> => {
    const value = asciiTrim(text)
    if (value === 'none' || value === 'ed25519') return { value }
    const why = SIGNING_LATER.includes(value) ? 'is not built yet' : 'is not a way to sign'
    return { problem: `${quote(value)} ${why}. What exists is none and ed25519 (with \`signing-key\`).` }
  })

export const DEFAULT_POLICY = '.github/production.yml'

/** What every action takes. Inputs say where evidence is; what is required is the policy's to say. */
export const commonInputs = {
  token: z.optional(secret()),
  'policy-token': z.optional(secret()),
  policy: z._default(repositoryFile(), DEFAULT_POLICY),
  statements: z._default(lines(), []),
  signing: z._default(signing(), 'none'),
  'signing-key': z.optional(secret()),
  'tracker-user': z.optional(secret()),
  'tracker-token': z.optional(secret()),
  'evidence-dir': z._default(line(), '.production-gates'),
  wait: z._default(wait(), 0),
  'check-run': z._default(choice(['off', 'on']), 'off'),
  comment: z._default(choice(['off', 'blocked']), 'off'),
  sarif: z._default(choice(['off', 'on']), 'off'),
}

/** The common inputs, parsed. */
export type Inputs = z.output<z.ZodMiniObject<typeof commonInputs>>

const SECRETS = ['token', 'policy-token', 'signing-key', 'tracker-user', 'tracker-token'] as const

/** The values that must never be printed, for `::add-mask::` before anything else is. */
export const secretInputs = (env: Env): string[] =>
  SECRETS.flatMap((name) => [env[variable(name)] ?? '']).filter((value) => asciiTrim(value) !== '')

/** As the runner does it: upper case, spaces to `_`, hyphens stay. */
const variable = (name: string): string => `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`

/**
 * Every declared input of one action, parsed.
 * @throws InputError with every problem at once: undeclared ones, missing ones, values that cannot be used
 */
export function readInputs<S extends z.ZodMiniObject>(schema: S, env: Env, gate: string): z.output<S> {
  const declared = Object.keys(schema.shape)
  const given = Object.fromEntries(
    declared.flatMap((name) => {
      const value = env[variable(name)] ?? ''
      return asciiTrim(value) === '' ? [] : [[name, value]]
    }),
  )
  const parsed = schema.safeParse(given)
  const problems = [
    ...undeclared(env, declared, gate),
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => problem(issue, given))),
    ...signingProblems(given),
  ]
  if (!parsed.success || problems.length > 0) throw new InputError(problems)
  return parsed.data
}

function problem(issue: z.core.$ZodIssue, given: Readonly<Record<string, string>>): string {
  const name = String(issue.path[0])
  return given[name] === undefined
    ? `Input \`${name}\` is required and not given.`
    : `Input \`${name}\`: ${issue.message}`
}

function undeclared(env: Env, declared: readonly string[], gate: string): string[] {
  const known = new Set(declared.map(variable))
  return Object.keys(env)
    .filter((key) => key.startsWith('INPUT_') && !known.has(key) && env[key] !== '' && env[key] !== undefined)
    .sort()
    .map((key) => {
      const name = printable(key.slice('INPUT_'.length).toLowerCase(), 100)
      const policyKey = policyKeyFor(name, gate)
      if (policyKey !== undefined) {
        return `Input \`${name}\` does not exist: a workflow could loosen the gate with it. Say it in .github/production.yml under \`${policyKey}\`.`
      }
      const near = nearest(name, declared)
      const hint = near === undefined ? `Known are ${declared.join(', ')}.` : `Did you mean \`${near}\`?`
      return `Input \`${name}\` does not exist. ${hint}`
    })
}

/** A key that is given and not used, or needed and not given, would only be noticed when somebody verifies. */
function signingProblems(given: Readonly<Record<string, string>>): string[] {
  const how = asciiTrim(given['signing'] ?? 'none')
  const key = given['signing-key'] !== undefined
  if (how === 'ed25519' && !key)
    return ['Input `signing-key` is needed for `signing: ed25519`: the private key as PKCS#8 PEM.']
  if (how === 'none' && key)
    return ['Input `signing-key` is given, but `signing` is none: nothing would be signed. Set `signing: ed25519`.']
  return []
}
