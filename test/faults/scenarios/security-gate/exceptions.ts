import { bound, cleanReports, result, sarif } from '../../../actions/security-gate/gate.ts'
import type { Files } from '../../../fake-github/pull-handle.ts'
import type { Scenario } from '../../scenario.ts'
import { BASE, onTarget, type Place, type Start, story } from './story.ts'

const EXCEPTIONS = '.github/security-exceptions.yml'
const ENTRY = `exceptions:
  - id: door-sql
    finding: { rule: acme.sql, paths: ["src/**"] }
    reason: The door is only reachable from inside the harbour until it is rebuilt.
    owner: "@ada"
    approver: security
    ticket: SEC-1
    expires: 2026-12-18
`
const OWNED: Files = {
  ...BASE,
  '.github/production.yml': `${BASE['.github/production.yml']}security-gate: { exceptions: ${EXCEPTIONS} }\n`,
  CODEOWNERS: '/.github/ @sec\n',
}

/** An entry that came by a pull request, then a change with the finding it is for. */
function excepted(place: Place, approver: string): Start {
  const brought = place.change({ [EXCEPTIONS]: ENTRY })
  brought.review(approver, 'APPROVE')
  place.github.clock.advance(60_000)
  brought.merge('bob')
  const pull = place.change()
  const found = sarif('Semgrep OSS', [result('acme.sql', 'src/door.ts', 1)], [{ id: 'acme.sql' }])
  const reports = { ...cleanReports(pull.head), ...bound(pull.head, { 'results/sast.sarif': found }) }
  place.scan(pull.head, { reports })
  return { happening: onTarget(place, pull) }
}

/** What lets a finding through is read, and who approved it. */
export const exceptions: readonly Scenario[] = [
  { name: 'a finding with an exception', expects: 'pass', tell: story((place) => excepted(place, 'sec'), OWNED) },
  {
    name: 'a finding with an exception of somebody else',
    expects: 'fail',
    tell: story((place) => excepted(place, 'bob'), OWNED),
  },
]
