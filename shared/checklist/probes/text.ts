import { addressesOf } from '../../markdown/addresses.ts'
import { proseOf } from '../../markdown/prose.ts'
import { type Outline, outlineOf, sameWords } from '../../markdown/sections.ts'
import { linkMatches } from '../../policy/link-glob.ts'
import { botExemption } from '../bots.ts'
import type { CheckContext, Probe } from '../context.ts'
import type { ChangeFact } from '../facts.ts'
import { ownLines, wordsOfTemplates } from '../own-words.ts'
import { allOf, type Lack, lacking, met, notApplicable, type Proof } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { unreadLack } from './unread.ts'

/** The description says it, in words of its author's that every reader sees. */
export const text: Probe<SettingsOf<'text'>> = {
  needs: ({ section }) => ({ templates: section !== undefined }),
  judge({ section, task, link }, context) {
    const { change } = context
    if (change === undefined) return notApplicable('No pull request is judged, so there is no description.')
    const exempt = botExemption(change)
    if (exempt !== undefined) return notApplicable(exempt)
    const parts = [
      ...(section === undefined ? [] : [judgeSection(section, context)]),
      ...(task === undefined ? [] : [judgeTask(task, change)]),
      ...(link === undefined ? [] : [judgeLink(link, change)]),
    ]
    return parts.length === 0 ? namesNothing() : allOf(parts)
  },
}

function namesNothing(): Proof {
  const looked = 'The policy asks the description for something, and names neither section, task nor link.'
  const remedy = 'Write `section`, `task` or `link` under `text` in the policy.'
  return lacking(looked, [{ state: 'unmet', key: 'text', detail: looked, remedy }])
}

/** A heading of the description, at any depth, with words of its own below it. */
export function judgeSection(section: string, { change, facts }: CheckContext): Proof {
  if (change === undefined) return notApplicable('No pull request is judged, so there is no description.')
  const key = `section:${sameWords(section)}`
  const outline = outlineOf(change.body)
  if (!outline.whole) return unreadable(key)
  const sections = outline.sections.filter(({ heading }) => sameWords(heading) === sameWords(section))
  const remedy = `Write it under a heading "${section}" in the description; quotations, code and comments do not count.`
  const unmet = (looked: string): Proof => lacking(looked, [{ state: 'unmet', key, detail: looked, remedy }])
  const [first] = sections
  if (first === undefined) return unmet(`The description has no heading "${section}".`)
  const where = `Below "${section}" (line ${first.line} of the description)`
  if (!sections.some((one) => ownLines(one.text, NO_TEMPLATE).length > 0)) return unmet(`${where} stands nothing.`)
  const { templates } = facts
  if (templates?.state !== 'read') {
    const looked = `${where} stands something, and whether it is the template's is unknown.`
    return lacking(looked, [{ ...unreadLack(templates, 'The template of descriptions', 'templates'), key }])
  }
  const words = wordsOfTemplates(templates.value)
  if (words === undefined) {
    const looked = `${where} stands something, and the template of the base is too long or too nested to compare it with.`
    const mend = 'Make the template simpler on the base branch.'
    return lacking(looked, [{ state: 'unproven', key, detail: looked, remedy: mend, source: 'templates' }])
  }
  const own = sections.find((one) => ownLines(one.text, words).length > 0)
  if (own === undefined) return unmet(`${where} stand only the words of the template.`)
  return met(`The description has a section "${section}" (line ${own.line})${lastEdit(change)}.`)
}

const NO_TEMPLATE: ReadonlySet<string> = new Set()

/** A box that stands twice is ticked when both are. */
export function judgeTask(task: string, change: ChangeFact): Proof {
  const key = `task:${sameWords(task)}`
  const outline = outlineOf(change.body)
  if (!outline.whole) return unreadable(key)
  const boxes = boxesOf(task, outline)
  const lack = (looked: string, remedy: string): Proof =>
    lacking(looked, [{ state: 'unmet', key, detail: looked, remedy }])
  if (boxes.length === 0) {
    return lack(`The description has no box "${task}".`, `Add the line \`- [ ] ${task}\`, and tick it when it is done.`)
  }
  const open = boxes.find(({ ticked }) => !ticked)
  if (open === undefined) return met(`The box "${task}" is ticked${lastEdit(change)}.`)
  return lack(`The box "${task}" (line ${open.line} of the description) is not ticked.`, 'Tick it when it is done.')
}

export const boxesOf = (task: string, { tasks }: Outline) =>
  sameWords(task) === '' ? [] : tasks.filter((one) => sameWords(one.text) === sameWords(task))

/** Shown, of what the policy may list. */
const SHOWN = 5

export function judgeLink(links: readonly string[], change: ChangeFact): Proof {
  const prose = proseOf(change.body)
  if (!prose.whole) return unreadable('link')
  const allowed = links
    .slice(0, SHOWN)
    .map((one) => `\`${one}\``)
    .join(', ')
  const found = addressesOf(prose).find((address) => links.some((pattern) => linkMatches(pattern, address)))
  if (found !== undefined) return met(`The description links ${found.slice(0, 200)}${lastEdit(change)}.`)
  const looked = `The description has no link like ${allowed}.`
  const remedy = 'Put the link into the description, where its readers see it.'
  return lacking(looked, [{ state: 'unmet', key: 'link', detail: looked, remedy }])
}

function unreadable(key: string): Proof {
  const looked = 'The description is too long or too nested to be read.'
  const lack: Lack = {
    state: 'unmet',
    key,
    detail: looked,
    remedy: 'Write it shorter, with fewer lists and quotations.',
  }
  return lacking(looked, [lack])
}

/** Anybody who may write to the repository can change a description: whoever did so last stands for it. */
function lastEdit({ edits: [last] }: ChangeFact): string {
  return last === undefined ? '' : `; edited last by ${last.by?.login ?? 'an account that is gone'} at ${last.at}`
}
