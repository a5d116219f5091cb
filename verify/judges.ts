import type { Judges } from '../shared/evidence/replay.ts'

/** The gates of this build whose past runs can be judged again. */
export const JUDGES: Judges = {}
