import * as z from 'zod/mini'
import { isCatchAll, parseGlob } from '../../../shared/policy/glob.ts'
import { lazy } from '../../../shared/policy/key.ts'
import { date } from '../../../shared/policy/values.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { canonicalPurl } from '../scanners/purl.ts'

/** Every check's message continues "<key> is <value>: it ...". */

const ENTRIES = 1_000
const PATHS = 50
const REASON = { shortest: 20, longest: 2_000 }

/** What docs/exceptions.md and people who fill in forms write there. */
const NO_REASON = /^(?:(?:why this cannot be mended now|lorem ipsum)|(?:todo|tbd|fixme|xxx)\b)/i
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/

const id = () =>
  z
    .string()
    .check(
      z.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'is not an id: write lower-case letters, digits and single hyphens'),
      z.maxLength(64, 'is longer than 64 characters'),
    )

const reason = () =>
  z.string().check(
    z.refine((text) => text.trim().length >= REASON.shortest, {
      error: `is shorter than ${REASON.shortest} characters: say why it cannot be mended now and what keeps it harmless`,
      abort: true,
    }),
    z.maxLength(REASON.longest, `is longer than ${REASON.longest} characters; put the rest into the ticket`),
    z.refine(
      (text) => !NO_REASON.test(text.trim()) && new Set(text.toLowerCase()).size > 7,
      'is no reason: say why it cannot be mended now and what keeps it harmless',
    ),
    z.refine((text) => !CONTROL.test(text), 'has control characters in it'),
  )

/** A role of the policy, a login or a team: `security`, `@alice`, `@acme/security`. Never an email address. */
const person = () =>
  z
    .string()
    .check(
      z.regex(
        /^@?[A-Za-z0-9][A-Za-z0-9_.-]{0,99}(?:\/[A-Za-z0-9][A-Za-z0-9_.-]{0,99})?$/,
        'names nobody: write a role of the policy, a login or a team, such as security, @alice or @acme/security',
      ),
    )

const ticket = () =>
  z
    .string()
    .check(
      z.maxLength(500, { error: 'is longer than 500 characters', abort: true }),
      z.refine(isTicket, 'is no ticket: write its key (SEC-12), its number (acme/app#12) or its https address'),
    )

function isTicket(text: string): boolean {
  if (/^[A-Z][A-Z0-9_]{0,19}-[1-9][0-9]{0,9}$/.test(text)) return true
  if (/^(?:[A-Za-z0-9][\w.-]{0,99}\/[\w.-]{1,100})?#[1-9][0-9]{0,9}$/.test(text)) return true
  if (!/^https:\/\/[^\s/]+\/\S+$/.test(text) || CONTROL.test(text)) return false
  const url = URL.parse(text)
  return url !== null && url.username === '' && url.password === ''
}

const advisory = () =>
  z.string().check(
    z.maxLength(100, { error: 'is longer than 100 characters', abort: true }),
    z.refine((text) => !/^cwe-/i.test(text), {
      error: 'is a kind of weakness, not an advisory; a rule with paths can name it',
      abort: true,
    }),
    z.refine(isAdvisory, 'is no advisory: write one CVE, GHSA or OSV id, such as CVE-2026-12345'),
  )

function isAdvisory(text: string): boolean {
  if (/^cve-/i.test(text)) return /^cve-\d{4}-\d{4,19}$/i.test(text)
  if (/^ghsa-/i.test(text)) return /^ghsa(?:-[2-9cfghjmpqrvwx]{4}){3}$/i.test(text)
  return /^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9.:_]+)+$/.test(text)
}

const packageUrl = () =>
  z.pipe(
    z.string().check(
      z.refine((text) => !text.includes('*'), {
        error: 'has a star in it; leave the version out to mean every version, and write an entry for each package',
        abort: true,
      }),
      z.refine(
        (text) => canonicalPurl(text) !== undefined,
        'is no purl: write type and name, as pkg:npm/lodash@4.17.20',
      ),
    ),
    z.transform((text) => canonicalPurl(text) ?? text),
  )

const KIND_WORDS = new Set(['all', 'any', 'sast', 'sca', 'secret', 'misconfiguration', 'license', 'quality', 'posture'])

const ruleId = () =>
  z.string().check(
    z.minLength(1, 'is empty'),
    z.maxLength(256, 'is longer than 256 characters'),
    z.refine(
      (text) => !text.includes('*') && !KIND_WORDS.has(text.toLowerCase()),
      'stands for a whole kind of finding; name one rule or one CWE',
    ),
    z.refine(
      (text) => text.trim() === text && !/[\n\t]/.test(text) && !CONTROL.test(text),
      'has space or control characters in it',
    ),
  )

const pathGlob = () =>
  z.string().check((context) => {
    const message = globProblem(context.value)
    if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message })
  })

function globProblem(pattern: string): string | undefined {
  try {
    return isCatchAll(parseGlob(pattern)) ? 'covers everything; name the folder or the file' : undefined
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.message.slice(error.message.lastIndexOf(' cannot be used: ') + 1)
  }
}

const filePath = () =>
  z.string().check(
    z.maxLength(4096, { error: 'is longer than 4096 characters', abort: true }),
    z.refine(
      (text) =>
        !text.includes('*') && !CONTROL.test(text) && text.split('/').every((name) => !['', '.', '..'].includes(name)),
      'is no path of one file from the repository root, such as test/fixtures/fake.key',
    ),
  )

const contentHash = () =>
  z
    .string()
    .check(
      z.regex(
        /^sha256:[0-9a-f]{64}$/,
        'is no content hash: write sha256: and what `sha256sum <file>` prints, in lower case',
      ),
    )

export const fileSchema = lazy(() =>
  z.strictObject({
    exceptions: z.array(z.unknown()).check(z.maxLength(ENTRIES, `has more than ${ENTRIES} entries`)),
  }),
)

export const entrySchema = lazy(() =>
  z.strictObject({
    id: id(),
    finding: z.unknown(),
    reason: reason(),
    owner: person(),
    approver: person(),
    ticket: ticket(),
    created: z.exactOptional(date()),
    expires: date(),
  }),
)

export const scopeSchemas = {
  advisory: lazy(() => z.strictObject({ advisory: advisory(), package: packageUrl() })),
  rule: lazy(() =>
    z.strictObject({
      rule: ruleId(),
      paths: z
        .array(pathGlob())
        .check(
          z.minLength(1, 'is empty; name the folder or the file'),
          z.maxLength(PATHS, `has more than ${PATHS} patterns`),
        ),
    }),
  ),
  secret: lazy(() =>
    z.strictObject({ secret: z.strictObject({ rule: ruleId(), path: filePath(), content: contentHash() }) }),
  ),
}
