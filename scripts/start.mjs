// @ts-check
// `npm start`: the demo, or a verdict on the reader's own reports. Plain JavaScript: it runs before anything is built
// and on Node 20, which cannot read TypeScript.
import { start } from './start/main.mjs'

process.exitCode = start({
  args: process.argv.slice(2),
  // npm runs scripts in the package's folder and keeps the caller's here.
  directory: process.env['INIT_CWD'] ?? process.cwd(),
  print: (line) => console.log(line),
})
