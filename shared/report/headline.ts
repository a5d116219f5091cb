import type { Enforcement } from '../policy/rollout.ts'
import type { Finding } from '../verdict/finding.ts'
import { reasonOf } from '../verdict/reasons.ts'
import type { Conclusion, Verdict } from '../verdict/verdict.ts'
import type { Presentation, Sign } from './model.ts'

/** The verdict, the count and the next step, in words: what somebody reads who reads nothing else. */
export interface Headline {
  readonly sign: Sign
  /** `security-gate blocked this change`. */
  readonly title: string
  /** `Blocked`, `Observing with preset starter`. */
  readonly state: string
  /** Without its full stop. */
  readonly what: string
  /** A sentence, or empty when there is nothing to do. */
  readonly next: string
}

export interface HeadlineSource {
  readonly verdict: Verdict
  readonly enforcement: Enforcement
  readonly overrideEffect?: 'report' | 'pass'
  readonly presentation: Presentation
}

export function headline(source: HeadlineSource): Headline {
  const { verdict, enforcement } = source
  const noun = source.presentation.noun ?? 'this change'
  const said = sayConclusion(source)
  if (enforcement.mode === 'enforce') {
    const title =
      source.presentation.titles?.[verdict.conclusion] ?? `${verdict.gate} ${VERBS[verdict.conclusion]} ${noun}`
    return { ...said, title }
  }
  const { what, next } = sayObserved(verdict, source.presentation, said)
  const sign = verdict.conclusion === 'pass' ? 'ok' : 'warn'
  return { sign, title: `${verdict.gate} observed ${noun}`, what, ...observing(enforcement, next) }
}

/** `Blocked: 2 critical, 1 high in 3 places. Fix or record an exception, then push.` */
export const headlineSentence = ({ state, what, next }: Headline): string =>
  next === '' ? `${state}: ${what}.` : `${state}: ${what}. ${next}`

/** Below a title that says the state already, the sentence starts with what was found. */
export function headlineText(headline: Headline, conclusion: Conclusion): string {
  if (headline.state !== STATES[conclusion]) return headlineSentence(headline)
  const sentence = headlineSentence(headline).slice(headline.state.length + 2)
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

const VERBS: Readonly<Record<Conclusion, string>> = {
  pass: 'passed',
  overridden: 'was overridden for',
  waiting: 'is waiting for evidence on',
  fail: 'blocked',
  blind: 'could not see enough to judge',
}

const STATES: Readonly<Record<Conclusion, string>> = {
  pass: 'Passed',
  overridden: 'Overridden',
  waiting: 'Waiting',
  fail: 'Blocked',
  blind: 'Blind',
}

type Said = Omit<Headline, 'title'>

function sayConclusion({ verdict, presentation, overrideEffect }: HeadlineSource): Said {
  const { findings } = verdict
  const state = STATES[verdict.conclusion]
  switch (verdict.conclusion) {
    case 'pass':
      return { sign: 'ok', state, what: presentation.passed ?? counted(verdict), next: '' }
    case 'fail': {
      const fix = presentation.fix ?? findings.find(isOpen)?.remedy ?? ''
      return { sign: 'bad', state, what: failed(verdict, presentation), next: fix }
    }
    case 'blind':
      return { sign: 'blind', state, ...unseen(verdict) }
    case 'waiting': {
      const due = findings.filter((finding) => isOpen(finding) && finding.waiting)
      const what = due[0] === undefined ? 'evidence is still due' : sentence(due[0].detail) + andMore(due.length)
      return { sign: 'warn', state, what, next: due[0]?.remedy ?? '' }
    }
    case 'overridden': {
      const next =
        overrideEffect === 'pass'
          ? 'The check is green; what it covers is debt that falls due.'
          : 'The check stays red and an administrator merges; what it covers is debt that falls due.'
      return { sign: 'warn', state, what: covered(findings), next }
    }
  }
}

function sayObserved(verdict: Verdict, presentation: Presentation, said: Said): Said {
  switch (verdict.conclusion) {
    case 'pass':
      return { ...said, what: 'nothing would block' }
    case 'fail':
      return { ...said, what: `${failed(verdict, presentation)} would block` }
    case 'blind':
      return { ...said, what: `it would be blind: ${said.what}` }
    case 'waiting':
      return { ...said, what: `it would wait: ${said.what}` }
    case 'overridden':
      return { ...said, what: `it would be overridden: ${said.what}` }
  }
}

function observing(enforcement: Enforcement & { mode: 'observe' }, next: string): Pick<Headline, 'state' | 'next'> {
  if (enforcement.because === 'rollout') return { state: `Observing until ${enforcement.until}`, next }
  const enforce = 'Add .github/production.yml to enforce.'
  return { state: `Observing with preset ${enforcement.preset}`, next: enforce }
}

const isBlind = (finding: Finding): boolean => finding.level === 'block' && reasonOf(finding.code).means === 'blind'
const isOpen = (finding: Finding): boolean =>
  finding.level === 'block' && finding.coveredBy === undefined && !isBlind(finding)

function failed({ findings }: Verdict, presentation: Presentation): string {
  if (presentation.failed !== undefined) return presentation.failed
  const open = findings.filter((finding) => isOpen(finding) && !finding.waiting)
  const places = new Set(open.flatMap(({ place }) => (place === undefined ? [] : [`${place.path}:${place.line ?? 0}`])))
  const where = places.size === 0 ? '' : ` in ${count(places.size, 'place')}`
  return count(open.length, 'finding') + where
}

function counted({ subject, findings }: Verdict): string {
  const about = subject.commit === undefined ? '' : ` for ${subject.commit.slice(0, 7)}`
  const warnings = findings.filter(({ level }) => level === 'warn').length
  const notes = findings.filter(({ level }) => level === 'note').length
  const rest = [
    ...(warnings === 0 ? [] : [count(warnings, 'warning')]),
    ...(notes === 0 ? [] : [`${count(notes, 'finding')} below the bar`]),
  ]
  return [`every required source was read${about}`, ...rest].join(', ')
}

function unseen({ findings, sources }: Verdict): Pick<Said, 'what' | 'next'> {
  const blind = findings.filter(isBlind)
  if (blind[0] !== undefined) return { what: sentence(blind[0].detail) + andMore(blind.length), next: blind[0].remedy }
  const unread = sources.filter(({ state }) => state !== 'read' && state !== 'pending')
  const first = unread[0]
  if (first === undefined) return { what: 'a required source was not read', next: '' }
  const next = first.needs === undefined ? '' : `Give the token "${first.needs}".`
  return { what: `${first.id} is ${first.state}${andMore(unread.length)}`, next }
}

function covered(findings: readonly Finding[]): string {
  const stands = findings.filter(({ level, coveredBy }) => level === 'block' && coveredBy?.startsWith('override:'))
  const by = [...new Set(stands.map(({ coveredBy }) => coveredBy?.slice('override:'.length)))]
  return `${count(stands.length, 'finding')} ${stands.length === 1 ? 'stands' : 'stand'}, covered by override ${by.join(', ')}`
}

const sentence = (text: string): string => text.trim().replace(/\.$/, '')
const andMore = (n: number): string => (n > 1 ? `, and ${n - 1} more` : '')
