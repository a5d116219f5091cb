/** Of instants in ISO 8601; `undefined` is one that never comes. What is no instant comes first: nothing may outlast it. */
export function earliest(times: readonly (string | undefined)[]): string | undefined {
  return times.reduce((a, b) => (a === undefined || (b !== undefined && isBefore(b, a)) ? b : a), undefined)
}

/** Written so that NaN, from what is no instant, is before. */
const isBefore = (one: string, other: string): boolean => !(Date.parse(one) >= Date.parse(other))
