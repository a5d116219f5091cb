import { describe, expect, test } from 'vitest'
import { policyFromWorkspace, type RunEvent, readEvent, subjectOf } from '../../../shared/run/event.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

const HEAD = 'aa04d1e59a04d1e59a04d1e59a04d1e59a04d1e5'
const TIP = 'bb04d1e59a04d1e59a04d1e59a04d1e59a04d1e5'

const ENV = {
  GITHUB_EVENT_NAME: 'push',
  GITHUB_SHA: TIP,
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REPOSITORY: 'acme/app',
  GITHUB_REPOSITORY_ID: '404',
  GITHUB_REPOSITORY_OWNER_ID: '7',
  GITHUB_SERVER_URL: 'https://github.example/',
  GITHUB_API_URL: 'https://github.example/api/v3',
  GITHUB_WORKSPACE: '/w',
  GITHUB_RUN_ID: '9',
  GITHUB_RUN_ATTEMPT: '2',
}
const none = () => {
  throw new Error('not to be read')
}
const pull = { pull_request: { number: 12, head: { sha: HEAD }, base: { ref: 'release/2026-11-20' } } }

function event(name: string, payload?: unknown, over: Record<string, string> = {}): RunEvent {
  const path = payload === undefined ? {} : { GITHUB_EVENT_PATH: '/e.json' }
  return readEvent({ ...ENV, GITHUB_EVENT_NAME: name, ...path, ...over }, () => JSON.stringify(payload), '/cwd')
}

function problems(work: () => unknown): readonly string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
  return []
}

