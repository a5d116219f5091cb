import { fromMarkdown } from 'mdast-util-from-markdown'
import { expect, test } from 'vitest'
import { keyPair } from '../../../shared/evidence/keys.ts'
import type { GateRun } from '../../support/gate.ts'
import { BASE, CI, PERMISSIONS, policyWith, type Story, tell } from './story.ts'

/** Letters and digits only, so that no escaping changes them; unlike any word. */
const canary = (name: string): string => `zqx7${name}7qz`
/** Ends a cell, opens a tag, a link, a mention, a comment of ours and a command of the runner. */
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '[click](https://evil.example/a)',
  '![pixel](https://evil.example/b)',
  '@acme/everyone',
  '| cell | `code` |',
  '<!-- production-gates:dod-check -->',
  '##[error]forged',
  '\u202egnp.exe',
].join(' ')

const SHOWN = { 'check-run': 'on', comment: 'blocked' } as const
const TOLD = { ...PERMISSIONS, checks: 'write', issues: 'write' } as const

const isOurs = (body: string): boolean => body.startsWith('<!-- production-gates:dod-check -->')

/** All that anybody can see of a run, as one text. */
function everything({ app }: Story, ran: GateRun): string {
  const written = app.repository.checkRuns.filter(({ name }) => name === 'production-gates/dod-check')
  return [
    // A masked value is printed once, for the runner to hide it.
    ran.stdout.replace(/^::add-mask::.*$/gm, ''),
    ran.summary,
    JSON.stringify(ran.outputs),
    JSON.stringify(written.map(({ output, annotations, detailsUrl }) => [output, annotations, detailsUrl])),
    ...app.repository.pulls.flatMap(({ comments }) => comments.map(({ body }) => body).filter(isOurs)),
    ...['evidence.json', 'verdict.json', 'findings.sarif', 'statement.intoto.jsonl', 'summary.md'].map(
      (name) => ran.file(name)?.toString() ?? '',
    ),
  ].join('\n')
}

const CRITERIA = [
  { id: 'built', title: 'Built', proof: { check: { name: 'build' } } },
  { id: 'two', title: 'Two', proof: { approval: { count: 2 } } },
]
const base = {
  '.github/production.yml': policyWith(
    { 'ci-green': true, owned: { unowned: 'block' }, 'security-scanned': true, artifacts: true, criteria: CRITERIA },
    {
      trust: { 'check-runs': 'token' },
      artifacts: [{ name: 'door', path: 'attic', type: 'image', criticality: 'P0' }],
    },
  ),
  CODEOWNERS: '/src/ @bob\n',
}

