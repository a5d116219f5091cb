import { describe, expect, test } from 'vitest'
import { bound, cleanReports, result, sarif } from '../gate.ts'
import { BASE, GATE, SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, expectRefused, handMade } from './scene.ts'

const requests = ({ github }: Story, name: string): number =>
  github.log.filter(({ path }) => path.includes(name)).length

describe('a pull request of any size', () => {
  test('3,001 files are read by git, and the one among them that matters is found', async () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`gen/d${n % 50}/f${n}.txt`, `${n}\n`]))
    const story = await tell({ change: { ...many, 'scripts/scan.sh': 'cat clean.sarif\n' } })
    story.scan()
    const ran = await story.judge({ machine: { elapsed: () => 0 } })
    expectBlind(ran, 'producer-untrusted', /differs from the base in scripts\/scan\.sh\./)
    expect(JSON.parse(ran.file('evidence.json')?.toString() ?? '{}').facts.changed).toHaveLength(3001)
    expect(requests(story, '/pulls/')).toBe(0)
    expectHonest(story)
  })

  test('251 commits: the change is whole, and an approval is not believed where GitHub lists only some authors', async () => {
    const story = await tell()
    const { pull, app } = story
    let tip = pull.head
    for (let n = 0; n < 249; n++) tip = handMade(story, { parents: [tip], files: { 'n.txt': `${n}\n` } })
    app.repository.bare.git(['update-ref', `refs/heads/${pull.pull.head.ref}`, tip])
    pull.push({ 'last.txt': 'x\n' })
    story.scan()
    expectPass(await story.judge())
    pull.push({ [SCAN]: 'on: pull_request\njobs: {}\n' })
    story.scan()
    pull.review('sec', 'APPROVE')
    const ran = await story.judge()
    expectBlind(ran, 'producer-untrusted', /Who approved it could not be read: .*252/)
    expectHonest(story)
  })
})

describe('a pull request in any state', () => {
  test('a draft is judged like any other', async () => {
    const story = await tell({ change: { 'scripts/scan.sh': 'cat clean.sarif\n' } })
    story.pull.pull.draft = true
    story.scan()
    expectBlind(await story.judge(), 'producer-untrusted', /scripts\/scan\.sh/)
    expectHonest(story)
  })

  test('of an author whose account is gone', async () => {
    const story = await tell({ change: { 'scripts/scan.sh': 'cat clean.sarif\n' } })
    story.pull.pull.user = null
    story.scan()
    expectBlind(await story.judge(), 'producer-untrusted', /scripts\/scan\.sh/)
    expectHonest(story)
  })

  test('from a fork, by the runs of that fork', async () => {
    const story = await tell()
    const fork = story.github.repository('eve/app', { fork: story.app.repository })
    const pull = story.app.pull({ title: 'Outside', by: 'eve', files: { 'a.ts': '1\n' }, head: 'topic', from: fork })
    const run = story.app.workflowRun({ path: SCAN, sha: pull.head, from: fork.repository, by: 'eve' })
    story.app.artifact(run, 'scan', cleanReports(pull.head))
    const token = story.github.workflowToken('acme/app', {
      permissions: { contents: 'read', pull_requests: 'read', actions: 'read' },
      fork: true,
    })
    const happening = story.github.events.pullRequest(story.app, pull, { event: 'pull_request_target' })
    expectPass(await story.gate(happening, { token }))
    expectHonest(story)
  })

  test('with a history that has nothing in common with the base: all of it is the change', async () => {
    const story = await tell()
    const { bare } = story.app.repository
    const tree = bare.git(['rev-parse', `${story.pull.head}^{tree}`]).trim()
    const root = bare
      .git(['commit-tree', tree, '-m', 'Root'], {
        env: {
          GIT_AUTHOR_NAME: 'ada',
          GIT_AUTHOR_EMAIL: story.github.user('ada').email,
          GIT_COMMITTER_NAME: 'ada',
          GIT_COMMITTER_EMAIL: story.github.user('ada').email,
        },
      })
      .trim()
    bare.git(['update-ref', `refs/heads/${story.pull.pull.head.ref}`, root])
    story.pull.push({ 'a.py': 'eval(x)  # nosemgrep\n' })
    story.scan()
    const ran = await story.judge()
    expect(ran.blocking).toEqual(['suppression-added a.py'])
    expect(JSON.parse(ran.file('evidence.json')?.toString() ?? '{}').facts.changed).toContain(SCAN)
    expectHonest(story)
  })
})

const COMMAND = '::set-output name=conclusion::pass'
const MARKDOWN = '`` ` | ](javascript:alert(1)) <img src=x onerror=alert(1)> @acme/everyone [x](https://evil.example)'

/** Lines that a runner would take for commands, other than those the gate means. */
function commands(stdout: string): string[] {
  const lines = stdout.split(/\r\n|\r|\n/).filter((line) => /^\s*::/.test(line) || line.includes('##['))
  return lines.filter((line) => !/^::(?:group|endgroup|add-mask|error|warning|notice|debug)\b/.test(line))
}