describe('reading', () => {
  test('what the runner says', () => {
    expect(readEvent(ENV, none, '/cwd')).toEqual({
      name: 'push',
      sha: TIP,
      ref: 'refs/heads/main',
      repository: 'acme/app',
      repositoryId: 404,
      ownerId: 7,
      serverUrl: 'https://github.example',
      apiUrl: 'https://github.example/api/v3',
      graphqlUrl: 'https://github.example/api/graphql',
      workspace: '/w',
      runId: 9,
      runAttempt: 2,
    })
  })

  test('outside of Actions', () => {
    expect(readEvent({}, none, '/cwd')).toEqual({
      name: '',
      serverUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
      graphqlUrl: 'https://api.github.com/graphql',
      workspace: '/cwd',
    })
  })

  test('what the payload says', () => {
    const payload = {
      ...pull,
      merge_group: { head_sha: HEAD, base_ref: 'refs/heads/main' },
      deployment: { sha: HEAD },
      extra: 1,
    }
    expect(event('pull_request', payload)).toMatchObject({
      pull: { number: 12, headSha: HEAD, baseRef: 'refs/heads/release/2026-11-20' },
      mergeGroup: { headSha: HEAD, baseRef: 'refs/heads/main' },
      deployment: { sha: HEAD },
    })
  })

  test('a deployment is no run that has ended, whether a workflow made it or not', () => {
    const deployment = { sha: HEAD }
    expect(event('deployment', { deployment, workflow_run: null }).deployment).toEqual(deployment)
    const made = event('deployment', {
      deployment,
      workflow_run: { head_sha: TIP, event: 'push', head_branch: 'main' },
    })
    expect(made.deployment).toEqual(deployment)
    expect(made).not.toHaveProperty('ended')
  })

  test('a push says what was there before, except for a new ref', () => {
    expect(event('push', { before: HEAD }).before).toBe(HEAD)
    expect(event('push', { before: '0'.repeat(40) })).not.toHaveProperty('before')
    expect(event('push', {})).not.toHaveProperty('before')
  })

  test('the payload is bounded', () => {
    const asked: unknown[] = []
    const recording = (path: string, max: number) => {
      asked.push(path, max)
      return '{}'
    }
    readEvent({ GITHUB_EVENT_PATH: '/e.json' }, recording, '/cwd')
    expect(asked).toEqual(['/e.json', 26_214_400])
  })

  test('every problem of the environment at once', () => {
    const env = {
      GITHUB_EVENT_NAME: 'Push!',
      GITHUB_SHA: 'main',
      GITHUB_REF: 'main',
      GITHUB_REPOSITORY: 'acme/app/x',
      GITHUB_REPOSITORY_ID: '0x1',
      GITHUB_REPOSITORY_OWNER_ID: '0',
      GITHUB_SERVER_URL: 'javascript:x',
      GITHUB_API_URL: 'https://a@b',
      GITHUB_RUN_ID: '-1',
      GITHUB_RUN_ATTEMPT: '1e3',
    }
    expect(problems(() => readEvent(env, none, '/cwd'))).toEqual([
      'GITHUB_API_URL is "https://a@b", which is not a URL.',
      'GITHUB_EVENT_NAME is "Push!", which is not an event name.',
      'GITHUB_SHA is "main", which is not a full commit id.',
      'GITHUB_REF is "main", which is not a ref.',
      'GITHUB_REPOSITORY is "acme/app/x", which is not an owner/name.',
      'GITHUB_REPOSITORY_ID is "0x1", which is not a number as GitHub gives ids.',
      'GITHUB_REPOSITORY_OWNER_ID is "0", which is not a number as GitHub gives ids.',
      'GITHUB_SERVER_URL is "javascript:x", which is not a URL.',
      'GITHUB_RUN_ID is "-1", which is not a number as GitHub gives ids.',
      'GITHUB_RUN_ATTEMPT is "1e3", which is not a number as GitHub gives ids.',
    ])
  })

  test.each([
    'refs/heads/a..b',
    'refs/heads/a b',
    'refs/heads/a.lock',
    'refs/heads/',
    'refs/heads/.a',
    'refs/a@{1}',
    'refs/heads/a\n',
    'refs/heads/a.',
    'refs/heads//a',
    'refs/heads/a~1',
    'refs/heads/x.lock/y',
  ])('%j is no ref', (ref) => {
    expect(problems(() => event('push', undefined, { GITHUB_REF: ref }))).toHaveLength(1)
  })

  test.each(['refs/heads/a-b_c/1.2', 'refs/pull/1/merge', 'refs/heads/\u00a0\ufeffé', 'refs/tags/v1@x'])(
    '%j is a ref and stays as it is',
    (ref) => {
      expect(event('push', undefined, { GITHUB_REF: ref }).ref).toBe(ref)
    },
  )

  test.each([`${'0'.repeat(40)}`, HEAD.toUpperCase(), `${HEAD}\n`, HEAD.slice(1)])('%j is no commit', (sha) => {
    expect(problems(() => event('push', undefined, { GITHUB_SHA: sha }))).toHaveLength(1)
    expect(problems(() => event('deployment', { deployment: { sha } }))).toEqual([
      'The event payload (GITHUB_EVENT_PATH) has no usable deployment.sha.',
    ])
  })

  test('a payload that is not what GitHub documents', () => {
    expect(problems(() => event('pull_request', []))).toEqual([
      'The event payload (GITHUB_EVENT_PATH) is not an object.',
    ])
    expect(
      problems(() => event('pull_request', { pull_request: { number: 0, head: {}, base: { ref: 'a..b' } } })),
    ).toEqual([
      'The event payload (GITHUB_EVENT_PATH) has no usable pull_request.number.',
      'The event payload (GITHUB_EVENT_PATH) has no usable pull_request.head.sha.',
      'The event payload (GITHUB_EVENT_PATH) has no usable pull_request.base.ref.',
    ])
    expect(problems(() => event('merge_group', { merge_group: { head_sha: HEAD, base_ref: 'main' } }))).toHaveLength(1)
  })

  test('a payload that cannot be read', () => {
    const reading = (read: () => string) => problems(() => readEvent({ GITHUB_EVENT_PATH: '/e' }, read, '/'))
    expect(reading(() => '{')[0]).toMatch(/^The event payload \(GITHUB_EVENT_PATH\) cannot be read: /)
    expect(reading(none)).toEqual(['The event payload (GITHUB_EVENT_PATH) cannot be read: not to be read.'])
    expect(
      reading(() => {
        throw 'x'
      }),
    ).toEqual(['The event payload (GITHUB_EVENT_PATH) cannot be read: unreadable.'])
  })
})

