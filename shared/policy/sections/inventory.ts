import * as z from 'zod/mini'
import { key, lazy, need } from '../key.ts'
import { duration, metricRule, number, text, texts } from '../values.ts'

const environment = () =>
  z.strictObject({
    branches: key(texts(), { about: 'Globs of the branches that are deployed to it.', direction: 'exact' }),
    data: key(z.enum(['real', 'transient', 'synthetic']), { about: 'Class of the data in it.', direction: 'exact' }),
    access: key(z.enum(['strict', 'team', 'open']), { about: 'Who may reach it.', direction: 'exact' }),
    paths: key(texts(), { about: 'Globs of the code that belongs to it.', direction: 'superset' }),
    hosts: key(texts(), { about: 'Globs of its host names.', direction: 'superset' }),
    'reset-after': key(duration(), { about: 'Its data is deleted after this long.', direction: 'max' }),
  })

export const environments = lazy(() =>
  z.catchall(
    z.object({
      fence: key(
        z.array(
          z.strictObject({
            from: need(text(), { about: 'Environment that must not refer.', direction: 'exact' }),
            to: need(text(), { about: 'Environment it must not refer to.', direction: 'exact' }),
          }),
        ),
        { about: 'No import, host, secret or compose reference from the one into the other.', direction: 'superset' },
      ),
      'forbid-in-production': key(
        z.strictObject({
          paths: need(texts(), { about: 'Globs of test material.', direction: 'superset' }),
          in: need(z.enum(['artifacts', 'paths']), { about: 'Where it must not be found.', direction: 'exact' }),
        }),
        { about: 'Mock data and test artifacts that must not reach production.', direction: 'superset' },
      ),
    }),
    environment(),
  ),
)

export const artifacts = lazy(() =>
  z.array(
    z.strictObject({
      name: need(text(), { about: 'Its name.', direction: 'exact' }),
      path: key(text(), { about: 'Source path; absent = not built here.', direction: 'exact' }),
      type: need(z.enum(['image', 'static', 'binary', 'package', 'function', 'chart']), {
        about: 'What is deployed.',
        direction: 'exact',
      }),
      image: key(text(), { about: 'Image name, without tag.', direction: 'exact' }),
      criticality: need(z.enum(['P0', 'P1', 'P2', 'P3']), { about: 'P0 is critical.', direction: 'exact' }),
    }),
  ),
)

export const criticalPaths = lazy(() =>
  z.array(
    z.strictObject({
      name: need(text(), { about: 'Its name.', direction: 'exact' }),
      paths: need(texts(), { about: 'Globs of its code.', direction: 'superset' }),
      flows: key(
        z.array(
          z.strictObject({
            name: need(text(), { about: 'Name of the flow, as the audit trace gives it.', direction: 'exact' }),
            functions: need(texts(), { about: 'Its entry functions.', direction: 'superset' }),
          }),
        ),
        { about: 'Flows that must write audit events.', direction: 'superset', by: 'name' },
      ),
      tests: key(texts(), {
        about: 'Globs of the tests a change to it must touch.',
        direction: 'subset',
        absent: 'open',
      }),
    }),
  ),
)

const names = () =>
  z.array(text().check(z.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of a variable; values never stand here')))

export const configuration = lazy(() =>
  z.strictObject({
    environment: key(text(), { about: 'The GitHub environment that holds them.', direction: 'exact' }),
    secrets: key(names(), {
      about: 'Names of secrets that must exist there. Names only, never values.',
      direction: 'superset',
    }),
    variables: key(names(), { about: 'Names of variables that must exist there.', direction: 'superset' }),
    'rotate-every': key(duration(), { about: 'Oldest a secret may be.', direction: 'max' }),
  }),
)

export const probes = lazy(() =>
  z.array(
    z.strictObject({
      url: need(text().check(z.regex(/^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1)[:/]/, 'is not https')), {
        about: 'https, unless it is this machine.',
        direction: 'exact',
      }),
      method: key(z.enum(['GET', 'HEAD']), { about: 'GET unless said.', direction: 'exact' }),
      status: need(z.int().check(z.minimum(100, 'is not an HTTP status'), z.maximum(599, 'is not an HTTP status')), {
        about: 'Status it must answer.',
        direction: 'exact',
      }),
      json: key(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {
        about: 'JSON pointers into the answer and what must stand there.',
        direction: 'exact',
      }),
      within: key(duration(), { about: 'Longest it may take.', direction: 'exact' }),
    }),
  ),
)

export const capacity = lazy(() =>
  z.strictObject({
    limits: key(z.record(z.string(), number()), { about: 'Declared limits, by name.', direction: 'max' }),
    triggers: key(z.array(metricRule()), { about: 'When to scale, and what to do.', direction: 'superset' }),
  }),
)
