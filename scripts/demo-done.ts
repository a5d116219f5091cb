import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { argv, exit } from 'node:process'
import { demoDone } from './demo-done/demo.ts'

// The second half of `npm start`: one release pull request, held up by every criterion, and then by none.
const out = argv[2] ?? mkdtempSync(join(realpathSync(tmpdir()), 'production-gates-'))
const dist = join(import.meta.dirname, '..', 'dist')
exit(await demoDone({ dist, out, print: (line) => console.log(line), now: new Date() }))
