import { describe, expect, test } from 'vitest'
import { readClosedSince, readOpenPulls } from '../../../shared/github/open-pulls.ts'
import { type Answer, answering } from './answering.ts'

const SHA = '9a04d1ee393b5be2773b1ce204f61fe0fd02366a'
const OPENED = '2026-11-01T00:00:00Z'
const AT = { owner: 'acme', repo: 'app' }

const open = (number: number, repository: number | null = 4) => ({
  number,
  createdAt: OPENED,
  headRefOid: SHA,
  headRefName: 'topic',
  headRepository: repository === null ? null : { databaseId: repository },
  baseRefName: 'main',
})

const page = (totalCount: number, nodes: readonly object[], endCursor: string | null = null): Answer => ({
  body: {
    data: {
      repository: { pullRequests: { totalCount, pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes } },
    },
  },
})

/** Answers one after the other; the last one for ever. */
const inTurn = (answers: readonly Answer[]) => {
  let at = 0
  return answering(() => {
    const answer = answers[Math.min(at, answers.length - 1)]
    at += 1
    return answer ?? { body: {} }
  })
}

describe('open pull requests', () => {
  test('page by page, by number; a fork that is gone has no id', async () => {
    const client = inTurn([page(3, [open(7), open(9, null)], 'x'), page(3, [open(2)])])
    expect(await readOpenPulls(client, AT)).toEqual({
      state: 'read',
      value: [
        { number: 2, head: SHA, headRef: 'topic', headRepositoryId: 4, openedAt: OPENED, baseRef: 'refs/heads/main' },
        { number: 7, head: SHA, headRef: 'topic', headRepositoryId: 4, openedAt: OPENED, baseRef: 'refs/heads/main' },
        { number: 9, head: SHA, headRef: 'topic', openedAt: OPENED, baseRef: 'refs/heads/main' },
      ],
    })
  })

  test('fewer than GitHub counts are not the list', async () => {
    expect(await readOpenPulls(inTurn([page(3, [open(7), open(9)])]), AT)).toEqual({
      state: 'partial',
      detail: 'Of 3 open pull requests 2 were shown.',
    })
    expect((await readOpenPulls(inTurn([page(2, [open(7)], 'x'), page(2, [open(7)])]), AT)).state).toBe('partial')
  })

  test('a page that fails is the end of it', async () => {
    const client = inTurn([page(2, [open(7)], 'x'), { status: 403, body: { message: 'no' } }])
    expect(await readOpenPulls(client, AT)).toMatchObject({ state: 'forbidden', needs: 'pull-requests: read' })
  })

  test('more than anybody works on are not read', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => open(index + 1))
    expect(await readOpenPulls(inTurn([page(2001, many, 'x')]), AT)).toEqual({
      state: 'partial',
      detail: 'There are more than 2000 open pull requests.',
    })
  })
})

const closed = (number: number, at: string, repository: object | null = { id: 4 }) => ({
  number,
  created_at: OPENED,
  updated_at: at,
  closed_at: at,
  head: { sha: SHA, ref: 'topic', repo: repository },
  base: { ref: 'release/1' },
})

describe('closed since', () => {
  test('those that were closed after it, and no older one', async () => {
    const rows = [
      closed(7, '2026-11-20T12:00:00Z'),
      closed(8, '2026-11-20T11:00:00Z', null),
      closed(9, '2026-11-19T00:00:00Z'),
    ]
    expect(await readClosedSince(inTurn([{ body: rows }]), AT, '2026-11-20T11:00:00Z')).toEqual({
      state: 'read',
      value: [
        {
          number: 7,
          head: SHA,
          headRef: 'topic',
          headRepositoryId: 4,
          openedAt: OPENED,
          baseRef: 'refs/heads/release/1',
        },
        { number: 8, head: SHA, headRef: 'topic', openedAt: OPENED, baseRef: 'refs/heads/release/1' },
      ],
    })
  })

  test('not one that was closed before, and only spoken about since', async () => {
    const old = { ...closed(7, '2026-11-20T12:00:00Z'), closed_at: '2026-11-02T00:00:00Z' }
    const client = inTurn([{ body: [old, closed(8, '2026-11-20T11:30:00Z')] }])
    expect(await readClosedSince(client, AT, '2026-11-20T11:00:00Z')).toMatchObject({ value: [{ number: 8 }] })
  })

  test('all of them when there are few', async () => {
    const client = inTurn([{ body: [closed(7, '2026-11-20T12:00:00Z')] }])
    expect(await readClosedSince(client, AT, '2026-01-01T00:00:00Z')).toMatchObject({ value: [{ number: 7 }] })
  })

  test('a flood is not read to its end', async () => {
    let number = 0
    const client = answering(() => ({
      body: Array.from({ length: 100 }, () => closed(++number, '2026-11-20T12:00:00Z')),
    }))
    expect(await readClosedSince(client, AT, '2026-01-01T00:00:00Z')).toEqual({
      state: 'partial',
      detail: 'More than 1000 pull requests were closed since 2026-01-01T00:00:00Z.',
    })
  })

  test('one that is shown twice hides another', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => closed(index + 1, '2026-11-20T12:00:00Z'))
    expect(await readClosedSince(inTurn([{ body: rows }]), AT, '2026-01-01T00:00:00Z')).toEqual({
      state: 'partial',
      detail: 'GitHub shows a closed pull request twice.',
    })
  })

  test('what cannot be read is not none', async () => {
    expect((await readClosedSince(inTurn([{ status: 404, body: {} }]), AT, '2026-01-01T00:00:00Z')).state).toBe(
      'forbidden',
    )
  })
})
