/** Elements that GitHub shows as code, as a quotation, struck out or collapsed. Bold text and the like stay prose. */
const HIDING: ReadonlySet<string> = new Set([
  'blockquote',
  'code',
  'del',
  'details',
  'kbd',
  'pre',
  'q',
  's',
  'samp',
  'strike',
  'tt',
  'var',
])

const COMMENT = /<!--[\s\S]*?(?:-->|$)/g
const TAG = /<(\/?)([a-z][a-z0-9]*)[^<>]*>/gi

/**
 * How many hiding elements are open after a piece of raw HTML. One that is never closed hides the rest of the text, as a
 * browser would.
 * @param open before it
 */
export function hidingTags(html: string, open: number): number {
  let now = open
  for (const [, slash, name = ''] of html.replace(COMMENT, '').matchAll(TAG)) {
    if (HIDING.has(name.toLowerCase())) now = slash === '/' ? Math.max(0, now - 1) : now + 1
  }
  return now
}
