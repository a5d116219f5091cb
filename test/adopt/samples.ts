import { permissionText, SOURCES } from '../../adopt/doctor/sources.ts'
import { fakeGitHub } from '../fake-github/github.ts'
import { runAdopt } from './run.ts'
import { organisationStory, POLICY, PROTECTED_FILES, ruleset } from './story.ts'

export interface Sample {
  readonly id: string
  readonly output: string
  readonly violations: readonly string[]
}

/** What GITHUB_TOKEN is given by examples/workflows/doctor.yml, as GitHub's API names it. */
export const WORKFLOW_PERMISSIONS = {
  actions: 'read',
  checks: 'read',
  contents: 'read',
  deployments: 'read',
  issues: 'read',
  pull_requests: 'read',
  security_events: 'read',
  statuses: 'read',
  vulnerability_alerts: 'read',
} as const

/** The outputs in docs/doctor.md, from repositories that are as it says. */
export const SAMPLES = { bare, team, organisation } as const

async function bare(): Promise<Sample> {
  const github = await fakeGitHub()
  github.repository('eve/tool').commit('main', { 'README.md': 'a tool\n' })
  const token = github.workflowToken('eve/tool')
  const { out } = await runAdopt(github, ['doctor', '--repo', 'eve/tool'], { GITHUB_TOKEN: token })
  await github.close()
  return { id: 'bare', output: out, violations: github.violations }
}

async function team(): Promise<Sample> {
  const text = POLICY.replace(/ {2}app-id: .*\n/, '').replace(/ {2}bypass: .*\n/, '')
  const { github, app, put } = await organisationStory({ ...PROTECTED_FILES, '.github/production.yml': text })
  app.disable('secret-scanning')
  for (const name of ['production-branch-job.json', 'release-tags.json']) await put(ruleset(name))
  const token = github.workflowToken('acme/app', { permissions: WORKFLOW_PERMISSIONS })
  const { out } = await runAdopt(github, ['doctor', '--repo', 'acme/app'], { GITHUB_TOKEN: token })
  await github.close()
  return { id: 'team', output: out, violations: github.violations }
}

async function organisation(): Promise<Sample> {
  const { github, put } = await organisationStory()
  for (const name of ['production-branch.json', 'release-tags.json', 'production-ledger.json']) await put(ruleset(name))
  const { out } = await runAdopt(github, ['doctor', '--repo', 'acme/app'], { GH_TOKEN: github.userToken('ola') })
  await github.close()
  return { id: 'organisation', output: out, violations: github.violations }
}

/** The page with the table of sources, as the code has them. */
export function withSources(page: string): string {
  const rows = SOURCES.map(({ title, permission, loses }) => {
    const losses = loses.map((loss) => `${loss.gate}: ${loss.what}${'code' in loss ? ` (\`${loss.code}\`)` : ''}`)
    return `| ${title} | ${permissionText(permission)} | ${losses.join('; ')} |\n`
  })
  const head = '| source | permission | what you lose without it |\n|---|---|---|\n'
  return between(page, '<!-- sources -->\n', '<!-- end sources -->', head + rows.join(''))
}

/** The page with a sample between its marks. */
export function withSample(page: string, { id, output }: Sample): string {
  return between(page, `<!-- sample: ${id} -->\n`, `<!-- end: ${id} -->`, `\`\`\`text\n${output}\n\`\`\`\n`)
}

function between(page: string, start: string, end: string, text: string): string {
  const [from, to] = [page.indexOf(start), page.indexOf(end)]
  if (from === -1 || to < from) throw new Error(`docs/doctor.md has no ${start.trim()}`)
  return page.slice(0, from + start.length) + text + page.slice(to)
}
