import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
}

/** A refused ref is told to git by its own hook; the server decides and names it in the environment of the push. */
const UPDATE_HOOK = `#!/bin/sh
while IFS='	' read -r ref reason; do
  if [ "$ref" = "$1" ]; then echo "error: GH013: $reason" >&2; exit 1; fi
done <<REFUSALS
$FAKE_GITHUB_REFUSALS
REFUSALS
`

/** One bare repository. Calls are synchronous: a change of state is then never seen half done. */
export interface Bare {
  readonly directory: string
  git(
    args: readonly string[],
    options?: { readonly input?: string | Uint8Array; readonly env?: NodeJS.ProcessEnv },
  ): string
  bytes(args: readonly string[]): Buffer
  /** `undefined` instead of an error when git says no. Remembered until the repository changes. */
  try(args: readonly string[]): string | undefined
  /** What git says of objects never changes: asked once per arguments. */
  cached(args: readonly string[]): string
  /** What `cached` will say, learned from a larger question. */
  learn(args: readonly string[], text: string): void
  /** What takes several processes to say and reads only: asked once, until the repository changes. */
  remembered(key: string, ask: () => Promise<Buffer>): Promise<Buffer>
  /** Forgets what is remembered: somebody else (a push) has changed the repository. */
  changed(): void
  remove(): void
}

const SETTINGS = [
  ['http.receivepack', 'true'],
  ['uploadpack.allowFilter', 'true'],
  ['uploadpack.allowAnySHA1InWant', 'true'],
  ['receive.autogc', 'false'],
  ['transfer.hideRefs', 'refs/fake'],
] as const

let made: string | undefined

/** An empty repository to copy: git takes six processes to make one, and tests make thousands. */
function template(): string {
  if (made !== undefined) return made
  const directory = mkdtempSync(join(tmpdir(), 'fake-github-template-'))
  const git = (...args: string[]): void =>
    void execFileSync('git', args, { cwd: directory, env: ENVIRONMENT, stdio: 'ignore' })
  git('init', '-q', '--bare', '--template=', '-b', 'main')
  for (const [key, value] of SETTINGS) git('config', key, value)
  mkdirSync(join(directory, 'hooks'), { recursive: true })
  writeFileSync(join(directory, 'hooks/update'), UPDATE_HOOK, { mode: 0o755 })
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
  made = directory
  return directory
}

export function bareRepository(): Bare {
  const directory = mkdtempSync(join(tmpdir(), 'fake-github-'))
  const cache = new Map<string, string>()
  const blobs = new Map<string, Buffer>()
  /** Every change of a ref goes through `git` or is followed by `changed`: until then an answer stays true. */
  const answers = new Map<string, string | undefined>()
  const asked = new Map<string, Promise<Buffer>>()
  const forget = (): void => {
    answers.clear()
    asked.clear()
  }
  const bytes = (args: readonly string[], input?: string | Uint8Array, env?: NodeJS.ProcessEnv): Buffer =>
    execFileSync('git', ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', ...args], {
      cwd: directory,
      env: { ...ENVIRONMENT, ...env },
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(input === undefined ? {} : { input }),
    })
  const git: Bare['git'] = (args, options) => {
    forget()
    return bytes(args, options?.input, options?.env).toString('utf8')
  }
  cpSync(template(), directory, { recursive: true })
  return {
    directory,
    git,
    bytes(args) {
      const key = args.join('\0')
      const known = blobs.get(key) ?? bytes(args)
      blobs.set(key, known)
      return known
    },
    try(args) {
      const key = args.join('\0')
      if (answers.has(key)) return answers.get(key)
      let answer: string | undefined
      try {
        answer = bytes(args).toString('utf8')
      } catch {
        answer = undefined
      }
      answers.set(key, answer)
      return answer
    },
    cached(args) {
      const key = args.join('\0')
      const known = cache.get(key) ?? bytes(args).toString('utf8')
      cache.set(key, known)
      return known
    },
    learn: (args, text) => void cache.set(args.join('\0'), text),
    remembered(key, ask) {
      const known = asked.get(key) ?? ask()
      asked.set(key, known)
      return known
    },
    changed: forget,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
