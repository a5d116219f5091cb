import { describe, expect, test } from 'vitest'
import type { Fault } from '../../../fake-github/faults.ts'
import type { LoggedRequest } from '../../../fake-github/request-log.ts'
import { HASTY } from '../../../support/hasty.ts'
import type { GateOptions } from '../gate.ts'
import { type Story, tell } from '../story.ts'
import { DOWNLOAD, expectHonest, expectPass } from './scene.ts'

const GIT = 'GIT upload-pack'
const IN = 'GET /repos/{owner}/{repo}'
/** Everything that one judged pull request asks of GitHub, each with how often. */
const ASKED: readonly (readonly [name: string, times: number])[] = [
  ['POST /graphql Tips', 2],
  [GIT, 5],
  [`${IN}/branches/{branch}`, 1],
  [`${IN}/rules/branches/{branch}`, 1],
  [`${IN}/actions/workflows`, 1],
  [`${IN}/actions/workflows/{workflow_id}/runs`, 1],
  [`${IN}/actions/runs/{run_id}/artifacts`, 1],
  [`${IN}/pulls`, 1],
  [DOWNLOAD, 1],
  ['GET storage', 1],
]

const nameOf = ({ path, route, operation }: LoggedRequest): string => {
  if (operation !== undefined) return `POST /graphql ${operation}`
  return path.startsWith('/_storage/') ? 'GET storage' : (route ?? path)
}

const COMMON: readonly Fault[] = [
  ...([403, 404, 500] as const).map((status) => ({ kind: 'status', status }) as const),
  { kind: 'stall' },
  { kind: 'cut' },
  { kind: 'malformed' },
]
const API: readonly Fault[] = [...COMMON, { kind: 'status', status: 401 }, { kind: 'status', status: 429 }]

function faultsOf(name: string): readonly Fault[] {
  if (name === GIT) return COMMON
  if (name.startsWith('POST /graphql')) return [...API, { kind: 'graphql-error' }]
  // A redirection has no body that could be cut.
  return name === DOWNLOAD ? API.filter(({ kind }) => kind !== 'cut' && kind !== 'malformed') : API
}

/** Patient, but with a server that never answers. */
const pace = (fault?: Fault): GateOptions => ({
  machine: { pace: { ...HASTY, ...(fault?.kind === 'stall' ? { fetchMs: 1500 } : { timeoutMs: 10_000 }) } },
})

async function clean(): Promise<Story> {
  const story = await tell()
  story.scan()
  return story
}

/** Every request of that name from the nth on fails in that way, whatever it is a retry of. */
function failFrom({ github }: Story, name: string, nth: number, fault: Fault): () => void {
  const { faults } = github
  const next = faults.next
  let seen = 0
  faults.next = (names) => {
    const isIt = names.includes(name) || (name === 'GET storage' && names.some((one) => one.includes('/_storage/')))
    if (isIt) seen += 1
    return isIt && seen >= nth ? fault : next(names)
  }
  return () => {
    faults.next = next
  }
}

test('what a judged pull request asks of GitHub', async () => {
  const story = await clean()
  expectPass(await story.judge(pace()))
  const times = new Map<string, number>()
  for (const request of story.github.log) times.set(nameOf(request), (times.get(nameOf(request)) ?? 0) + 1)
  expect([...times].sort()).toEqual([...ASKED].sort())
  expectHonest(story)
})

const cases = ASKED.flatMap(([name, times]) => Array.from({ length: times }, (_, index) => ({ name, nth: index + 1 })))

describe('whatever fails, from that request on: never a pass', () => {
  test.each(cases)('$name, request $nth', { timeout: 120_000 }, async ({ name, nth }) => {
    const story = await clean()
    const { log } = story.github
    for (const fault of faultsOf(name)) {
      log.length = 0
      const restore = failFrom(story, name, nth, fault)
      const ran = await story.judge(pace(fault))
      const what = `${JSON.stringify(fault)} ${ran.stdout}`
      expect(
        log.some((request) => request.fault !== undefined),
        what,
      ).toBe(true)
      // A rate limit is evidence still due; everything else is blind. Nothing here is a mistake of ours.
      expect(ran.code, what).toBe(ran.outputs['conclusion'] === 'waiting' ? 1 : 2)
      expect(['blind', 'waiting'], what).toContain(ran.outputs['conclusion'])
      const open = ran.verdict?.findings.filter(({ level }) => level === 'block') ?? []
      expect(open.length, what).toBeGreaterThan(0)
      expect(
        open.every(({ detail }) => detail.length > 10),
        what,
      ).toBe(true)
      restore()
      expectHonest(story)
    }
  })
})
