import { join, resolve } from 'node:path'
import type * as z from 'zod/mini'
import { annotations } from '../report/annotations.ts'
import { composeReport } from '../report/compose.ts'
import { printable } from '../report/escape.ts'
import { headlineSentence } from '../report/headline.ts'
import { type Links, type ReportModel, SIGNS } from '../report/model.ts'
import { RESULTS_SHOWN, renderSarif } from '../report/sarif.ts'
import { renderSummary, SUMMARY_LIMIT } from '../report/summary.ts'
import { renderTerminal } from '../report/terminal.ts'
import type { Gate } from '../verdict/verdict.ts'
import type { Outcome } from './action.ts'
import type { RunEvent } from './event.ts'
import { type EvidenceFile, placeEvidence, removeStatement } from './evidence-files.ts'
import { exitOf } from './exit.ts'
import { type commonInputs, DEFAULT_POLICY } from './inputs.ts'
import type { Log } from './log.ts'
import type { Env, Machine } from './machine.ts'
import type { Publication, Report } from './publish.ts'
import { outputBlock } from './toolkit.ts'

type CommonInputs = z.output<z.ZodMiniObject<typeof commonInputs>>

export interface Delivery {
  readonly gate: Gate
  readonly inputs: Partial<CommonInputs>
  readonly event: RunEvent
  readonly env: Env
  readonly log: Log
  /** Absent on a terminal. */
  readonly command: Machine['command'] | undefined
  readonly machine: Machine
  /** Where evidence goes: `evidenceFolder`. */
  readonly folder: string
}

/** Files, annotations, summary and outputs of one verdict. Evidence is written first: no report without it. */
export async function deliver(outcome: Outcome, delivery: Delivery): Promise<number> {
  const { gate, inputs, event, log, folder } = delivery
  if (outcome.verdict.gate !== gate) throw new Error(`${gate} gave back a verdict of ${outcome.verdict.gate}`)
  const links = linksOf(event, delivery.env)
  // What is shown is one thing, what is written to the evidence folder and concluded another.
  const shown = { ...outcome, verdict: outcome.shown ?? outcome.verdict }
  const model = composeReport({
    ...shown,
    policy: outcome.evidence.policy,
    now: outcome.evidence.now,
    ...(outcome.presentation.zone === undefined ? {} : { zone: outcome.presentation.zone }),
    links,
    evidencePath: join(folder, 'evidence.json'),
  })
  const sarif = sarifFile(shown, links, log, inputs.policy)
  const published = await log.group('report', () => {
    placeEvidence(event.workspace, folder, [...outcome.files, sarif])
    annotate(shown, delivery)
    summarise(model, delivery)
    return show(outcome, { outcome: shown, model, sarif: String(sarif.bytes) }, delivery)
  })
  log.line(`${SIGNS[model.headline.sign]} ${gate}: ${headlineSentence(model.headline)}`)
  return published.code ?? exitOf(outcome.verdict.conclusion, outcome.enforcement, outcome.overrideEffect)
}

/** On GitHub, where the workflow asks for it; what could not be shown there takes the outputs back. */
async function show(outcome: Outcome, report: Report, delivery: Delivery): Promise<Publication> {
  const published = (await outcome.publish?.(report)) ?? NOTHING_PUBLISHED
  for (const line of published.lines) delivery.log.line(line)
  for (const problem of published.problems) {
    if (delivery.command === undefined) delivery.log.line(`error: ${problem}`)
    else delivery.command('error', {}, printable(problem, 4000))
  }
  if (published.code === undefined) writeOutputs(outcome, delivery)
  // What GitHub shows and what a statement says must not be two things: the step has failed, and proves nothing.
  else removeStatement(delivery.event.workspace, delivery.folder)
  return published
}

const NOTHING_PUBLISHED: Publication = { lines: [], problems: [] }

/** Every link of the report starts with one of these: the repository the runner names, and the page of our reasons. */
function linksOf(event: RunEvent, env: Env): Links {
  const ours = env['GITHUB_ACTION_REPOSITORY'] ?? ''
  const ref = env['GITHUB_ACTION_REF'] ?? ''
  const named = /^[\w-]+\/[\w.-]+$/.test(ours) && /^[\w./-]+$/.test(ref)
  return {
    ...(event.repository === undefined ? {} : { repository: `${event.serverUrl}/${event.repository}` }),
    ...(named ? { reasons: `${event.serverUrl}/${ours}/blob/${ref}/docs/reasons.md` } : {}),
  }
}

function sarifFile({ verdict, evidence }: Outcome, links: Links, log: Log, policyPath = DEFAULT_POLICY): EvidenceFile {
  const all = verdict.findings.length
  if (all > RESULTS_SHOWN) {
    log.line(
      `findings.sarif has the ${RESULTS_SHOWN} worst of ${all} findings, as many as GitHub shows; verdict.json has all.`,
    )
  }
  const sarif = renderSarif({ verdict, toolVersion: evidence.tool.version, links, policyPath })
  return { name: 'findings.sarif', bytes: `${JSON.stringify(sarif, null, 2)}\n` }
}

function annotate({ verdict, enforcement }: Outcome, { command, env }: Delivery): void {
  if (command === undefined) return
  const rest = env['GITHUB_STEP_SUMMARY'] ? 'the job summary' : 'the log'
  for (const { command: name, title, message, path, line } of annotations(verdict, { enforcement, rest })) {
    command(name, { title, file: path, line }, message)
  }
}

/** Without a place for a job summary the report is printed, and kept beside the evidence. */
function summarise(model: ReportModel, { env, event, machine, log, folder }: Delivery): void {
  const path = env['GITHUB_STEP_SUMMARY']
  if (path) {
    // The limit is the step's, and an earlier command of the step may have written already.
    const summary = renderSummary(model, { bytes: SUMMARY_LIMIT - machine.size(path) })
    if (summary === '') log.line('The job summary is full: nothing of this report is in it.')
    machine.append(path, summary)
    return
  }
  placeEvidence(event.workspace, folder, [{ name: 'summary.md', bytes: renderSummary(model) }])
  for (const text of renderTerminal(model)) log.line(text)
}

function writeOutputs({ verdict, files }: Outcome, { env, event, machine, log, folder }: Delivery): void {
  const pathOf = (name: string) => (files.some((file) => file.name === name) ? join(folder, name) : '')
  const outputs = {
    conclusion: verdict.conclusion,
    findings: String(verdict.findings.length),
    evidence: pathOf('evidence.json'),
    statement: pathOf('statement.intoto.jsonl'),
  }
  const path = env['GITHUB_OUTPUT']
  if (path) {
    for (const [name, value] of Object.entries(outputs)) machine.append(path, outputBlock(name, value))
    return
  }
  log.line('')
  log.line(`evidence: ${resolve(event.workspace, folder)}`)
}

/** The last value of an output wins. */
export function withdraw(env: Env, machine: Machine): void {
  const path = env['GITHUB_OUTPUT']
  if (path) machine.append(path, outputBlock('conclusion', ''))
}