describe('which commit is judged', () => {
  const commit = (name: string, payload?: unknown) => subjectOf(event(name, payload)).commit

  test.each(['push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'release'])('%s: GITHUB_SHA', (name) => {
    expect(commit(name)).toBe(TIP)
  })

  test.each(['pull_request', 'pull_request_target', 'pull_request_review', 'pull_request_review_comment'])(
    '%s: the head, never GITHUB_SHA',
    (name) => {
      expect(commit(name, pull)).toBe(HEAD)
      expect(problems(() => commit(name, {}))).toEqual([
        `The event ${name} does not say which commit is judged. Give it in the input \`commit\`, all 40 hex digits.`,
      ])
    },
  )

  test('merge_group and deployment: the payload', () => {
    expect(commit('merge_group', { merge_group: { head_sha: HEAD, base_ref: 'refs/heads/main' } })).toBe(HEAD)
    expect(commit('deployment', { deployment: { sha: HEAD } })).toBe(HEAD)
    expect(commit('deployment_status', { deployment: { sha: HEAD } })).toBe(HEAD)
    expect(problems(() => commit('merge_group', {}))).toHaveLength(1)
    expect(problems(() => commit('deployment', {}))).toHaveLength(1)
  })

  test.each(['workflow_run', 'issue_comment', 'check_suite', 'invented'])('%s: only the input', (name) => {
    expect(problems(() => commit(name, pull))).toHaveLength(1)
    expect(subjectOf(event(name, {}), HEAD).commit).toBe(HEAD)
  })

  test('outside of Actions: only the input', () => {
    const local = readEvent({}, none, '/')
    expect(problems(() => subjectOf(local))).toEqual([
      'Outside of GitHub Actions nothing says which commit is judged. Give it in the input `commit`, all 40 hex digits.',
    ])
    expect(subjectOf(local, HEAD)).toEqual({ uri: 'file:.', commit: HEAD })
  })

  test('the input is a full commit id', () => {
    expect(problems(() => subjectOf(event('push'), '9a04d1e'))).toEqual([
      'Input `commit`: "9a04d1e" is not a full commit id.',
    ])
  })
})

describe('what the verdict is about', () => {
  test('numbers and names of the repository, and the base', () => {
    const about = { repositoryId: 404, ownerId: 7, uri: 'git+https://github.example/acme/app' }
    expect(subjectOf(event('push'))).toEqual({ ...about, commit: TIP, baseRef: 'refs/heads/main' })
    expect(subjectOf(event('pull_request_target', pull))).toEqual({
      ...about,
      commit: HEAD,
      baseRef: 'refs/heads/release/2026-11-20',
      pull: 12,
    })
    expect(subjectOf(event('merge_group', { merge_group: { head_sha: HEAD, base_ref: 'refs/heads/x' } })).baseRef).toBe(
      'refs/heads/x',
    )
    expect(subjectOf(event('push', undefined, { GITHUB_REF: 'refs/tags/v1' }))).not.toHaveProperty('baseRef')
  })

  test('another commit is not the pull request', () => {
    expect(subjectOf(event('pull_request_target', pull), TIP)).not.toHaveProperty('pull')
    expect(subjectOf(event('pull_request_target', pull), HEAD).pull).toBe(12)
  })
})

describe('a policy from the workspace', () => {
  test.each([
    'pull_request',
    'pull_request_target',
    'pull_request_review',
    'pull_request_review_comment',
    'issue_comment',
    'workflow_run',
    'merge_group',
    'check_suite',
    'invented',
  ])('counts for nothing on %s', (name) => {
    expect(policyFromWorkspace({ ...event('push'), name })).toBe(false)
  })

  test.each(['', 'push', 'schedule', 'workflow_dispatch', 'repository_dispatch', 'release', 'deployment'])(
    'can count on %s',
    (name) => {
      expect(policyFromWorkspace({ ...event('push'), name })).toBe(true)
    },
  )
})
