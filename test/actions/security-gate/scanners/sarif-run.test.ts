import { describe, expect, it } from 'vitest'
import { readReport } from '../../../../actions/security-gate/scanners/index.ts'
import { encode, log, notes, read, readOne, refusal, run } from './sarif-builder.ts'

const refuse = (value: unknown) => refusal(() => read(value))
const FAILED = 'The tool says that it failed (`executionSuccessful` is false).'

describe('the file', () => {
  it('is read as a whole', () => {
    const one = run({
      tool: 'Semgrep OSS',
      driver: { semanticVersion: '1.170.0', version: '1' },
      rules: [
        { id: 'R1', defaultConfiguration: { level: 'error' }, properties: { tags: ['CWE-89: SQL', 'security'] } },
      ],
      results: [
        {
          ruleId: 'R1',
          locations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.ts' }, region: { startLine: 7 } } }],
          fingerprints: { 'matchBasedId/v1': 'abc' },
          message: { text: 'never shown' },
        },
      ],
      run: {
        automationDetails: { id: 'nightly/linux/2026-01-01' },
        invocations: [{ executionSuccessful: true, endTimeUtc: '2026-01-02T03:04:05Z' }],
        versionControlProvenance: [
          { repositoryUri: 'https://github.com/acme/app', revisionId: 'ABCDEF0123456789abcdef0123456789abcdef01' },
        ],
      },
    })
    expect(read(log([one]))).toEqual({
      format: 'sarif',
      complete: true,
      runs: [
        {
          tool: 'Semgrep OSS',
          version: '1.170.0',
          category: 'nightly/linux',
          kinds: ['sast'],
          complete: true,
          problems: [],
          commit: 'abcdef0123456789abcdef0123456789abcdef01',
          repositoryUri: 'https://github.com/acme/app',
          finishedAt: '2026-01-02T03:04:05.000Z',
        },
      ],
      findings: [
        {
          run: 0,
          kind: 'sast',
          severity: 'high',
          ruleId: 'R1',
          aliases: ['CWE-89'],
          location: { path: 'src/a.ts', line: 7 },
          fingerprint: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        },
      ],
    })
  })

  it('holds several runs of several tools, each judged for itself', () => {
    const report = read(
      log([
        run({ tool: 'gitleaks', results: [{ ruleId: 'R1' }] }),
        run({ tool: 'CodeQL', results: null }),
        run({ tool: 'grype', results: [{ ruleId: 'R1', level: 'error' }] }),
      ]),
    )
    expect(report.complete).toBe(false)
    expect(report.runs.map(({ tool, kinds, complete }) => [tool, kinds, complete])).toEqual([
      ['gitleaks', ['secret'], true],
      ['CodeQL', ['sast'], false],
      ['grype', ['sca'], true],
    ])
    expect(report.findings.map(({ run: at, kind, severity }) => [at, kind, severity])).toEqual([
      [0, 'secret', 'critical'],
      [2, 'sca', 'high'],
    ])
  })

  it('without runs proves nothing', () => {
    const nothing = { format: 'sarif', complete: false, runs: [], findings: [] }
    expect(read(log([]))).toEqual(nothing)
    expect(read(log(null))).toEqual(nothing)
  })

  it.each([
    ['1.0.0', 'SARIF 1.0.0'],
    ['2.0.0-csd.2.beta.2019-01-24', 'SARIF 2.0.0-csd.2.beta.2019-01-24'],
    ['2.1', 'SARIF 2.1'],
    ['2.2', 'SARIF 2.2'],
    ['2.1.0-rtm', 'SARIF 2.1.0-rtm'],
    ['2.1.0-rtm.1x', 'SARIF 2.1.0-rtm.1x'],
    ['x2.1.0-rtm.1', 'SARIF x2.1.0-rtm.1'],
    [`9\n${'9'.repeat(40)}`, `SARIF 9${'9'.repeat(30)}`],
  ])('of version %j is refused', (version, named) => {
    expect(refuse({ version, runs: [] })).toBe(`wrong-version: The report is ${named}, and only 2.1.0 is read.`)
  })

  it('of no version is refused where it is SARIF by its schema or its tool', () => {
    const message = 'wrong-version: The report is SARIF without a version, and only 2.1.0 is read.'
    expect(refuse({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json' })).toBe(message)
    expect(refuse({ runs: [{ tool: {} }] })).toBe(message)
    expect(refuse({ $schema: 'SARIF', version: 2.1, runs: [] })).toBe(message)
    expect(refuse({ runs: [{}] })).toMatch(/^unknown-format: /)
    expect(refuse({ runs: 1 })).toMatch(/^unknown-format: /)
    expect(refuse({ version: '2.1.0' })).toMatch(/^unknown-format: /)
  })

  it('of a pre-release of 2.1.0 is read, and that is said', () => {
    const { complete, runs } = read({ version: '2.1.0-rtm.5', runs: [run()] })
    expect([complete, runs[0]?.problems]).toEqual([
      true,
      [{ kind: 'note', text: 'The report is of the pre-release 2.1.0-rtm.5, read as 2.1.0.' }],
    ])
  })

  it('is refused where structure cannot be understood', () => {
    const malformed = (what: string) => `malformed: The report is not what its format says: ${what}.`
    expect(refuse({ version: '2.1.0', $schema: 'sarif' })).toBe(malformed('`runs` is no list'))
    expect(refuse(log({}))).toBe(malformed('`runs` is no list'))
    expect(refuse(log([run(), null]))).toBe(malformed('`runs[1]` is no object'))
    expect(refuse(log([[]]))).toBe(malformed('`runs[0]` is no object'))
    expect(refuse(log([{ results: [] }]))).toBe(malformed('`runs[0].tool.driver` is missing'))
    expect(refuse(log([{ tool: { driver: [] }, results: [] }]))).toBe(malformed('`runs[0].tool.driver` is missing'))
    expect(refuse(log([run({ results: 7 })]))).toBe(malformed('`runs[0].results` is no list'))
    expect(refuse(log([run({ results: {} })]))).toBe(malformed('`runs[0].results` is no list'))
    expect(refuse(log([run({ results: [{}, 7] })]))).toBe(malformed('`runs[0].results[1]` is no object'))
    expect(refuse(log([run({ results: [null] })]))).toBe(malformed('`runs[0].results[0]` is no object'))
  })

  it('is incomplete where results stand outside of runs', () => {
    const report = read(
      log([run({ results: [{ ruleId: 'R1' }] })], { inlineExternalProperties: [{}, { results: [{}] }] }),
    )
    expect(report.complete).toBe(false)
    expect(report.findings).toHaveLength(1)
    expect(report.runs[0]).toMatchObject({
      complete: false,
      problems: [
        {
          kind: 'failed',
          text: 'Results stand outside their runs (`inlineExternalProperties`), where they are not read.',
        },
      ],
    })
    expect(read(log([run()], { inlineExternalProperties: [{}, null] })).complete).toBe(true)
  })
})

describe('completeness', () => {
  const problems = (parts: Parameters<typeof readOne>[0]) => {
    const { run: one } = readOne(parts)
    return [one.complete, one.problems]
  }
  const failed = (text: string) => [false, [{ kind: 'failed', text }]]
  const invoked = (...invocations: unknown[]) => problems({ run: { invocations } })

  it('needs results', () => {
    const stopped = 'the tool stopped before it had any.'
    expect(problems({ results: null })).toEqual(failed(`\`results\` is null: ${stopped}`))
    expect(problems({ results: undefined })).toEqual(failed(`\`results\` is missing: ${stopped}`))
    expect(problems({ run: { externalPropertyFileReferences: { results: [{}] } } })).toEqual(
      failed('Results lie in another file (`externalPropertyFileReferences`).'),
    )
    expect(problems({ run: { externalPropertyFileReferences: { artifacts: [] } } })).toEqual([true, []])
  })

  it('needs a tool that does not say it failed, in any invocation', () => {
    expect(invoked({ executionSuccessful: true })).toEqual([true, []])
    expect(invoked({})).toEqual([true, []])
    expect(invoked({ executionSuccessful: true, exitCode: 1 })).toEqual([true, []])
    expect(invoked({ executionSuccessful: true }, { executionSuccessful: false })).toEqual(failed(FAILED))
    expect(invoked({ executionSuccessful: false }, { executionSuccessful: false })).toEqual(failed(FAILED))
    expect(invoked({ processStartFailureMessage: 'CANARY' })).toEqual(
      failed('The tool could not be started (`processStartFailureMessage`).'),
    )
    expect(invoked({ exitSignalName: 'SIGKILL' })).toEqual(failed('The tool was ended by a signal (`exitSignalName`).'))
    expect(invoked({ exitSignalName: '', processStartFailureMessage: null })).toEqual([true, []])
    expect(invoked(null, 7)).toEqual([true, []])
  })

  it('keeps the findings of a failed run', () => {
    const { run: one, findings } = readOne({
      results: [{ ruleId: 'R1' }],
      run: { invocations: [{ executionSuccessful: false, exitSignalName: 'SIGTERM' }] },
    })
    expect(findings).toHaveLength(1)
    expect(one.problems.map((problem) => problem.kind)).toEqual(['failed', 'failed'])
  })

  it('takes no empty report of a tool that writes the same when it fails', () => {
    const report = readReport(
      new TextEncoder().encode(
        JSON.stringify({
          version: '2.1.0',
          runs: [{ tool: { driver: { name: 'osv-scanner', rules: [] } }, results: [] }],
        }),
      ),
    )
    expect(report.complete).toBe(false)
    expect(report.runs[0]).toMatchObject({ kinds: ['sca'], complete: false, problems: [{ kind: 'unproven' }] })
  })

  it('suspects a run without rules and results', () => {
    const text = 'The run has neither rules nor results: nothing shows that anything was scanned.'
    expect(problems({ rules: [], results: [] })).toEqual([true, [{ kind: 'suspect', text }]])
    expect(problems({ rules: [], results: [], extensions: [{ rules: [{ id: 'R' }] }] })).toEqual([true, []])
    expect(problems({ rules: [], results: [{ kind: 'pass' }] })).toEqual([true, []])
    expect(problems({ rules: [{ id: 'R' }], results: [] })).toEqual([true, []])
    expect(problems({ rules: [], results: null })).toEqual(
      failed('`results` is null: the tool stopped before it had any.'),
    )
  })
})

describe('notifications', () => {
  const partial = (tool: string, notifications: unknown[], key = 'toolExecutionNotifications') =>
    readOne({ tool, run: { invocations: [{ executionSuccessful: true, [key]: notifications }] } }).run
  const at = (...uris: string[]) => ({
    locations: uris.map((uri) => ({ physicalLocation: { artifactLocation: { uri } } })),
  })
  const note = (level: string | undefined, id: string | undefined, more: object = {}) => ({
    ...(level !== undefined && { level }),
    ...(id !== undefined && { descriptor: { id } }),
    ...more,
  })

  it('of level error name the files that were not scanned', () => {
    const one = partial('CodeQL', [
      note('error', 'js/parse-error', at('a.ts', 'b.ts')),
      note('error', 'js/parse-error', at('a.ts')),
      note('error', 'js/timeout', at('c.ts')),
      note('warning', 'js/other', at('d.ts')),
      note('note', 'js/other', at('e.ts')),
      note(undefined, 'js/other', at('f.ts')),
    ])
    expect(one.complete).toBe(false)
    expect(one.problems).toEqual([
      {
        kind: 'partial',
        text: '3 files could not be scanned completely: 2 × js/parse-error, 1 × js/timeout.',
        paths: ['a.ts', 'b.ts', 'c.ts'],
      },
    ])
  })

  it('of the configuration count as well', () => {
    expect(partial('CodeQL', [note('error', 'x', at('a.ts'))], 'toolConfigurationNotifications').problems).toEqual([
      { kind: 'partial', text: '1 file could not be scanned completely: 1 × x.', paths: ['a.ts'] },
    ])
  })

  it('without files stand apart', () => {
    const one = partial('gosec', [
      note('error', undefined),
      note('error', 'x', at('a.ts')),
      note('error', 'y', at('../z')),
    ])
    expect(one.problems.slice(0, 2)).toEqual([
      { kind: 'partial', text: '1 file could not be scanned completely: 1 × x.', paths: ['a.ts'] },
      {
        kind: 'partial',
        text: 'Something could not be scanned, and the report does not say which files: 1 × without an id, 1 × y.',
      },
    ])
    expect(one.complete).toBe(false)
  })

  it('below error change nothing', () => {
    for (const level of ['warning', 'note', 'none', undefined, 7]) {
      expect(partial('gosec', [{ level, ...at('a.ts') }])).toMatchObject({ complete: true, problems: [] })
    }
    expect(partial('gosec', [null, 'x'])).toMatchObject({ complete: true, problems: [] })
  })

  it('of CodeQL say how many files were read', () => {
    const read = (...uris: string[]) => note('none', 'js/diagnostics/successfully-extracted-files', at(...uris))
    const [problem] = partial('CodeQL', [
      read('a.ts'),
      read('b.ts'),
      read('b.ts'),
      note('error', 'x', at('b.ts', 'c.ts')),
    ]).problems
    expect(problem).toEqual({
      kind: 'partial',
      text: '2 files could not be scanned completely: 1 × x.',
      paths: ['b.ts', 'c.ts'],
      scanned: 3,
    })
    expect(partial('gosec', [read('a.ts'), note('error', 'x', at('b.ts'))]).problems[0]).not.toHaveProperty('scanned')
    expect(partial('CodeQL', [read('a.ts')])).toMatchObject({ complete: true, problems: [] })
  })

  it('of Semgrep count from warning, and name their file in the text', () => {
    const said = (text: string, level?: string) => note(level, 'Syntax error', { message: { text } })
    const paths = (text: string, level = 'warning') => partial('Semgrep OSS', [said(text, level)]).problems[0]?.paths
    expect(paths('Syntax error at line src/a.ts:14:\n `x` was unexpected')).toEqual(['src/a.ts'])
    expect(paths('Syntax error at line src/100%25.ts:1: x')).toEqual(['src/100%25.ts'])
    expect(paths('Syntax error at line src/a: b.ts:14:\n x')).toEqual(['src/a: b.ts'])
    expect(paths('Timeout when running some.rule on src/b.ts:\n ')).toEqual(['src/b.ts'])
    expect(paths('Rule parse error in rule x')).toBeUndefined()
    expect(paths('Syntax error at line ../../etc/passwd:1: x')).toBeUndefined()
    expect(paths(`${'x'.repeat(3000)} at line src/a.ts:1: x`)).toBeUndefined()
    expect(partial('Semgrep OSS', [said('Syntax error at line src/a.ts:14:', 'note')])).toMatchObject({
      complete: true,
    })
    expect(partial('Semgrep OSS', [said('Syntax error at line src/a.ts:14:')]).problems).toEqual([
      { kind: 'partial', text: '1 file could not be scanned completely: 1 × Syntax error.', paths: ['src/a.ts'] },
    ])
    expect(partial('CodeQL', [said('Syntax error at line src/a.ts:14:', 'error')]).problems).toEqual([
      {
        kind: 'partial',
        text: 'Something could not be scanned, and the report does not say which files: 1 × Syntax error.',
      },
    ])
    expect(partial('Semgrep OSS', [{ level: 'error' }]).problems[0]).not.toHaveProperty('paths')
    expect(partial('Semgrep OSS', [{ ...said('at line x.ts:1:', 'error'), ...at('y.ts') }]).problems[0]?.paths).toEqual(
      ['y.ts'],
    )
  })

  it('are named by at most five ids, and list at most 10,000 files', () => {
    const many = Array.from({ length: 7 }, (_, index) => note('error', `id-${index}`))
    expect(partial('CodeQL', many).problems[0]?.text).toBe(
      'Something could not be scanned, and the report does not say which files: ' +
        '1 × id-0, 1 × id-1, 1 × id-2, 1 × id-3, 1 × id-4 and 2 other kinds.',
    )
    const files = (count: number) =>
      partial('CodeQL', [note('error', 'x', at(...Array.from({ length: count }, (_, index) => `f${index}`)))])
        .problems[0]
    expect(files(10_000)?.paths).toHaveLength(10_000)
    expect(files(10_001)).toEqual({
      kind: 'partial',
      text: '10001 files could not be scanned completely: 1 × x.',
    })
  })
})

describe('what a run says of itself', () => {
  const one = (parts: Parameters<typeof readOne>[0]) => readOne(parts).run

  it('names its tool and version', () => {
    expect(one({ driver: { semanticVersion: '1.2.3', version: '9' } }).version).toBe('1.2.3')
    expect(one({ driver: { version: '9' } }).version).toBe('9')
    expect(one({ driver: { version: 9 } })).not.toHaveProperty('version')
    expect(one({ tool: 'Sem\u001bgrep\n' }).tool).toBe('Semgrep')
    expect(one({ driver: { name: ' ' } })).toMatchObject({ tool: 'unnamed tool', kinds: [] })
    expect(one({ driver: { name: 'x'.repeat(300) } }).tool).toBe('x'.repeat(256))
  })

  it('names its category up to the last slash', () => {
    const category = (id: unknown) => one({ run: { automationDetails: { id } } }).category
    expect(category('a/b/c')).toBe('a/b')
    expect(category('a/')).toBe('a')
    expect(category('a')).toBeUndefined()
    expect(category('/a')).toBeUndefined()
    expect(category(7)).toBeUndefined()
  })

  it('names the commit, and of several repositories the one that is mapped', () => {
    const commit = (...versionControlProvenance: unknown[]) => {
      const found = one({ run: { versionControlProvenance } })
      return [found.commit, found.repositoryUri]
    }
    const uri = 'https://github.com/acme/app'
    expect(commit({ revisionId: 'abcdef0', repositoryUri: uri })).toEqual(['abcdef0', uri])
    expect(commit({ revisionId: 'A'.repeat(64) })).toEqual(['a'.repeat(64), undefined])
    expect(commit({ revisionId: 'abcdef' })).toEqual([undefined, undefined])
    expect(commit({ revisionId: 'v1.2.3', repositoryUri: uri })).toEqual([undefined, undefined])
    expect(commit({ repositoryUri: uri })).toEqual([undefined, undefined])
    expect(commit(null, { revisionId: '1111111' }, { revisionId: '2222222', mappedTo: {} })).toEqual([
      '1111111',
      undefined,
    ])
    expect(
      commit({ revisionId: '1111111' }, { revisionId: '2222222', mappedTo: { uriBaseId: 'ROOT' }, repositoryUri: uri }),
    ).toEqual(['2222222', uri])
    expect(commit({ revisionId: 'main', mappedTo: { uriBaseId: 'ROOT' } }, { revisionId: '1111111' })).toEqual([
      '1111111',
      undefined,
    ])
  })

  it.each([
    ['https://user:CANARY@github.com/acme/app.git?token=CANARY#CANARY', 'https://github.com/acme/app.git'],
    ['https://github.com:8443/acme/app', 'https://github.com:8443/acme/app'],
    ['ssh://git@github.com/acme/app', 'ssh://github.com/acme/app'],
    ['git@github.com:acme/app.git', 'github.com:acme/app.git'],
    ['github.com:acme/app.git', 'github.com:acme/app.git'],
    ['not a uri', undefined],
    ['file:///home/me/app', undefined],
    ['', undefined],
    [7, undefined],
  ])('shows the repository %j as %j', (repositoryUri, shown) => {
    const provenance = [{ revisionId: 'abcdef0', repositoryUri }]
    expect(one({ run: { versionControlProvenance: provenance } }).repositoryUri).toBe(shown)
  })

  it('finished at its last end, or at its last start', () => {
    const finished = (...invocations: unknown[]) => one({ run: { invocations } }).finishedAt
    expect(finished({ endTimeUtc: '2026-01-02T03:04:05Z' })).toBe('2026-01-02T03:04:05.000Z')
    expect(finished({ startTimeUtc: '2026-01-02T03:04:05Z' })).toBe('2026-01-02T03:04:05.000Z')
    expect(finished({ startTimeUtc: '2026-01-01T00:00:00Z', endTimeUtc: '2026-01-02T00:00:00Z' })).toBe(
      '2026-01-02T00:00:00.000Z',
    )
    expect(finished({ endTimeUtc: '2026-01-02T00:00:00Z' }, { endTimeUtc: '2026-01-03T00:00:00Z' }, {})).toBe(
      '2026-01-03T00:00:00.000Z',
    )
    expect(finished({ endTimeUtc: '2026-01-03T00:00:00Z' }, { endTimeUtc: '2026-01-02T00:00:00Z' })).toBe(
      '2026-01-03T00:00:00.000Z',
    )
    expect(finished({ endTimeUtc: 'yesterday' }, null)).toBeUndefined()
  })

  it('says when nobody knows what it scans', () => {
    expect(notes({ tool: 'Acme Scan' })).toEqual([
      'It is not known what Acme Scan scans, so the run proves no kind of scan by itself.',
    ])
    expect(one({ tool: 'Acme Scan' })).toMatchObject({ kinds: [], complete: true })
  })
})

describe('size', () => {
  it('reads 10^6 results', () => {
    const head = JSON.stringify(log([run()])).replace('"results":[]}]}', '"results":[')
    const bytes = encode(`${head}${'{"ruleId":"R1"},'.repeat(999_999)}{"ruleId":"R1","level":"error"}]}]}`)
    const report = read(new TextDecoder().decode(bytes))
    expect(report.findings).toHaveLength(1_000_000)
    expect(report.findings.at(-1)).toEqual({ run: 0, kind: 'sast', severity: 'high', ruleId: 'R1', aliases: [] })
  })

  it('reads a result nested a hundred thousand levels deep', () => {
    const deep = `${'{"properties":'.repeat(100_000)}0${'}'.repeat(100_000)}`
    const text = JSON.stringify(log([run({ results: [{ marker: 1 }] })])).replace('{"marker":1}', deep)
    expect(read(text).findings).toHaveLength(1)
  })
})
