import { bound, cleanReports } from '../../../actions/security-gate/gate.ts'
import type { Scenario } from '../../scenario.ts'
import { dirty } from './reports.ts'
import { onTarget, SCAN, story } from './story.ts'

/** Nothing that goes wrong with GitHub may turn one of these into a pass. */
export const refused: readonly Scenario[] = [
  {
    name: 'a scan that found something',
    expects: 'fail',
    tell: story((place) => {
      const pull = place.change()
      place.scan(pull.head, { reports: dirty(pull.head) })
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'a second scan that found something',
    expects: 'fail',
    tell: story((place) => {
      const pull = place.change()
      place.scan(pull.head)
      place.github.clock.advance(1000)
      place.scan(pull.head, { reports: dirty(pull.head) })
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'a scan that is started again',
    expects: 'waiting',
    tell: story((place) => {
      const pull = place.change()
      place.scan(pull.head)
      place.scan(pull.head, { conclusion: null })
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'a scan of last week',
    expects: 'blind',
    tell: story((place) => {
      const pull = place.change()
      const reports = cleanReports(pull.head)
      const plain = Object.entries(reports).filter(([path]) => !path.endsWith('.envelope.json'))
      const old = bound(pull.head, Object.fromEntries(plain), { finishedAt: '2026-11-10T11:55:00Z' })
      place.scan(pull.head, { reports: old })
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'a scan of another commit',
    expects: 'blind',
    tell: story((place) => {
      const pull = place.change()
      place.scan(pull.head, { reports: cleanReports(place.app.tip()) })
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'no scan of this commit',
    expects: 'blind',
    tell: story((place) => {
      place.scan(place.app.tip(), { event: 'push' })
      return { happening: onTarget(place, place.change()) }
    }),
  },
  {
    name: 'a scan that the change has rewritten',
    expects: 'blind',
    tell: story((place) => {
      const pull = place.change({ 'scripts/scan.sh': 'true\n' })
      place.scan(pull.head)
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'a suppression that nobody has approved',
    expects: 'fail',
    tell: story((place) => {
      const pull = place.change({ 'src/door.ts': 'export const door = 2 // nosemgrep\n' })
      place.scan(pull.head)
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'no artifact of that name',
    expects: 'blind',
    tell: story((place) => {
      const pull = place.change()
      place.scan(pull.head)
      return { happening: onTarget(place, pull), inputs: { artifacts: `${SCAN}:scan\n${SCAN}:sbom` } }
    }),
  },
]
