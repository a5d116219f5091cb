import { sha256 } from '../../evidence/digest.ts'
import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { type StatementCheck, verifyStatement } from '../../evidence/verify-statement.ts'
import { type Artifact, artifactFiles, artifactsNamed } from '../../github/artifacts.ts'
import { type CheckRun, readOurChecks, stateOf } from '../../github/check-run.ts'
import { isActionsApp } from '../../github/forged-checks.ts'
import type { Source } from '../../verdict/finding.ts'
import type { Gate } from '../../verdict/verdict.ts'
import type { VerdictFact } from '../facts.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/** What other gates say of the judged commit: the newest statement, and the check run that is shown on it. */
export async function readVerdictFacts(given: AskedChecklist): Promise<ReadPart> {
  const verdicts: Partial<Record<Gate, Reading<VerdictFact>>> = {}
  const sources: Source[] = []
  for (const gate of given.needs.verdicts) {
    const begun = given.elapsed()
    const known = await readOne(gate, given)
    verdicts[gate] = known
    const at = { id: `verdict:${gate}`, uri: `production-gates/${gate}`, readAt: given.now }
    const source = sourceOf(at, known, { commit: given.remote.head })
    given.log.source(source, given.elapsed() - begun)
    sources.push(source)
  }
  return { facts: { verdicts }, sources }
}

async function readOne(gate: Gate, given: AskedChecklist): Promise<Reading<VerdictFact>> {
  const statement = await readStatement(gate, given)
  if (statement.state !== 'read') return statement
  const checks = await readOurChecks(given.github, given.repository, given.remote.head, `production-gates/${gate}`)
  if (checks.state !== 'read') return checks
  return read({ statement: statement.value, ...shownBy(checks.value, given) })
}

type StatementFact = VerdictFact['statement']
type VerifiedFact = Extract<StatementFact, { readonly kind: 'verified' }>

/**
 * The newest artifact decides, also when its statement is refused or missing: an older pass must not stand behind a newer
 * run that did not give one. Whoever uploads one of that name by hand can hold back, and let nothing through.
 */
async function readStatement(gate: Gate, given: AskedChecklist): Promise<Reading<StatementFact>> {
  const handed = handedIn(gate, given)
  if (handed !== undefined) return read(handed)
  const name = `production-gates-${gate}-${given.remote.head}`
  const named = await artifactsNamed(given.github, given.repository, name)
  if (named.state !== 'read') return named
  const [newest, ...older] = named.value.filter(({ expired }) => !expired)
  if (newest === undefined) return read({ kind: 'none', detail: `There is no artifact ${name}.` })
  const word = await wordOf(newest, gate, given)
  if (word.state !== 'read' || word.value.kind !== 'verified') return word
  const { madeAt } = word.value
  return lastOf(
    word.value,
    older.filter(({ createdAt }) => createdAt === undefined || Date.parse(createdAt) + SECOND > Date.parse(madeAt)),
    (artifact) => wordOf(artifact, gate, given),
  )
}

/** GitHub's times have whole seconds. */
const SECOND = 1_000
/** Uploaded since a statement was made: runs that were at work together are a few. */
const MOST_SINCE = 20

/**
 * A statement can be uploaded again by anybody, and is the newest artifact then: what was uploaded after it was made has
 * a say, and of several statements the one that was made last.
 */
async function lastOf(
  first: VerifiedFact,
  since: readonly Artifact[],
  ask: (artifact: Artifact) => Promise<Reading<StatementFact>>,
): Promise<Reading<StatementFact>> {
  if (since.length > MOST_SINCE) {
    const detail = `${since.length} artifacts of that name were uploaded since the statement was made; at most ${MOST_SINCE} are read.`
    return { state: 'partial', detail }
  }
  let last = first
  for (const artifact of since) {
    const word = await ask(artifact)
    if (word.state !== 'read' || word.value.kind !== 'verified') return word
    if (Date.parse(word.value.madeAt) > Date.parse(last.madeAt)) last = word.value
  }
  return read(last)
}

async function wordOf(artifact: Artifact, gate: Gate, given: AskedChecklist): Promise<Reading<StatementFact>> {
  const files = await artifactFiles(given.github, given.repository, artifact)
  if (files.state !== 'read') return files
  const find = (wanted: string) =>
    [...files.value.files].find(([path]) => path === wanted || path.endsWith(`/${wanted}`))
  const [, bytes] = find('statement.intoto.jsonl') ?? []
  const [, evidence] = find('evidence.json') ?? []
  if (bytes === undefined || evidence === undefined) {
    const detail = `Artifact ${artifact.id} holds no statement: that run was not signed, had no verdict, or only observed.`
    return read({ kind: 'none', detail })
  }
  return read(factOf(check(gate, bytes, sha256(evidence), given)))
}

/** Of several files the first that counts, else what the last one was refused for. */
function handedIn(gate: Gate, given: AskedChecklist): StatementFact | undefined {
  const facts = given.statements.map(({ bytes, evidenceSha256 }) => factOf(check(gate, bytes, evidenceSha256, given)))
  return facts.find(({ kind }) => kind === 'verified') ?? facts.at(-1)
}

/** FAILED is asked for second: a statement that fails is an answer too, and not the one of an unknown signer. */
function check(gate: Gate, bytes: Uint8Array, evidenceSha256: string, given: AskedChecklist): StatementCheck {
  const { subject, policy, policySha256, now } = given
  const expected = {
    gate,
    repositoryId: subject.repositoryId ?? 0,
    ownerId: subject.ownerId ?? 0,
    commit: subject.commit,
    tree: subject.tree,
    baseRef: subject.baseRef,
    pull: subject.pull,
    policySha256,
    evidenceSha256,
    minStrength: 1,
    now,
    keys: policy.trust.keys ?? [],
  } as const
  const passed = verifyStatement(bytes, { ...expected, result: 'PASSED' })
  if (passed.ok || passed.problem !== 'wrong-result') return passed
  return verifyStatement(bytes, { ...expected, result: 'FAILED' })
}

function factOf(checked: StatementCheck): StatementFact {
  if (!checked.ok) return { kind: 'refused', problem: checked.problem, detail: checked.detail }
  const { predicate } = checked.statement
  const validUntil = predicate['urn:production-gates:valid-until']
  const override = predicate['urn:production-gates:override']
  return {
    kind: 'verified',
    result: predicate.verificationResult,
    signer: checked.signer,
    madeAt: predicate.timeVerified,
    ...(validUntil !== undefined && { validUntil }),
    ...(override !== undefined && { override }),
  }
}

/** The newest check run of an App that counts; those of others are named. */
function shownBy(checks: readonly CheckRun[], { policy }: AskedChecklist): Pick<VerdictFact, 'checkRun' | 'foreign'> {
  const appId = policy.enforcement['app-id']
  const byToken = policy.trust['check-runs'] === 'token'
  const counts = ({ app }: CheckRun): boolean =>
    app !== undefined && (isActionsApp(app) ? byToken : appId !== undefined && app.id === appId)
  const newest = checks.filter(counts).toSorted((one, next) => next.id - one.id)[0]
  const foreign = checks
    .filter((run) => !counts(run))
    .map(({ app }) => (app === undefined ? 'an App that is gone' : app.slug))
  if (newest?.app === undefined) return { foreign: [...new Set(foreign)].sort() }
  const { app, status } = newest
  const shown = stateOf(newest)
  return {
    checkRun: {
      app: app.slug || String(app.id),
      forgeable: isActionsApp(app),
      status,
      ...(status === 'completed' && { conclusion: shown }),
    },
    foreign: [...new Set(foreign)].sort(),
  }
}
