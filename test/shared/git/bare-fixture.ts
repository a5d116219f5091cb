import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BareOptions, type BareRepository, bareRepository } from '../../../shared/git/bare.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'

export interface Scene {
  readonly github: FakeGitHub
  readonly app: RepositoryHandle
  readonly token: string
  /** Where the bare repositories are made. */
  readonly temp: string
  open(options?: Partial<BareOptions>): Promise<BareRepository>
  /** Opens, fetches, and says which id each want has. */
  fetched(...wants: readonly string[]): Promise<{ readonly bare: BareRepository; readonly ids: readonly string[] }>
  /** Names of what is left behind in `temp`. */
  left(): Promise<readonly string[]>
  close(): Promise<void>
}

/** A private repository `acme/app` of a fake GitHub, and a token that may read it. No proxy: the fake is on this machine. */
export async function scene(): Promise<Scene> {
  const github = await fakeGitHub()
  const app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' }, private: true })
  const token = github.workflowToken('acme/app', { permissions: { contents: 'read' } })
  const temp = await mkdtemp(join(tmpdir(), 'production-gates-temp-'))
  const opened: BareRepository[] = []
  const open: Scene['open'] = async (options) => {
    const env = { PATH: process.env['PATH'] }
    const given = { url: `${github.url}/acme/app.git`, token, temp, timeoutMs: 20_000, env, ...options }
    const bare = await bareRepository(given)
    opened.push(bare)
    return bare
  }
  return {
    github,
    app,
    token,
    temp,
    open,
    async fetched(...wants) {
      const bare = await open()
      const ids = await bare.fetch(wants)
      return { bare, ids: wants.map((want) => ids.get(want) ?? '') }
    },
    left: () => readdir(temp),
    async close() {
      for (const bare of opened) await bare.remove()
      await github.close()
      await rm(temp, { recursive: true, force: true })
    },
  }
}

export const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString()

export const caught = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )
