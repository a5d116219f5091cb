import { gateOf, type Job, parseWorkflow, type ShippedGate, type Workflow } from './event-rules.ts'

export interface Suite {
  /** Workflows of one folder by file name. */
  readonly files: Readonly<Record<string, string>>
  /** Workflows that can be called, by file name. */
  readonly called: Readonly<Record<string, string>>
  /** Names of the inputs of each action. */
  readonly inputs: Readonly<Record<ShippedGate, readonly string[]>>
}

/** What is wrong between the workflows of a folder that is copied whole; one line a problem. */
export function folderProblems({ files, called, inputs }: Suite): string[] {
  const all = Object.entries(files).map(([file, text]) => ({ file, text, workflow: parseWorkflow(text) }))
  const names = all.map(({ workflow }) => workflow.name)
  return [
    ...all.filter(({ workflow }) => workflow.name === undefined).map(({ file }) => `${file} has no name`),
    ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => `two workflows are called ${name}`),
    ...unpinnedAlike(Object.values({ ...files, ...called })),
    ...all.flatMap(({ file, workflow }) =>
      [
        ...unknownStarters(workflow, names),
        ...Object.values(workflow.jobs).flatMap((job) => [
          ...unknownInputs(job, inputs),
          ...wrongCall(job, called),
          ...artifactsOf(job).flatMap((artifact) => missingArtifact(artifact, files, called)),
        ]),
      ].map((problem) => `${file}: ${problem}`),
    ),
  ]
}

/** Half of an update would judge by two versions. */
function unpinnedAlike(texts: readonly string[]): string[] {
  const pins = texts.flatMap((text) =>
    [...text.matchAll(/uses: ([\w.-]+\/production-gates)\/\S+@(\S+) # (\S+)/g)].map(([, ...pin]) => pin.join(' ')),
  )
  const distinct = [...new Set(pins)]
  return distinct.length > 1 ? [`this suite is taken at more than one commit: ${distinct.join(', ')}`] : []
}

function unknownStarters({ on }: Workflow, names: readonly (string | undefined)[]): string[] {
  const run = on['workflow_run']
  if (run === undefined || run === null || Array.isArray(run)) return []
  const wanted = run.workflows ?? []
  return wanted.filter((name) => !names.includes(name)).map((name) => `no workflow is called ${name}`)
}

function unknownInputs(job: Job, inputs: Suite['inputs']): string[] {
  const gate = gateOf(job)
  if (gate === undefined) return []
  return job.steps
    .filter(({ uses }) => uses?.includes(`/actions/${gate}@`))
    .flatMap((step) => Object.keys(step.with))
    .filter((name) => !inputs[gate].includes(name))
    .map((name) => `the action has no input ${name}`)
}

const LEVELS = ['none', 'read', 'write']

function wrongCall({ uses, with: given, secrets, permissions }: Job, called: Suite['called']): string[] {
  const file = /\/\.github\/workflows\/([\w.-]+)@/.exec(uses ?? '')?.[1]
  if (file === undefined) return []
  const text = called[file]
  if (text === undefined) return [`${file} is called, and does not exist`]
  const target = parseWorkflow(text)
  const call = target.on['workflow_call']
  const declared = call === undefined || call === null || Array.isArray(call) ? {} : call
  const granted = typeof permissions === 'object' ? permissions : {}
  const wanted = Object.values(target.jobs).flatMap((one) =>
    typeof one.permissions === 'object' ? Object.entries(one.permissions) : [],
  )
  const level = (access = 'none') => LEVELS.indexOf(access)
  return [
    ...(call === undefined ? [`${file} cannot be called`] : []),
    ...Object.keys(given)
      .filter((name) => !(name in (declared.inputs ?? {})))
      .map((name) => `${file} has no input ${name}`),
    ...(secrets === 'inherit' ? [`${file} is given every secret of the repository`] : []),
    ...(typeof secrets === 'object' ? Object.keys(secrets) : [])
      .filter((name) => !(name in (declared.secrets ?? {})))
      .map((name) => `${file} takes no secret ${name}`),
    ...wanted
      .filter(([scope, access]) => level(granted[scope]) < level(access))
      .map(([scope, access]) => `${file} needs ${scope}: ${access}, and the caller does not grant it`),
    ...Object.entries(granted)
      .filter(([scope, access]) => !wanted.some(([name, level]) => name === scope && level === access))
      .map(([scope, access]) => `${file} is granted ${scope}: ${access}, and does not ask for it`),
  ]
}

const artifactsOf = ({ steps, with: given }: Job): readonly string[] =>
  [given, ...steps.map((step) => step.with)].flatMap((one) => {
    const value = one['artifacts']
    return typeof value === 'string' && !value.includes('${{') ? value.split('\n').filter((line) => line !== '') : []
  })

function missingArtifact(artifact: string, files: Suite['files'], called: Suite['called']): string[] {
  const [, path = '', name = ''] = /^\.github\/workflows\/([^:]+):([^:]+)/.exec(artifact) ?? []
  const text = files[path]
  if (text === undefined) return [`${artifact} is of a workflow that is not in the folder`]
  const jobs = Object.values(parseWorkflow(text).jobs)
  const callees = jobs.flatMap(({ uses }) => called[/\/([\w.-]+)@/.exec(uses ?? '')?.[1] ?? ''] ?? [])
  const steps = [...jobs, ...callees.flatMap((one) => Object.values(parseWorkflow(one).jobs))].flatMap(
    (job) => job.steps,
  )
  const uploads = steps.filter(({ uses }) => /^actions\/upload-artifact@/.test(uses ?? ''))
  return uploads.some((step) => step.with['name'] === name) ? [] : [`${path} uploads no artifact ${name}`]
}
