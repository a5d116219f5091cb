/** SHA-1, or SHA-256 in a checkout that uses it. An object id, never an abbreviation or a name. */
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** `git hash-object -t tree /dev/null`: what the first commit of a history is compared with. Git knows it everywhere. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** GitHub refuses refs longer than 255 bytes; git's own limit is the file system's. */
const REF_LENGTH = 1000

export const isObjectId = (name: string): boolean => OBJECT_ID.test(name)

/**
 * The id itself, once it is certain that git cannot take it for an option, a range or an expression.
 * @throws Error with the name
 */
export function objectId(name: string): string {
  if (isObjectId(name)) return name
  throw new Error(`${JSON.stringify(name.slice(0, 100))} is no full object id, so git is not asked about it`)
}

/**
 * A full ref name as `git check-ref-format` has it (git-check-ref-format(1), rules 1 to 10). `:` and `*` would make a
 * refspec say something else, and a newline would add one.
 */
export function isRef(name: string): boolean {
  return (
    name.startsWith('refs/') &&
    name.length <= REF_LENGTH &&
    name.isWellFormed() &&
    !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\.$/.test(name) &&
    name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  )
}
