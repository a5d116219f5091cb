import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCommand } from '../../../shared/chatops/command.ts'

const SHA = '9a04d1ee393b5be2773b1ce204f61fe0fd02366a'
const LINE = `override security-gate SEC-7 ${SHA}`
const COMMAND = { kind: 'override', gate: 'security-gate', ticket: 'SEC-7', sha: SHA }

describe('a line that is a command', () => {
  test.each([
    ['alone', LINE],
    ['with a slash', `/${LINE}`],
    ['below a sentence', `I looked at it.\n${LINE}`],
    ['between paragraphs', `I looked at it.\n\n${LINE}\n\nThank you.`],
    ['with the ends of lines of Windows', `Yes.\r\n\r\n${LINE}\r\n`],
    ['with spaces and tabs', `  override \t security-gate  SEC-7\t${SHA}  `],
    ['twice', `${LINE}\n\n${LINE}`],
    ['below a quotation that has ended', `> ${LINE}\n\n${LINE}`],
  ])('%s', (_, body) => {
    expect(parseCommand(body)).toEqual(COMMAND)
  })

  test('with a digest', () => {
    const covers = '0123456789abcdef'
    expect(parseCommand(`${LINE} covers:${covers}`)).toEqual({ ...COMMAND, covers })
  })

  test('for a repository of SHA-256, and an issue of GitHub', () => {
    const sha = SHA.repeat(2).slice(0, 64)
    expect(parseCommand(`override dod-check acme/app#12 ${sha}`)).toEqual({
      kind: 'override',
      gate: 'dod-check',
      ticket: 'acme/app#12',
      sha,
    })
    expect(parseCommand(`override security-gate #12 ${SHA}`)).toMatchObject({ ticket: '#12' })
  })

  test('that asks for another look', () => {
    expect(parseCommand('/recheck')).toEqual({ kind: 'recheck' })
  })
})

test.each([
  ['in a quotation', `> ${LINE}`],
  ['in the rest of a quotation', `> as they say:\n${LINE}`],
  ['in a span of code', `\`${LINE}\``],
  ['in a span of code over lines', `see \`a\n${LINE}\nb\``],
  ['in a fence', `\`\`\`\n${LINE}\n\`\`\``],
  ['in a fence that never ends', `~~~\n${LINE}`],
  ['indented', `    ${LINE}`],
  ['in a comment of HTML', `<!--\n${LINE}\n-->`],
  ['folded', `<details>\n\n${LINE}\n\n</details>`],
  ['struck out', `~~${LINE}~~`],
  ['in a list', `- ${LINE}`],
  ['in a sentence', `please write ${LINE}`],
  ['with words behind it on another thing', 'override the default, please'],
  ['with a Cyrillic letter', LINE.replace('override', 'ovеrride')],
  ['of nothing', ''],
])('a line %s is none', (_, body) => {
  expect(parseCommand(body)).toBeUndefined()
})

test.each([
  ['without a gate', '/override'],
  ['of an unknown gate', `/override everything SEC-7 ${SHA}`],
  ['without a ticket', `override security-gate ${SHA}`],
  ['with a ticket in small letters', `override security-gate sec-7 ${SHA}`],
  ['with half of a commit', `override security-gate SEC-7 ${SHA.slice(0, 12)}`],
  ['with a commit in capitals', `override security-gate SEC-7 ${SHA.toUpperCase()}`],
  ['with a digest that is too short', `${LINE} covers:0123`],
  ['with words behind it', `${LINE} covers:0123456789abcdef thanks`],
  ['with a space that is none', `${LINE}\u00a0`],
  ['beside another one', `${LINE}\n\n/recheck`],
  ['beside one for another ticket', `${LINE}\n\n${LINE.replace('SEC-7', 'SEC-8')}`],
])('a command %s is an error that says what to write', (_, body) => {
  expect(parseCommand(body)).toEqual({ error: expect.stringMatching(/\.$/) })
})

test('whatever the text, it is a command, an error or nothing, and quoting it makes it nothing', () => {
  const part = fc.oneof(
    fc.constantFrom(LINE, `/${LINE}`, '> ', '```', '<!--', '-->', '\n', '\n\n', '`', ' '),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const body = parts.join('')
      expect(() => parseCommand(body)).not.toThrow()
      const quoted = body
        .split(/\r\n|\r|\n/)
        .map((line) => `> ${line}`)
        .join('\n')
      expect(parseCommand(quoted)).toBeUndefined()
    }),
  )
})

test('a hostile comment takes no longer than it is long', () => {
  for (const piece of ['> ', '<', '`', '~~', 'override ', '[', '- ']) {
    const begun = performance.now()
    parseCommand(`${piece.repeat(60_000 / piece.length)}\n\n/recheck`)
    expect(performance.now() - begun).toBeLessThan(3000)
  }
})
