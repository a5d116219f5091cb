import { type Glob, parseGlob } from '../../../shared/policy/glob.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { NAMED_KINDS, type NamedKind } from './find-reports.ts'

/** A line of the `artifacts` input. */
export interface ArtifactPattern {
  /** As the user wrote it. */
  readonly text: string
  readonly kind?: NamedKind
  /** `.github/workflows/scan.yml`: by path, for forks choose names. */
  readonly workflow: string
  /** Of the artifact's name. */
  readonly name: Glob
  /** Of the reports in it. */
  readonly files: Glob
}

/** `[kind=]<workflow path>:<artifact name>[:<files>]` */
const LINE = /^(?:([a-z]+)=)?(\.github\/workflows\/[^:\s/]+\.ya?ml):([^:]+)(?::(.+))?$/

/** @throws InputError with every bad entry */
export function parseArtifacts(entries: readonly string[]): ArtifactPattern[] {
  const problems: string[] = []
  const patterns = entries.flatMap((text) => {
    try {
      return [parse(text)]
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      problems.push(...error.problems.map((problem) => `Input \`artifacts\`: ${problem}`))
      return []
    }
  })
  if (problems.length > 0) throw new InputError(problems)
  return patterns
}

function parse(text: string): ArtifactPattern {
  const [, kindText, workflow, name, files = '**'] = LINE.exec(text) ?? []
  if (workflow === undefined || name === undefined) {
    throw new InputError(
      `"${text}" does not say which artifact of which workflow. Write \`.github/workflows/scan.yml:reports\`, or \`.github/workflows/scan.yml:reports:**/*.sarif\` for some of its files.`,
    )
  }
  const kind = NAMED_KINDS.find((known) => known === kindText)
  if (kindText !== undefined && kind === undefined) {
    throw new InputError(
      `\`${kindText}\` is no kind of scan that can be named; it is one of ${NAMED_KINDS.join(', ')}.`,
    )
  }
  return {
    text,
    workflow,
    name: parseGlob(name.trim()),
    files: parseGlob(files.trim()),
    ...(kind !== undefined && { kind }),
  }
}
