import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bound, cleanReports, POLICY, result, sarif } from '../actions/security-gate/gate.ts'
import { runStep } from '../support/step.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const MAIN = join(ROOT, 'dist/security-gate/index.js')
const COMMIT = '9a04d1e0c5b7f8a6d3e2c1b0a9f8e7d6c5b4a392'

/** The process has a clock of its own, so the scans of these tests finished just now. */
const JUST_NOW = { finishedAt: `${new Date().toISOString().slice(0, 19)}Z` }

const CHECKOUT = { '.github/production.yml': POLICY, 'src/search.ts': 'export {}\n' }

const clean = (commit: string): Record<string, string> => {
  const reports = Object.entries(cleanReports(commit)).filter(([path]) => !path.includes('.envelope.'))
  return bound(commit, Object.fromEntries(reports), JUST_NOW)
}

/** Times, durations and digests are of the run, not of the gate. */
const normal = (text: string): string =>
  text
    .replaceAll(/\d+(?:\.\d+)? ms|\d+(?:\.\d+)? s\b/g, '<time>')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<when>')
    .replaceAll(/under a minute ago|\d+ min ago/g, '<ago>')
    .replaceAll(/sha256 [0-9a-f]{6}(?:<!-- -->)?[0-9a-f]+/g, 'sha256 <digest>')

test('a passing change, as the log and the summary show it', () => {
  const { status, stdout, stderr, summary, outputs, file } = runStep({
    main: MAIN,
    inputs: { reports: 'results/*' },
    checkout: CHECKOUT,
    files: clean,
  })
  expect({ status, stderr, conclusion: outputs['conclusion'], findings: outputs['findings'] }).toEqual({
    status: 0,
    stderr: '',
    conclusion: 'pass',
    findings: '0',
  })
  expect(normal(stdout)).toMatchInlineSnapshot(`
    "::group::policy
    ✅ read policy for 51ea665, <time>
    ::endgroup::
    ::group::gather
    ✅ read report:results/sast.sarif, <time>
    ✅ read report:results/sca.sarif, <time>
    ✅ read report:results/secret.sarif, <time>
    ::endgroup::
    ::group::judge
    ::endgroup::
    No statement, because \`signing\` is none, and an unsigned one counts nowhere.
    ::group::report
    ::endgroup::
    ✅ security-gate: Passed: SAST, SCA and secret scan complete for 51ea665.
    "
  `)
  expect(normal(summary)).toMatchInlineSnapshot(`
    "### ✅ security-gate passed this change

    SAST, SCA and secret scan complete for 51ea66<!-- -->5. Policy: main@<!-- -->[\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314)

    | evidence | tool | commit | age | state |
    |---|---|---|---|---|
    | SAST | Semgrep OSS 1.0.0 | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <ago> | ✅ complete |
    | SCA | Grype 1.0.0 | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <ago> | ✅ complete |
    | secret scan | gitleaks 1.0.0 | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <ago> | ✅ complete |

    <details><summary>sources read · verify this verdict offline</summary>

    #### Sources read

    | source | state | commit | read | detail |
    |---|---|---|---|---|
    | \`.github/production.yml\` | ✅ read | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <when>, <ago> |  |
    | \`results/sast.sarif\` | ✅ read | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <when>, <ago> |  |
    | \`results/sca.sarif\` | ✅ read | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <when>, <ago> |  |
    | \`results/secret.sarif\` | ✅ read | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <when>, <ago> |  |

    #### Verify this verdict offline

    \`node dist/verify/index.js replay .production-gates/security-gate/evidence.json\`

    </details>
    "
  `)
  expect(JSON.parse(file('.production-gates/security-gate/verdict.json') ?? '').conclusion).toBe('pass')
})

