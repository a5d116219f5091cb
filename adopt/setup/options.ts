import { parseArgs } from 'node:util'
import { parseOwner } from '../../shared/ownership/owner.ts'
import { PRESETS, type Preset } from '../../shared/policy/sections/base.ts'
import { printable } from '../../shared/report/escape.ts'
import { InputError } from '../../shared/verdict/input-error.ts'

export const SETUP_USAGE =
  'setup [--directory DIR] [--preset starter|standard|production] [--owner ORG] [--security @org/team] ' +
  '[--branch production-gates/setup] [--dry-run]'

export interface SetupOptions {
  readonly directory: string
  readonly preset: Preset
  /** Who holds the copy of production-gates that the workflows use. */
  readonly owner?: string
  /** `@org/team` or `@user`: who must approve a change to the gates. */
  readonly security?: string
  readonly branch: string
  readonly dryRun: boolean
}

const OPTIONS = {
  directory: { type: 'string', default: '.' },
  preset: { type: 'string', default: 'starter' },
  owner: { type: 'string' },
  security: { type: 'string' },
  branch: { type: 'string', default: 'production-gates/setup' },
  'dry-run': { type: 'boolean', default: false },
} as const

/** A user or organisation of GitHub. */
const ACCOUNT = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/
/** Narrower than git's own rule: this name stands in commands that people copy into a shell. */
const BRANCH = /^[A-Za-z0-9](?:[\w.-]|\/(?=[A-Za-z0-9_])){0,100}$/

/** @throws InputError with every option that is not what it must be */
export function readOptions(args: readonly string[]): SetupOptions {
  const values = parse(args)
  const problems: string[] = []
  const say = (name: string, value: string, what: string) =>
    problems.push(`--${name} is "${printable(value, 100)}", which is not ${what}. Usage: ${SETUP_USAGE}`)
  const preset = PRESETS.find((known) => known === values.preset)
  if (preset === undefined) say('preset', values.preset, `a preset (${PRESETS.join(', ')})`)
  const { owner, security, branch } = values
  if (owner !== undefined && !ACCOUNT.test(owner)) say('owner', owner, 'a user or an organisation of GitHub')
  const kind = security === undefined ? undefined : parseOwner(security)?.kind
  if (security !== undefined && kind !== 'team' && kind !== 'user') say('security', security, '@org/team or @user')
  if (!BRANCH.test(branch) || branch.includes('..') || /\.(lock)?(\/|$)/.test(branch))
    say('branch', branch, 'a name for a branch')
  if (problems.length > 0 || preset === undefined) throw new InputError(problems)
  return {
    directory: values.directory,
    preset,
    ...(owner !== undefined && { owner }),
    ...(security !== undefined && { security }),
    branch,
    dryRun: values['dry-run'],
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    throw new InputError(`${printable(why, 300)} Usage: ${SETUP_USAGE}`)
  }
}
