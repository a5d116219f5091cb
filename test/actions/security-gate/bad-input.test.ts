import { execFileSync } from 'node:child_process'
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { temporaryDirectory } from '../../support/repository.ts'
import {
  bound,
  cleanReports,
  envelopeFor,
  type GateOptions,
  type GateRun,
  POLICY,
  result,
  runGate,
  sarif,
} from './gate.ts'

/** No clone: what git would say is main.test.ts's, and reading a report does not need it. */
const repo = {
  directory: '',
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(repo.directory, path)), { recursive: true })
      await writeFile(join(repo.directory, path), text)
    }
  },
}
const commit = '9a04d1ee393b5be2773b1ce204f61fe0fd02366a'
beforeAll(async () => {
  repo.directory = await temporaryDirectory()
  await repo.write({ '.github/production.yml': POLICY })
})
beforeEach(() => rm(join(repo.directory, 'results'), { recursive: true, force: true }))
afterAll(() => rm(repo.directory, { recursive: true }))

/** As on one's own machine: the policy is the directory's, and the commit is named. */
const local = (options: GateOptions = {}): Promise<GateRun> =>
  runGate(repo, { inputs: { commit, ...options.inputs }, env: { GITHUB_EVENT_NAME: '', ...options.env } })

/** Clean reports of all kinds, with one more that is bound to the commit as it should be. */
async function withReport(bytes: string | Uint8Array, name = 'results/bad.json'): Promise<GateRun> {
  await repo.write(cleanReports(commit))
  const path = join(repo.directory, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, bytes)
  await writeFile(`${path}.envelope.json`, envelopeFor(bytes, { commit, exitCode: 0 }))
  return local({ env: { RUNNER_DEBUG: '1' } })
}

const RESULTS = Number(process.env['RESULTS'] ?? 20_000)
const utf16 = (text: string): Buffer => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')])
const severe = sarif('Semgrep OSS', [result('acme.sql', 'src/a.ts', 1, '9.9')])
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
const line = (value: unknown): string => `${JSON.stringify(value)}\n`
const yarnSummary = line({
  type: 'auditSummary',
  data: { vulnerabilities: { info: 0, low: 0, moderate: 0, high: 1, critical: 0 }, dependencies: 47 },
})
const leakLine = line({
  SourceMetadata: { Data: { Git: { file: 'src/key.ts', line: 3 } } },
  DetectorName: 'Acme',
  Verified: true,
  Raw: 'planted',
})

describe('a file that no reader can take for a clean scan', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['zero bytes', '', 'report-empty'],
    ['white space', ' \n\t\r\n', 'report-empty'],
    ['only a BOM', Buffer.of(0xef, 0xbb, 0xbf), 'report-empty'],
    ['NULs', Buffer.alloc(1000), 'report-malformed'],
    ['bytes that are no text', Buffer.from([0xc3, 0x28, 0xa0, 0xa1, 0xff]), 'report-malformed'],
    ['a gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 'report-malformed'],
    ['half of a character', `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Semgrep`, 'report-truncated'],
    ['two documents', `${severe}${severe}`, 'report-malformed'],
    ['a document and a log line', `${sarif('Semgrep OSS')}\nscan done`, 'report-malformed'],
    ['null', 'null', 'report-unknown-format'],
    ['an empty object', '{}', 'report-unknown-format'],
    ['a number', '42', 'report-unknown-format'],
    ['deeply nested', deep(200_000), 'report-'],
    ['deeply nested and cut', '['.repeat(1_000_000), 'report-'],
    ['results null', sarif('Semgrep OSS', null), 'scan-failed'],
    ['results no list', sarif('Semgrep OSS', {}), 'report-malformed'],
    ['runs no list', '{"version":"2.1.0","runs":{}}', 'report-malformed'],
    ['a run of null', '{"version":"2.1.0","runs":[null]}', 'report-malformed'],
    ['the prototype as report', '{"__proto__":{"version":"2.1.0","runs":[]}}', 'report-unknown-format'],
    ['NDJSON with garbage in the place of a finding', `garbage\n${yarnSummary}`, 'scan-'],
    ['NDJSON that ends in the middle', `${yarnSummary}{"type":"auditAdv`, 'report-truncated'],
  ])('%s', async (_, bytes, code) => {
    const ran = await withReport(bytes)
    expect([2, 'blind']).toEqual([ran.code, ran.outputs['conclusion']])
    expect(ran.blocking.filter((one) => one.startsWith(code) && one.endsWith('results/bad.json'))).toHaveLength(1)
  })

  test('a sparse file of 300 MB is not even opened', async () => {
    await repo.write(cleanReports(commit))
    await writeFile(join(repo.directory, 'results/bad.json'), '')
    await truncate(join(repo.directory, 'results/bad.json'), 300_000_000)
    const before = process.memoryUsage().rss
    const ran = await local()
    expect(ran).toMatchObject({ code: 2, blocking: ['report-too-large results/bad.json'] })
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  })

  test('a pipe is not waited for, neither as a report nor as an envelope', async () => {
    await repo.write(cleanReports(commit))
    execFileSync('mkfifo', [join(repo.directory, 'results/pipe.json')])
    await rm(join(repo.directory, 'results/sast.sarif.envelope.json'))
    execFileSync('mkfifo', [join(repo.directory, 'results/sast.sarif.envelope.json')])
    const ran = await local()
    expect(ran).toMatchObject({
      code: 2,
      blocking: ['envelope-invalid results/sast.sarif', 'report-unreachable results/pipe.json'],
    })
  })

  test('a directory where the report should be', async () => {
    await repo.write(cleanReports(commit))
    await rm(join(repo.directory, 'results/sast.sarif'))
    await mkdir(join(repo.directory, 'results/sast.sarif'))
    const inputs = { reports: 'results/sast.sarif\nresults/sca.sarif\nresults/secret.sarif' }
    const ran = await local({ inputs })
    expect(ran).toMatchObject({ code: 2, blocking: ['kind-missing', 'reports-not-found'] })
  })

  test('a glob that matches nothing', async () => {
    const ran = await local({ inputs: { reports: '**/*.nothing' } })
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.blocking).toContain('reports-not-found')
  })
})