test('a blocked change, as the log and the summary show it', () => {
  const findings = [result('acme.sql', 'src/search.ts', 88), result('acme.log', 'src/log.ts', 3, '3.1')]
  const leak = [{ ...result('acme-token', 'scripts/deploy.sh', 12), properties: {} }]
  const more = { 'results/sast.sarif': sarif('Semgrep OSS', findings), 'results/secret.sarif': sarif('gitleaks', leak) }
  const { status, stdout, stderr, summary, outputs } = runStep({
    main: MAIN,
    inputs: { reports: 'results/*' },
    checkout: CHECKOUT,
    files: (commit) => ({ ...clean(commit), ...bound(commit, more, JUST_NOW) }),
  })
  expect({ status, stderr, conclusion: outputs['conclusion'], findings: outputs['findings'] }).toEqual({
    status: 1,
    stderr: '',
    conclusion: 'fail',
    findings: '3',
  })
  expect(normal(stdout)).toMatchInlineSnapshot(`
    "::group::policy
    ✅ read policy for 51ea665, <time>
    ::endgroup::
    ::group::gather
    ✅ read report:results/sast.sarif, <time>
    ✅ read report:results/sca.sarif, <time>
    ✅ read report:results/secret.sarif, <time>
    ::endgroup::
    ::group::judge
    ::endgroup::
    No statement, because \`signing\` is none, and an unsigned one counts nowhere.
    ::group::report
    ::error title=security-gate%3A acme-token (never shown),file=scripts/deploy.sh,line=12::critical, found by gitleaks%0ARevoke it first, then remove it; removing alone leaves it in the history.%0Asecurity-gate/secret-found
    ::error title=security-gate%3A acme.sql,file=src/search.ts,line=88::high 8.1, found by Semgrep OSS%0AMend it, or record an exception with owner, ticket and expiry.%0Asecurity-gate/code-weakness
    ::endgroup::
    ❌ security-gate: Blocked: 1 critical, 1 high in 2 places. Fix, or record an exception with owner, ticket and expiry, then push.
    "
  `)
  expect(normal(summary)).toMatchInlineSnapshot(`
    "### ❌ security-gate blocked this change

    1 critical, 1 high in 2 places. Fix, or record an exception with owner, ticket and expiry, then push. Policy: main@<!-- -->[\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314)

    |  | severity | what | where | found by | remedy | reason |
    |---|---|---|---|---|---|---|
    | ❌ blocks | critical | acme-token (never shown) | [\`scripts/deploy.sh:12\`](http://127.0.0.1:9/acme/harbour/blob/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314/scripts/deploy.sh#L12) | gitleaks | Revoke it first, then remove it; removing alone leaves it in the history. | secret-found |
    | ❌ blocks | high 8.1 | acme.sql | [\`src/search.ts:88\`](http://127.0.0.1:9/acme/harbour/blob/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314/src/search.ts#L88) | Semgrep OSS | Mend it, or record an exception with owner, ticket and expiry. | code-weakness |

    | evidence | tool | commit | age | state |
    |---|---|---|---|---|
    | SAST | Semgrep OSS 1.0.0 | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <ago> | ✅ complete |
    | SCA | Grype 1.0.0 | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <ago> | ✅ complete |
    | secret scan | gitleaks 1.0.0 | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <ago> | ✅ complete |

    <details><summary>1 finding below the bar · sources read · verify this verdict offline</summary>

    #### 1 finding below the bar

    |  | severity | what | where | found by | remedy | reason |
    |---|---|---|---|---|---|---|
    |  | low 3.1 | acme.log | [\`src/log.ts:3\`](http://127.0.0.1:9/acme/harbour/blob/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314/src/log.ts#L3) | Semgrep OSS | Mend it when you are near. | below-the-bar |

    #### Sources read

    | source | state | commit | read | detail |
    |---|---|---|---|---|
    | \`.github/production.yml\` | ✅ read | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <when>, <ago> |  |
    | \`results/sast.sarif\` | ✅ read | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <when>, <ago> |  |
    | \`results/sca.sarif\` | ✅ read | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <when>, <ago> |  |
    | \`results/secret.sarif\` | ✅ read | [\`51ea665\`](http://127.0.0.1:9/acme/harbour/commit/51ea665a1c1dd30fbda8a2d814d8b3b7528a3314) | <when>, <ago> |  |

    #### Verify this verdict offline

    \`node dist/verify/index.js replay .production-gates/security-gate/evidence.json\`

    </details>
    "
  `)
})

