import { describe, expect, test } from 'vitest'
import { expectHonest } from '../actions/security-gate/attacks/scene.ts'
import { bound, cleanReports, result, sarif } from '../actions/security-gate/gate.ts'
import { BY_TOKEN, SHOWING, withPolicy } from '../actions/security-gate/publish/showing.ts'
import { SCAN, type Story, tell } from '../actions/security-gate/story.ts'
import { naming, record } from './recording.ts'

/** The process has a clock of its own, so everything happened just now. */
const NOW = `${new Date().toISOString().slice(0, 19)}.000Z`
const JUST_NOW = { finishedAt: NOW }

const clean = (commit: string): Record<string, string> => {
  const reports = Object.entries(cleanReports(commit)).filter(([path]) => !path.includes('.envelope.'))
  return bound(commit, Object.fromEntries(reports), JUST_NOW)
}

async function recorded(found: readonly object[]) {
  const story = await tell({ ...withPolicy(BY_TOKEN), now: NOW })
  const { github, app, pull } = story
  const reports = bound(pull.head, { 'results/sast.sarif': sarif('Semgrep OSS', found) }, JUST_NOW)
  story.scan(pull.head, { reports: { ...clean(pull.head), ...reports } })
  const happening = github.events.pullRequest(app, pull, { event: 'pull_request_target', action: 'opened' })
  const token = github.workflowToken('acme/app', { permissions: SHOWING })
  const inputs = { token, artifacts: `${SCAN}:scan`, 'check-run': 'on', comment: 'blocked' }
  return { story, recording: await record(story, happening, inputs) }
}

function checkOf(story: Story): string {
  const [check, ...more] = story.app.repository.checkRuns
  if (check === undefined || more.length > 0) throw new Error(`${more.length} check runs besides the first`)
  const { name, sha, app, status, conclusion, output, annotations } = check
  const lines = [
    `${name} on ${sha} by ${app.slug}: ${status} ${conclusion}`,
    output.title ?? '',
    '',
    output.summary ?? '',
    output.text ?? '',
    ...annotations.map((one) => JSON.stringify(one)),
  ]
  return naming(story)(lines.join('\n'))
}

