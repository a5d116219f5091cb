import type { Answer } from './rest/router.ts'
import type { Artifact, Repository, World } from './state/model.ts'

/** Documented: the address of a download "expires after 1 minute". */
const MINUTE = 60_000

/** Anybody who has the address may read; it says until when. */
export function signedAddress(storage: string, repository: Repository, artifact: Artifact, now: Date): string {
  return `${storage}/${repository.id}/${artifact.id}.zip?se=${now.getTime() + MINUTE}&sig=fake`
}

/** Another origin, which refuses GitHub's credentials: whoever sends them there has given them away. */
export function serveStorage(
  world: World,
  path: string,
  query: URLSearchParams,
  authorization: string | undefined,
  violation: (problem: string) => void,
): Answer {
  if (authorization !== undefined) {
    violation('GET storage: the token was sent to the storage of artifacts')
    return { status: 400, body: { message: 'InvalidAuthenticationInfo' } }
  }
  const [, owner, id] = /^\/(\d+)\/(\d+)\.zip$/.exec(path) ?? []
  const repository = world.repositories.find((one) => String(one.id) === owner)
  const artifact = repository?.artifacts.find((one) => String(one.id) === id)
  if (artifact === undefined || query.get('sig') !== 'fake') return { status: 404 }
  if (Number(query.get('se')) < world.now().getTime()) return { status: 403, body: { message: 'AuthenticationFailed' } }
  return { status: 200, body: artifact.zip, headers: { 'content-type': 'application/zip' } }
}
