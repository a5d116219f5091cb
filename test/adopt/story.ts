import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { asking } from '../fake-github/ask.ts'
import { type FakeGitHub, fakeGitHub } from '../fake-github/github.ts'
import type { RepositoryHandle } from '../fake-github/repository-handle.ts'
import { app as worldApp } from '../fake-github/state/world.ts'

const examples = join(import.meta.dirname, '../../examples')
export const ruleset = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(examples, 'rulesets', name), 'utf8'))

/** As in the example rulesets and policy. */
export const APP_ID = 123456
const PINNED = '0123456789012345678901234567890123456789'

/** The workflow of docs/enforcement.md. */
export const gateWorkflow = (gate: string): string => `name: ${gate}
on:
  pull_request_target:
    types: [opened, synchronize, reopened, edited, labeled, unlabeled, ready_for_review]
  workflow_run: { workflows: [review], types: [completed] }
permissions:
  contents: read # the policy and the change
jobs:
  ${gate}:
    if: \${{ always() }}
    runs-on: ubuntu-24.04
    steps:
      - uses: acme/production-gates/actions/${gate}@${PINNED} # v0.1.0
        if: \${{ always() }}
`

export const REVIEW = `name: review
on:
  pull_request_review: { types: [submitted, dismissed] }
  merge_group: {}
permissions: {}
jobs:
  bridge: { runs-on: ubuntu-24.04, timeout-minutes: 5, steps: [{ run: exit 0 }] }
`

export const POLICY = `version: 1
preset: production
roles:
  security: { teams: [acme/security] }
  release-managers: { teams: [acme/release], apps: [acme-release-bot] }
enforcement:
  branch: main
  gates: [security-gate, dod-check]
  app-id: ${APP_ID}
  bypass: [release-managers]
evidence:
  sign: ed25519
  ledger: { store: branch, branch: production-ledger, origin: github.com/acme/app/production-ledger }
`

export const PROTECTED_FILES: Readonly<Record<string, string>> = {
  '.github/CODEOWNERS': '* @acme/developers\n/.github/ @acme/security\n',
  '.github/production.yml': POLICY,
  '.github/workflows/security-gate.yml': gateWorkflow('security-gate'),
  '.github/workflows/dod-check.yml': gateWorkflow('dod-check'),
  '.github/workflows/review.yml': REVIEW,
}

export interface Story {
  readonly github: FakeGitHub
  readonly app: RepositoryHandle
  /** Imports a ruleset as its owner does: by the API. */
  readonly put: (body: unknown) => Promise<number>
}

/** `acme/app` of an organisation, owned by ola, with everything that is no ruleset as the probe wants it. */
export async function organisationStory(files = PROTECTED_FILES): Promise<Story> {
  const github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  worldApp(github.world, 'production-gates-acme', APP_ID)
  github.app('acme-release-bot')
  const app = github.repository('acme/app', { private: true, collaborators: { ada: 'write' } })
  app.team(github.team('acme/security', ['sam']), 'maintain')
  app.team(github.team('acme/release', ['rel']), 'maintain')
  app.team(github.team('acme/developers', ['ada', 'bob']), 'write')
  app.commit('main', { 'README.md': 'app\n', ...files }, { by: 'ola' })
  app.environment('production-gates', ['main'])
  const owner = asking(github.url, github.userToken('ola'))
  const put = async (body: unknown): Promise<number> => {
    // Nobody writes faster than GitHub's secondary limits allow.
    github.clock.advance(60_000)
    const { status, body: answer } = await owner('POST', '/repos/acme/app/rulesets', body)
    const id = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'id') : undefined
    if (status !== 201 || typeof id !== 'number') throw new Error(`refused with ${status}: ${JSON.stringify(answer)}`)
    return id
  }
  return { github, app, put }
}
