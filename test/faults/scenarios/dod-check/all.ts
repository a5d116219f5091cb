import type { Scenario } from '../../scenario.ts'
import { baseWith, CI, crowd, onTarget, PERMISSIONS, type Place, policyWith, type Setting, story } from './story.ts'

/** A change that rests on everything at once, as the documented set-up has it. */
const EVERYTHING: Setting = {
  base: ({ github }) =>
    baseWith(
      policyWith(
        {
          'ci-green': { workflows: [CI] },
          'security-scanned': true,
          owned: true,
          'critical-path': true,
          artifacts: true,
          criteria: [
            { id: 'built', title: 'It was built', proof: { check: { name: 'build', app: 'builder' } } },
            { id: 'seen', title: 'Two have seen it', proof: { approval: { count: 2 } } },
          ],
        },
        {
          'critical-paths': [{ name: 'Doors', paths: ['src/**'], tests: ['test/**'] }],
          artifacts: [{ name: 'door', path: 'src', type: 'image', criticality: 'P0' }],
          enforcement: { branch: 'main', 'app-id': github.app('gates').id },
        },
      ),
      { CODEOWNERS: '/src/ @acme/doors\n/test/ @dan\n' },
    ),
}

interface Differs {
  readonly approvers?: readonly string[]
  readonly build?: 'success' | 'failure'
  readonly files?: Readonly<Record<string, string>>
}

function everything(place: Place, { approvers = ['bob', 'dan'], build = 'success', files }: Differs = {}) {
  const { app, github } = place
  app.team(github.team('acme/doors', ['bob', ...crowd(30)]), 'write')
  const pull = place.change(files ?? { 'src/door.ts': 'export const door = 2\n', 'test/door.ts': 'expect(2)\n' })
  place.ci(pull.head)
  app.checkRun(pull.head, 'build', { app: 'builder', conclusion: build })
  app.checkRun(pull.head, 'production-gates/security-gate', { app: 'gates', conclusion: 'success' })
  for (const login of approvers) pull.review(login, 'APPROVE')
  const token = github.appToken('gates', ['acme/app'], { ...PERMISSIONS, members: 'read' })
  return { happening: onTarget(place, pull), token }
}

export const all: readonly Scenario[] = [
  { name: 'everything is proved', expects: 'pass', tell: story((place) => everything(place), EVERYTHING) },
  {
    name: 'everything but one owner',
    expects: 'fail',
    tell: story((place) => everything(place, { approvers: ['bob', 'sec'] }), EVERYTHING),
  },
  {
    name: 'everything but the build',
    expects: 'fail',
    tell: story((place) => everything(place, { build: 'failure' }), EVERYTHING),
  },
  {
    name: 'everything but the tests',
    expects: 'fail',
    tell: story((place) => everything(place, { files: { 'src/door.ts': 'export const door = 2\n' } }), EVERYTHING),
  },
]
