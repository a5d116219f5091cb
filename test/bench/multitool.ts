import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const PACKAGE = '@microsoft/sarif-multitool-linux'
const VERSION = '5.7.0'

/**
 * The peer to measure against: 95 MB, so it is no dependency but fetched once, through npm, into the user's cache.
 * @returns path of the program, or a sentence that says why there is none
 */
export function multitool(): { readonly path: string } | { readonly missing: string } {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const folder = join(cache, 'production-gates', `sarif-multitool-${VERSION}`)
  const path = join(folder, 'package/Sarif.Multitool')
  if (process.platform !== 'linux' || process.arch !== 'x64') return { missing: `${PACKAGE} is for Linux on x64` }
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true })
    const packed = spawnSync('npm', ['pack', '--silent', `${PACKAGE}@${VERSION}`], { cwd: folder, encoding: 'utf8' })
    const archive = packed.stdout?.trim() ?? ''
    if (packed.status !== 0) return { missing: `npm could not fetch ${PACKAGE}@${VERSION}` }
    const unpacked = spawnSync('tar', ['-xzf', archive], { cwd: folder })
    if (unpacked.status !== 0 || !existsSync(path)) return { missing: `${archive} holds no Sarif.Multitool` }
  }
  chmodSync(path, 0o755)
  return { path }
}

/** It is a .NET program; without this it wants the ICU library of the machine. */
export const MULTITOOL_ENV = { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' }
