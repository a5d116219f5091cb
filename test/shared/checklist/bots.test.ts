import { expect, test } from 'vitest'
import { botExemption } from '../../../shared/checklist/bots.ts'
import type { ChangeFact } from '../../../shared/checklist/facts.ts'
import type { Contribution } from '../../../shared/ownership/exclusion.ts'
import { aChange, file, HEAD, person } from './a-change.ts'

const renovate = person('renovate[bot]', 'app')
const by = (...contributors: readonly Contribution[]): ChangeFact['review'] => ({
  ...aChange({ author: renovate }).review,
  contributors,
})
const lockfile = (more: Partial<ChangeFact> = {}) =>
  aChange({ author: renovate, files: [file('package.json'), file('web/package-lock.json')], ...more })

test('manifests and lockfiles by a dependency bot', () => {
  expect(botExemption(lockfile())).toBe(
    'renovate[bot] is a dependency bot, and changes only manifests and lockfiles: its words are not asked for.',
  )
})

test.each([
  'package.json',
  'a/b/yarn.lock',
  'go.sum',
  'Cargo.lock',
  'Gemfile.lock',
  'requirements.txt',
  'requirements-dev.txt',
  'dev-requirements.in',
  'gradle/libs.versions.toml',
  'Pipfile.lock',
])('%s is one of them', (path) => {
  expect(botExemption(lockfile({ files: [file(path)] }))).toBeDefined()
})

test.each([
  'src/index.ts',
  '.github/workflows/ci.yml',
  'Dockerfile',
  'package.json/evil.js',
  'build.gradle',
  'setup.py',
  'xpackage.json',
  'requirements.txt.sh',
  'docs/requirements.md',
])('%s is none', (path) => {
  expect(botExemption(lockfile({ files: [file('go.sum'), file(path)] }))).toBeUndefined()
})

test.each([
  ['a link', file('package.json', { kind: 'symlink' })],
  ['a submodule', file('package.json', { kind: 'submodule' })],
  ['one that is removed', file('package-lock.json', { status: 'removed' })],
  ['one that was another file', file('package.json', { status: 'renamed', previousPath: 'src/a.json' })],
  ['one that changed its kind', file('package.json', { status: 'typechanged' })],
])('%s is not the update of a dependency', (_, one) => {
  expect(botExemption(lockfile({ files: [one] }))).toBeUndefined()
})

test('a change of nothing is none', () => {
  expect(botExemption(lockfile({ files: [] }))).toBeUndefined()
})

test.each([
  ['a person', person('ada')],
  ['a person of that name', person('renovate[bot]', 'user')],
  ['another App', person('acme-bot[bot]', 'app')],
  ['an account that is gone', null],
])('%s is no dependency bot', (_, author) => {
  const review = by(...(author === null ? [] : [{ commit: HEAD, as: 'author' as const, person: author }]))
  expect(botExemption(lockfile({ author, review, headRef: 'renovate/lodash-4.x' }))).toBeUndefined()
})

test.each([
  ['a person', person('ada')],
  ['another bot', person('dependabot[bot]', 'app')],
  ['somebody GitHub does not know', null],
] as const)('%s with a part in the change ends it', (_, other) => {
  const own: Contribution = { commit: HEAD, as: 'author', person: renovate }
  for (const as of ['author', 'committer', 'pusher', 'co-author'] as const) {
    const review = by(own, { commit: 'c'.repeat(40), as, person: other })
    expect(botExemption(lockfile({ review }))).toBeUndefined()
  }
})

test('whoever lets GitHub merge the base into the branch writes nothing', () => {
  const review = by(
    { commit: HEAD, as: 'author', person: renovate },
    { commit: 'c', as: 'author', person: person('ada'), isUpdate: true },
  )
  expect(botExemption(lockfile({ review }))).toBeDefined()
})
