import { proseOf } from '../markdown/prose.ts'
import { GATES, type Gate } from '../verdict/verdict.ts'

/** `override <gate> <TICKET> <head-sha> [covers:<digest>]`: an approver's explicit word (decisions.md 4.2). */
export interface OverrideCommand {
  readonly kind: 'override'
  readonly gate: Gate
  /** `SEC-123`, `acme/app#12`, `#12`. */
  readonly ticket: string
  /** 40 or 64 hex digits. */
  readonly sha: string
  /** The first 16 or more hex digits of the digest of the findings that the approver has seen. */
  readonly covers?: string
}

export type Command = OverrideCommand | { readonly kind: 'recheck' }

/** A line that is meant as a command, and is none: a sentence that says what to write. */
export interface BadCommand {
  readonly error: string
}

/**
 * The one command of a comment. It stands alone on its line, in the writer's own words; two different ones are an
 * error, because nobody can tell which of them was meant.
 * @returns undefined for a comment that says nothing to us
 */
export function parseCommand(body: string): Command | BadCommand | undefined {
  const lines = body.split(/\r\n|\r|\n/).map(trimmed)
  const commands = new Map(lines.map((line) => [line, commandOf(line)] as const).filter(([, one]) => one !== undefined))
  if (commands.size === 0) return undefined
  // Parsed as Markdown only now: most comments hold nothing that could be one.
  const said = new Set(proseOf(body).text.split('\n').map(trimmed))
  const found = new Map<string, Command | BadCommand>()
  for (const [line, command] of commands) {
    if (command !== undefined && said.has(line)) found.set(JSON.stringify(command), command)
  }
  const [only, ...others] = found.values()
  return others.length === 0 ? only : { error: 'A comment holds one command, and this one holds different ones.' }
}

/** ASCII only: what looks like a space and is none belongs to the word. */
const trimmed = (line: string): string => line.replace(/^[ \t]+|[ \t]+$/g, '')

/** Longer lines are prose; no command comes near it. */
const LINE = 500

function commandOf(line: string): Command | BadCommand | undefined {
  if (line.length > LINE) return undefined
  const [first = '', ...words] = line.split(/[ \t]+/)
  if (first === '/recheck') {
    return words.length === 0 ? { kind: 'recheck' } : { error: '`/recheck` stands alone on its line.' }
  }
  if (first === '/override') return overrideOf(words)
  // "override" begins sentences too; with the name of a gate behind it, it is meant for us.
  return first === 'override' && words[0] !== undefined && gateOf(words[0]) !== undefined
    ? overrideOf(words)
    : undefined
}

const gateOf = (word: string): Gate | undefined => GATES.find((gate) => gate === word)

/** A key of Jira, or an issue of GitHub. */
const TICKET = /^(?:[A-Z][A-Z0-9_]{1,49}-[1-9][0-9]{0,9}|(?:[A-Za-z0-9][\w-]{0,38}\/[\w.-]{1,100})?#[1-9][0-9]{0,9})$/
const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const COVERS = /^covers:([0-9a-f]{16,64})$/
const USAGE = 'Write `override <gate> <TICKET> <head-sha>`, as the report prints it.'

function overrideOf([name = '', ticket = '', sha = '', covers, ...rest]: readonly string[]): Command | BadCommand {
  const gate = gateOf(name)
  if (gate === undefined) return { error: `An override names a gate, such as security-gate. ${USAGE}` }
  if (!TICKET.test(ticket)) return { error: `An override names a ticket, such as SEC-123. ${USAGE}` }
  if (!SHA.test(sha)) return { error: `An override names the whole id of the head, 40 small hex digits. ${USAGE}` }
  if (covers === undefined) return { kind: 'override', gate, ticket, sha }
  const digest = COVERS.exec(covers)?.[1]
  if (digest === undefined || rest.length > 0) {
    return { error: `Behind the id of the head nothing may stand but \`covers:\` and its digits. ${USAGE}` }
  }
  return { kind: 'override', gate, ticket, sha, covers: digest }
}
