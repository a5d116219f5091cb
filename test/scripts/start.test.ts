import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nodeForActions, plain, readOutputs, runBundle, word } from '../../scripts/start/bundle.mjs'
import { runDemo } from '../../scripts/start/demo.mjs'
import { buildDemoRepository, checkOut } from '../../scripts/start/demo-repository.mjs'
import { filesLike } from '../../scripts/start/files-like.mjs'
import { start } from '../../scripts/start/main.mjs'
import { HELP, readOptions } from '../../scripts/start/options.mjs'
import { judgeOwnFiles } from '../../scripts/start/own-files.mjs'
import { parseEnvelope } from '../../shared/evidence/envelope.ts'

const DEMO = resolve(import.meta.dirname, '../../examples/demo')
const RECORDED = JSON.parse(readFileSync(join(DEMO, 'results/commits.json'), 'utf8'))

let temp: string
let printed: string[]
const print = (line: string): void => void printed.push(...line.split('\n'))

beforeEach(() => {
  temp = realpathSync(mkdtempSync(join(tmpdir(), 'start-test-')))
  printed = []
})
afterEach(() => rmSync(temp, { recursive: true, force: true }))

function write(path: string, text: string): string {
  const file = join(temp, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

interface Plan {
  readonly code: number
  readonly verdict?: object
  readonly outputs?: string
  readonly evidence?: boolean
  readonly log?: string
  readonly signal?: boolean
}

/** Stands in for the shipped bundle: does what the plan for INPUT_COMMIT says, and records how it was started. */
function fakeBundle(plans: Readonly<Record<string, Plan>>): string {
  return write(
    'bundle.mjs',
    `import { appendFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
const env = process.env
const plan = ${JSON.stringify(plans)}[env.INPUT_COMMIT]
const files = readdirSync(env.GITHUB_WORKSPACE, { recursive: true }).map(String).filter((file) => !file.startsWith('.git/')).sort()
appendFileSync(${JSON.stringify(join(temp, 'calls.jsonl'))}, JSON.stringify({ cwd: process.cwd(), files, args: process.argv.slice(2), env }) + '\\n')
const folder = env['INPUT_EVIDENCE-DIR'] + '/security-gate'
mkdirSync(folder, { recursive: true })
if (plan.verdict) writeFileSync(folder + '/verdict.json', JSON.stringify(plan.verdict))
if (plan.evidence !== false) writeFileSync(folder + '/evidence.json', '{}')
if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, plan.outputs ?? '')
console.log(plan.log ?? 'a line')
process.exitCode = plan.code
if (plan.signal) process.kill(process.pid, 'SIGKILL')
`,
  )
}

interface Call {
  readonly cwd: string
  readonly files: readonly string[]
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const calls = (): Call[] =>
  readFileSync(join(temp, 'calls.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('the demo repository', () => {
  test('has the recorded commits, whatever the user has configured for git', () => {
    const home = write(
      'home/.gitconfig',
      '[core]\n autocrlf = true\n[commit]\n gpgSign = true\n[user]\n name = Somebody\n',
    )
    write('home/.config/git/ignore', '*.py\n')
    write('home/.config/git/attributes', '* text eol=crlf\n')
    const before = { ...process.env }
    Object.assign(process.env, {
      HOME: dirname(home),
      GIT_DIR: '/nowhere',
      GIT_AUTHOR_NAME: 'Somebody',
      TZ: 'Asia/Tokyo',
    })
    delete process.env['XDG_CONFIG_HOME']
    try {
      expect(buildDemoRepository(DEMO, join(temp, 'repository'))).toEqual(RECORDED)
    } finally {
      process.env = before
    }
  })

  test('holds the planted faults in its first commit and mends them in its second', () => {
    const repository = join(temp, 'repository')
    const { before, after } = buildDemoRepository(DEMO, repository)
    const source = () =>
      ['src/bookings.ts', 'src/payments.ts'].map((file) => readFileSync(join(repository, file), 'utf8')).join('')
    checkOut(repository, before)
    expect(source()).toMatch(/\$\{skipper\}'.*demo_live_/s)
    checkOut(repository, after)
    expect(source()).not.toMatch(/\$\{skipper\}'|demo_live_/)
    expect(readdirSync(repository).sort()).toEqual(
      [
        '.git',
        '.github',
        '.gitleaks.toml',
        '.semgrep',
        'README.md',
        'invoices',
        'package-lock.json',
        'package.json',
        'src',
      ].sort(),
    )
  })
})

describe('the recorded scans', () => {
  const reports = ['semgrep.sarif', 'gitleaks.sarif', 'osv-scanner.json']
  const cases = ['before', 'after'].flatMap((step) => reports.map((report) => ({ step, report })))

  test.each(cases)('$step/$report is bound to its commit and holds nothing of the machine', ({ step, report }) => {
    const file = join(DEMO, 'results', step, report)
    const bytes = readFileSync(file)
    const envelope = parseEnvelope(readFileSync(`${file}.envelope.json`))
    expect(envelope.commit).toBe(RECORDED[step])
    expect(envelope.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect(bytes.toString()).not.toMatch(/\/(?:root|home|Users|work)\//)
  })

  test('lockfiles name no host to download from', () => {
    for (const step of ['before', 'after']) {
      expect(readFileSync(join(DEMO, step, 'package-lock.json'), 'utf8')).not.toMatch(/resolved|https?:/)
    }
  })
})

describe('runDemo', () => {
  const blocked: Plan = {
    code: 1,
    outputs: 'conclusion<<end\nfail\nend\nevidence=\n',
    log: 'reading\n❌ security-gate: Blocked: 1 critical in 1 place.',
    verdict: {
      conclusion: 'fail',
      findings: [
        {
          code: 'security-gate/code-weakness',
          title: 'SQL built from input',
          level: 'block',
          detail: 'SQL \u001b[31mred',
          place: { path: 'src/a.ts', line: 12 },
        },
        {
          code: 'security-gate/secret-found',
          title: 'demo token',
          level: 'block',
          detail: 'A token',
          place: { path: 'src/b.ts' },
        },
        { code: 'security-gate/vulnerable-dependency', title: 'X in pkg:npm/x', level: 'block', detail: 'A package' },
        { code: 'security-gate/below-the-bar', level: 'note', detail: 'Small' },
      ],
    },
  }
  const passed: Plan = {
    code: 0,
    outputs: 'conclusion=pass\n',
    verdict: { conclusion: 'pass', findings: [] },
    log: '✅ Passed.',
  }
  const run = (before: Plan, after: Plan, source = DEMO) => {
    const bundle = fakeBundle({ [RECORDED.before]: before, [RECORDED.after]: after })
    return runDemo({ bundle, verify: '/opt/verify dir/index.js', out: join(temp, 'out'), source, print })
  }

  test('is content when the first commit was blocked and the second passed, and shows both', () => {
    expect(run(blocked, passed)).toBe(0)
    const out = join(temp, 'out')
    expect(printed).toEqual([
      'Two commits of examples/demo are judged on the reports that semgrep 1.182.0, gitleaks 8.30.1, osv-scanner 2.5.1 wrote.',
      '',
      '1. 12914bc  Berths can be booked, invoices are printed',
      '   ❌ security-gate: Blocked: 1 critical in 1 place.',
      '     SQL built from input  src/a.ts:12',
      '       SQL  [31mred  (security-gate/code-weakness)',
      '     demo token  src/b.ts',
      '       A token  (security-gate/secret-found)',
      '     X in pkg:npm/x',
      '       A package  (security-gate/vulnerable-dependency)',
      '   exit 1, conclusion fail',
      `   summary   ${out}/before/summary.md`,
      `   evidence  ${out}/before/evidence/security-gate/evidence.json`,
      `   judge it again, offline:  node '/opt/verify dir/index.js' replay ${out}/before/evidence/security-gate/evidence.json`,
      '',
      '2. b117fd3  Mend what the security scans found',
      '   ✅ Passed.',
      '   exit 0, conclusion pass',
      `   summary   ${out}/after/summary.md`,
      `   evidence  ${out}/after/evidence/security-gate/evidence.json`,
      `   judge it again, offline:  node '/opt/verify dir/index.js' replay ${out}/after/evidence/security-gate/evidence.json`,
      '',
      'The first was blocked and the second passed, as they should.',
      "Your own reports: npm start -- --reports 'results/*'   (npm start -- --help)",
    ])
  })

  test('starts the bundle as a runner does, with the reports where git does not track them', () => {
    const before = { ...process.env }
    Object.assign(process.env, {
      GITHUB_TOKEN: 'outer',
      INPUT_POLICY: 'outer.yml',
      RUNNER_DEBUG: '1',
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'outer',
    })
    try {
      run(blocked, passed)
    } finally {
      process.env = before
    }
    const out = join(temp, 'out')
    for (const [index, step] of (['before', 'after'] as const).entries()) {
      const call = calls()[index]
      expect(call?.args).toEqual([])
      expect(call?.cwd).toBe(join(out, 'repository'))
      const set = Object.entries(call?.env ?? {}).filter(([name]) => /^(GITHUB|INPUT|RUNNER|ACTIONS)_/.test(name))
      expect(Object.fromEntries(set)).toEqual({
        GITHUB_WORKSPACE: join(out, 'repository'),
        GITHUB_EVENT_NAME: 'push',
        GITHUB_REF: 'refs/heads/main',
        GITHUB_SHA: RECORDED[step],
        GITHUB_REPOSITORY: 'harbour-demo/harbour',
        GITHUB_SERVER_URL: 'https://git.example.invalid',
        GITHUB_API_URL: 'https://git.example.invalid/api/v3',
        GITHUB_OUTPUT: join(out, step, 'output.txt'),
        GITHUB_STEP_SUMMARY: join(out, step, 'summary.md'),
        GITHUB_EVENT_PATH: join(out, step, 'event.json'),
        RUNNER_TEMP: join(out, step, 'temp'),
        INPUT_REPORTS: 'results/*',
        INPUT_COMMIT: RECORDED[step],
        'INPUT_EVIDENCE-DIR': join(out, step, 'evidence'),
      })
      expect(call?.files.filter((file) => file.startsWith('results/'))).toEqual(
        readdirSync(join(DEMO, 'results', step))
          .map((file) => `results/${file}`)
          .sort(),
      )
      expect(JSON.parse(readFileSync(join(out, step, 'event.json'), 'utf8'))).toEqual({
        ref: 'refs/heads/main',
        after: RECORDED[step],
      })
    }
  })

  test.each<[string, Plan, Plan, string]>([
    ['the first passes', passed, passed, 'error: commit 1 should have blocked (exit 1, fail).'],
    [
      'the first is blind',
      { ...blocked, code: 2, outputs: 'conclusion=blind\n' },
      passed,
      'error: commit 1 should have blocked (exit 1, fail).',
    ],
    [
      'the exit code alone is right',
      { ...blocked, outputs: '' },
      passed,
      'error: commit 1 should have blocked (exit 1, fail).',
    ],
    ['the second is blocked', blocked, blocked, 'error: commit 2 should have passed (exit 0, pass).'],
    [
      'the second says pass and fails',
      blocked,
      { ...passed, code: 1 },
      'error: commit 2 should have passed (exit 0, pass).',
    ],
    [
      'verdict.json says otherwise',
      blocked,
      { ...passed, verdict: { conclusion: 'blind', findings: [] } },
      'error: commit 2 should have passed (exit 0, pass).',
    ],
  ])('says what went wrong when %s', (_, before, after, message) => {
    expect(run(before, after)).toBe(1)
    expect(printed).toContain(message)
  })

  test('shows where the log is when there is no evidence, and that the two conclusions differ', () => {
    run(
      { code: 3, evidence: false, log: 'error: no policy' },
      { ...passed, verdict: { conclusion: 'blind', findings: [] } },
    )
    expect(printed).toContain('   error: no policy')
    expect(printed).toContain('   exit 3, conclusion none')
    expect(printed).toContain(`   no evidence was written; the log of the run is ${temp}/out/before/log.txt`)
    expect(readFileSync(join(temp, 'out/before/log.txt'), 'utf8')).toBe('error: no policy\n')
    expect(printed).toContain('   exit 0, conclusion pass, but blind in verdict.json')
  })

  test('shows twenty findings and says where the rest is', () => {
    const findings = Array.from({ length: 23 }, (_, i) => ({ code: 'c', title: `c/${i}`, level: 'block', detail: 'd' }))
    run({ ...blocked, verdict: { conclusion: 'fail', findings } }, passed)
    expect(printed.filter((line) => line.startsWith('     c/'))).toHaveLength(20)
    expect(printed).toContain(`     3 more in ${temp}/out/before/summary.md`)
  })

  test('judges nothing when the commits are not the scanned ones', () => {
    const source = join(temp, 'demo')
    cpSync(DEMO, source, { recursive: true })
    writeFileSync(join(source, 'after/src/bookings.ts'), '// changed\n')
    expect(run(blocked, passed, source)).toBe(1)
    expect(printed).toEqual([
      expect.stringMatching(
        `^error: the commit "after" became [0-9a-f]{40} here, and the recorded scans are about ${RECORDED.after}\\.$`,
      ),
      'A file below examples/demo differs from what was scanned: `git status examples/demo` shows which.',
      'Restore it, or scan anew with `node scripts/demo-scan.ts` (examples/demo/README.md).',
    ])
    expect(existsSync(join(temp, 'calls.jsonl'))).toBe(false)
  })
})

describe('options', () => {
  const read = (...args: string[]) => readOptions(args, temp)
  const refused = (...problems: string[]) => ({ mode: 'refused', problems })

  test('nothing is the demo, --help wins over mistakes', () => {
    expect(read()).toEqual({ mode: 'demo' })
    expect(read('--help', '--no-such')).toEqual({ mode: 'help' })
  })

  test('all of them', () => {
    const policy = write('p.yml', '')
    expect(
      read('--reports', 'results/*', '--reports=sast=x.json', '--commit', 'HEAD~1', '--policy', 'p.yml', '--vouch'),
    ).toEqual({
      mode: 'own',
      reports: ['results/*', 'sast=x.json'],
      commit: 'HEAD~1',
      policy,
      vouch: true,
    })
    expect(read('--reports', 'a', '--kinds', 'sast, secret,sast')).toEqual({
      mode: 'own',
      reports: ['a'],
      kinds: ['sast', 'secret'],
      vouch: false,
    })
  })

  test('a pattern that the shell expanded, and paths written differently', () => {
    expect(read('--reports', './r/a.json', 'r//b.json', join(temp, 'r', 'c.json'))).toMatchObject({
      reports: ['r/a.json', 'r//b.json', 'r/c.json'],
    })
  })

  test('every problem at once', () => {
    expect(
      read(
        '--reports',
        '../x/*',
        '--report',
        '--kinds',
        'sast,dast',
        '--policy',
        'none.yml',
        '--vouch=yes',
        '--commit',
        'a',
        '--commit',
        'b',
      ),
    ).toEqual(
      refused(
        '--report is no option. Known are --reports, --commit, --kinds, --policy, --vouch, --help.',
        '--vouch takes no value: write it alone.',
        '--commit is given more than once.',
        `--reports: ../x/* lies outside of ${temp}. Stand in a folder that holds the reports.`,
        '--kinds: "dast" is not one of sast, sca, secret.',
        '--policy: there is no file none.yml.',
        '--kinds and --policy exclude each other: the policy says what is required (security-gate.require).',
      ),
    )
  })

  test('a value that is missing is asked for with an example', () => {
    expect(read('--reports', '--commit=', '--kinds', ' ', '--policy')).toEqual(
      refused(
        "--reports needs a value: --reports 'results/*'.",
        '--commit needs a value: --commit 9a04d1e.',
        '--kinds needs a value: --kinds sast,secret.',
        '--policy needs a value: --policy .github/production.yml.',
        '--kinds and --policy exclude each other: the policy says what is required (security-gate.require).',
      ),
    )
  })

  test('the demo takes no options', () => {
    expect(read('--vouch', '--commit', 'abc')).toEqual(
      refused('--vouch, --commit needs --reports: the demo takes no options.'),
    )
    expect(read('results/a.json')).toEqual(
      refused("results/a.json belongs to no option. Did you mean --reports 'results/a.json'?"),
    )
  })
})

describe('start', () => {
  const done = ({ out }: { readonly out: string }): number => {
    print(`then dod-check, in ${out}`)
    return 0
  }
  const call = (args: string[], bundle?: string) =>
    start({ args, directory: temp, print, done, ...(bundle === undefined ? {} : { bundle }) })

  test('--help', () => {
    expect(call(['--help'])).toBe(0)
    expect(printed.join('\n')).toBe(HELP)
  })

  test('mistakes end with 3', () => {
    expect(call(['--nope'])).toBe(3)
    expect(printed).toEqual([
      'error: --nope is no option. Known are --reports, --commit, --kinds, --policy, --vouch, --help.',
      '`npm start -- --help` shows every option.',
    ])
  })

  test('a bundle that is not there is named', () => {
    expect(call([], join(temp, 'none.js'))).toBe(3)
    expect(printed).toEqual([
      `error: ${temp}/none.js is not there. It is committed and built by \`npm run build\`; restore it or build it.`,
    ])
  })

  test('runs the demo, and the reader’s files', () => {
    const commit = 'a'.repeat(40)
    const bundle = fakeBundle({
      [RECORDED.before]: { code: 1, outputs: 'conclusion=fail\n' },
      [RECORDED.after]: { code: 0, outputs: 'conclusion=pass\n' },
      [commit]: { code: 2 },
    })
    expect(call([], bundle)).toBe(0)
    expect(printed.at(-1)).toMatch(/^then dod-check, in .*production-gates-/)
    printed = []
    expect(call(['--reports', 'x', '--commit', commit], bundle)).toBe(2)
    expect(printed.join()).not.toContain('then dod-check')
    for (const { env } of calls()) rmSync(dirname(env['RUNNER_TEMP'] ?? temp), { recursive: true, force: true })
  })

  test('the script itself passes arguments, exit code and INIT_CWD on', () => {
    const script = resolve(import.meta.dirname, '../../scripts/start.mjs')
    const run = () =>
      execFileSync(process.execPath, [script, '--reports', '../x'], {
        env: { ...process.env, INIT_CWD: temp },
        encoding: 'utf8',
      })
    expect(run).toThrow(
      expect.objectContaining({ status: 3, stdout: expect.stringContaining(`lies outside of ${temp}.`) }),
    )
  })
})

describe('the reader’s own files', () => {
  const COMMIT = 'b'.repeat(40)
  let project: string
  const git = (...args: string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.invalid', '-c', 'commit.gpgSign=false', ...args],
      {
        cwd: project,
        encoding: 'utf8',
      },
    ).trim()

  beforeEach(() => {
    project = join(temp, 'project')
    write('project/results/a.sarif', '{"a":1}')
    write('project/results/deep/b.sarif', '{"b":1}')
    write('project/other.txt', 'not a report')
    utimesSync(join(project, 'results/a.sarif'), 1_700_000_000, 1_700_000_000)
  })

  /** Runs in the project with a bundle that ends as planned for whatever commit it is given. */
  function judge(args: string[], plan: Plan = { code: 0 }, commit = COMMIT, directory = project) {
    const code = start({ args: ['--reports', ...args], directory, print, bundle: fakeBundle({ [commit]: plan }) })
    const seen = existsSync(join(temp, 'calls.jsonl')) ? calls().at(-1) : undefined
    const workspace = seen?.env['GITHUB_WORKSPACE'] ?? ''
    return { code, seen, workspace, at: (file: string) => readFileSync(join(workspace, file), 'utf8') }
  }
  const withCommit = ['--commit', COMMIT]
  afterEach(() => {
    if (!existsSync(join(temp, 'calls.jsonl'))) return
    for (const { env } of calls()) rmSync(dirname(env['RUNNER_TEMP'] ?? temp), { recursive: true, force: true })
  })

  test('are copied with their times to a workspace of their own; the folder itself is left alone', () => {
    const before = readdirSync(project, { recursive: true }).sort()
    const { code, seen, at } = judge(['results/*', ...withCommit], { code: 0, log: 'the report\nof the gate' })
    expect(code).toBe(0)
    expect(seen?.files).toEqual(['results', 'results/a.sarif'])
    expect(at('results/a.sarif')).toBe('{"a":1}')
    expect(readdirSync(project, { recursive: true }).sort()).toEqual(before)
    expect(printed).toEqual([
      'There is no .github/production.yml here: judged by preset starter, which only observes (exit 0).',
      '',
      'the report',
      'of the gate',
    ])
    expect(seen?.env).toMatchObject({
      INPUT_REPORTS: 'results/*',
      INPUT_COMMIT: COMMIT,
      INPUT_POLICY: '.github/production.yml',
    })
    // Without them the bundle prints its report instead of writing it to a file.
    expect(Object.keys(seen?.env ?? {}).filter((name) => /^GITHUB_/.test(name))).toEqual(['GITHUB_WORKSPACE'])
  })

  test('outside of git need the whole commit id', () => {
    for (const args of [[], ['--commit', 'b'.repeat(39)]]) {
      printed = []
      expect(judge(['results/*', ...args]).code).toBe(3)
      expect(printed).toEqual([
        `error: ${project} is no git repository, so the commit cannot be looked up. Give --commit with all 40 hex digits.`,
      ])
    }
  })

  test('in git: HEAD unless said otherwise, and the workspace knows the commit', () => {
    git('init', '-q', '-b', 'main')
    git('add', 'other.txt')
    git('commit', '-q', '-m', 'one')
    const one = git('rev-parse', 'HEAD')
    git('commit', '-q', '--allow-empty', '-m', 'two')
    const two = git('rev-parse', 'HEAD')
    const head = judge(['results/*'], { code: 0 }, two)
    expect(head.seen?.env['INPUT_COMMIT']).toBe(two)
    expect(execFileSync('git', ['ls-tree', '--name-only', two], { cwd: head.workspace, encoding: 'utf8' })).toBe(
      'other.txt\n',
    )
    expect(judge(['results/*', '--commit', one.slice(0, 8)], { code: 0 }, one).seen?.env['INPUT_COMMIT']).toBe(one)
    printed = []
    expect(judge(['results/*', '--commit', '-x']).code).toBe(3)
    expect(judge(['results/*', '--commit=nothing']).code).toBe(3)
    expect(printed).toContain(
      'error: --commit: nothing is no commit of this repository. `git log` shows what there is; a shallow clone may lack it.',
    )
  })

  test('in a repository without commits', () => {
    git('init', '-q', '-b', 'main')
    expect(judge(['results/*']).code).toBe(3)
    expect(printed).toEqual([
      'error: HEAD has no commit yet. `git log` shows what there is; a shallow clone may lack it.',
    ])
  })

  test('in a folder of a repository keep their path below its root', () => {
    git('init', '-q', '-b', 'main')
    git('commit', '-q', '--allow-empty', '-m', 'one')
    const { workspace } = judge(['*.sarif'], { code: 0 }, git('rev-parse', 'HEAD'), join(project, 'results'))
    const root = execFileSync('git', ['rev-parse', '--show-toplevel'], { cwd: workspace, encoding: 'utf8' }).trim()
    expect(workspace).toBe(join(root, 'results/'))
    expect(existsSync(join(root, 'results', 'a.sarif'))).toBe(true)
  })

  test('--vouch binds copies to the commit at the time of the file, and says so', () => {
    write('project/results/c.json', '{}')
    write('project/results/c.json.envelope.json', 'their own')
    symlinkSync('/etc/hostname', join(project, 'results/link.json'))
    const { at, seen } = judge(['results/*', 'sast=results/a.sarif', ...withCommit, '--vouch'])
    expect(parseEnvelope(Buffer.from(at('results/a.sarif.envelope.json')))).toEqual({
      schema: 'urn:production-gates:envelope:v1',
      kinds: ['sast'],
      tool: 'vouched for by hand',
      commit: COMMIT,
      sha256: createHash('sha256').update('{"a":1}').digest('hex'),
      finishedAt: '2023-11-14T22:13:20.000Z',
    })
    expect(at('results/c.json.envelope.json')).toBe('their own')
    expect(seen?.files).toEqual([
      'results',
      'results/a.sarif',
      'results/a.sarif.envelope.json',
      'results/c.json',
      'results/c.json.envelope.json',
      'results/link.json',
    ])
    expect(existsSync(join(project, 'results/a.sarif.envelope.json'))).toBe(false)
    expect(printed.slice(1, 3)).toEqual([
      'commit vouched for by you: results/a.sarif is a scan of bbbbbbb that finished at 2023-11-14T22:13:20.000Z',
      'results/c.json has an envelope of its own, which stays.',
    ])
  })

  test('without --vouch nothing is said for them; an envelope beside a report comes along', () => {
    write('project/results/a.sarif.envelope.json', 'their own')
    const { at, seen } = judge(['results/*.sarif', ...withCommit])
    expect(at('results/a.sarif.envelope.json')).toBe('their own')
    expect(seen?.files).toHaveLength(3)
  })

  test('a folder where a pattern ends is no report', () => {
    mkdirSync(join(project, 'results/dir.sarif'))
    expect(judge(['results/*.sarif', ...withCommit]).seen?.files).toEqual(['results', 'results/a.sarif'])
  })

  test('a link stays a link to where it leads, also when that is nothing', () => {
    symlinkSync('../other.txt', join(project, 'results/link.sarif'))
    symlinkSync('nowhere', join(project, 'results/dead.sarif'))
    const { workspace } = judge(['results/*', ...withCommit, '--vouch'])
    expect(realpathSync(join(workspace, 'results/link.sarif'))).toBe(join(project, 'other.txt'))
    expect(existsSync(join(workspace, 'results/dead.sarif'))).toBe(false)
    expect(existsSync(join(workspace, 'results/link.sarif.envelope.json'))).toBe(false)
  })

  test('a pipe is not waited for', () => {
    execFileSync('mkfifo', [join(project, 'results/pipe.sarif')])
    expect(judge(['results/*', ...withCommit, '--vouch']).code).toBe(0)
  })

  test('--kinds writes a policy of its own and claims no more in envelopes', () => {
    write('project/.github/production.yml', 'preset: production\n')
    const { at, workspace } = judge(['results/*', ...withCommit, '--kinds', 'sast,secret', '--vouch'])
    expect(at('.github/production.yml')).toBe(
      'version: 1\npreset: starter\ndefaults: 2026.11\nsecurity-gate:\n  require: [sast, secret]\n',
    )
    expect(printed[0]).toBe(`Only sast, secret is judged, by a temporary policy: ${workspace}/.github/production.yml`)
    expect(JSON.parse(at('results/a.sarif.envelope.json')).kinds).toEqual(['sast', 'secret'])
  })

  test('the policy of the folder counts, with the files it points at', () => {
    write(
      'project/.github/production.yml',
      'security-gate:\n  exceptions: sec/except.yml\n  vex: ["vex/*.json", "../out.json", 3]\n',
    )
    write('project/sec/except.yml', 'e')
    write('project/vex/a.json', 'v')
    write('out.json', 'outside')
    const { seen } = judge(['results/*', ...withCommit])
    expect(seen?.files.filter((file) => !file.startsWith('results'))).toEqual([
      '.github',
      '.github/production.yml',
      'sec',
      'sec/except.yml',
      'vex',
      'vex/a.json',
    ])
    expect(printed[0]).toBe(`Policy: ${project}/.github/production.yml`)
  })

  test.each([['security-gate: [\n'], ['security-gate:\n  vex: x\n'], ['']])(
    'a policy like %j brings the exceptions at their usual place',
    (text) => {
      write('project/.github/production.yml', text)
      write('project/.github/security-exceptions.yml', 'e')
      expect(judge(['results/*', ...withCommit]).at('.github/security-exceptions.yml')).toBe('e')
    },
  )

  test('--policy keeps its path when it lies in the folder, and gets one when it does not', () => {
    write('project/gates/strict.yml', 'version: 1\n')
    const inside = judge(['results/*', ...withCommit, '--policy', 'gates/strict.yml'])
    expect(inside.seen?.env['INPUT_POLICY']).toBe('gates/strict.yml')
    expect(inside.at('gates/strict.yml')).toBe('version: 1\n')
    const file = write('elsewhere.yml', 'version: 1\n')
    const outside = judge(['results/*', ...withCommit, '--policy', file])
    expect(outside.seen?.env['INPUT_POLICY']).toBe('policy/elsewhere.yml')
    expect(outside.at('policy/elsewhere.yml')).toBe('version: 1\n')
  })

  test('a bundle that is killed is no verdict', () => {
    expect(judge(['results/*', ...withCommit], { code: 0, signal: true }).code).toBe(3)
    expect(printed.at(-1)).toBe('error: the bundle was ended by a signal before it could say anything.')
  })

  test('what is wrong on the machine is not hidden as a mistake of the reader', () => {
    writeFileSync(join(temp, 'out'), 'a file where a folder should be')
    const options = { mode: 'own' as const, reports: ['x'], commit: COMMIT, vouch: false }
    const run = () =>
      judgeOwnFiles({ bundle: '', verify: '', out: join(temp, 'out'), directory: project, options, print })
    expect(run).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  })

  test('what is missing is named once, with the option that supplies it', () => {
    const finding = (code: string, detail: string, level = 'block') => ({
      code: `security-gate/${code}`,
      level,
      detail,
    })
    const findings = [
      finding('report-unbound', 'a.sarif names no commit.'),
      finding('report-unbound', 'b.sarif names no commit.'),
      finding('kind-missing', 'No secret scan.'),
      finding('report-stale', 'shown only', 'warn'),
      finding('code-weakness', 'has a remedy of its own'),
      finding('constructor', 'no option'),
    ]
    const { code } = judge(['results/*', ...withCommit], { code: 2, verdict: { conclusion: 'blind', findings } })
    expect(code).toBe(2)
    const evidence = `${dirname(calls()[0]?.env['RUNNER_TEMP'] ?? '')}/evidence/security-gate/evidence.json`
    expect(printed.slice(3)).toEqual([
      '',
      'What is missing, and what supplies it:',
      '  security-gate/report-unbound',
      '    a.sarif names no commit.',
      '    b.sarif names no commit.',
      '    -> --vouch: you say that these are scans of bbbbbbb. It counts on this machine only.',
      '    -> In CI the scan step writes an envelope beside each report: `node dist/verify/index.js envelope` (README).',
      '  security-gate/kind-missing',
      '    No secret scan.',
      '    -> --reports: add the files of a scanner of that kind; `kind=PATTERN` for a scanner that is not known.',
      '    -> --kinds: judge only the kinds you have, as a try-out.',
      '',
      `judge it again, offline:  node ${resolve(import.meta.dirname, '../../dist/verify/index.js')} replay ${evidence}`,
    ])
  })

  test.each([
    ['kind-missing', '    -> security-gate.require in POLICY says which kinds are needed.'],
    ['reports-not-found', "    -> --reports: correct the pattern, and quote it: 'results/*'."],
    ['report-wrong-kind', '    -> --reports: leave `kind=` out; it is for scanners that are not known.'],
    ['report-unbound', '    -> --vouch stands back where a file has an envelope of its own, or is a link.'],
    ['report-undated', '    -> --vouch stands back where a file has an envelope of its own, or is a link.'],
    ['report-foreign', '    -> --commit: name the commit that was scanned, if that is the one you mean.'],
    ['report-stale', '    -> No option makes a scan younger: scan again. --policy may allow more (max-age).'],
    [
      'report-tracked',
      '    -> No option: a file of the commit is never evidence about it. Write reports where git does not track them.',
    ],
  ])('%s', (code, line) => {
    const policy = write('project/p.yml', '')
    const verdict = { conclusion: 'blind', findings: [{ code: `security-gate/${code}`, level: 'block', detail: 'd' }] }
    judge(['results/*', ...withCommit, '--vouch', '--policy', 'p.yml'], { code: 2, verdict })
    expect(printed).toContain(line.replace('POLICY', policy))
  })
})

describe('filesLike', () => {
  beforeEach(() => {
    for (const file of ['a.sarif', 'r/a.sarif', 'r/b.json', 'r/d/e.sarif', 'r/.git/x.sarif', 'r/[x].json'])
      write(`in/${file}`, '')
  })
  test.each<[string, string[]]>([
    ['r/a.sarif', ['r/a.sarif']],
    ['./r//a.sarif', ['r/a.sarif']],
    ['r/none', []],
    ['r', []],
    ['r/*', ['r/[x].json', 'r/a.sarif', 'r/b.json']],
    ['r/*.sarif', ['r/a.sarif']],
    ['r/**', ['r/[x].json', 'r/a.sarif', 'r/b.json', 'r/d/e.sarif']],
    ['**/*.sarif', ['a.sarif', 'r/a.sarif', 'r/d/e.sarif']],
    ['*', ['a.sarif']],
    ['{r/d,x}/*.sarif', ['a.sarif', 'r/a.sarif', 'r/d/e.sarif']],
    ['r/*.{json,sarif}', ['r/[x].json', 'r/a.sarif', 'r/b.json']],
    ['r/[[]x].json', ['r/[x].json', 'r/b.json']],
  ])('%s', (pattern, files) => {
    expect(filesLike(join(temp, 'in'), pattern)).toEqual(files)
  })

  test('more files than the gate reads are refused', () => {
    mkdirSync(join(temp, 'many'))
    for (let i = 0; i <= 2000; i += 1) writeFileSync(join(temp, 'many', `${i}.json`), '')
    expect(() => filesLike(temp, 'many/*')).toThrow(
      expect.objectContaining({
        problems: ['many/* is about more files than can be read. Name the folder that holds the reports.'],
      }),
    )
    expect(
      start({
        args: ['--reports', 'many/*', '--commit', 'c'.repeat(40)],
        directory: temp,
        print,
        bundle: fakeBundle({}),
      }),
    ).toBe(3)
    expect(filesLike(temp, 'many/1*9.json').length).toBeLessThan(2000)
  })
})

describe('small things', () => {
  test('outputs of both shapes, the last one wins', () => {
    expect(readOutputs('a=1\nb<<X\none\ntwo\nX\na=2\r\nnot an output\nc=x=y\nopen<<END\nnever closed')).toEqual({
      a: '2',
      b: 'one\ntwo',
      c: 'x=y',
    })
  })
  test('text of reports is harmless on a terminal and short', () => {
    expect(plain('a\u001b[2J\u0007\u202eb\u2028\r\nc')).toBe('a [2J b c')
    expect(plain('x'.repeat(201))).toBe(`${'x'.repeat(200)}...`)
    expect(plain('x'.repeat(200))).toBe('x'.repeat(200))
  })
  test('an older Node hands over to the installed one, when there is one', () => {
    const installed = write('node', '')
    expect(nodeForActions('20.19.4', installed)).toBe(installed)
    expect(nodeForActions('20.19.4', join(temp, 'none'))).toBe(process.execPath)
    expect(nodeForActions('24.0.0', installed)).toBe(process.execPath)
  })
  test('a workspace that is not there is our mistake, with its cause', () => {
    expect(() => runBundle('b.js', join(temp, 'none'), {})).toThrow(
      expect.objectContaining({ message: 'b.js did not run', cause: expect.objectContaining({ code: 'ENOENT' }) }),
    )
  })
  test('paths as words of a command line', () => {
    expect(word('/tmp/a-b_c/d.js')).toBe('/tmp/a-b_c/d.js')
    expect(word("/tmp/it's here")).toBe(`'/tmp/it'\\''s here'`)
  })
})
