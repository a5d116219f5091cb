import { readYaml } from '../../../shared/policy/yaml.ts'
import { isGate, runsTests, scannersIn, uploadsArtifact, uploadsSarif } from './scanners.ts'
import type { Place, ScannerUse, Workflow } from './seen.ts'

const KIND = { noun: 'a workflow', begin: 'begin with "on:"' }
type Values = Readonly<Record<string, unknown>>
type At = (...path: (string | number)[]) => Place

const MAX_JOBS = 200
const MAX_STEPS = 300
/** Of one job. Finding the line of each walks the document. */
const MAX_SCANNERS = 20
const MAX_EVENTS = 50

/**
 * What GitHub would make of the file matters less than what a person would: this only proposes.
 * @returns undefined when it is no YAML that can be read safely
 */
export function workflowOf(path: string, text: string): Workflow | undefined {
  const file = readYaml(text, path, KIND)
  if (file.data === undefined) return undefined
  const [problem] = file.problems
  const at: At = (...steps) => ({ path, line: file.at(steps, 'key').line })
  const { data } = file
  const jobs = Object.entries(mapOf(data['jobs'])).slice(0, MAX_JOBS)
  const gate = gateIn(jobs, at)
  return {
    path,
    name: textOf(data['name']) || path,
    events: eventsOf(data['on'], at),
    jobs: jobs.map(([id, job]) => jobOf(id, mapOf(job), at)),
    ...(problem !== undefined && { doubt: `line ${problem.line}: ${problem.message}` }),
    ...(gate !== undefined && { gate }),
    filtered: ['paths', 'paths-ignore'].some((name) => mapOf(mapOf(data['on'])['pull_request'])[name] !== undefined),
    scanners: jobs.flatMap(([id, job]) => scannersOf(id, mapOf(job), at)),
    environments: jobs.flatMap(([id, job]) => {
      const value = mapOf(job)['environment']
      const name = textOf(value) || textOf(mapOf(value)['name'])
      return name === '' || name.includes('${{') ? [] : [{ name, place: at('jobs', id, 'environment') }]
    }),
  }
}

function eventsOf(on: unknown, at: At): ReadonlyMap<string, Place> {
  if (typeof on === 'string') return new Map([[on, at('on')]])
  if (Array.isArray(on))
    return new Map(
      on
        .slice(0, MAX_EVENTS)
        .filter((one) => typeof one === 'string')
        .map((one, index) => [one, at('on', index)]),
    )
  return new Map(
    Object.keys(mapOf(on))
      .slice(0, MAX_EVENTS)
      .map((name) => [name, at('on', name)]),
  )
}

function gateIn(jobs: readonly (readonly [string, unknown])[], at: At): Place | undefined {
  for (const [id, job] of jobs) {
    const index = stepsOf(mapOf(job)).findIndex((step) => isGate(textOf(step['uses'])))
    if (index !== -1) return at('jobs', id, 'steps', index)
  }
  return undefined
}

const stepsOf = (job: Values): readonly Values[] =>
  (Array.isArray(job['steps']) ? job['steps'] : []).slice(0, MAX_STEPS).map(mapOf)

function jobOf(id: string, job: Values, at: At): Workflow['jobs'][number] {
  const index = stepsOf(job).findIndex((step) => runsTests(textOf(step['run'])))
  return { id, place: at('jobs', id), ...(index !== -1 && { tests: at('jobs', id, 'steps', index) }) }
}

function scannersOf(id: string, job: Values, at: At): readonly ScannerUse[] {
  const steps = stepsOf(job)
  const uses = (step: Values) => textOf(step['uses'])
  const artifacts = steps
    .filter((step) => uploadsArtifact(uses(step)))
    .map((step) => textOf(mapOf(step['with'])['name']))
  const uploaded = steps.some((step) => uploadsSarif(uses(step)))
  const found = [
    ...scannersIn(textOf(job['uses']), '').map((one) => ({ ...one, path: ['jobs', id] })),
    ...steps.flatMap((step, index) =>
      scannersIn(uses(step), textOf(step['run'])).map((one) => ({ ...one, path: ['jobs', id, 'steps', index] })),
    ),
  ]
  return found.slice(0, MAX_SCANNERS).map(({ scanner, kind, path, codeScanning, dependencyReview }) => ({
    scanner,
    kind,
    place: at(...path),
    job: id,
    artifacts: artifacts.filter((name) => name !== '' && !name.includes('${{')),
    codeScanning: codeScanning === true || (uploaded && dependencyReview !== true),
    dependencyReview: dependencyReview === true,
  }))
}

const mapOf = (value: unknown): Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
