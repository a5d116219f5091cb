/**
 * The pattern rules of the ownership spec a second time, as a regular expression built name by name: slow, open to
 * backtracking, and written without a look at the automaton it is held against.
 */
export function oracle(pattern: string): (path: string) => boolean {
  const isFolder = pattern.endsWith('/')
  const body = pattern.replace(/^\//, '').replace(/\/$/, '')
  if (body === '' || body.split('/').includes('')) return () => false
  const isAnchored = pattern.slice(0, -1).includes('/')
  const names = body.split('/')
  const deepEnd = names.at(-1) === '**'
  while (names.at(-1) === '**') names.pop()
  // Every expression begins after a slash that is put before the path.
  let text = isAnchored ? '' : '(?:/[^/]+)*'
  for (const name of names) text += name === '**' ? '(?:/[^/]+)*' : `/${nameExpression(name)}`
  if (isFolder || deepEnd) text += '/.+'
  else if (names.at(-1) !== '*') text += '(?:/.+)?'
  const expression = new RegExp(`^${text}$`, 'su')
  return (path) => expression.test(`/${path}`)
}

function nameExpression(name: string): string {
  if (name === '*') return '[^/]+'
  return name.replace(/\\.|\*+|\?|[^*?\\]/gsu, (part) => {
    if (part.startsWith('*')) return '[^/]*'
    if (part === '?') return '[^/]'
    const literal = part.startsWith('\\') ? part.slice(1) : part
    return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  })
}
