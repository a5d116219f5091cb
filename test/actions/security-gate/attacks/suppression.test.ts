import { describe, expect, test } from 'vitest'
import { bound, sarif } from '../gate.ts'
import { BASE, type Story, tell } from '../story.ts'
import { expectHonest, expectPass, expectRefused, naiveGate } from './scene.ts'

type Change = Readonly<Record<string, string | null>>

/** The scan has honoured what the change says, so its report is clean. */
async function silenced(change: Change, base: Change = {}): Promise<Story> {
  const given = Object.fromEntries(
    Object.entries({ ...BASE, ...base }).flatMap(([k, v]) => (v === null ? [] : [[k, v]])),
  )
  const story = await tell({ base: given, change })
  story.scan()
  expect(await naiveGate(story)).toBe('pass')
  return story
}

const EVAL = 'eval(input)'

describe('what a change tells a scanner not to say blocks until role security has seen it', () => {
  const notes: readonly { what: string; path: string; text: string; line: number; says: RegExp }[] = [
    { what: 'nosemgrep', path: 'a.py', text: `${EVAL}  # nosemgrep: py.eval\n`, line: 1, says: /^It adds nosemgrep\./ },
    { what: 'gitleaks:allow', path: 'k.ts', text: `\nkey = "x" // gitleaks:allow\n`, line: 2, says: /gitleaks:allow/ },
    {
      what: 'an ESLint security rule',
      path: 'a.js',
      text: `// eslint-disable-next-line no-console, security/detect-eval-with-expression\n${EVAL}\n`,
      line: 1,
      says: /eslint-disable of a security rule/,
    },
    { what: 'every ESLint rule', path: 'a.js', text: `/* eslint-disable */\n${EVAL}\n`, line: 1, says: /every rule/ },
    {
      what: 'ESLint rules that go on in the next line',
      path: 'a.js',
      text: `/* eslint-disable no-console,\n   security/detect-eval-with-expression */\n${EVAL}\n`,
      line: 1,
      says: /rules in the next lines/,
    },
    {
      what: 'a note that another end of line hides',
      path: 'a.js',
      text: `// eslint-disable-next-line\u2028${EVAL}\n`,
      line: 1,
      says: /every rule/,
    },
    {
      what: 'a note behind 10,000 characters',
      path: 'a.js',
      text: `${' '.repeat(10_000)}${EVAL} // nosemgrep\n`,
      line: 1,
      says: /nosemgrep/,
    },
    {
      what: 'a note in a file with a byte of zero',
      path: 'a.js',
      text: `// \0\n${EVAL} // nosemgrep\n`,
      line: 2,
      says: /nosemgrep/,
    },
    { what: 'a bandit rule', path: 'a.py', text: `${EVAL}  # nosec B307\n`, line: 1, says: /nosec/ },
    { what: 'a flake8 security rule', path: 'a.py', text: `${EVAL}  # noqa: E501, S307\n`, line: 1, says: /noqa/ },
  ]

  test.each(notes)('$what', async ({ path, text, line, says }) => {
    const story = await silenced({ [path]: text })
    const ran = await story.judge()
    expectRefused(ran, { code: 1, conclusion: 'fail', reason: 'suppression-added', says })
    expect(ran.blocking).toEqual([`suppression-added ${path}`])
    expect(ran.verdict?.findings.find(({ level }) => level === 'block')?.place).toEqual({ path, line })
    expect(ran.verdict?.findings[0]?.detail).toMatch(/Nobody has approved this head\.$/)
    story.pull.review('sec', 'APPROVE')
    expectPass(await story.judge())
    expectHonest(story)
  })

  const files = ['.github/codeql/codeql-config.yml', 'pay/osv-scanner.toml', '.secrets.baseline', '.semgrepignore']
  const lists = ['.gitleaksignore', 'app/.trivyignore']
  test.each([...files, ...lists])('what stands in %s', async (path) => {
    const story = await silenced({ [path]: 'paths-ignore: ["**"]\n' })
    const ran = await story.judge()
    // It decides what the scan does, too: blind outweighs fail, and both are shown.
    const says = new RegExp(`It adds (?:a change of )?${path.split('/').at(-1)}\\.`)
    expectRefused(ran, { code: 2, conclusion: 'blind', reason: 'suppression-added', says })
    expect(ran.codes).toContain('producer-untrusted')
    story.pull.review('sec', 'APPROVE')
    expectPass(await story.judge())
    expectHonest(story)
  })

  test('hidden from diffs by .gitattributes', async () => {
    const story = await silenced({
      '.gitattributes': '*.py -diff binary linguist-generated=true\n',
      'a.py': `${EVAL}  # nosemgrep\n`,
    })
    expect((await story.judge()).blocking).toEqual(['suppression-added a.py'])
    expectHonest(story)
  })

  test('in UTF-16, which git calls binary', async () => {
    const story = await tell()
    const utf16 = Buffer.from(`\ufeff${EVAL} // nosemgrep\n`, 'utf16le')
    story.app.commit(story.pull.pull.head.ref, { 'a.cs': utf16 }, { by: 'ada' })
    story.scan()
    expect(await naiveGate(story)).toBe('pass')
    expect((await story.judge()).blocking).toEqual(['suppression-added a.cs'])
    expectHonest(story)
  })

  test('in a file that is too large to be looked through', async () => {
    const story = await silenced({ 'a.js': `${`${'x'.repeat(1023)}\n`.repeat(8 * 1024 + 1)}${EVAL} // nosemgrep\n` })
    const ran = await story.judge()
    const says = /It adds a file of more than 8 MiB, in which nobody looks for notes to scanners/
    expectRefused(ran, { code: 1, conclusion: 'fail', reason: 'suppression-added', says })
    expectHonest(story)
  })

  test('moved with its file: where it comes to lie, it begins to count', async () => {
    const old = { 'docs/example.py': `${EVAL}  # nosemgrep\n` }
    const story = await silenced({ 'docs/example.py': null, 'src/example.py': old['docs/example.py'] }, old)
    expect((await story.judge()).blocking).toEqual(['suppression-added src/example.py'])
    expectHonest(story)
  })

  test('a list that becomes an ignore file by its name', async () => {
    const old = { 'docs/list.txt': 'abc:k.ts:key:1\n' }
    const story = await silenced({ 'docs/list.txt': null, '.gitleaksignore': old['docs/list.txt'] }, old)
    expect((await story.judge()).blocking).toContain('suppression-added .gitleaksignore')
    expectHonest(story)
  })

  test('a report that itself says that nothing was suppressed changes nothing', async () => {
    const story = await tell({ change: { 'a.py': `${EVAL}  # nosemgrep\n` } })
    const reports = bound(story.pull.head, {
      'results/sast.sarif': sarif('Semgrep OSS'),
      'results/sca.sarif': sarif('Grype'),
      'results/secret.sarif': sarif('gitleaks'),
    })
    story.scan(story.pull.head, { reports })
    expect((await story.judge()).blocking).toEqual(['suppression-added a.py'])
    expectHonest(story)
  })

  test('approved on an older head, it blocks again', async () => {
    const story = await tell({ change: { 'a.py': `${EVAL}  # nosemgrep\n` } })
    story.pull.review('sec', 'APPROVE')
    story.pull.push({ 'b.py': `${EVAL}  # nosemgrep\n` })
    story.scan()
    expect((await story.judge()).blocking).toEqual(['suppression-added a.py', 'suppression-added b.py'])
    expectHonest(story)
  })
})

