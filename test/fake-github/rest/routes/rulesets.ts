import { permissionOf } from '../../state/access.ts'
import { timestamp } from '../../state/model.ts'
import { importRuleset } from '../../state/ruleset-import.ts'
import { found, inRepository, number, ok, page, type RepositoryCall, type Route } from '../router.ts'
import { rulesetShape } from '../shapes/rules.ts'

/** Only who may write the ruleset is shown who may bypass it. */
function seesActors({ token, world, repository }: RepositoryCall): boolean {
  if (token?.permissions['administration'] !== 'write') return false
  return token.app !== null || permissionOf(world, repository, token.actor) === 'admin'
}

const whole = (call: RepositoryCall, one: Parameters<typeof rulesetShape>[2]) =>
  rulesetShape(call.url, call.repository, one, true, seesActors(call))

const at = ({ repository }: RepositoryCall, id: number): number => {
  const index = repository.rulesets.findIndex((one) => one.id === id)
  return found(index === -1 ? undefined : index)
}

export const RULESETS: readonly Route[] = [
  inRepository('GET /repos/{owner}/{repo}/rulesets', undefined, (call) => {
    call.query.get('includes_parents')
    const targets = call.query.get('targets')?.split(',')
    const rows = call.repository.rulesets.filter(({ target }) => targets === undefined || targets.includes(target))
    return page(call, rows, (one) => rulesetShape(call.url, call.repository, one, false, false))
  }),
  inRepository('POST /repos/{owner}/{repo}/rulesets', 'administration=write', (call) => {
    const { world, repository, body } = call
    const wanted = importRuleset(repository, body)
    const ruleset = { id: world.nextId(), createdAt: timestamp(world), ...wanted }
    repository.rulesets.push(ruleset)
    return { status: 201, body: whole(call, ruleset) }
  }),
  inRepository('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', undefined, (call) => {
    call.query.get('includes_parents')
    return ok(whole(call, found(call.repository.rulesets.find(({ id }) => id === number(call, 'ruleset_id')))))
  }),
  inRepository('PUT /repos/{owner}/{repo}/rulesets/{ruleset_id}', 'administration=write', (call) => {
    const { repository, body } = call
    const index = at(call, number(call, 'ruleset_id'))
    const before = found(repository.rulesets[index])
    const { id, createdAt, name, target, enforcement, include, exclude, rules, bypass } = before
    const kept = { name, target, enforcement, bypass_actors: bypass, rules }
    const conditions = { ref_name: { include, exclude } }
    const after = { id, createdAt, ...importRuleset(repository, { ...kept, conditions, ...body }, id) }
    repository.rulesets[index] = after
    return ok(whole(call, after))
  }),
  inRepository('DELETE /repos/{owner}/{repo}/rulesets/{ruleset_id}', 'administration=write', (call) => {
    call.repository.rulesets.splice(at(call, number(call, 'ruleset_id')), 1)
    return { status: 204 }
  }),
]
