import { afterAll, expect, test } from 'vitest'
import { clientOf } from './ask.ts'
import { everyReader, oneOfEach } from './every-reader.ts'

const { github, ids } = await oneOfEach()
const client = clientOf(github, github.userToken('ola'))
github.renameAccount('acme', 'acme-labs')

afterAll(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const READERS = everyReader(ids).filter(({ name }) => !['readTeams', 'readActors, Team'].includes(name))

test.each(READERS)('$name: the old name of an organisation leads to the repository', async ({ read }) => {
  expect(await read(client)).toMatchObject({ state: 'read' })
})