describe('a file that can be read is read to the end', () => {
  test.each<[string, string | Uint8Array]>([
    ['UTF-16', utf16(severe)],
    ['with a BOM', `\uFEFF${severe}`],
    ['with prototype keys', severe.replace('{', '{"__proto__":{"results":[]},"constructor":null,')],
    ['with a rule twice', sarif('Semgrep OSS', [result('R1', 'src/a.ts', 1, '9.9')], [{ id: 'R1' }, { id: 'R1' }])],
    [
      'of two tools',
      JSON.stringify({
        version: '2.1.0',
        runs: [sarif('Semgrep OSS'), severe].flatMap((text) => JSON.parse(text).runs),
      }),
    ],
    ['a rule named like a prototype key', sarif('Semgrep OSS', [result('__proto__', 'src/a.ts', 1, '9.9')])],
    ['a path named like a prototype key', sarif('Semgrep OSS', [result('R1', '__proto__', 1, '9.9')])],
  ])('%s: what is severe blocks', async (_, bytes) => {
    const ran = await withReport(bytes)
    expect([1, 'fail']).toEqual([ran.code, ran.outputs['conclusion']])
    expect(ran.blocking).toEqual([expect.stringMatching(/^code-weakness (?:src\/a\.ts|__proto__)$/)])
  })

  // RESULTS=1000000 is the whole of it (measured: see the bench); fewer every day, because it takes 10 s for 10^5.
  test('very many results, of which the last is severe', async () => {
    const many = Array.from({ length: RESULTS }, (_, index) => ({
      ruleId: 'R1',
      level: 'note',
      locations: [{ physicalLocation: { artifactLocation: { uri: `src/${index}.ts` }, region: { startLine: 1 } } }],
      message: { text: 'm' },
    }))
    const ran = await withReport(sarif('Semgrep OSS', [...many, result('acme.sql', 'src/last.ts', 1, '9.9')]))
    expect(ran).toMatchObject({
      code: 1,
      blocking: ['code-weakness src/last.ts'],
      outputs: { findings: String(RESULTS + 1) },
    })
    expect(Buffer.byteLength(ran.summary)).toBeLessThanOrEqual(1_048_576)
    expect(ran.stdout.length).toBeLessThan(1_000_000)
  })
})

