import { expect } from 'vitest'
import { unzip, ZIP_CAPS } from '../../../../shared/github/zip.ts'
import { asking, pick } from '../../../fake-github/ask.ts'
import { writeCommit } from '../../../fake-github/git/objects.ts'
import type { Files } from '../../../fake-github/pull-handle.ts'
import { personOf } from '../../../fake-github/state/merge-shape.ts'
import type { GateRun } from '../gate.ts'
import { SCAN, type Story } from '../story.ts'

/** What a run ended with, for one look at all that counts. */
export interface Refused {
  readonly code: number
  readonly conclusion: string
  /** Reason without the gate's name. */
  readonly reason: string
  /** What a reader needs to see of it. */
  readonly says: RegExp
}

/** Holds a run against a refusal: exit code, output, reason, and its words in the verdict and in the job summary. */
export function expectRefused(ran: GateRun, { code, conclusion, reason, says }: Refused): void {
  expect(ran.code, ran.stdout).toBe(code)
  expect(ran.outputs['conclusion']).toBe(conclusion)
  const found = ran.verdict?.findings.filter((one) => one.code === `security-gate/${reason}`) ?? []
  expect(ran.codes).toContain(reason)
  expect(found.map(({ detail }) => detail).join('\n')).toMatch(says)
  expect(found.every(({ level, coveredBy }) => level === 'block' && coveredBy === undefined)).toBe(true)
  expect(ran.summary.includes(`| ${reason} |`), `the summary names ${reason}`).toBe(true)
}

/** Blind for one reason, and for that alone. */
export function expectBlind(ran: GateRun, reason: string, says: RegExp): void {
  expectRefused(ran, { code: 2, conclusion: 'blind', reason, says })
  const other = ran.verdict?.findings.filter(({ code, level }) => level === 'block' && !code.endsWith(`/${reason}`))
  expect(other).toEqual([])
}

export function expectPass(ran: GateRun): void {
  expect(ran.blocking, ran.stdout).toEqual([])
  expect(ran).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
}

/** Nothing the gate asked, and nothing it was told, is other than GitHub has it. */
export function expectHonest({ github }: Story): void {
  expect(github.violations).toEqual([])
}

/**
 * A gate as they are usually written: the newest run that calls itself so for the head is green, and what it uploaded
 * has no results. Every attack here gets past it.
 */
export async function naiveGate(
  { github, pull }: Story,
  { by = 'path', name = SCAN, sha = pull.head }: { by?: 'path' | 'name'; name?: string; sha?: string } = {},
): Promise<'pass' | 'fail'> {
  const ask = asking(github.url, github.userToken('acme'))
  const runs = await ask('GET', `/repos/acme/app/actions/runs?head_sha=${sha}`)
  const list = pick(runs.body, 'workflow_runs')
  const newest = Array.isArray(list) ? list.find((one: unknown) => pick(one, by) === name) : undefined
  if (newest === undefined || pick(newest, 'conclusion') !== 'success') return 'fail'
  const artifacts = await ask('GET', `/repos/acme/app/actions/runs/${pick(newest, 'id')}/artifacts`)
  const archive = pick(artifacts.body, 'artifacts', 0, 'archive_download_url')
  const zip = await fetch(String(archive), { headers: { authorization: `Bearer ${github.userToken('acme')}` } })
  const files = await unzip(Buffer.from(await zip.arrayBuffer()), ZIP_CAPS)
  if (files.state !== 'read') return 'fail'
  const reports = [...files.value].filter(([path]) => path.endsWith('.sarif'))
  const clean = reports.every(([, bytes]) => /"results":\s*\[\]/.test(Buffer.from(bytes).toString()))
  return reports.length > 0 && clean ? 'pass' : 'fail'
}

/**
 * Does something when a request comes in, before it is answered: what happens on GitHub while the gate is at work.
 * @param after the first such request that follows one of this route; a client that is slow to start may ask twice
 */
export function when(
  { github }: Story,
  route: string,
  after: string | undefined,
  action: () => void,
): { happened: () => boolean } {
  const { faults } = github
  const next = faults.next
  let awaited = after === undefined
  let done = false
  faults.next = (names) => {
    if (after !== undefined && names.includes(after)) awaited = true
    if (awaited && !done && names.includes(route)) {
      done = true
      action()
    }
    return next(names)
  }
  return { happened: () => done }
}

/** The last thing that is asked before the gate asks whether all of it still holds. */
export const DOWNLOAD = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}'

/** A commit with any parents and any tree, as anybody with a git client can make it. */
export function handMade(
  { app, github }: Pick<Story, 'app' | 'github'>,
  { parents, files = {}, by = 'ada' }: { parents: readonly string[]; files?: Files; by?: string },
): string {
  const person = personOf(github.user(by), '2026-11-20T11:50:00Z')
  const { bare } = app.repository
  const sha = writeCommit(bare, { parents, files, message: 'Merge', author: person, committer: person })
  // GitHub gives out any commit of the network by its id; a ref keeps git from sweeping it away.
  bare.git(['update-ref', `refs/made/${sha}`, sha])
  return sha
}

/** GitHub's own test merge of the pull request. */
export function testMerge({ app, pull }: Story): string {
  return app.repository.bare.git(['rev-parse', `refs/pull/${pull.number}/merge`]).trim()
}

/** Another pull request with the very same head, opened by its author as anybody would. */
export async function sibling({ github, pull }: Story, base: string, by = 'ada'): Promise<number> {
  const asked = { title: 'The same head', body: '', head: pull.pull.head.ref, base }
  const opened = await asking(github.url, github.userToken(by))('POST', '/repos/acme/app/pulls', asked)
  expect(opened.status, JSON.stringify(opened.body)).toBe(201)
  return Number(pick(opened.body, 'number'))
}
