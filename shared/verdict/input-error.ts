/**
 * A mistake the user can mend: in an input, the policy file, or the workflow. Shown without a stack, all at once.
 * Everything else that is thrown is a bug or the platform's trouble and carries its `cause`.
 */
export class InputError extends Error {
  override readonly name = 'InputError'
  /** One line each: what is wrong, where, and what to change. */
  readonly problems: readonly string[]

  constructor(problems: string | readonly string[], options?: ErrorOptions) {
    const list = typeof problems === 'string' ? [problems] : problems
    super(list.join('\n'), options)
    this.problems = list
  }
}
