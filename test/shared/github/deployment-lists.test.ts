import { describe, expect, test } from 'vitest'
import type { GitHub } from '../../../shared/github/client.ts'
import { readDeployments, readNewestDeployment } from '../../../shared/github/deployments.ts'

const SHA = 'a'.repeat(40)
const AT = '2026-11-20T12:00:00Z'
const ADA = { id: 5, login: 'ada', type: 'User' }
const HIDDEN = { state: 'forbidden', detail: 'Not shown.' } as const

const row = (id: number, more: object = {}) => ({
  id,
  sha: SHA,
  ref: 'main',
  environment: 'production',
  task: 'deploy',
  creator: ADA,
  created_at: AT,
  ...more,
})
const status = (id: number, more: object = {}) => ({
  id,
  state: 'success',
  description: 'done',
  creator: ADA,
  created_at: AT,
  ...more,
})

/** A client that shows these deployments, each with these statuses. */
function client(rows: readonly object[] | typeof HIDDEN, statuses: readonly object[] | typeof HIDDEN): GitHub {
  const list: GitHub['list'] = async (route, _, item) => {
    const answer = route.endsWith('/statuses') ? statuses : rows
    return 'state' in answer ? answer : { state: 'read', value: answer.map((one) => item.parse(one)) }
  }
  const get: GitHub['get'] = async (_, __, schema) =>
    'state' in rows ? rows : { state: 'read', value: { value: schema.parse(rows), headers: {} } }
  return { list, get } as GitHub
}

const NAME = { owner: 'acme', repo: 'app', environment: 'production' }
const all = (...given: Parameters<typeof client>) => readDeployments(client(...given), { ...NAME, sha: SHA })
const newest = (...given: Parameters<typeof client>) => readNewestDeployment(client(...given), NAME)

describe('deployments and their statuses', () => {
  test('are newest first', async () => {
    const found = await all([row(1), row(2)], [status(7), status(9)])
    expect(found).toMatchObject({ value: [{ id: 2, statuses: [{ id: 9 }, { id: 7 }] }, { id: 1 }] })
    expect(await newest([row(1), row(2)], [])).toMatchObject({ value: { id: 2, statuses: [] } })
  })

  test('of an account that is gone have no creator', async () => {
    for (const gone of [null, { ...ADA, login: 'ghost' }]) {
      const rows = [row(1, { creator: gone })]
      const statuses = [status(7, { creator: gone, description: null })]
      const found = await all(rows, statuses)
      expect(found).toMatchObject({ state: 'read', value: [{ statuses: [{ description: '' }] }] })
      expect(JSON.stringify(found)).not.toContain('creator')
      expect(JSON.stringify(await newest(rows, statuses))).not.toContain('creator')
    }
  })

  test.each<[object, string | undefined]>([
    [{ log_url: 'https://log' }, 'https://log'],
    [{ log_url: '', target_url: 'https://target' }, 'https://target'],
    [{ log_url: 'https://log', target_url: 'https://target' }, 'https://log'],
    [{ log_url: null, target_url: null }, undefined],
  ])('say where the log is: %j', async (urls, logUrl) => {
    const found = await all([row(1)], [status(7, urls)])
    expect(found.state === 'read' && found.value[0]?.statuses[0]?.logUrl).toBe(logUrl)
  })

  test('of an environment that never had one are none', async () => {
    expect(await newest([], [])).toEqual({ state: 'read', value: undefined })
    expect(await all([], [])).toEqual({ state: 'read', value: [] })
  })
})

describe('what was not asked for, or is not whole, is no list', () => {
  test.each([{ sha: 'b'.repeat(40) }, { environment: 'Production' }])('one of another: %j', async (more) => {
    expect((await all([row(1, more)], [])).state).toBe('partial')
  })

  test('a newest one of another environment', async () => {
    expect((await newest([row(1, { environment: 'staging' })], [])).state).toBe('partial')
  })

  test('what is not shown', async () => {
    expect(await all(HIDDEN, [])).toEqual(HIDDEN)
    expect(await newest(HIDDEN, [])).toEqual(HIDDEN)
    expect(await all([row(1)], HIDDEN)).toEqual(HIDDEN)
    expect(await newest([row(1)], HIDDEN)).toEqual(HIDDEN)
  })
})
