import { readPull } from '../../../shared/github/pull-request.ts'
import { fakeGitHub } from '../../fake-github/github.ts'
import { clientOf, readValue } from './ask.ts'
import { longBranch } from './long-branch.ts'

/** Shaped like the rows of `npm run bench`. */
export interface CostRow {
  readonly bench: 'pull-request-cost'
  /** How many files the pull request changes. */
  readonly subject: string
  readonly metric: 'graphql requests' | 'graphql points' | 'rest requests'
  readonly value: number
  readonly unit: ''
}

/** What reading a pull request costs, counted by the fake GitHub in its own log and not by our client. */
export async function pullCosts(changedFiles: readonly number[]): Promise<readonly CostRow[]> {
  const rows: CostRow[] = []
  for (const count of changedFiles) {
    const github = await fakeGitHub()
    const app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
    app.commit('main', { '.github/production.yml': 'preset: starter\n' })
    const files = Object.fromEntries(Array.from({ length: count - 1 }, (_, i) => [`src/${i}.ts`, `${i}\n`]))
    longBranch(app, 'long', 99)
    const pull = app.pull({ title: 'A change', by: 'ada', head: 'long', files })
    for (let i = 0; i < 100; i++) {
      pull.review('bob', 'COMMENT', { body: `${i}` })
      app.status(pull.head, `check ${i}`, 'success')
    }
    const permissions = { contents: 'read', pull_requests: 'read', checks: 'read', statuses: 'read' } as const
    const client = clientOf(github, github.workflowToken('acme/app', { permissions }))
    const paths = ['.github/production.yml', '.github/workflows/gates.yml']
    const found = readValue(await readPull(client, { owner: 'acme', repo: 'app', number: pull.number, files: paths }))
    if (found.changedFiles !== count) throw new Error(`${found.changedFiles} files, not ${count}`)
    const graphql = github.log.filter(({ path }) => path === '/graphql')
    const points = graphql.reduce((sum, request) => sum + (request.points ?? 0), 0)
    const row = { bench: 'pull-request-cost', subject: `${count} files`, unit: '' } as const
    rows.push(
      { ...row, metric: 'graphql requests', value: graphql.length },
      { ...row, metric: 'graphql points', value: points },
      { ...row, metric: 'rest requests', value: github.log.length - graphql.length },
    )
    await github.close()
  }
  return rows
}

// node test/shared/github/pull-cost.ts
if (import.meta.main) {
  for (const { subject, metric, value } of await pullCosts([1, 300, 3000]))
    console.log(`${subject}: ${value} ${metric}`)
}
