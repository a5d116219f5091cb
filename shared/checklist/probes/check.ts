import type { Probe } from '../context.ts'
import type { CheckFact } from '../facts.ts'
import { type Lack, lacking, met } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { unreadLack } from './unread.ts'

/**
 * A check run or status of that name is green. With `app`, only that App's counts, and one of the same name by another
 * App is named as what it may be: a forgery. Without `app` anybody who may write checks could have made it.
 */
export const check: Probe<SettingsOf<'check'>> = {
  needs: () => ({ checks: true }),
  judge({ name, app }, { facts }) {
    const known = facts.checks
    if (known?.state !== 'read')
      return lacking(`The checks were not read.`, [unreadLack(known, 'What checks say', 'checks')])
    const named = known.value.filter((one) => one.name === name)
    const counting = app === undefined ? named : named.filter((one) => isOf(one, app))
    const others = named.filter((one) => !counting.includes(one))
    const by = app === undefined ? '' : ` of App ${app}`
    const foreign =
      others.length === 0
        ? ''
        : ` One of that name is by ${others.map(makerOf).join(', ')}, which is not that App and may be a forgery.`
    const lack = (state: Lack['state'], detail: string, remedy: string): Lack => ({
      state,
      key: `check:${name}`,
      detail,
      remedy,
      source: 'checks',
    })
    const [first, ...rest] = counting
    if (first === undefined) {
      const looked = `There is no check \`${name}\`${by} on this commit.${foreign}`
      return lacking(looked, [lack('unmet', looked, 'Let it run for this commit.')])
    }
    // Without an App named, two makers of one name have to agree; what failed is not hidden by what is still due.
    const wrong = [first, ...rest].filter(({ conclusion }) => conclusion !== 'success')
    const worst = wrong.find(({ conclusion }) => conclusion !== undefined) ?? wrong[0] ?? first
    const looked = `Check \`${name}\` by ${makerOf(worst)} ${said(worst)}.${foreign}`
    if (worst.conclusion === 'success') return met(looked)
    return worst.conclusion === undefined
      ? lacking(looked, [lack('waiting', looked, 'Wait until it has ended.')])
      : lacking(looked, [lack('unmet', looked, 'Mend what it found and push.')])
  },
}

const isOf = ({ app }: CheckFact, wanted: string | number): boolean =>
  app !== undefined && (typeof wanted === 'number' ? app.id === wanted : app.slug === wanted)

const makerOf = ({ kind, app }: CheckFact): string =>
  app !== undefined ? `App ${app.slug || app.id}` : kind === 'status' ? 'a commit status' : 'an App that is gone'

const said = ({ status, conclusion }: CheckFact): string =>
  conclusion === undefined ? `is ${status.replaceAll('_', ' ')}` : `ended with ${conclusion.replaceAll('_', ' ')}`
