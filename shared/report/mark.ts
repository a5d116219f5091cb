/** What a check run says of its own verdict for the run that asks later whether it still holds. */
export interface Mark {
  /** ISO 8601 UTC: the instant everything was judged at. */
  readonly judged: string
  /** ISO 8601 UTC; absent when nothing it rests on expires. */
  readonly until?: string
  readonly rules: Rules
}

/** Ids of what decides at the tip of the base: its policy, and the folder `.github`; absent where there is none. */
export interface Rules {
  readonly policy?: string
  readonly folder?: string
}

/** Invisible where GitHub renders it. It proves nothing: whoever may write check runs may write it (docs/install.md). */
export const renderMark = ({ judged, until, rules: { policy, folder } }: Mark): string =>
  `<!-- production-gates judged=${judged} until=${until ?? '-'} policy=${policy ?? '-'} folder=${folder ?? '-'} -->`

const INSTANT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z`
const ID = '[0-9a-f]{40}(?:[0-9a-f]{24})?'
const MARK = new RegExp(
  `<!-- production-gates judged=(${INSTANT}) until=(-|${INSTANT}) policy=(-|${ID}) folder=(-|${ID}) -->$`,
)
/** Longer than any mark. */
const LONGEST = 400

/** @returns undefined for a text that does not end with one */
export function readMark(text: string): Mark | undefined {
  const [, judged = '', until, policy, folder] = MARK.exec(text.trimEnd().slice(-LONGEST)) ?? []
  const instants = [judged, ...given(until)]
  if (instants.some((instant) => Number.isNaN(Date.parse(instant)))) return undefined
  const [expires] = given(until)
  const [ofPolicy] = given(policy)
  const [ofFolder] = given(folder)
  return {
    judged,
    ...(expires !== undefined && { until: expires }),
    rules: { ...(ofPolicy !== undefined && { policy: ofPolicy }), ...(ofFolder !== undefined && { folder: ofFolder }) },
  }
}

const given = (value: string | undefined): readonly string[] => (value === undefined || value === '-' ? [] : [value])
