import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { testMerge } from '../actions/security-gate/attacks/scene.ts'
import type { Story } from '../actions/security-gate/story.ts'
import type { Happening } from '../fake-github/payloads.ts'
import { runnerEnv } from '../fake-github/runner-env.ts'

const MAIN = resolve(import.meta.dirname, '../../dist/security-gate/index.js')

/** What a step left behind, in words that are the same in every run. */
export interface Recording {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** One request a line, git's among them. */
  readonly requests: string
  readonly summary: string
}

/** The bundle, started as a runner starts it, while GitHub answers it: nothing is checked out. */
export async function record(
  story: Story,
  happening: Happening,
  inputs: Readonly<Record<string, string>>,
): Promise<Recording> {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-recorded-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [workspace, temp] = [join(folder, 'workspace'), join(folder, 'temp')]
  for (const each of [workspace, temp]) mkdirSync(each)
  const handed = { GITHUB_OUTPUT: join(temp, 'output'), GITHUB_STEP_SUMMARY: join(temp, 'summary') }
  for (const file of Object.values(handed)) writeFileSync(file, '')
  const payload = join(temp, 'event.json')
  writeFileSync(payload, JSON.stringify(happening.payload))
  story.github.log.splice(0)
  const child = spawn(process.execPath, [MAIN], {
    cwd: workspace,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: temp,
      RUNNER_TEMP: temp,
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_PATH: payload,
      ...runnerEnv(story.github, happening),
      ...handed,
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    },
  })
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text
    })
  }
  const status = await new Promise<number | null>((done, fail) => {
    child.on('error', fail)
    child.on('close', done)
  })
  const plain = naming(story, folder)
  const summary = existsSync(handed.GITHUB_STEP_SUMMARY) ? readFileSync(handed.GITHUB_STEP_SUMMARY, 'utf8') : ''
  return {
    status,
    stdout: plain(printed.stdout),
    stderr: plain(printed.stderr),
    requests: plain(story.github.protocol()),
    summary: plain(summary),
  }
}

/** Commits by what they are, ids by what they are of; ports, times, tokens and folders by what they stand for. */
export function naming(story: Story, folder = '/nowhere'): (text: string) => string {
  const { app, pull, github } = story
  const commits: readonly (readonly [string, string])[] = [
    [pull.head, 'head'],
    [app.tip(), 'base'],
    [testMerge(story), 'merge'],
  ]
  const named = (text: string): string =>
    commits.reduce(
      (at, [sha, name]) => at.replaceAll(sha, `<${name}>`).replaceAll(sha.slice(0, 7), `<${name}7>`),
      text.replaceAll('<!-- -->', ''),
    )
  return (text) =>
    named(text)
      .replaceAll(github.url, '<github>')
      .replaceAll(folder, '<folder>')
      .replaceAll(/gh[sp]_[A-Za-z0-9_]+/g, '<token>')
      .replaceAll(/\/(check-runs|runs|artifacts|comments|workflows)\/\d+/g, '/$1/<id>')
      .replaceAll(/\/\d+\/\d+\.zip\?se=\d+/g, '/<storage>/<id>.zip?se=<when>')
      .replaceAll(/\d+(?:\.\d+)? ms|\d+(?:\.\d+)? s\b/g, '<time>')
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<when>')
      .replaceAll(/(judged|until)=\d{4}-\S+Z/g, '$1=<when>')
      .replaceAll(/(policy|folder)=[0-9a-f]{40}/g, '$1=<id>')
      .replaceAll(/under a minute ago|\d+ min ago/g, '<ago>')
}
