import { describe, expect, test } from 'vitest'
import {
  excludedBy,
  matching,
  touchedArtifacts,
  touchedCriticalPaths,
  touchedPaths,
} from '../../../shared/checklist/when.ts'
import { aChange, aPolicy, file } from './a-change.ts'

const policy = await aPolicy({
  artifacts: [
    { name: 'api', path: 'services/api/', type: 'image', criticality: 'P0' },
    { name: 'web', path: 'web', type: 'static', criticality: 'P1' },
    { name: 'job', type: 'binary', criticality: 'P2' },
  ],
  'critical-paths': [
    { name: 'Doors', paths: ['src/doors/**'] },
    { name: 'Keys', paths: ['src/keys/**', 'src/door.ts'] },
  ],
})
const change = aChange({ labels: ['Risky'], files: [file('src/door.ts'), file('services/api/a.ts')] })

test('both names of a moved file, each once', () => {
  expect(touchedPaths([file('b', { previousPath: 'a' }), file('a')])).toEqual(['b', 'a'])
})

test('paths of any of the globs', () => {
  expect(matching(['a.ts', 'b.md', 'c/d.ts'], ['*.ts', '**/*.md'])).toEqual(['a.ts', 'b.md'])
  expect(matching(['a'], [])).toEqual([])
})

describe('when', () => {
  test.each([
    [undefined],
    [{}],
    [{ paths: ['src/**'] }],
    [{ paths: ['none', 'src/**'] }],
    [{ labels: ['other', 'risky'] }],
    [{ branches: ['main'] }],
    [{ branches: ['ma*'] }],
    [{ artifacts: ['web', 'api'] }],
    [{ actors: ['ADA'] }],
    [{ paths: ['src/**'], labels: ['risky'], branches: ['main'], artifacts: ['api'], actors: ['ada'] }],
  ])('%j applies', (when) => {
    expect(excludedBy(when, change, policy)).toBeUndefined()
  })

  test.each([
    [{ paths: ['docs/**'] }, 'No changed path matches `docs/**`.'],
    [{ labels: ['x', 'y'] }, 'The pull request has none of the labels `x`, `y`.'],
    [
      { labels: ['a', 'b', 'c', 'd', 'e', 'f'] },
      'The pull request has none of the labels `a`, `b`, `c`, `d`, `e` and 1 more.',
    ],
    [{ labels: [] }, 'The pull request has none of the labels .'],
    [{ branches: ['next'] }, 'Its base is not one of `next`.'],
    [{ artifacts: ['web', 'job'] }, 'It touches none of `web`, `job`.'],
    [{ actors: ['bob'] }, 'It was not opened by `bob`.'],
    [{ paths: ['src/**'], branches: ['next'] }, 'Its base is not one of `next`.'],
  ])('%j does not', (when, why) => {
    expect(excludedBy(when, change, policy)).toBe(why)
  })

  test('without a pull request, or an author', () => {
    expect(excludedBy({}, undefined, policy)).toBe('It applies to pull requests, and none is judged.')
    expect(excludedBy(undefined, undefined, policy)).toBeUndefined()
    expect(excludedBy({ actors: ['ada'] }, aChange({ author: null }), policy)).toBe('It was not opened by `ada`.')
  })

  test('the old name of a moved file counts', () => {
    const moved = aChange({ files: [file('x', { previousPath: 'src/door.ts' })] })
    expect(excludedBy({ paths: ['src/**'] }, moved, policy)).toBeUndefined()
  })
})

test('artifacts by their folder, and by nothing that only begins like it', () => {
  const names = (...paths: readonly string[]) => touchedArtifacts(paths, policy).map(({ name }) => name)
  expect(names('services/api/a.ts', 'web')).toEqual(['api', 'web'])
  expect(names('services/apix', 'website/a', 'services')).toEqual([])
})

test('critical paths, with what touches them', async () => {
  expect(
    touchedCriticalPaths([file('src/door.ts'), file('x', { previousPath: 'src/doors/a' }), file('y')], policy),
  ).toEqual([
    { name: 'Doors', paths: ['src/doors/a'] },
    { name: 'Keys', paths: ['src/door.ts'] },
  ])
  expect(touchedCriticalPaths([file('y')], policy)).toEqual([])
  expect(touchedCriticalPaths([file('y')], await aPolicy())).toEqual([])
})
