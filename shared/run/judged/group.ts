import type { Judged, OnlinePlace } from '../judged.ts'

export const isGroupRef = (branch: string): boolean => branch.startsWith('gh-readonly-queue/')

export async function judgedGroup(place: OnlinePlace, group: object): Promise<Judged> {
  throw new Error(`${Object.keys(group).join()} ${place.repo}`)
}
