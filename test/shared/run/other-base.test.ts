import { describe, expect, test } from 'vitest'
import type { Producer } from '../../../shared/evidence/producer.ts'
import type { OpenPull } from '../../../shared/github/open-pulls.ts'
import type { Remote } from '../../../shared/run/judged.ts'
import { otherBase, pathsOf, type RunBegun } from '../../../shared/run/other-base.ts'

const HEAD = 'a'.repeat(40)
const BASE = 'refs/heads/main'
const BEFORE = '2026-11-20T10:00:00Z'
const BEGAN = '2026-11-20T12:00:00Z'
const AFTER = '2026-11-20T14:00:00Z'

const PRODUCER: Producer = {
  files: ['.github/workflows/ci.yml'],
  folders: [],
  text: '',
  directories: [],
}
const RUN: RunBegun = {
  path: '.github/workflows/ci.yml',
  event: 'pull_request',
  createdAt: BEGAN,
  headBranch: 'topic',
  headRepositoryId: 7,
}

const other = (number: number, more: Partial<OpenPull> = {}): OpenPull => ({
  number,
  head: HEAD,
  headRef: 'topic',
  headRepositoryId: 7,
  baseRef: 'refs/heads/release',
  openedAt: BEFORE,
  ...more,
})

interface Given {
  readonly sameHead?: readonly OpenPull[]
  readonly remote?: Partial<Remote>
  readonly run?: Partial<RunBegun>
}

/** The base of every other pull request is governed, and gone, unless the case says otherwise. */
function ask({ sameHead = [], remote = {}, run = {} }: Given = {}): Promise<string | undefined> {
  const pull = { number: 1, headRef: 'topic', headRepositoryId: 7, baseRef: BASE, since: BEFORE, sameHead }
  const whole = {
    head: HEAD,
    baseTip: 'b'.repeat(40),
    pull,
    bare: { fetch: async () => new Map() },
    closedSince: async () => ({ state: 'read', value: [] }),
    governs: async () => ({ state: 'read', value: true }),
    pointedAt: async () => ({ state: 'read', value: undefined }),
    ...remote,
  }
  return otherBase(whole as unknown as Remote, PRODUCER, { ...RUN, ...run })
}

describe('a run is of no other pull request', () => {
  test('where its head goes nowhere else', async () => {
    expect(await ask()).toBeUndefined()
  })

  test('where it does not work by a test merge', async () => {
    expect(await ask({ run: { event: 'push' }, sameHead: [other(2)] })).toBeUndefined()
    expect(await ask({ run: { event: 'pull_request_target' }, sameHead: [other(2)] })).toBeUndefined()
  })

  test.each<[string, Partial<OpenPull>]>([
    ['was opened after it began', { openedAt: AFTER }],
    ['is of another branch', { headRef: 'elsewhere' }],
    ['is of a fork that the run is not of', { headRepositoryId: 8 }],
    ['is the judged one', { number: 1 }],
  ])('where the other %s', async (_, more) => {
    expect(await ask({ sameHead: [other(2, more)] })).toBeUndefined()
  })
})

describe('a run may have been of another pull request', () => {
  test.each<[string, Given, string]>([
    ['where no pull request is known', { remote: { pull: undefined as never } }, 'which base that had is not known'],
    ['where its branch is another', { run: { headBranch: 'patch' } }, 'it was for branch patch'],
    ['where it began before this base', { run: { createdAt: '2026-11-19T00:00:00Z' } }, 'Run it again.'],
    [
      'where the closed ones could not be read',
      { remote: { closedSince: async () => ({ state: 'forbidden', detail: 'Not yours.' }) } },
      'could not be read. Not yours.',
    ],
    [
      'where there are too many',
      { sameHead: Array.from({ length: 11 }, (_, index) => other(index + 2)) },
      '11 other pull requests have its head',
    ],
    [
      'where who may write the base could not be read',
      { sameHead: [other(2)], remote: { governs: async () => ({ state: 'partial', detail: 'Down.' }) } },
      'of which it could not be read who may write it. Down.',
    ],
    [
      'where the other base is gone',
      { sameHead: [other(2)] },
      'where refs/heads/release is another: a run for either looks the same.',
    ],
    [
      'where the other base could not be fetched',
      {
        sameHead: [other(2)],
        remote: {
          bare: {
            fetch: async () => {
              throw new Error('no')
            },
          } as never,
        },
      },
      'no',
    ],
    [
      'that is closed by now and had its head',
      { remote: { closedSince: async () => ({ state: 'read', value: [other(3, { headRef: 'topic' })] }) } },
      'pull request 3 has the same head and goes into release',
    ],
    [
      'of a run that says neither branch nor repository',
      {
        sameHead: [other(2, { headRef: 'elsewhere' })],
        run: { headBranch: undefined as never, headRepositoryId: undefined as never },
      },
      'pull request 2 has the same head',
    ],
  ])('%s', async (_, given, said) => {
    const found = await ask(given).catch((error: Error) => error.message)
    expect(found).toContain(said)
  })
})

test('of what moved both paths count, each once', () => {
  const changes = [{ path: 'b', previousPath: 'a' }, { path: 'a' }, { path: 'c' }] as unknown as Parameters<
    typeof pathsOf
  >[0]
  expect(pathsOf(changes)).toEqual(['a', 'b', 'c'])
})
