import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseArtifacts } from '../../../../actions/security-gate/gather/artifact-patterns.ts'
import { matches } from '../../../../shared/policy/glob.ts'
import { InputError } from '../../../../shared/verdict/input-error.ts'

const SCAN = '.github/workflows/scan.yml'

test('a workflow by its path, an artifact by its name, and all of its files', () => {
  const [one] = parseArtifacts([`${SCAN}:reports`])
  expect(one).toMatchObject({ text: `${SCAN}:reports`, workflow: SCAN })
  expect(one && matches(one.name, 'reports')).toBe(true)
  expect(one && matches(one.name, 'reports-2')).toBe(false)
  expect(one && matches(one.files, 'a/b.sarif')).toBe(true)
  expect(one).not.toHaveProperty('kind')
})

test('a kind, several artifacts, some of their files', () => {
  const [one] = parseArtifacts([`secret=${SCAN}:scan-*:**/*.json`])
  expect(one?.kind).toBe('secret')
  expect(one && matches(one.name, 'scan-3')).toBe(true)
  expect(one && matches(one.files, 'deep/in/a.json')).toBe(true)
  expect(one && matches(one.files, 'a.sarif')).toBe(false)
})

const wrong: readonly [entry: string, why: RegExp][] = [
  ['scan:reports', /does not say which artifact of which workflow/],
  ['scan.yml:reports', /does not say which artifact of which workflow/],
  [SCAN, /does not say which artifact of which workflow/],
  [`${SCAN}:`, /does not say which artifact of which workflow/],
  ['.github/workflows/sub/scan.yml:reports', /does not say which artifact of which workflow/],
  ['.github/workflows/../../scan.yml:reports', /does not say which artifact of which workflow/],
  [`/${SCAN}:reports`, /does not say which artifact of which workflow/],
  [`quality=${SCAN}:reports`, /`quality` is no kind of scan that can be named; it is one of sast, sca, secret/],
  [`misconfiguration=${SCAN}:reports`, /is no kind of scan that can be named/],
]

test.each(wrong)('%s is refused', (entry, why) => {
  expect(() => parseArtifacts([entry])).toThrow(InputError)
  expect(() => parseArtifacts([entry])).toThrow(why)
})

test('every bad entry is told at once', () => {
  try {
    parseArtifacts(['a', `${SCAN}:ok`, 'b'])
    expect.unreachable()
  } catch (error) {
    expect(error instanceof InputError && error.problems).toHaveLength(2)
  }
})

test('whatever is written, it is a workflow in its folder or refused', () => {
  const part = fc.constantFrom('.github/workflows/', 'a.yml', ':', '=', 'sast', '/', '..', ' ', '*', 'x')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      try {
        const [one] = parseArtifacts([parts.join('')])
        expect(one?.workflow).toMatch(/^\.github\/workflows\/[^/]+\.ya?ml$/)
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
      }
    }),
  )
})
