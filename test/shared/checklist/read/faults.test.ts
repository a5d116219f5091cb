import { describe, expect, test } from 'vitest'
import { policyWith, tell } from '../../../actions/dod-check/story.ts'

const RUNS = 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs'
const WORKFLOWS = 'GET /repos/{owner}/{repo}/actions/workflows'
const CHECKS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'

const base = {
  '.github/production.yml': policyWith({
    'ci-green': true,
    criteria: [{ id: 'quality', title: 'Quality holds', proof: { check: { name: 'quality' } } }],
  }),
}

/** Everything is green, and then one source fails. */
async function green() {
  const story = await tell({ base })
  story.ci()
  story.app.checkRun(story.pull.head, 'quality', { conclusion: 'success' })
  return story
}

test('without a fault it passes', async () => {
  const story = await green()
  expect((await story.judge()).outputs['conclusion']).toBe('pass')
  expect(story.github.violations).toEqual([])
})

describe('a source that fails is never a pass', () => {
  test.each([
    [RUNS, { kind: 'status', status: 401 }, 'ci-green-unproven'],
    [RUNS, { kind: 'status', status: 403 }, 'ci-green-unproven'],
    [RUNS, { kind: 'status', status: 404 }, 'ci-green-unproven'],
    [RUNS, { kind: 'status', status: 502 }, 'ci-green-unproven'],
    [RUNS, { kind: 'malformed' }, 'ci-green-unproven'],
    [RUNS, { kind: 'cut' }, 'ci-green-unproven'],
    [WORKFLOWS, { kind: 'status', status: 403 }, 'ci-green-unproven'],
    [WORKFLOWS, { kind: 'malformed' }, 'ci-green-unproven'],
    [CHECKS, { kind: 'status', status: 403 }, 'criterion-unproven'],
    [CHECKS, { kind: 'status', status: 500 }, 'criterion-unproven'],
    [CHECKS, { kind: 'cut' }, 'criterion-unproven'],
  ] as const)('%s %j', async (route, fault, code) => {
    const story = await green()
    story.github.faults.on({ route, fault })
    const run = await story.judge()
    expect(['blind', 'fail', 'waiting']).toContain(run.outputs['conclusion'])
    expect(run.blocking.some((one) => one.startsWith(code))).toBe(true)
  })
})

test('a token without the permission is told which one it needs', async () => {
  const story = await green()
  const token = story.github.workflowToken('acme/app', {
    permissions: { contents: 'read', pull_requests: 'read', checks: 'read', statuses: 'read' },
  })
  const run = await story.judge({ token })
  expect(run.outputs['conclusion']).toBe('blind')
  expect(run.blocking).toEqual(['ci-green-unproven'])
  expect(run.summary).toContain('actions: read')
})

test('a file that is too large is not read, and takes no other along', async () => {
  const story = await tell({
    base: {
      '.github/production.yml': policyWith({
        criteria: [
          { id: 'large', title: 'Large', proof: { file: { path: 'large.txt', contains: 'x' } } },
          { id: 'small', title: 'Small', proof: { file: { path: 'small.txt', contains: 'x' } } },
        ],
      }),
      'large.txt': 'x'.repeat(5 * 1024 * 1024 + 1),
      'small.txt': 'x',
    },
  })
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('blind')
  const states = Object.fromEntries((run.verdict?.criteria ?? []).map(({ id, state }) => [id, state]))
  expect(states).toMatchObject({ large: 'unproven', small: 'met' })
})
