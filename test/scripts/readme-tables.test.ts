import { expect, test } from 'vitest'
import { withTables } from '../../scripts/readme-tables.ts'

const README = `# gate
<!-- inputs: written by a script -->
old
<!-- /inputs -->
between
<!-- outputs: written by a script -->
<!-- /outputs -->
after
`

test('tables in the order of action.yml, on one line a row, with a pipe that does not break the table', () => {
  const actionYml = `
inputs:
  reports: { description: "one glob\\n  a line", required: true }
  kind: { description: "a | b", default: a }
  commit: { description: which one }
outputs:
  conclusion: { description: " how it ended " }
`
  expect(withTables(README, actionYml)).toBe(`# gate
<!-- inputs: written by a script -->
| input | what it says | default |
|---|---|---|
| \`reports\` | one glob a line | (required) |
| \`kind\` | a \\| b | \`a\` |
| \`commit\` | which one |  |
<!-- /inputs -->
between
<!-- outputs: written by a script -->
| output | what it is |
|---|---|
| \`conclusion\` | how it ended |
<!-- /outputs -->
after
`)
})

test('a description with a dollar sign stays as it is', () => {
  expect(withTables(README, `inputs: { a: { description: "$& and $1" } }`)).toContain('| `a` | $& and $1 |  |')
})

test('an action without inputs or outputs has empty tables', () => {
  expect(withTables(README, '{}')).toContain('| output | what it is |\n|---|---|\n<!-- /outputs -->')
})

test('a second run changes nothing', () => {
  const once = withTables(README, 'inputs: { a: { description: b } }')
  expect(withTables(once, 'inputs: { a: { description: b } }')).toBe(once)
})

test.each(['inputs', 'outputs'])('says which marker is missing: %s', (name) => {
  expect(() => withTables(README.replace(`<!-- /${name} -->`, ''), '{}')).toThrow(
    `The README has no <!-- ${name}: ... --> and <!-- /${name} --> markers`,
  )
})

test('an input without a description is refused', () => {
  expect(() => withTables(README, 'inputs: { a: { default: b } }')).toThrow('description')
})
