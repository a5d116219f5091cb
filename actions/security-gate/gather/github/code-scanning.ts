import { type Reading, read } from '../../../../shared/evidence/reading.ts'
import {
  type Analysis,
  analysesOf,
  type CodeScanningAlert,
  codeScanningAlertsOf,
} from '../../../../shared/github/code-scanning.ts'
import { type Ask, type Gathered, gathered } from './ask.ts'

interface OfSubject {
  readonly analyses: readonly Analysis[]
  readonly alerts: readonly CodeScanningAlert[]
}

/** Analyses and alerts of every ref of the subject; who made an analysis is looked up elsewhere. */
export async function gatherCodeScanning(ask: Ask): Promise<Gathered> {
  const reading = await ofSubject(ask)
  const base = reading.state === 'read' ? await onBase(ask, reading.value) : undefined
  const whole: Reading<OfSubject & { readonly onBase?: readonly number[] }> =
    reading.state === 'read' ? read({ ...reading.value, ...(base?.numbers && { onBase: base.numbers }) }) : reading
  const at = {
    id: 'github:code-scanning',
    page: 'security/code-scanning',
    ...(base?.detail && { detail: base.detail }),
  }
  const { source, known } = gathered(ask, at, whole)
  return { sources: [source], facts: { codeScanning: known } }
}

async function ofSubject({ github, repository, subject }: Ask): Promise<Reading<OfSubject>> {
  const analyses = new Map<number, Analysis>()
  const alerts = new Map<number, CodeScanningAlert>()
  for (const ref of [...new Set(subject.refs)]) {
    const made = await analysesOf(github, repository, ref)
    if (made.state !== 'read') return made
    // A ref that was never analysed has no alerts, and GitHub answers 404 when it is asked for them.
    if (made.value.length === 0) continue
    for (const one of made.value) analyses.set(one.id, one)
    const shown = await codeScanningAlertsOf(github, repository, ref)
    if (shown.state !== 'read') return shown
    for (const one of shown.value) alerts.set(one.number, worse(alerts.get(one.number), one))
  }
  return read({ analyses: [...analyses.values()], alerts: [...alerts.values()] })
}

/** One alert on two refs of the subject: open on either is open. */
const worse = (known: CodeScanningAlert | undefined, other: CodeScanningAlert): CodeScanningAlert =>
  known === undefined || (known.state === 'dismissed' && other.state === 'open') ? other : known

/** Which alerts the base has too. What cannot be read calls nothing inherited: every alert counts, and the source says so. */
async function onBase(
  { github, repository, subject: { base } }: Ask,
  { alerts }: OfSubject,
): Promise<{ readonly numbers?: readonly number[]; readonly detail?: string }> {
  if (base === undefined || alerts.length === 0) return {}
  const reading = await codeScanningAlertsOf(github, repository, base.ref)
  if (reading.state !== 'read') {
    return { detail: `Alerts of the base were not read, so none is called inherited: ${reading.detail}` }
  }
  const there = new Set(reading.value.map(({ number }) => number))
  return { numbers: alerts.map(({ number }) => number).filter((number) => there.has(number)) }
}
