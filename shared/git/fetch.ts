import type { BareRepository } from './bare.ts'
import { FetchError, failureOf, isFormFault } from './fetch-error.ts'
import { type Git, GUARDS } from './git.ts'
import { isObjectId, isRef, objectId } from './names.ts'
import { MAX_OUTPUT, runGit } from './process.ts'
import type { Remote } from './remote.ts'

interface Fetching {
  readonly git: Git
  readonly remote: Remote
  readonly directory: string
  readonly timeoutMs: number
}

/** The only part of this room that reaches the network. */
export function fetcher({ git, remote, directory, timeoutMs }: Fetching): Pick<BareRepository, 'fetch' | 'need'> {
  const slots = new Map<string, string>()
  const here = new Set<string>()

  const fetchOnce = async (refspecs: readonly string[], filter: readonly string[]): Promise<string | undefined> => {
    const { exitCode, stderr, stopped } = await runGit({
      // Refspecs come by standard input: any number of them, and none can be taken for an option.
      args: [
        ...GUARDS,
        'fetch',
        '--quiet',
        '--no-tags',
        '--no-write-fetch-head',
        '--no-recurse-submodules',
        '--no-auto-maintenance',
        ...filter,
        '--stdin',
        'origin',
      ],
      cwd: directory,
      env: { ...remote.environment, GIT_DIR: directory },
      input: refspecs.map((refspec) => `${refspec}\n`).join(''),
      timeoutMs,
      maxBytes: MAX_OUTPUT,
    })
    if (stopped === 'timeout') {
      throw new FetchError(
        'failed',
        `${remote.url} did not deliver within ${timeoutMs / 1000} s, so the fetch was stopped`,
      )
    }
    return exitCode === 0 ? undefined : remote.scrub(stderr)
  }

  const fetchAll = async (refspecs: readonly string[], what: string): Promise<void> => {
    const filtered = await fetchOnce(refspecs, ['--filter=blob:none'])
    if (filtered === undefined) return
    // From the start: of what is here already the contents are missing, and the other side would count on them.
    const stderr = isFormFault(filtered) ? await fetchOnce(refspecs, ['--no-filter', '--refetch']) : filtered
    if (stderr !== undefined) throw refused(remote.url, what, stderr)
  }

  const missing = async (oids: readonly string[]): Promise<string[]> => {
    const asked = oids.filter((oid) => !here.has(oid))
    if (asked.length === 0) return []
    const rows = (await git(['cat-file', '--batch-check=%(objectname)', '--buffer'], `${asked.join('\n')}\n`)).split(
      '\n',
    )
    for (const [index, oid] of asked.entries()) if (rows[index] === oid) here.add(oid)
    return asked.filter((oid) => !here.has(oid))
  }

  return {
    async fetch(wants) {
      for (const want of wants) {
        if (!isObjectId(want) && !isRef(want)) {
          throw new Error(`${JSON.stringify(want.slice(0, 200))} is neither a full ref nor a full object id`)
        }
        if (!slots.has(want)) slots.set(want, `refs/gates/${slots.size}`)
      }
      const unique = [...new Set(wants)]
      if (unique.length === 0) return new Map()
      await fetchAll(
        unique.map((want) => `+${want}:${slots.get(want)}`),
        unique.length > 3 ? `${unique.slice(0, 3).join(', ')} and ${unique.length - 3} more` : unique.join(', '),
      )
      const listing = await git(['for-each-ref', '--format=%(refname) %(objectname)', 'refs/gates/'])
      const ids = new Map(listing.split('\n').map((row) => [row.split(' ')[0], row.split(' ')[1]]))
      return new Map(unique.map((want) => [want, objectId(ids.get(slots.get(want)) ?? '')]))
    },
    async need(oids) {
      const wanted = await missing([...new Set(oids)].map(objectId))
      if (wanted.length === 0) return
      const what = `${wanted.length} of its objects`
      await fetchAll(wanted, what)
      const [first] = await missing(wanted)
      if (first !== undefined) {
        throw new FetchError('absent', `${remote.url} was asked for ${what} and did not send ${first}`)
      }
    },
  }
}

function refused(url: string, what: string, stderr: string): FetchError {
  const reason = failureOf(stderr)
  const said = stderr.trim().split('\n').slice(-3).join('; ').slice(0, 500)
  switch (reason) {
    case 'forbidden':
      return new FetchError(
        reason,
        `${url} refuses to let ${what} be read: give the token contents: read (${said})`,
        stderr,
      )
    case 'absent':
      return new FetchError(reason, `${url} does not have ${what}, or hides it from this token (${said})`, stderr)
    case 'failed':
      return new FetchError(reason, `${what} could not be fetched from ${url} (${said})`, stderr)
  }
}
