import { describe, expect, test } from 'vitest'
import { BASE, SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, naiveGate, testMerge } from './scene.ts'

const DOOR = { 'src/door.ts': 'export const door = eval(input)\n' }
const FORGED = 'on: pull_request\njobs: { scan: { runs-on: ubuntu-latest, steps: [{ run: cat clean.sarif }] } }\n'

/** A change that has something to hide, and a green run of the scan that hides it. */
async function forged(
  change: Readonly<Record<string, string | null>>,
  base: Readonly<Record<string, string>> = {},
): Promise<Story> {
  const story = await tell({ base: { ...BASE, ...base }, change: { ...DOOR, ...change } })
  story.scan()
  expect(await naiveGate(story)).toBe('pass')
  return story
}

const NESTED = {
  [SCAN]: 'on: pull_request\njobs: { scan: { uses: ./.github/workflows/scan-outer.yml } }\n',
  '.github/workflows/scan-outer.yml': 'on: workflow_call\njobs: { a: { uses: ./.github/workflows/scan-inner.yml } }\n',
  '.github/workflows/scan-inner.yml': 'on: workflow_call\njobs: { a: { steps: [{ uses: ./tools/scan }] } }\n',
  'tools/scan/action.yaml': 'runs: { using: node24, main: dist/index.js }\n',
  'tools/scan/dist/index.js': 'scan()\n',
}