test('hostile text starts no command of the runner', () => {
  const text = 'x\n::add-mask::planted\r\n::error::planted\n##[error]planted'
  const hostile = { 'results/sast.sarif': sarif(`Semgrep ${text}`, [result(text, text, 1)]) }
  const files = (commit: string) => ({ ...clean(commit), ...bound(commit, hostile, JUST_NOW) })
  const { status, stdout } = runStep({ main: MAIN, inputs: { reports: 'results/*' }, checkout: CHECKOUT, files })
  expect(status).not.toBe(0)
  const commands = stdout.split(/\r\n|\r|\n/).flatMap((line) => /^\s*(::[\w-]+|##\[\w+)/.exec(line)?.[1] ?? [])
  expect([...new Set(commands)].sort()).toEqual(['::endgroup', '::error', '::group'])
  expect(stdout).not.toMatch(/^\s*::(?:error|add-mask)::planted/m)
})

test('what the bundle judged is judged to the same bytes by the auditor’s tool', () => {
  const ran = runStep({ main: MAIN, inputs: { reports: 'results/*' }, checkout: CHECKOUT, files: clean })
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-replay-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const evidence = join(folder, 'evidence.json')
  const verdict = join(folder, 'verdict.json')
  for (const [name, path] of [
    ['evidence.json', evidence],
    ['verdict.json', verdict],
  ] as const)
    execFileSync('tee', [path], { input: ran.file(`.production-gates/security-gate/${name}`) ?? '' })
  const args = [join(ROOT, 'dist/verify/index.js'), 'replay', evidence]
  const replayed = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect(replayed.stderr).toBe('')
  expect(replayed.status).toBe(0)
  expect(replayed.stdout).toContain('pass')
})

/** The Node that a newcomer's machine may have: 20 and 22 as well as ours. */
test('under the Node of the machine the verdict is the same', () => {
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
  const options = { encoding: 'utf8', env: { PATH: folders.join(':') } } as const
  const found = spawnSync('sh', ['-c', 'command -v node'], options).stdout.trim() || process.execPath
  const version = execFileSync(found, ['--version'], { encoding: 'utf8' }).trim()
  expect(Number(/^v(\d+)/.exec(version)?.[1])).toBeGreaterThanOrEqual(20)
  const workspace = mkdtempSync(join(tmpdir(), 'production-gates-node-'))
  onTestFinished(() => rmSync(workspace, { recursive: true }))
  const run = spawnSync(found, [MAIN], {
    encoding: 'utf8',
    cwd: workspace,
    env: { PATH: process.env['PATH'] ?? '', INPUT_COMMIT: COMMIT, INPUT_REPORTS: 'none/*' },
  })
  expect({ version, status: run.status, stderr: run.stderr }).toEqual({ version, status: 0, stderr: '' })
  expect(run.stdout).toContain('Observing with preset starter')
})

test('npm start: one change is blocked, the next passes, on what real scanners wrote', () => {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-demo-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const name of ['package.json', 'scripts', 'examples', 'dist', 'test', 'shared', 'actions']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder }
  const { status, stdout } = spawnSync('npm', ['start', '--silent'], { cwd: folder, encoding: 'utf8', env })
  expect(stdout).toContain('exit 1, conclusion fail')
  expect(stdout).toContain('exit 0, conclusion pass')
  expect(stdout).toContain('The first was blocked and the second passed, as they should.')
  expect(status).toBe(0)
  const summaries = [...stdout.matchAll(/summary {3}(\S+)/g)].map(([, path = '']) =>
    readFileSync(resolve(folder, path), 'utf8'),
  )
  expect(summaries.map((text) => text.split('\n')[0])).toEqual([
    '### ❌ security-gate blocked this change',
    '### ✅ security-gate passed this change',
  ])
  expect(readdirSync(folder)).toContain('examples')
})
