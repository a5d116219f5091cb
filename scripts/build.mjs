// Usage: node scripts/build.mjs [ROOT]
// Two steps, because ncc 0.45 cannot read TypeScript 7 (vercel/ncc#1336): tsc writes build/, ncc's API bundles that.
// Nothing of dist/ is touched before every bundle is known to be good.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import ncc from '@vercel/ncc'

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'))
const build = join(root, 'build')
const dist = join(root, 'dist')

// ncc names modules in the bundle relative to where it is started.
process.chdir(root)
await compile()
const bundles = []
for (const folder of await entryFolders()) bundles.push(await bundle(folder))
await rm(dist, { recursive: true, force: true })
for (const { name, files } of bundles) {
  await mkdir(join(dist, name), { recursive: true })
  for (const [file, source] of Object.entries(files)) await writeFile(join(dist, name, file), source)
  console.log(`dist/${name}/index.js ${Buffer.byteLength(files['index.js'])} bytes`)
}

/** Every action, the auditor's tool, and what a team adopts the gates with. */
async function entryFolders() {
  const actions = (await readdir(join(root, 'actions'), { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const tools = ['adopt', 'verify'].filter((name) => existsSync(join(root, name)))
  return [...actions.map((entry) => `actions/${entry.name}`).sort(), ...tools]
}

async function compile() {
  // A file that is no longer in the source must not live on in a bundle.
  await rm(build, { recursive: true, force: true })
  await mkdir(build)
  // shared/run imports single modules of @actions/core by relative path: its index costs 42 ms of undici at start.
  await symlink(join('..', 'node_modules'), join(build, 'node_modules'), 'dir')
  const typescript = dirname(fileURLToPath(import.meta.resolve('typescript/package.json')))
  const project = join(root, 'tsconfig.build.json')
  const tsc = spawnSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', project], { stdio: 'inherit' })
  if (tsc.status !== 0) fail('tsc found errors; dist/ is as it was')
}

async function bundle(folder) {
  const entry = join(build, folder, 'index.js')
  if (!existsSync(entry)) fail(`${folder} has no index.ts; every folder in actions/ is an action, dist/ is as it was`)
  const { code, assets } = await ncc(entry, { cache: false, esm: true, license: 'licenses.txt', quiet: true })
  const files = { 'index.js': code }
  for (const [file, { source }] of Object.entries(assets)) files[file] = source
  for (const [file, source] of Object.entries(files)) check(`dist/${basename(folder)}/${file}`, String(source))
  return { name: basename(folder), files }
}

/** ncc exits 0 on what it cannot resolve and leaves a call that throws when the action runs on somebody's machine. */
function check(file, source) {
  const unresolved = source.match(/eval\("require"\)\("[^"\n]*"/)
  if (unresolved) fail(`${file}: ncc could not resolve an import and wrote ${unresolved[0]}); dist/ is as it was`)
  if (source.includes(root)) fail(`${file} contains ${root}: it would differ on every machine; dist/ is as it was`)
}

function fail(message) {
  console.error(`build: ${message}`)
  process.exit(1)
}
