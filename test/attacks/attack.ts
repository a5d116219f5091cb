/** A place of the source that switches one rule off. */
export interface Edit {
  /** From the root of the repository; only `shared/`, `actions/` and `verify/` hold rules. */
  readonly file: string
  /** Stands in the file exactly once. */
  readonly find: string
  readonly replace: string
}

interface Named {
  /** `<number of the rule>-<what is tried>`: the number is that of the decision the attack is aimed at. */
  readonly id: string
  /** What the attacker does, in a clause. */
  readonly attack: string
}

/** Refused, as one test shows; with the rule behind it switched off that very test fails. */
export interface Met extends Named {
  readonly met: {
    readonly file: string
    /** Titles from the outermost `describe` to the test, with ` > ` between them, as vitest shows them. */
    readonly test: string
    readonly off: readonly Edit[]
  }
}

export type Attack =
  | Met
  /** It cannot be refused, or not by us; a sentence that says why. */
  | (Named & { readonly notMet: string })
  /** What will refuse it is not there yet; a sentence that says what that is. */
  | (Named & { readonly notBuilt: string })

export const isMet = (attack: Attack): attack is Met => 'met' in attack

/** One edit, as most rules are one line. */
export const off = (file: string, find: string, replace = ''): Edit => ({ file, find, replace })
