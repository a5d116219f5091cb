/** Everything the tool does to the world, so that a test hands in its own. Paths are as the user gave them. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  /** ISO 8601 UTC. */
  readonly now: () => string
  readonly randomBytes: (count: number) => Uint8Array
  readonly isDirectory: (path: string) => boolean
  readonly readFile: (path: string) => Uint8Array
  /** @throws when the file exists and `secret` is set: no key is ever overwritten. Secret files get mode 0600. */
  readonly writeFile: (path: string, bytes: Uint8Array | string, secret?: boolean) => void
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  /** Hex SHA-256 of the bundle of a gate beside this tool's own, if it is there. */
  readonly bundleSha256: (gate: string) => string | undefined
}

/** 0 yes · 1 no, and the difference is printed · 3 the question could not be asked. */
export type Exit = 0 | 1 | 3
