/** There is more than the caller wants to read. Nothing is cut off in silence: what is over a limit is not read at all. */
export class OverLimit extends Error {
  override readonly name = 'OverLimit'
  readonly limit: number
  readonly found: number

  constructor(what: string, unit: 'bytes' | 'paths' | 'blobs' | 'merge bases', found: number, limit: number) {
    super(`${what} has ${found} ${unit}, and ${limit} is the most that is read, so it cannot be judged`)
    this.limit = limit
    this.found = found
  }
}
