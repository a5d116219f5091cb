import type { Probe } from '../context.ts'
import type { AttestationFact } from '../facts.ts'
import { anyOf, lacking, met, type Proof } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { unreadLack } from './unread.ts'

const FILE = '.github/attestations.yml'
const DAY = 86_400_000

type Asked = SettingsOf<'attestation'>

/**
 * A person of the role vouches for the criterion, in a file on the base branch that the role owns and for so long as the
 * entry says. Text is no signature: the person has approved the pull request that brought it (decisions.md 1.9).
 */
export const attestation: Probe<Asked> = {
  needs: ({ file = FILE }) => ({ attestations: [file] }),
  judge({ role, file = FILE }, { facts, now, criterion }) {
    const known = facts.attestations?.[file]
    const key = `attestation:${role}`
    const remedy = `Have somebody of role \`${role}\` add an entry for \`${criterion ?? ''}\` to ${file}, and approve the pull request that brings it.`
    const unmet = (looked: string): Proof =>
      lacking(looked, [{ state: 'unmet', key, detail: looked, remedy, owner: role, place: { path: file } }])
    if (known?.state === 'absent') return unmet(known.detail)
    if (known?.state !== 'read') {
      const source = `attestations:${file}`
      return lacking(`${file} was not read.`, [{ ...unreadLack(known, file, source), key, owner: role }])
    }
    const entries = known.value.filter((one) => one.criterion === criterion && one.role === role)
    if (entries.length === 0) return unmet(`Nobody of role \`${role}\` vouches for \`${criterion ?? ''}\` in ${file}.`)
    return anyOf(entries.map((entry) => judgeEntry(entry, file, now, remedy)))
  },
}

function judgeEntry(entry: AttestationFact, path: string, now: string, remedy: string): Proof {
  const { role, person, date, expires, line } = entry
  const said = `${person} vouches as \`${role}\` since ${date} until ${expires} (${path}, line ${line})`
  const lack = (state: 'unmet' | 'unproven', why: string): Proof => {
    const looked = `${said}: ${why}`
    const key = `attestation:${role}:${line}`
    return lacking(looked, [{ state, key, detail: looked, remedy, owner: role, place: { path, line } }])
  }
  if (hasExpired(entry, now)) return lack('unmet', 'that has expired.')
  if (!(Date.parse(`${date}T00:00:00Z`) <= Date.parse(now))) return lack('unmet', 'that is dated in the future.')
  if (!entry.owned) return lack('unmet', `CODEOWNERS does not make role \`${role}\` an owner of the file.`)
  if (!entry.approved) return lack('unmet', entry.detail)
  switch (entry.holds) {
    case 'no':
      return lack('unmet', `${person} is not of the role.`)
    case 'unknown':
      return lack('unproven', 'whether that is of the role is unknown, because a team could not be read.')
    case 'yes':
      return met(`${said}, and approved it.`)
  }
}

/** It holds through the whole of its last day. A day that is none has passed. */
export const hasExpired = ({ expires }: Pick<AttestationFact, 'expires'>, now: string): boolean =>
  !(Date.parse(now) < Date.parse(`${expires}T00:00:00Z`) + DAY)
