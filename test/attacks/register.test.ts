import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Attack, isMet } from './attack.ts'
import { ATTACKS, DECISIONS } from './register.ts'
import { withAttacks } from './threats.ts'
import { editProblem, ROOT } from './tree.ts'
import { assertionIn } from './trial.ts'

const texts = new Map<string, string>()

function textOf(file: string): string {
  const known = texts.get(file) ?? (existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : '')
  texts.set(file, known)
  return known
}

describe('the register', () => {
  test('has an attack for every rule, in order, each under a name of its own', () => {
    const numbers = Object.entries(DECISIONS).flatMap(([section, rules]) =>
      Array.from({ length: rules }, (_, rule) => `${section}.${rule + 1}`),
    )
    expect([...new Set(ATTACKS.map(numberOf))].sort()).toEqual(numbers.sort())
    expect(new Set(ATTACKS.map(({ id }) => id)).size).toBe(ATTACKS.length)
  })

  test.each(ATTACKS.map((attack) => [attack.id, attack] as const))(
    '%s: its test and its rule are there',
    (_, attack) => {
      expect(attack.id).toMatch(/^[1-5]\.\d+-[a-z0-9]+(?:-[a-z0-9]+)*$/)
      if (!isMet(attack)) {
        expect('notMet' in attack ? attack.notMet : attack.notBuilt).toMatch(/^[A-Za-z].{20,}\.$/)
        return
      }
      const { file, test: name, off } = attack.met
      expect(file).toMatch(/^test\/.*\.test\.ts$/)
      expect(name.split(' > ').filter((title) => !isTitle(textOf(file), title))).toEqual([])
      expect(off.length).toBeGreaterThan(0)
      const after = new Map<string, string>()
      for (const edit of off) {
        const text = after.get(edit.file) ?? textOf(edit.file)
        expect(editProblem(edit, text)).toBeUndefined()
        after.set(
          edit.file,
          text.replace(edit.find, () => edit.replace),
        )
      }
    },
  )

  test('is what docs/threat-model.md says; if not, npm run generate', () => {
    const page = textOf('docs/threat-model.md')
    expect(page).toBe(withAttacks(page, ATTACKS))
  })
})

describe('what proves a rule', () => {
  test.each([
    [
      'an assertion',
      'AssertionError: expected 0 to be 2 // Object.is equality\n    at file',
      'expected 0 to be 2 // Object.is equality',
    ],
    ['a property', 'Error: Property failed after 3 tests\nexpected true to be false', 'expected true to be false'],
    ['a crash of the test', 'TypeError: x is not a function', undefined],
    ['a crash of the gate', 'AssertionError: ::error::boom: expected 3 to be 2', undefined],
    [
      'the same among other things',
      'AssertionError: expected { code: 3, …(7) } to match object { code: 1 }',
      undefined,
    ],
    ['a test that never ends', 'Error: Test timed out in 30000ms.', undefined],
  ])('%s', (_, message, said) => {
    expect(assertionIn(message)).toBe(said)
  })
})

const numberOf = ({ id }: Attack): string => id.slice(0, id.indexOf('-'))

/** A title stands in the file as it is, or is made from a template there; vitest cuts what it puts into one. */
function isTitle(text: string, title: string): boolean {
  const plain = title.endsWith('…') ? title.slice(0, -1) : title
  const written = (part: string): boolean =>
    [part, JSON.stringify(part).slice(1, -1), part.replaceAll("'", "\\'")].some((one) => text.includes(one))
  if (written(plain)) return true
  const templates = [...text.matchAll(/'([^'\n]*%[sjdio][^'\n]*)'/g)].flatMap(([, template]) => template ?? [])
  return templates.some((template) => {
    const parts = template.split(/%[sjdio]/).filter((part) => part.trim() !== '')
    // Nothing but placeholders: what is put into the first of them stands in a table.
    if (parts.length === 0) return text.includes(`'${title.split(' ')[0]}'`)
    return parts.every((part) => title.includes(part))
  })
}
