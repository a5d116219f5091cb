import { expect, test } from 'vitest'
import { readMergeGroup } from '../../../shared/github/merge-queue.ts'
import { answering } from './answering.ts'

const id = (n: number): string => String(n).padStart(40, '0')
const TIP = id(1)
const GROUP = id(3)

const entry = (over: object = {}) => ({
  id: 'MQE_1',
  position: 1,
  state: 'QUEUED',
  enqueuedAt: '2026-11-20T12:00:00Z',
  enqueuer: null,
  baseCommit: { oid: TIP },
  headCommit: { oid: GROUP, tree: { oid: id(8) }, parents: { nodes: [{ oid: TIP }, { oid: id(2) }] } },
  pullRequest: { number: 7, headRefOid: id(2), baseRefName: 'main' },
  ...over,
})

const queue = (nodes: readonly object[]) => ({
  entries: { totalCount: nodes.length, pageInfo: { hasNextPage: false, endCursor: null }, nodes },
})

const read = (mergeQueue: object | null, ref: object | null = { target: { oid: TIP } }) =>
  readMergeGroup(
    answering(() => ({ body: { data: { repository: { ref, mergeQueue } } } })),
    {
      owner: 'acme',
      repo: 'app',
      branch: 'main',
      sha: GROUP,
    },
  )

test('a group on the tip of its base', async () => {
  expect(await read(queue([entry()]))).toMatchObject({
    state: 'read',
    value: { sha: GROUP, baseSha: TIP, members: [{ number: 7, on: TIP, shape: 'merge' }] },
  })
})

test.each([
  ['no branch', () => read(queue([]), null), 'absent', 'There is no branch main.'],
  ['no queue', () => read(null), 'absent', 'Branch main has no merge queue.'],
  ['no such group', () => read(queue([])), 'absent', 'No entry of the merge queue has commit 0000000.'],
  [
    'a group that GitHub does not explain',
    () => read(queue([entry({ pullRequest: null })])),
    'partial',
    'GitHub does not show what group 0000000 is made of.',
  ],
  [
    'a group that stands on nothing known',
    () =>
      read(
        queue([
          entry({
            baseCommit: { oid: id(5) },
            headCommit: { oid: GROUP, tree: { oid: id(8) }, parents: { nodes: [{ oid: id(5) }, { oid: id(2) }] } },
          }),
        ]),
      ),
    'stale',
    'The group stands on 0000000, and the base is at 0000000.',
  ],
  [
    'a group that goes round in a circle',
    () =>
      read(
        queue([
          entry({
            baseCommit: { oid: GROUP },
            headCommit: { oid: GROUP, tree: { oid: id(8) }, parents: { nodes: [{ oid: GROUP }] } },
          }),
        ]),
      ),
    'stale',
    'The group stands on 0000000, and the base is at 0000000.',
  ],
  [
    'a group of three parents',
    () =>
      read(
        queue([
          entry({
            headCommit: {
              oid: GROUP,
              tree: { oid: id(8) },
              parents: { nodes: [{ oid: TIP }, { oid: id(2) }, { oid: id(4) }] },
            },
          }),
        ]),
      ),
    'untrusted',
    'Group 0000000 is made of 0000000 and 0000000 and 0000000, and should be of 0000000 and 0000000 (#7).',
  ],
  [
    'a group without parents',
    () => read(queue([entry({ headCommit: { oid: GROUP, tree: { oid: id(8) }, parents: { nodes: [] } } })])),
    'untrusted',
    'Group 0000000 is made of nothing, and should be of 0000000 and 0000000 (#7).',
  ],
] as const)('%s', async (_, ask, state, detail) => {
  expect(await ask()).toEqual({ state, detail })
})
