import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { VERSION } from '../../shared/run/version.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import { openSuite } from './clone.ts'
import type { Examples } from './templates/examples.ts'

/** The copy of production-gates that the proposed workflows name. */
export interface Suite {
  readonly owner: string
  readonly name: string
  readonly commit: string
  readonly version: string
}

/** This tool's own clone: two folders above its bundle (`dist/adopt`) and above its source (`adopt/setup`) alike. */
export const OWN_CLONE = join(import.meta.dirname, '..', '..')

/**
 * What runs here is what the workflows will run: this clone's commit, at its own `origin` or at `--owner`. Nothing is
 * made up: without both there is no workflow that could be pinned.
 */
export async function suiteOf(
  directory: string,
  owner: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Suite | undefined> {
  try {
    const { head, repository } = await openSuite(directory, env)
    const holder = owner ?? repository?.owner
    if (holder === undefined) return undefined
    return { owner: holder, name: repository?.name ?? 'production-gates', commit: head, version: VERSION }
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/**
 * The files that docs/install.md describes, as they lie beside this tool.
 * @throws InputError where they do not
 */
export function readExamples(folder = join(OWN_CLONE, 'examples')): Examples {
  const read = (path: string): string => {
    try {
      return readFileSync(join(folder, path), 'utf8')
    } catch (cause) {
      throw new InputError(
        `${join(folder, path)} cannot be read: setup proposes what lies there. Run it from a clone of production-gates.`,
        { cause },
      )
    }
  }
  const workflow = (name: string): string => read(`workflows/${name}.yml`)
  return {
    workflows: {
      scan: workflow('scan'),
      'security-gate': workflow('security-gate'),
      rejudge: workflow('rejudge'),
      'review-bridge': workflow('review-bridge'),
      'queue-bridge': workflow('queue-bridge'),
      recheck: workflow('recheck'),
      sweep: workflow('sweep'),
      push: workflow('push'),
    },
    ruleset: read('rulesets/production-branch-evaluate.json'),
  }
}
