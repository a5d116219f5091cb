import { type Reading, read } from '../../evidence/reading.ts'
import { FetchError } from '../../git/fetch-error.ts'
import { GitError } from '../../git/git.ts'
import { OverLimit } from '../../git/over-limit.ts'

const NEEDS = 'contents: read'

/** What git could not do, as the state of a source; whatever else was thrown is a mistake of ours. */
export async function asked<T>(work: () => Promise<T>): Promise<Reading<T>> {
  try {
    return read(await work())
  } catch (error) {
    if (error instanceof FetchError) {
      const detail = sentence(error.message)
      if (error.reason === 'failed') return { state: 'partial', detail }
      return { state: error.reason, detail, needs: NEEDS }
    }
    if (error instanceof GitError || error instanceof OverLimit) {
      return { state: 'partial', detail: sentence(error.message) }
    }
    throw error
  }
}

const sentence = (message: string): string => (/[.!?]$/.test(message) ? message : `${message}.`)
