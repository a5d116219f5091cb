import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Mark, readMark, renderMark } from '../../../shared/report/mark.ts'

const instant = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())
const id = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 })
const marks: fc.Arbitrary<Mark> = fc.record(
  { judged: instant, until: instant, rules: fc.record({ policy: id, folder: id }, { requiredKeys: [] }) },
  { requiredKeys: ['judged', 'rules'] },
)

test('what is written is read, whatever stands before it', () => {
  fc.assert(
    fc.property(marks, fc.string(), (mark, before) => {
      expect(readMark(`${before}\n\n${renderMark(mark)}`)).toEqual(mark)
      expect(readMark(`${renderMark(mark)}\n`)).toEqual(mark)
    }),
  )
})

test('any text is read or is none', () => {
  fc.assert(fc.property(fc.string(), (text) => readMark(text) === undefined))
})

test.each([
  ['something behind it', (mark: string) => `${mark} and more`],
  ['a day that is none', (mark: string) => mark.replace('2026-11-20', '2026-13-40')],
  ['a short id', (mark: string) => mark.replace('ab'.repeat(20), 'abab')],
  ['no end', (mark: string) => mark.replace(' -->', '')],
])('%s is no mark', (_, change) => {
  const mark = renderMark({ judged: '2026-11-20T12:00:00.000Z', rules: { policy: 'ab'.repeat(20) } })
  expect(readMark(mark)).toBeDefined()
  expect(readMark(change(mark))).toBeUndefined()
})
