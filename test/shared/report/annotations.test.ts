import { expect, test } from 'vitest'
import { annotations } from '../../../shared/report/annotations.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import { finding, verdict } from '../run/fixtures/verdicts.ts'

const options = { enforcement: { mode: 'enforce' }, rest: 'the job summary' } as const
const observe = { enforcement: { mode: 'observe', because: 'no-policy', preset: 'starter' }, rest: 'the log' } as const

const many = (n: number, over: Partial<Finding>) =>
  Array.from({ length: n }, (_, i) => finding({ ...over, key: `k${i}`, title: `t${i}` }))
const commands = (findings: readonly Finding[], how: Parameters<typeof annotations>[1] = options) =>
  annotations(verdict({ findings }), how).map(({ command }) => command)

test('an annotation says what, why and how to mend it, at its place', () => {
  expect(annotations(verdict(), options)).toEqual([
    {
      command: 'error',
      title: 'security-gate: The code has a weakness',
      message: 'SQL built from user input, CWE-89.\nUse a prepared statement.\nsecurity-gate/code-weakness',
      path: 'server/src/search.ts',
      line: 88,
    },
  ])
})

test('a place without a line, outside of the repository, or none at all', () => {
  const at = (place: Finding['place']) => {
    const { place: _, ...rest } = finding()
    const [made] = annotations(verdict({ findings: [place === undefined ? rest : { ...rest, place }] }), options)
    return [made?.path, made?.line]
  }
  expect(at({ path: 'a.ts' })).toEqual(['a.ts', undefined])
  expect(at({ path: '/etc/passwd', line: 3 })).toEqual([undefined, undefined])
  expect(at(undefined)).toEqual([undefined, undefined])
})

test('the level decides, and observing never errs', () => {
  const findings = [
    finding(),
    finding({ waiting: true }),
    finding({ coveredBy: 'exception:x' }),
    finding({ level: 'warn' }),
    finding({ level: 'note' }),
  ]
  expect(commands(findings)).toEqual(['error', 'warning', 'warning'])
  expect(commands(findings, observe)).toEqual(['warning', 'warning', 'warning'])
  expect(commands(findings, { ...options, notes: true })).toEqual(['error', 'warning', 'warning', 'notice'])
})

test('ten of each are shown and nothing more is said', () => {
  expect(commands([...many(10, {}), ...many(10, { level: 'warn' })])).toHaveLength(20)
})

test('what is more than GitHub shows is counted', () => {
  const made = annotations(verdict({ findings: [...many(12, {}), ...many(11, { level: 'warn' })] }), options)
  expect(made).toHaveLength(21)
  expect(made[9]?.title).toBe('security-gate: t9')
  expect(made[20]).toEqual({
    command: 'notice',
    title: 'security-gate: not everything is shown here',
    message: '2 more errors, 1 more warning: GitHub shows 10 of each for a step. All of them are in the job summary.',
  })
})

test('notes leave room for the count of the others', () => {
  const made = annotations(verdict({ findings: many(11, { level: 'note' }) }), { ...options, notes: true })
  expect(made).toHaveLength(10)
  expect(made.at(-1)?.message).toContain('2 more notices: GitHub')
})

test('text from outside stays on its line', () => {
  const [made] = annotations(
    verdict({ findings: [finding({ title: 'a\n::error::b', detail: 'c\n::warning::d' })] }),
    options,
  )
  expect(made?.title).toBe('security-gate: a\\n::error::b')
  expect(made?.message.split('\n')[0]).toBe('c\\n::warning::d')
})
