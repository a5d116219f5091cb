import { inOrder, isPlain, NOT_PLAIN } from './in-order.ts'

/** Deeper than any evidence of ours (about ten levels), far from the stack's end. A cycle ends here too. */
export const MAX_DEPTH = 200

/** What cannot be written as RFC 8785 JSON. A mistake of ours, never of the user: every edge hands in plain data. */
export class NotCanonical extends Error {
  override readonly name = 'NotCanonical'
  /** `lone-surrogate` is the one that outside text can cause: see `wellFormed`. */
  readonly reason: 'lone-surrogate' | 'not-json' | 'too-deep'

  constructor(reason: NotCanonical['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

/**
 * RFC 8785 (JCS): no white space, keys sorted by UTF-16 code units, numbers and strings as ECMAScript writes them.
 * Nothing is dropped or replaced in silence: what JSON cannot say is an error, a lone surrogate too (RFC 8785, 3.2.2.2).
 * Two roads to the same text: native `JSON.stringify` over objects put in order is four times as fast, and `write` does
 * what that cannot (integer-like keys, `__proto__`) and says what is wrong and where.
 * @throws NotCanonical with the path of the value
 */
export function canonicalJson(value: unknown): string {
  const ordered = inOrder(value, MAX_DEPTH)
  const text = ordered === NOT_PLAIN ? undefined : JSON.stringify(ordered)
  // JSON.stringify writes a lone surrogate as \udXXX. The same letters can also be innocent text: `write` tells them apart.
  return text === undefined || text.includes('\\ud') ? write(value, []) : text
}

type Trail = (string | number)[]

function write(value: unknown, trail: Trail): string {
  switch (typeof value) {
    case 'string':
      return quote(value, trail)
    case 'number':
      // `${-0}` is "0", as the RFC wants; NaN and Infinity have no JSON, and JSON.stringify would write null.
      if (!Number.isFinite(value)) throw refusal('not-json', `${value}`, trail)
      return `${value}`
    case 'boolean':
      return `${value}`
    case 'object':
      if (value === null) return 'null'
      if (trail.length >= MAX_DEPTH) throw refusal('too-deep', `more than ${MAX_DEPTH} levels`, trail)
      return Array.isArray(value) ? writeArray(value, trail) : writeObject(value, trail)
    default:
      throw refusal('not-json', `a value of type ${typeof value}`, trail)
  }
}

function writeArray(items: readonly unknown[], trail: Trail): string {
  // Array.from visits holes too, as undefined; map would skip them.
  return `[${Array.from(items, (item, index) => within(index, trail, () => write(item, trail))).join(',')}]`
}

function writeObject(object: object, trail: Trail): string {
  if (!isPlain(object)) throw refusal('not-json', 'an object with a class', trail)
  const members = Object.entries(object)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => within(key, trail, () => `${quote(key, trail)}:${write(member, trail)}`))
  return `{${members.join(',')}}`
}

function within(step: string | number, trail: Trail, run: () => string): string {
  trail.push(step)
  const text = run()
  trail.pop()
  return text
}

function quote(text: string, trail: Trail): string {
  if (!text.isWellFormed()) throw refusal('lone-surrogate', 'text with half of a surrogate pair', trail)
  return JSON.stringify(text)
}

function refusal(reason: NotCanonical['reason'], what: string, trail: Trail): NotCanonical {
  const path = trail.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step.toWellFormed()}`)).join('')
  return new NotCanonical(reason, `${what} at $${path.slice(0, 300)} cannot be written as canonical JSON`)
}

/**
 * The same plain data with every lone surrogate, in text and keys, replaced by U+FFFD: what UTF-8 would make of it anyway.
 * For the edge where evidence is sealed: a scanner's file may say "\ud800", and that must not end the gate.
 */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.toWellFormed(), wellFormed(member)]))
}
