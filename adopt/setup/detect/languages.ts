import type { Language } from './seen.ts'

const NAMES: Readonly<Record<string, string>> = {
  ts: 'TypeScript',
  tsx: 'TypeScript',
  mts: 'TypeScript',
  cts: 'TypeScript',
  js: 'JavaScript',
  jsx: 'JavaScript',
  mjs: 'JavaScript',
  cjs: 'JavaScript',
  py: 'Python',
  go: 'Go',
  rs: 'Rust',
  java: 'Java',
  kt: 'Kotlin',
  kts: 'Kotlin',
  scala: 'Scala',
  rb: 'Ruby',
  php: 'PHP',
  cs: 'C#',
  swift: 'Swift',
  c: 'C',
  h: 'C',
  cc: 'C++',
  cpp: 'C++',
  hpp: 'C++',
  ex: 'Elixir',
  exs: 'Elixir',
  dart: 'Dart',
  tf: 'Terraform',
  sql: 'SQL',
  sh: 'Shell',
}

/** Folders whose content other people or programs wrote. */
const FOREIGN = new Set([
  'node_modules',
  'vendor',
  'third_party',
  'thirdparty',
  'bower_components',
  'Pods',
  'dist',
  'build',
  'out',
  'target',
  'coverage',
  '.venv',
  'venv',
  'site-packages',
  'generated',
  '__generated__',
  'gen',
  '.yarn',
  '.next',
])

const GENERATED =
  /(?:\.min\.js|\.bundle\.js|_pb2(?:_grpc)?\.py|\.pb\.go|_generated\.go|\.generated\.[a-z]+|\.g\.dart|\.d\.ts)$/

export const isForeign = (path: string): boolean =>
  path
    .split('/')
    .slice(0, -1)
    .some((name) => FOREIGN.has(name)) || GENERATED.test(path)

/** By the number of files, most first. */
export function languagesOf(paths: readonly string[]): readonly Language[] {
  const found = new Map<string, { files: number; example: string }>()
  for (const path of paths) {
    const extension = /\.([A-Za-z]{1,5})$/.exec(path)?.[1]?.toLowerCase() ?? ''
    const name = Object.hasOwn(NAMES, extension) ? NAMES[extension] : undefined
    if (name === undefined || isForeign(path)) continue
    const known = found.get(name)
    if (known === undefined) found.set(name, { files: 1, example: path })
    else known.files += 1
  }
  const languages = [...found].map(([name, one]) => ({ name, ...one }))
  return languages.sort((a, b) => b.files - a.files || (a.name < b.name ? -1 : 1))
}