function expectHarmless(ran: { readonly stdout: string; readonly summary: string }): void {
  expect(commands(ran.stdout)).toEqual([])
  // https://spec.commonmark.org/0.31.2/#code-spans: ended by as many backticks as began it, and nothing counts inside.
  const outside = ran.summary.replaceAll(/(?<![`\\])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
  expect(outside).not.toMatch(/<img/)
  expect(outside).not.toMatch(/[^\\]\]\((?:javascript:|https:\/\/evil)/)
  expect(outside).not.toMatch(/(?<![\w\\/])@acme\/everyone/)
}

describe('text that the author chooses', () => {
  test('a title, a body and a branch are neither a command nor Markdown', async () => {
    const story = await tell({ change: { 'scripts/scan.sh': 'cat\n' } })
    const head = 'a/](javascript;alert(1))<img/src=x>@acme/everyone'
    const pull = story.app.pull({
      title: `x\n${COMMAND}\n${MARKDOWN}`,
      body: `${COMMAND}\r\n${MARKDOWN}`,
      by: 'ada',
      files: { 'scripts/scan.sh': 'cat\n' },
      head,
    })
    story.scan(pull.head)
    const ran = await story.gate(story.github.events.pullRequest(story.app, pull, { event: 'pull_request_target' }))
    expectBlind(ran, 'producer-untrusted', /scripts\/scan\.sh/)
    expectHarmless(ran)
    expectHonest(story)
  })

  test('names of files are neither, where they are told as what the change rewrites', async () => {
    const names = [`.github/actions/scan/a\n${COMMAND}`, `.github/actions/scan/${MARKDOWN.replaceAll('/', '%')}`]
    const story = await tell({ change: Object.fromEntries(names.map((name) => [name, 'x\n'])) })
    story.scan()
    const ran = await story.judge()
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.codes).toContain('producer-untrusted')
    expectHarmless(ran)
    expectHonest(story)
  })

  test('nor where a suppression, a finding or a report is', async () => {
    const name = `src/a\n${COMMAND}\n${MARKDOWN.replaceAll('/', '%')}.ts`
    const story = await tell({ change: { [name]: `x // nosemgrep ${COMMAND} ${MARKDOWN}\n` } })
    const found = sarif('Semgrep OSS', [result(`R1 ${COMMAND} ${MARKDOWN}`, 'src/door.ts', 1)])
    const reports = {
      ...cleanReports(story.pull.head),
      ...bound(story.pull.head, { [`results/sast.sarif`]: found }),
    }
    story.scan(story.pull.head, { reports, name: 'scan' })
    const ran = await story.judge()
    expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
    expect(ran.codes).toContain('suppression-added')
    expect(ran.codes).toContain('code-weakness')
    expectHarmless(ran)
    expectHonest(story)
  })

  test('a base branch of any name stays a name', async () => {
    const story = await tell({ base: BASE })
    const base = 'x](javascript;alert(1))<img/src=x>&@acme/everyone'
    story.app.branch(base)
    const pull = story.app.pull({ title: 'x', by: 'ada', files: { 'a.ts': '1\n' }, base })
    story.scan(pull.head)
    const ran = await story.gate(story.github.events.pullRequest(story.app, pull, { event: 'pull_request_target' }))
    expectBlind(ran, 'base-ungoverned', /does not name x\]/)
    expectHarmless(ran)
    expectHonest(story)
  })
})

describe('names that change under it', () => {
  test('an organisation that is renamed while the run has its old name: git follows no redirection with a token', async () => {
    const story = await tell()
    story.scan()
    const { id } = story.app.repository
    const old = story.github.events.pullRequest(story.app, story.pull, { event: 'pull_request_target' })
    const env = { GITHUB_REPOSITORY: 'acme/app', GITHUB_WORKFLOW_REF: `acme/app/${GATE}@refs/heads/main` }
    story.github.renameAccount('acme', 'zenith')
    const token = story.github.userToken('zenith')
    const ran = await story.gate(old, { env, token })
    expectRefused(ran, { code: 2, conclusion: 'blind', reason: 'change-unreadable', says: /returned error: 301/ })
    expect(ran.verdict?.subject.repositoryId).toBe(id)
    expectPass(await story.judge({ token }))
    expectHonest(story)
  })

  test('a fork that was deleted: its head is still there, and so is the scan of it', async () => {
    const story = await tell()
    const fork = story.github.repository('eve/app', { fork: story.app.repository })
    const pull = story.app.pull({ title: 'Outside', by: 'eve', files: { 'a.ts': '1\n' }, head: 'topic', from: fork })
    const happening = story.github.events.pullRequest(story.app, pull, { event: 'pull_request_target' })
    const run = story.app.workflowRun({ path: SCAN, sha: pull.head, from: fork.repository, by: 'eve' })
    story.app.artifact(run, 'scan', cleanReports(pull.head))
    fork.remove()
    const ran = await story.gate(happening)
    expectPass(ran)
    expect(ran.verdict?.subject.commit).toBe(pull.head)
    expectHonest(story)
  })
})