test('taking suppressions out, and lines beside old ones, block nothing', async () => {
  const story = await silenced(
    {
      'a.py': `${EVAL}\n`,
      'b.py': `one\n${EVAL}  # nosemgrep\nthree\n`,
      '.gitleaksignore': '# ours, empty since today\n',
      'docs.md': 'A change of eslint-disabled rules is looked at.\n',
    },
    {
      'a.py': `${EVAL}  # nosemgrep\n`,
      'b.py': `one\n${EVAL}  # nosemgrep\n`,
      '.gitleaksignore': 'abc:k.ts:key:1\n',
    },
  )
  const ran = await story.judge()
  // The ignore list is the scan's own configuration all the same.
  expect(ran.blocking.filter((one) => !one.startsWith('producer-untrusted'))).toEqual([])
  expectHonest(story)
})

test('a copy of a tracked file in an artifact is what the author wrote', async () => {
  const rules = Array.from({ length: 20 }, (_, id) => ({ id: `R${id}` }))
  const clean = sarif('Semgrep OSS', [], rules)
  const story = await tell({ change: { 'fixtures/clean.sarif': clean } })
  const reports = bound(story.pull.head, {
    'results/sast.sarif': clean,
    'results/sca.sarif': sarif('Grype'),
    'results/secret.sarif': sarif('gitleaks'),
  })
  story.scan(story.pull.head, { reports })
  expect(await naiveGate(story)).toBe('pass')
  const ran = await story.judge()
  const says = new RegExp(`It is a copy of fixtures/clean\\.sarif in commit ${story.pull.head.slice(0, 7)}`)
  expectRefused(ran, { code: 2, conclusion: 'blind', reason: 'report-tracked', says })
  expectHonest(story)
})