/** What of the summary would become a link, an image, a tag or a heading that we did not write. */
function activeMarkdown(summary: string): string[] {
  // Within a code span nothing is active; our own links lead to the repository.
  const text = summary
    .replaceAll(/(`+)(?:(?!\1)[^\n])*\1/g, '')
    .replaceAll(/\]\(https:\/\/github\.com\/acme\/app\/[^\s)]*\)/g, '')
    // An empty comment parts what GitHub would link.
    .replaceAll('<!-- -->', '\\0')
    .replaceAll(/<\/?(?:details|span|code)>|<summary>[^<]*<\/summary>/g, '')
  return [
    ...(text.match(/(?<!\\)<[a-z/!][^>\n]*>?/gi) ?? []),
    ...(text.match(/(?<!\\)!\[/g) ?? []),
    ...(text.match(/(?<!\\)\]\(/g) ?? []),
    ...(text.match(/^#+ planted/gm) ?? []),
    ...(text.match(/(?<![\\\w])@acme/g) ?? []),
    ...(text.match(/^::/gm) ?? []),
  ]
}

describe('hostile text', () => {
  const HOSTILE = [
    '\n::error::planted',
    '\r\n::add-mask::planted\r',
    '\u2028::stop-commands::planted\u2029',
    '##[error]planted',
    '\u001b[31mplanted\u001b]8;;http://planted.example\u0007',
    '[planted](http://planted.example) ![planted](http://planted.example/x.png)',
    '<img src=x onerror=planted> <details open><script>planted</script>',
    '| planted | `planted` **planted** @acme/planted #1 $planted$',
    '</details>\n\n# planted',
    'planted\nconclusion=pass\nEOF\n',
    '\u202eplanted\u2066',
    '{"planted": "%0A::error::planted"}%0A::error::planted',
  ]

  /** Lines that the runner would take for commands, without those that we write ourselves. */
  const commands = (stdout: string): string[] =>
    stdout
      .split(/\r\n|\r|\n/)
      .filter((one) => /^\s*::/.test(one) || one.includes('##['))
      .map((one) => one.trimStart().replace(/^::([\w-]+)[\s\S]*$/, '$1'))

  test.each(HOSTILE)('%j in every place where a scanner may write', async (text) => {
    const bad = result(text, `src/${text}`, 1, '9.9')
    const log = {
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: `Tool ${text}`, version: text, rules: [{ id: text, name: text }] } },
          automationDetails: { id: text },
          invocations: [
            {
              executionSuccessful: true,
              toolExecutionNotifications: [{ level: 'error', message: { text }, descriptor: { id: text } }],
            },
          ],
          results: [bad, { ...bad, message: { text }, fingerprints: { [text]: text }, suppressions: [{ kind: text }] }],
        },
      ],
    }
    const ran = await withReport(JSON.stringify(log))
    expect([1, 2]).toContain(ran.code)
    expect(ran.blocking).not.toEqual([])
    expect(
      [...new Set(commands(ran.stdout))].filter(
        (name) => !['group', 'endgroup', 'error', 'warning', 'notice', 'debug'].includes(name),
      ),
    ).toEqual([])
    for (const one of ran.stdout.split('\n').filter((each) => /^::(error|warning|notice)/.test(each))) {
      expect(one).toMatch(/^::(error|warning|notice) title=security-gate%3A /)
    }
    for (const control of ['\u001b', '\u0007', '\u202e', '\u2066', '\r']) {
      expect(ran.stdout).not.toContain(control)
      expect(ran.summary).not.toContain(control)
    }
    expect(ran.outputs['conclusion']).not.toBe('pass')
    expect(activeMarkdown(ran.summary)).toEqual([])
  })

  test('in the name of a file', async () => {
    const name = 'results/a%0A::error::x\n::error::planted<img src=x>.sarif'
    const ran = await withReport('', name)
    expect(ran.code).toBe(2)
    expect(ran.stdout).not.toMatch(/^::error::planted/m)
    expect(activeMarkdown(ran.summary)).toEqual([])
  })

  test('in the policy, the event and the inputs', async () => {
    const text = 'x\n::error::planted'
    for (const inputs of [{ reports: `/etc/${text}` }, { policy: text }, { 'evidence-dir': text }, { commit: text }]) {
      const ran = await local({ inputs })
      expect(ran.code).not.toBe(0)
      expect(ran.stdout).not.toMatch(/^::error::planted/m)
    }
  })
})

test('the secret that a report has found goes nowhere', async () => {
  const secret = 'planted-b7f1c2d9'
  const gitleaks = JSON.stringify([
    {
      RuleID: 'acme-token',
      Description: secret,
      StartLine: 1,
      EndLine: 1,
      Match: `token = "${secret}"`,
      Secret: secret,
      File: 'src/a.ts',
      Commit: '',
      Author: secret,
      Email: secret,
      Message: secret,
      Tags: [secret],
      Fingerprint: 'src/a.ts:acme-token:1',
    },
  ])
  const located = result('acme-token', 'src/a.ts', 1) as { locations: { physicalLocation: { region: object } }[] }
  Object.assign(located.locations[0]?.physicalLocation.region ?? {}, { snippet: { text: secret } })
  const log = sarif('gitleaks', [{ ...located, message: { text: secret }, partialFingerprints: { secret } }])
  for (const text of [gitleaks, log, leakLine.replace('"planted"', `"${secret}"`)]) {
    const ran = await withReport(text)
    expect(ran).toMatchObject({ code: 1 })
    expect(ran.blocking).toEqual([expect.stringMatching(/^secret-found/)])
    const written = ['evidence.json', 'verdict.json', 'findings.sarif'].map((name) => ran.file(name)?.toString())
    expect([ran.stdout, ran.summary, JSON.stringify(ran.outputs), ...written].join('\n')).not.toContain(secret)
  }
})

test('a report whose last bytes are missing is never clean, wherever it was cut', async () => {
  const whole = sarif('Semgrep OSS', [result('acme.sql', 'src/a.ts', 1, '9.9')])
  for (let length = 1; length < whole.length; length += 37) {
    const ran = await withReport(whole.slice(0, length))
    expect({ length, conclusion: ran.outputs['conclusion'] }).toEqual({ length, conclusion: 'blind' })
  }
})

test('clean reports beside it do pass', async () => {
  expect(await withReport(bound(commit, { a: sarif('Semgrep OSS') })['a'] ?? '')).toMatchObject({ code: 0 })
})
