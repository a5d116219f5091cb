import { expect, test } from 'vitest'
import { artifactFinding } from '../../../../../actions/security-gate/judge/github/artifact.ts'
import { NOW } from '../../builders.ts'

const source = { id: 'artifact:sarif', uri: 'https://github.example/acme/app', readAt: NOW, detail: 'So it is.' }

test.each([
  ['absent', 'artifact-missing', undefined],
  ['untrusted', 'artifact-digest', undefined],
  ['partial', 'artifact-unreadable', undefined],
  ['forbidden', 'artifact-unreadable', undefined],
  ['foreign', 'report-foreign', undefined],
  ['stale', 'artifact-expired', undefined],
  ['pending', 'scan-pending', true],
] as const)('an artifact that is %s is %s', (state, code, waiting) => {
  const found = artifactFinding({ ...source, state, needs: 'actions: read' })
  expect(found).toMatchObject({
    code: `security-gate/${code}`,
    level: 'block',
    source: 'artifact:sarif',
    detail: 'So it is. Needs actions: read.',
  })
  expect(found?.waiting).toBe(waiting)
})

test('one that is read is none', () => {
  expect(artifactFinding({ ...source, state: 'read' })).toBeUndefined()
})
