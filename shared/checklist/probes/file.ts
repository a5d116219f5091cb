import type { Reading } from '../../evidence/reading.ts'
import type { Probe } from '../context.ts'
import type { FileFact } from '../facts.ts'
import { isGlob } from '../needs.ts'
import { dataIn, parsePointer, valueAt } from '../pointer.ts'
import { allOf, type Lack, lacking, met, type Proof } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { matching } from '../when.ts'
import { unreadLack } from './unread.ts'

type Settings = SettingsOf<'file'>

/**
 * A file exists at the judged commit, or says something there. Of a glob one file has to exist, and every one of them to
 * say it. A link is not followed: what it leads to is not known.
 */
export const file: Probe<Settings> = {
  needs({ path, pointer }) {
    // A pointer that cannot be read is a mistake in the policy, and is said before anything is judged.
    parsePointer(pointer ?? '')
    return { files: [path], tree: true }
  },
  judge(settings, { facts }) {
    const { path } = settings
    if (facts.tree?.state !== 'read') {
      return lacking('The tree was not read.', [unreadLack(facts.tree, 'The tree of the judged commit', 'tree')])
    }
    const found = isGlob(path) ? matching(facts.tree.value, [path]) : facts.tree.value.filter((one) => one === path)
    if (found.length === 0) {
      const looked = isGlob(path) ? `No file of the judged commit matches \`${path}\`.` : `There is no ${path}.`
      return lacking(looked, [
        { state: 'unmet', key: `file:${path}`, detail: looked, remedy: `Add ${path}.`, place: { path } },
      ])
    }
    return allOf(found.map((one) => judgeFile(one, settings, facts.files?.[one])))
  },
}

function judgeFile(path: string, settings: Settings, known: Reading<FileFact> | undefined): Proof {
  if (known?.state !== 'read') {
    return lacking(`${path} was not read.`, [{ ...unreadLack(known, path, `file:${path}`), place: { path } }])
  }
  const { pointer, equals, contains } = settings
  const lack = (state: Lack['state'], looked: string, remedy: string): Proof =>
    lacking(looked, [{ state, key: `file:${path}${pointer ?? ''}`, detail: looked, remedy, place: { path } }])
  if (pointer === undefined) {
    const whole = equals === undefined ? met(`${path} is there.`) : says(path, known.value.text.trim(), settings, lack)
    if (whole.state !== 'met' || contains === undefined) return whole
    return known.value.text.includes(contains)
      ? met(`${path} contains ${shown(contains)}.`)
      : lack('unmet', `${path} does not contain ${shown(contains)}.`, `Write it into ${path}.`)
  }
  const data = dataIn(path, known.value.text)
  if ('because' in data) return lack('unproven', `${path} was not understood: ${data.because}.`, `Correct ${path}.`)
  const at = valueAt(data.value, parsePointer(pointer))
  if (at === undefined) return lack('unmet', `${path} has nothing at ${shown(pointer)}.`, `Write it into ${path}.`)
  return says(`${path} at ${shown(pointer)}`, at.value, settings, lack)
}

type LackOf = (state: Lack['state'], looked: string, remedy: string) => Proof

function says(where: string, value: unknown, { equals, contains, pointer }: Settings, lack: LackOf): Proof {
  if (equals !== undefined && value !== equals) {
    return lack('unmet', `${where} is ${kindOf(value)}, and ${shown(equals)} is asked for.`, 'Correct it.')
  }
  if (contains !== undefined && pointer !== undefined && !holds(value, contains)) {
    return lack('unmet', `${where} is ${kindOf(value)}, which does not contain ${shown(contains)}.`, 'Correct it.')
  }
  return met(equals === undefined && contains === undefined ? `${where} is there.` : `${where} is as asked.`)
}

const holds = (value: unknown, wanted: string): boolean =>
  typeof value === 'string' ? value.includes(wanted) : Array.isArray(value) && value.includes(wanted)

/** A word of the policy, or a value of a file that can be no secret. */
function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 80))
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'nothing'
}

/** Of the file: a text can be a secret, and is not shown. */
function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'another text'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' && value !== null ? 'a map' : value === null ? 'null' : shown(value)
}