describe('dist/security-gate, started for a pull request', () => {
  test('that passes', async () => {
    const { story, recording } = await recorded([])
    expect(recording).toMatchObject({ status: 0, stderr: '' })
    expect(recording.stdout).toMatchInlineSnapshot(`
      "::add-mask::<token>
      ::group::policy
      ✅ read pull for <head7>, <time>
      ✅ read change for <head7>, <time>
      ✅ read base for <base7>, <time>
      ✅ read workflow, <time>
      ✅ read policy for <base7>, <time>
      ::endgroup::
      ::group::gather
      ✅ read artifact:.github/workflows/scan.yml:scan for <head7>, <time>
      ::endgroup::
      ::group::judge
      ::endgroup::
      No statement, because \`signing\` is none, and an unsigned one counts nowhere.
      ::group::report
      GitHub was asked 15 times: 12 by REST, 3 by GraphQL for 3 points.
      check run production-gates/security-gate: success on <head7>, 0 annotations
      comment: none
      ::endgroup::
      ✅ security-gate: Passed: SAST, SCA and secret scan complete for <head7>.
      "
    `)
    expect(recording.requests).toMatchInlineSnapshot(`
      "POST /graphql Tips (1 points) 200
      GET /acme/app.git/info/refs?service=git-upload-pack 200
      POST /acme/app.git/git-upload-pack 200
      POST /acme/app.git/git-upload-pack 200
      GET /acme/app.git/info/refs?service=git-upload-pack 200
      POST /acme/app.git/git-upload-pack 200
      GET /repos/acme/app/branches/main 200
      GET /repos/acme/app/rules/branches/main?per_page=100&page=1 200
      GET /repos/acme/app/actions/workflows?per_page=100&page=1 200
      GET /repos/acme/app/actions/workflows/<id>/runs?head_sha=<head>&per_page=100&page=1 200
      GET /repos/acme/app/actions/runs/<id>/artifacts?per_page=100&page=1 200
      GET /repos/acme/app/pulls?state=closed&sort=updated&direction=desc&per_page=100&page=1 200
      GET /repos/acme/app/actions/artifacts/<id>/zip 302
      GET /<storage>/<id>.zip?se=<when>&sig=fake 200
      POST /graphql Tips (1 points) 200
      POST /graphql Tips (1 points) 200
      GET /repos/acme/app/commits/<head>/check-runs?check_name=production-gates%2Fsecurity-gate&filter=latest&per_page=100&page=1 200
      POST /repos/acme/app/check-runs 201
      GET /repos/acme/app/check-runs/<id> 200
      GET /repos/acme/app/commits/<head>/check-runs?check_name=production-gates%2Fsecurity-gate&filter=all&per_page=100&page=1 200
      GET /repos/acme/app/issues/1/comments?per_page=100&page=1 200
      "
    `)
    expect(checkOf(story)).toMatchInlineSnapshot(`
      "production-gates/security-gate on <head> by github-actions: completed success
      Passed: SAST, SCA and secret scan complete for <head7>.

      ### ✅ security-gate passed this change

      SAST, SCA and secret scan complete for <head7>. Policy: main@[\`<base7>\`](<github>/acme/app/commit/<base>)

      | evidence | tool | commit | age | state |
      |---|---|---|---|---|
      | SAST | Semgrep OSS 1.0.0 | [\`<head7>\`](<github>/acme/app/commit/<head>) | <ago> | ✅ complete |
      | SCA | Grype 1.0.0 | [\`<head7>\`](<github>/acme/app/commit/<head>) | <ago> | ✅ complete |
      | secret scan | gitleaks 1.0.0 | [\`<head7>\`](<github>/acme/app/commit/<head>) | <ago> | ✅ complete |

      <details><summary>sources read · verify this verdict offline</summary>

      #### Sources read

      | source | state | commit | read | detail |
      |---|---|---|---|---|
      | \`acme/app/.github/workflows/scan.yml:scan\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`refs/heads/main\` | ✅ read | [\`<base7>\`](<github>/acme/app/commit/<base>) | <when>, <ago> |  |
      | \`refs/pull/1/head\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`.github/production.yml\` | ✅ read | [\`<base7>\`](<github>/acme/app/commit/<base>) | <when>, <ago> |  |
      | \`<github>/acme/app/pull/1\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`scan/results/sast.sarif\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`scan/results/sca.sarif\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`scan/results/secret.sarif\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`.github/workflows/gate.yml\` | ✅ read |  | <when>, <ago> |  |

      #### Verify this verdict offline

      \`node dist/verify/index.js replay .production-gates/security-gate/evidence.json\`

      </details>

      This check run can be rewritten by any workflow of this repository (\`trust.check-runs: token\`). What counts is the signed statement.

      <!-- production-gates judged=<when> until=<when> policy=<id> folder=<id> -->"
    `)
    expect(story.pull.pull.comments).toEqual([])
    expectHonest(story)
  })

  test('that is blocked', async () => {
    const { story, recording } = await recorded([result('acme.sql', 'src/door.ts', 1)])
    expect(recording).toMatchObject({ status: 1, stderr: '' })
    expect(recording.stdout).toMatchInlineSnapshot(`
      "::add-mask::<token>
      ::group::policy
      ✅ read pull for <head7>, <time>
      ✅ read change for <head7>, <time>
      ✅ read base for <base7>, <time>
      ✅ read workflow, <time>
      ✅ read policy for <base7>, <time>
      ::endgroup::
      ::group::gather
      ✅ read artifact:.github/workflows/scan.yml:scan for <head7>, <time>
      ::endgroup::
      ::group::judge
      ::endgroup::
      No statement, because \`signing\` is none, and an unsigned one counts nowhere.
      ::group::report
      ::error title=security-gate%3A acme.sql,file=src/door.ts,line=1::high 8.1, found by Semgrep OSS%0AMend it, or record an exception with owner, ticket and expiry.%0Asecurity-gate/code-weakness
      GitHub was asked 15 times: 12 by REST, 3 by GraphQL for 3 points.
      check run production-gates/security-gate: failure on <head7>, 1 annotation
      comment: created
      ::endgroup::
      ❌ security-gate: Blocked: 1 high in 1 place. Fix, or record an exception with owner, ticket and expiry, then push.
      "
    `)
    expect(recording.requests).toMatchInlineSnapshot(`
      "POST /graphql Tips (1 points) 200
      GET /acme/app.git/info/refs?service=git-upload-pack 200
      POST /acme/app.git/git-upload-pack 200
      POST /acme/app.git/git-upload-pack 200
      GET /acme/app.git/info/refs?service=git-upload-pack 200
      POST /acme/app.git/git-upload-pack 200
      GET /repos/acme/app/branches/main 200
      GET /repos/acme/app/rules/branches/main?per_page=100&page=1 200
      GET /repos/acme/app/actions/workflows?per_page=100&page=1 200
      GET /repos/acme/app/actions/workflows/<id>/runs?head_sha=<head>&per_page=100&page=1 200
      GET /repos/acme/app/actions/runs/<id>/artifacts?per_page=100&page=1 200
      GET /repos/acme/app/pulls?state=closed&sort=updated&direction=desc&per_page=100&page=1 200
      GET /repos/acme/app/actions/artifacts/<id>/zip 302
      GET /<storage>/<id>.zip?se=<when>&sig=fake 200
      POST /graphql Tips (1 points) 200
      POST /graphql Tips (1 points) 200
      POST /repos/acme/app/check-runs 201
      GET /repos/acme/app/check-runs/<id> 200
      GET /repos/acme/app/commits/<head>/check-runs?check_name=production-gates%2Fsecurity-gate&filter=all&per_page=100&page=1 200
      GET /repos/acme/app/issues/1/comments?per_page=100&page=1 200
      POST /repos/acme/app/issues/1/comments 201
      "
    `)
    expect(checkOf(story)).toMatchInlineSnapshot(`
      "production-gates/security-gate on <head> by github-actions: completed failure
      Blocked: 1 high in 1 place. Fix, or record an exception with owner, ticket and expiry, then push.

      ### ❌ security-gate blocked this change

      1 high in 1 place. Fix, or record an exception with owner, ticket and expiry, then push. Policy: main@[\`<base7>\`](<github>/acme/app/commit/<base>)

      |  | severity | what | where | found by | remedy | reason |
      |---|---|---|---|---|---|---|
      | ❌ blocks | high 8.1 | acme.sql | [\`src/door.ts:1\`](<github>/acme/app/blob/<head>/src/door.ts#L1) | Semgrep OSS | Mend it, or record an exception with owner, ticket and expiry. | code-weakness |

      | evidence | tool | commit | age | state |
      |---|---|---|---|---|
      | SAST | Semgrep OSS 1.0.0 | [\`<head7>\`](<github>/acme/app/commit/<head>) | <ago> | ✅ complete |
      | SCA | Grype 1.0.0 | [\`<head7>\`](<github>/acme/app/commit/<head>) | <ago> | ✅ complete |
      | secret scan | gitleaks 1.0.0 | [\`<head7>\`](<github>/acme/app/commit/<head>) | <ago> | ✅ complete |

      <details><summary>sources read · verify this verdict offline</summary>

      #### Sources read

      | source | state | commit | read | detail |
      |---|---|---|---|---|
      | \`acme/app/.github/workflows/scan.yml:scan\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`refs/heads/main\` | ✅ read | [\`<base7>\`](<github>/acme/app/commit/<base>) | <when>, <ago> |  |
      | \`refs/pull/1/head\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`.github/production.yml\` | ✅ read | [\`<base7>\`](<github>/acme/app/commit/<base>) | <when>, <ago> |  |
      | \`<github>/acme/app/pull/1\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`scan/results/sast.sarif\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`scan/results/sca.sarif\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`scan/results/secret.sarif\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`.github/workflows/gate.yml\` | ✅ read |  | <when>, <ago> |  |

      #### Verify this verdict offline

      \`node dist/verify/index.js replay .production-gates/security-gate/evidence.json\`

      </details>

      This check run can be rewritten by any workflow of this repository (\`trust.check-runs: token\`). What counts is the signed statement.

      <!-- production-gates judged=<when> until=<when> policy=<id> folder=<id> -->
      {"path":"src/door.ts","start_line":1,"end_line":1,"annotation_level":"failure","title":"security-gate: acme.sql","message":"high 8.1, found by Semgrep OSS\\nMend it, or record an exception with owner, ticket and expiry.\\nsecurity-gate/code-weakness"}"
    `)
    expect(
      story.pull.pull.comments.map(({ user, body }) => naming(story)(`${user?.login}\n${body}`)).join('\n'),
    ).toMatchInlineSnapshot(`
      "github-actions[bot]
      <!-- production-gates:security-gate -->
      ### ❌ security-gate blocked this change

      1 high in 1 place. Fix, or record an exception with owner, ticket and expiry, then push. Policy: main@[\`<base7>\`](<github>/acme/app/commit/<base>)

      |  | severity | what | where | found by | remedy | reason |
      |---|---|---|---|---|---|---|
      | ❌ blocks | high 8.1 | acme.sql | [\`src/door.ts:1\`](<github>/acme/app/blob/<head>/src/door.ts#L1) | Semgrep OSS | Mend it, or record an exception with owner, ticket and expiry. | code-weakness |

      <details><summary>Evidence · sources read · verify this verdict offline</summary>

      #### Evidence

      | evidence | tool | commit | age | state |
      |---|---|---|---|---|
      | SAST | Semgrep OSS 1.0.0 | [\`<head7>\`](<github>/acme/app/commit/<head>) | <ago> | ✅ complete |
      | SCA | Grype 1.0.0 | [\`<head7>\`](<github>/acme/app/commit/<head>) | <ago> | ✅ complete |
      | secret scan | gitleaks 1.0.0 | [\`<head7>\`](<github>/acme/app/commit/<head>) | <ago> | ✅ complete |

      #### Sources read

      | source | state | commit | read | detail |
      |---|---|---|---|---|
      | \`acme/app/.github/workflows/scan.yml:scan\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`refs/heads/main\` | ✅ read | [\`<base7>\`](<github>/acme/app/commit/<base>) | <when>, <ago> |  |
      | \`refs/pull/1/head\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`.github/production.yml\` | ✅ read | [\`<base7>\`](<github>/acme/app/commit/<base>) | <when>, <ago> |  |
      | \`<github>/acme/app/pull/1\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`scan/results/sast.sarif\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`scan/results/sca.sarif\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`scan/results/secret.sarif\` | ✅ read | [\`<head7>\`](<github>/acme/app/commit/<head>) | <when>, <ago> |  |
      | \`.github/workflows/gate.yml\` | ✅ read |  | <when>, <ago> |  |

      #### Verify this verdict offline

      \`node dist/verify/index.js replay .production-gates/security-gate/evidence.json\`

      </details>

      Judged for [\`<head7>\`](<github>/acme/app/commit/<head>); this comment is edited when there is a new verdict.
      "
    `)
    expectHonest(story)
  })
})