test('what is secret comes out nowhere, however the run ends', async () => {
  const story = await tell({ base, title: 'A wider door' })
  const { github, pull, app } = story
  story.ci()
  const { skey } = keyPair(canary('key'), Buffer.alloc(32, 3))
  const token = github.appToken('gates', ['acme/app'], TOLD)
  const env = {
    GITHUB_TOKEN: canary('ghtoken'),
    ACTIONS_RUNTIME_TOKEN: canary('runtime'),
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: canary('oidc'),
    AWS_SECRET_ACCESS_KEY: canary('aws'),
    RUNNER_DEBUG: '1',
  }
  const inputs = {
    ...SHOWN,
    'tracker-user': canary('user'),
    'tracker-token': canary('tracker'),
    'policy-token': canary('policy'),
    signing: 'ed25519',
    'signing-key': skey,
  }
  // Answers of the API that no fact is made of.
  pull.review('bob', 'COMMENT', { body: canary('review') })
  pull.comment('eve', canary('comment'))
  app.checkRun(pull.head, 'build', {
    conclusion: 'failure',
    output: { title: canary('title'), summary: canary('text') },
  })
  const secrets = [token, skey, ...Object.values(env), ...Object.values(inputs)].filter((text) => text.length > 5)
  const planted = [...secrets, ...['review', 'comment', 'title', 'text'].map(canary)].filter(
    (text) => text !== 'ed25519' && text !== 'blocked',
  )
  const runs: readonly (() => void)[] = [
    () => {},
    () =>
      github.faults.on({ route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', fault: { kind: 'malformed' } }),
    () => github.faults.on({ route: 'POST /graphql PullRequest', fault: { kind: 'status', status: 401 } }),
    () => github.faults.on({ route: '*', fault: { kind: 'status', status: 503 } }),
  ]
  const ends = new Set<string>()
  for (const breaks of runs) {
    github.faults.clear()
    breaks()
    const ran = await story.judge({ inputs, env, token })
    ends.add(`${ran.outputs['conclusion'] || 'none'} ${ran.code}`)
    const said = everything(story, ran).toLowerCase()
    expect(said.length).toBeGreaterThan(100)
    expect(planted.filter((text) => said.includes(text.toLowerCase()))).toEqual([])
  }
  expect(ends.size).toBeGreaterThan(1)
}, 120_000)

/** Nodes of the rendered text that act: what the gate itself writes leads to its own pages only. */
function acting(text: string): string[] {
  const found: string[] = []
  const walk = (node: object): void => {
    const { type, url, value, children }: Record<string, unknown> = { ...node }
    if (
      (type === 'link' || type === 'image' || type === 'definition') &&
      /^(?!http:\/\/127\.0\.0\.1:\d+\/acme\/app\/).*evil/.test(String(url))
    )
      found.push(`${type} ${url}`)
    if (type === 'html' && /<img|onerror|<script|<!-- production-gates:(?!dod-check -->$)/.test(String(value)))
      found.push(String(value))
    if (Array.isArray(children)) children.forEach(walk)
  }
  walk(fromMarkdown(text))
  return found
}

test('hostile names and words are text wherever they are shown', async () => {
  const file = `src/${HOSTILE.replaceAll('/', '%')}\n::error::forged.ts`
  const story = await tell({
    base,
    title: HOSTILE,
    body: `${HOSTILE}\n\n::error::forged\n`,
    change: { [file]: 'x', [`docs/${HOSTILE.replaceAll('/', '%')}`]: 'x', [CI]: `${BASE[CI]}# ${HOSTILE}\n` },
  })
  const { github, app, pull } = story
  pull.label(HOSTILE, 'ada')
  pull.review('bob', 'REQUEST_CHANGES', { body: HOSTILE })
  story.ci()
  app.checkRun(pull.head, 'build', {
    app: 'builder',
    conclusion: 'failure',
    output: { title: HOSTILE, summary: HOSTILE },
  })
  app.checkRun(pull.head, 'production-gates/security-gate', { app: 'forger', conclusion: 'success' })
  const token = github.appToken('gates', ['acme/app'], TOLD)
  const ran = await story.judge({ inputs: SHOWN, token })
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(ran.summary).toContain('onerror')
  const [check] = app.repository.checkRuns.filter(({ name }) => name === 'production-gates/dod-check')
  const [comment] = pull.pull.comments
  expect(check?.conclusion).toBe('failure')
  expect(comment).toBeDefined()
  const texts = [ran.summary, check?.output.summary ?? '', check?.output.text ?? '', comment?.body ?? '']
  expect(texts.flatMap(acting)).toEqual([])
  for (const text of texts) {
    expect(text).not.toMatch(/(?:^|[\s(>])@acme\/everyone/m)
    expect(text).not.toContain('\u202e')
    // A marker of ours only where the comment begins.
    expect(text.replace(/^<!-- production-gates:dod-check -->/, '')).not.toContain(
      '<!-- production-gates:dod-check -->',
    )
    for (const row of text.split('\n').filter((line) => line.includes('onerror') && line.startsWith('|'))) {
      const cells = row.replaceAll('\\|', '').split('|').length
      expect([cells, row.startsWith('| ')]).toEqual([cellsAbove(text, row), true])
    }
  }
  const commands = ran.stdout.split('\n').filter((line) => /^\s*::|##\[/.test(line))
  for (const line of commands) expect(line).toMatch(/^::(?:add-mask|group|endgroup|error|warning|notice|debug)[ :]/)
  expect(commands.filter((line) => /^::error::forged/.test(line))).toEqual([])
  for (const { message, title } of check?.annotations ?? []) {
    expect(`${title} ${message}`).not.toMatch(/[\n\u202e]::|\u202e/)
  }
  expect(github.violations).toEqual([])
})

/** Cells of the header of the table that the row is in. */
function cellsAbove(text: string, row: string): number {
  const lines = text.split('\n')
  const rule = lines.slice(0, lines.indexOf(row)).findLast((line) => /^\|(?: *:?-+:? *\|)+$/.test(line))
  return rule?.split('|').length ?? -1
}