describe('whoever writes the change decides what a scan says, unless the scan is the one of the base', () => {
  const attacks: readonly {
    what: string
    change: Readonly<Record<string, string | null>>
    base?: Record<string, string>
    names: string
  }[] = [
    { what: 'the scan workflow prints a clean report', change: { [SCAN]: FORGED }, names: SCAN },
    {
      what: 'a local action that it calls',
      change: { '.github/actions/scan/action.yml': 'runs: { using: composite, steps: [{ run: cat clean.sarif }] }\n' },
      names: '.github/actions/scan/action.yml',
    },
    {
      what: 'a new file in the folder of that action, which its entry point may load',
      change: { '.github/actions/scan/lib/hook.js': 'process.exit(0)\n' },
      names: '.github/actions/scan/lib/hook.js',
    },
    {
      what: 'action.yml beside action.yaml, which the runner prefers',
      base: NESTED,
      change: { 'tools/scan/action.yml': 'runs: { using: node24, main: clean.js }\n' },
      names: 'tools/scan/action.yml',
    },
    {
      what: 'a reusable workflow inside a reusable workflow',
      base: NESTED,
      change: {
        '.github/workflows/scan-inner.yml': 'on: workflow_call\njobs: { a: { steps: [{ run: cat clean }] } }\n',
      },
      names: '.github/workflows/scan-inner.yml',
    },
    {
      what: 'the code of an action that only the innermost workflow calls',
      base: NESTED,
      change: { 'tools/scan/dist/index.js': 'print(clean)\n' },
      names: 'tools/scan/dist/index.js',
    },
    {
      what: 'a script that the text of the workflow names',
      change: { 'scripts/scan.sh': 'cat clean.sarif\n' },
      names: 'scripts/scan.sh',
    },
    {
      what: 'a script that it runs from a working directory',
      base: { [SCAN]: 'on: pull_request\njobs: { s: { steps: [{ run: ./scan.sh, working-directory: ./tools }] } }\n' },
      change: { 'tools/scan.sh': 'cat clean.sarif\n' },
      names: 'tools/scan.sh',
    },
    {
      what: 'an action whose path is written the Windows way',
      base: { [SCAN]: 'on: pull_request\njobs: { s: { steps: [{ uses: .\\.github\\actions\\scan }] } }\n' },
      change: { '.github/actions/scan/action.yml': 'runs: { using: composite, steps: [] }\n' },
      names: '.github/actions/scan/action.yml',
    },
    {
      what: 'gitleaks told to allow everything',
      change: { '.gitleaks.toml': 'paths = [".*"]\n' },
      names: '.gitleaks.toml',
    },
    {
      what: 'a .gitleaks.toml in a folder that the scan starts in',
      change: { 'services/pay/.gitleaks.toml': 'paths = [".*"]\n' },
      names: 'services/pay/.gitleaks.toml',
    },
    { what: 'a .semgrepignore', change: { 'src/.semgrepignore': '*\n' }, names: 'src/.semgrepignore' },
    {
      what: 'an osv-scanner.toml beside one lock file',
      change: { 'services/pay/osv-scanner.toml': '[[IgnoredVulns]]\nid = "GHSA-1"\n' },
      names: 'services/pay/osv-scanner.toml',
    },
    {
      what: 'another registry for the audit to ask',
      change: { 'services/pay/.npmrc': 'registry=https://registry.evil.example/\n' },
      names: 'services/pay/.npmrc',
    },
    {
      what: 'advisories that lie in the repository',
      change: { 'security/osv/osv-scalibr/npm/all.zip': 'PK' },
      names: 'security/osv/osv-scalibr/npm/all.zip',
    },
    {
      what: 'a script that lies over another one',
      change: { 'Scripts/SCAN.sh': 'cat clean.sarif\n' },
      names: 'Scripts/SCAN.sh',
    },
    {
      what: 'a configuration of a scanner taken away',
      base: { '.gitleaks.toml': '[extend]\nuseDefault = true\n' },
      change: { '.gitleaks.toml': null },
      names: '.gitleaks.toml',
    },
  ]

  test.each(attacks)('$what', async ({ change, base, names }) => {
    const story = await forged(change, base)
    const ran = await story.judge()
    // Configuration of scanners is a suppression too, and has a test of its own.
    const other = ran.blocking.filter((one) => !one.startsWith('suppression-added'))
    expect(new Set(other.map((one) => one.split(' ')[0]))).toEqual(new Set(['producer-untrusted']))
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    const doubts = ran.verdict?.findings.filter(({ code }) => code === 'security-gate/producer-untrusted') ?? []
    expect(doubts).toHaveLength(3)
    for (const { detail } of doubts) {
      expect(detail).toContain(`of ${SCAN} made it, and the change decides what that does: it differs from the base in`)
      expect(detail).toContain(names)
      expect(detail).toContain('Nobody has approved this head.')
    }
    expect(ran.verdict?.sources.filter(({ id }) => id.startsWith('report:')).map(({ state }) => state)).toEqual([
      'untrusted',
      'untrusted',
      'untrusted',
    ])
    expectHonest(story)
  })

  test('a rename is a rewrite of both names', async () => {
    const story = await forged({ 'scripts/scan.sh': null, 'scripts/old/scan.sh': 'semgrep scan\n' })
    expectBlind(await story.judge(), 'producer-untrusted', /differs from the base in scripts\/scan\.sh\./)
    expectHonest(story)
  })

  test('a link in the place of a script is another script', async () => {
    const story = await tell({ change: DOOR })
    story.app.commit(story.pull.pull.head.ref, { 'scripts/scan.sh': { link: '../clean.sh' } }, { by: 'ada' })
    story.scan()
    expect(await naiveGate(story)).toBe('pass')
    expectBlind(await story.judge(), 'producer-untrusted', /scripts\/scan\.sh/)
    expectHonest(story)
  })

  test('what the change does beside the scan leaves the scan believed', async () => {
    const story = await forged({
      '.github/workflows/other.yml': 'on: push\njobs: {}\n',
      'scripts/scan.sh.bak': 'x\n',
      '.github/actions/scanner/action.yml': 'runs: {}\n',
      'docs/semgrep.md': 'how\n',
    })
    expectPass(await story.judge())
    expectHonest(story)
  })

  test('a workflow that the base cannot show whole proves nothing, however equal it is', async () => {
    const story = await forged({}, { [SCAN]: 'on: pull_request\njobs: { s: { steps: [{ uses: ./gone }] } }\n' })
    expectBlind(await story.judge(), 'producer-untrusted', /at the base, .*scan\.yml uses \.\/gone, which is no action/)
    expectHonest(story)
  })

  test('a base that has moved on makes the scan of the head an old one, which is told to be brought up to date', async () => {
    const story = await tell({ protect: false })
    story.app.commit('main', { [SCAN]: `${BASE[SCAN]}# stricter\n` })
    story.scan()
    expect(await naiveGate(story)).toBe('pass')
    const ran = await story.judge()
    expectBlind(ran, 'producer-untrusted', /differs from the base in \.github\/workflows\/scan\.yml/)
    expect(ran.verdict?.findings[0]?.remedy).toMatch(/bring the branch up to date/)
    expectHonest(story)
  })

  test('brought up to date, the same change counts', async () => {
    const story = await tell({ protect: false })
    story.app.commit('main', { [SCAN]: `${BASE[SCAN]}# stricter\n` })
    const merged = testMerge({ ...story, pull: refreshed(story) })
    const { bare } = story.app.repository
    bare.git(['update-ref', `refs/heads/${story.pull.pull.head.ref}`, merged])
    story.pull.push({ 'src/window.ts': 'export const window = 1\n' })
    story.scan()
    expectPass(await story.judge())
    expectHonest(story)
  })
})

/** GitHub makes the test merge anew when the base has moved and somebody looks. */
function refreshed({ pull, app }: Story): Story['pull'] {
  app.repository.bare.git(['update-ref', '-d', `refs/pull/${pull.number}/merge`])
  pull.push({ 'src/door.ts': 'export const door = 3\n' })
  return pull
}
