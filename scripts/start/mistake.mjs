// @ts-check

/** What the reader can mend: what is wrong, where, and what to change, one line each and all at once. */
export class MistakeError extends Error {
  /** @param {readonly string[]} problems */
  constructor(problems) {
    super(problems.join('\n'))
    this.problems = problems
  }
}
