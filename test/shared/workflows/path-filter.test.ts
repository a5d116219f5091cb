import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matches, parseGlob } from '../../../shared/policy/glob.ts'
import { isLeftOut, matchesFilter } from '../../../shared/workflows/path-filter.ts'
import { readWorkflowFile } from '../../../shared/workflows/workflow-file.ts'

const leftOut = (on: string, paths: readonly string[], more: { headRef?: string; crossRepository?: boolean } = {}) => {
  const file = readWorkflowFile(`on: ${on}\njobs: {}`)
  if (file.kind !== 'workflow') throw new Error(file.kind)
  return isLeftOut(file, { paths, headRef: 'change', crossRepository: false, ...more })
}

test.each<[string, string[]]>([
  ['{ pull_request: { paths: ["src/**"] } }', ['docs/a.md']],
  ['{ pull_request: { paths: src/** } }', ['docs/a.md', 'README.md']],
  ['{ pull_request_target: { paths: ["src/**"] } }', ['docs/a.md']],
  ['{ pull_request: { paths-ignore: ["docs/**", "*.md"] } }', ['docs/a/b', 'a.md']],
  ['{ pull_request: { paths: ["**", "!docs/**"] } }', ['docs/a.md']],
  ['{ pull_request: { paths: ["src/**"] }, push: { paths: ["src/**"] } }', ['docs/a.md']],
  ['{ pull_request: { paths: ["src/**"] }, push: { branches: [main] } }', ['docs/a.md']],
  ['{ pull_request: { paths: ["src/**"] }, workflow_dispatch: }', ['docs/a.md']],
])('%s leaves out %j', (on, paths) => {
  expect(leftOut(on, paths)).toBe(true)
})

test.each<[string, string[]]>([
  ['pull_request', ['docs/a.md']],
  ['{ pull_request: }', ['docs/a.md']],
  ['{ pull_request: { paths: ["src/**"] } }', ['docs/a.md', 'src/a.ts']],
  ['{ pull_request: { paths: ["src/**"] } }', []],
  ['{ pull_request: { paths: [] } }', ['a']],
  ['{ pull_request: { paths: ["!docs/**", "**"] } }', ['docs/a.md']],
  ['{ pull_request: { paths: ["**", "!docs/[a]"] } }', ['docs/a']],
  ['{ pull_request: { paths: ["src/a?"] } }', ['docs/a.md']],
  ['{ pull_request: { paths-ignore: ["docs/**"] } }', ['docs/a.md', 'src/a.ts']],
  ['{ pull_request: { paths-ignore: ["docs/[a-z]+"] } }', ['docs/a']],
  ['{ pull_request: { paths-ignore: ["!docs/**"] } }', ['docs/a']],
  ['{ pull_request: { paths-ignore: [] } }', ['docs/a']],
  ['{ pull_request: { paths: ["src/**"], paths-ignore: ["**"] } }', ['docs/a']],
  ['{ pull_request: { paths: ["src/**"] }, push: }', ['docs/a.md']],
  ['{ pull_request: { paths: ["src/**"] }, push: { branches: ["**"] } }', ['docs/a.md']],
  ['{ pull_request: { paths: ["src/**"] }, push: { branches: [change] } }', ['docs/a.md']],
  ['{ pull_request: { paths: ["src/**"] }, push: { branches: [main, "c*"] } }', ['docs/a.md']],
  ['{ workflow_dispatch: { paths: ["src/**"] } }', ['docs/a.md']],
  ['{ merge_group: }', ['docs/a.md']],
])('%s does not leave out %j', (on, paths) => {
  expect(leftOut(on, paths)).toBe(false)
})

test('a push in a fork runs nothing here', () => {
  const on = '{ pull_request: { paths: ["src/**"] }, push: }'
  expect(leftOut(on, ['docs/a.md'], { crossRepository: true })).toBe(true)
  expect(leftOut('{ push: { paths: [src/**] } }', ['docs/a.md'], { crossRepository: true })).toBe(false)
})

test.each([
  ['*', 'a.md', true],
  ['*', 'a/b.md', false],
  ['**', 'a/b.md', true],
  ['*.js', 'app.js', true],
  ['*.js', 'js/app.js', false],
  ['**.js', 'js/app.js', true],
  ['docs/*', 'docs/a.md', true],
  ['docs/*', 'docs/a/b.md', false],
  ['docs/**', 'docs/a/b.md', true],
  ['docs/**/*.md', 'docs/a.md', true],
  ['docs/**/*.md', 'docs/a/b/c.md', true],
  ['**/docs/**', 'docs/a.md', true],
  ['**/docs/**', 'x/docs/a.md', true],
  ['**/docs/**', 'xdocs/a.md', false],
  ['**/README.md', 'README.md', true],
  ['**/README.md', 'js/README.md', true],
  ['**/README.md', 'xREADME.md', false],
  ['**/*-post.md', 'a/my-post.md', true],
  ['a**/b', 'a/b', true],
  ['a**/b', 'axx/yy/b', true],
  ['a**/b', 'ab', false],
  ['***', 'a/b', true],
  ['a.md', 'axmd', false],
  ['src', 'src/a', false],
  ['', 'a', undefined],
  ['a?', 'a', undefined],
  ['a+', 'aa', undefined],
  ['[a]', 'a', undefined],
  ['a\\b', 'a', undefined],
  ['!a', 'b', undefined],
])('%s on %s: %s', (pattern, path, expected) => {
  expect(matchesFilter(pattern, path)).toBe(expected)
})

test('where both dialects agree, they do', () => {
  const pattern = fc.array(fc.constantFrom('a', 'b', '*', '**', 'a*b'), { minLength: 1, maxLength: 4 })
  const path = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(pattern, path, (parts, names) => {
      expect(matchesFilter(parts.join('/'), names.join('/'))).toBe(matches(parseGlob(parts.join('/')), names.join('/')))
    }),
  )
})

test('a hostile path costs the product of both', () => {
  const begun = performance.now()
  expect(matchesFilter(`${'*a'.repeat(200)}b`, 'a'.repeat(4000))).toBe(false)
  expect(performance.now() - begun).toBeLessThan(15_000)
})
