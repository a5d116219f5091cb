import { describe, expect, test } from 'vitest'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { DOD_CHECK } from '../../../shared/verdict/reasons/dod-check.ts'
import { SECURITY_GATE } from '../../../shared/verdict/reasons/security-gate.ts'
import { REASONS, reasonOf } from '../../../shared/verdict/reasons.ts'
import { GATES } from '../../../shared/verdict/verdict.ts'

const rows = [...REASONS].map(([code, reason]) => ({ code, ...reason }))

describe('every reason', () => {
  test.each(rows)('$code is named after its gate', ({ code }) => {
    const [gate, name, ...rest] = code.split('/')
    expect(GATES).toContain(gate)
    expect(name).toMatch(/^[a-z]+(?:-[a-z0-9]+)*$/)
    expect(rest).toEqual([])
  })

  test.each(rows)('$code has a title that is a phrase, and sentences for the rest', ({ title, why, remedy }) => {
    expect(title).toMatch(/^[A-Z].{5,99}[^.!?]$/)
    for (const sentence of [why, remedy]) {
      expect(sentence).toMatch(/^[A-Z`].{5,}\.$|^[A-Z`].{5,}\.?\)\.$/)
      expect(sentence.length).toBeLessThanOrEqual(240)
    }
  })

  test.each(rows)('$code neither shouts nor blames', ({ title, why, remedy }) => {
    expect(`${title} ${why} ${remedy}`).not.toMatch(/!|\b(?:please|simply|obviously|sorry|oops)\b|\s{2}|\n/i)
  })

  test.each(rows)('$code means one of four things', ({ means }) => {
    expect(['blind', 'block', 'warn', 'note']).toContain(means)
  })
})

test('no two reasons of one gate have the same title', () => {
  const titles = rows.map(({ code, title }) => `${code.split('/')[0]}: ${title}`)
  expect(new Set(titles).size).toBe(rows.length)
})

test('the registry holds the reasons of every gate that has a file', () => {
  expect([...REASONS.keys()]).toEqual([...Object.keys(SECURITY_GATE), ...Object.keys(DOD_CHECK)])
  expect(REASONS.size).toBeGreaterThan(40)
})

test('reasonOf finds what is there and refuses what is not', () => {
  expect(reasonOf('security-gate/secret-found')).toBe(SECURITY_GATE['security-gate/secret-found'])
  expect(() => reasonOf('security-gate/nothing')).toThrow(
    new Error('Reason security-gate/nothing is not in shared/verdict/reasons.ts'),
  )
  expect(() => reasonOf('__proto__/toString')).toThrow('is not in shared/verdict/reasons.ts')
})

describe('InputError', () => {
  test('holds one problem or several, and shows all of them', () => {
    const cause = new Error('cause')
    expect(new InputError('one')).toMatchObject({ name: 'InputError', problems: ['one'], message: 'one' })
    expect(new InputError(['one', 'two'], { cause })).toMatchObject({
      problems: ['one', 'two'],
      message: 'one\ntwo',
      cause,
    })
  })
})
