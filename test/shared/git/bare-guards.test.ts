import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bareRepository } from '../../../shared/git/bare.ts'
import { failureOf } from '../../../shared/git/fetch-error.ts'
import { runGit } from '../../../shared/git/process.ts'
import { remoteOf } from '../../../shared/git/remote.ts'
import { caught, type Scene, scene } from './bare-fixture.ts'

let stage: Scene
beforeAll(async () => {
  stage = await scene()
  stage.app.commit('main', { 'README.md': 'one\n' })
})
afterEach(() => {
  stage.github.faults.clear()
  expect(stage.github.violations).toEqual([])
})
afterAll(() => stage.close())

/** A `git` before the real one in the PATH that writes down its arguments and runs it. */
async function watched(folder: string): Promise<{ readonly path: string; readonly log: string }> {
  const directory = join(stage.temp, folder)
  const log = join(directory, 'log')
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  await mkdir(directory)
  await writeFile(join(directory, 'git'), `#!/bin/sh\nprintf '%s\\n' "$@" >>'${log}'\nexec '${real}' "$@"\n`)
  await chmod(join(directory, 'git'), 0o755)
  return { path: `${directory}:${process.env['PATH']}`, log }
}

async function everyFile(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')))).join('\n')
}

describe('the token', () => {
  test('is in no argument, no file and no error', async () => {
    const { path, log } = await watched('watched')
    const bare = await stage.open({ env: { PATH: path } })
    await bare.fetch(['refs/heads/main'])
    stage.github.faults.on({ route: 'GIT upload-pack', fault: { kind: 'status', status: 403 } })
    const error = await caught(bare.fetch(['refs/heads/main']))
    const basic = Buffer.from(`x-access-token:${stage.token}`).toString('base64')
    const directory = join(stage.temp, (await stage.left()).find((name) => name.includes('-bare-')) ?? '')
    const written = [await readFile(log, 'utf8'), await everyFile(directory), JSON.stringify(error), String(error)]
    expect(written[0]).toContain('--filter=blob:none')
    expect(written[1]).toContain('bare = true')
    for (const secret of [stage.token, basic]) expect(written.filter((one) => one.includes(secret))).toEqual([])
  })

  test('is taken out of what git says, as it is and as it is sent; so is the password of a proxy', () => {
    const token = 'ghs_secret'
    const { scrub } = remoteOf({ url: 'https://github.com/acme/app.git', token, env: {}, home: '/nowhere' })
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
    expect(scrub(`fatal: ${token} and ${basic} by http://me:pass@proxy:8080/`)).toBe(
      'fatal: *** and *** by http://***@proxy:8080/',
    )
  })

  test.each(['', 'two words', 'line\nX-Evil: 1', 'ümlaut'])('%j is none, and is not shown', (token) => {
    const make = (): unknown => remoteOf({ url: 'https://github.com/acme/app.git', token, env: {}, home: '/nowhere' })
    expect(make).toThrow(/^The token for git has characters that no token has: .* line breaks$/)
  })

  test('does not follow a redirect', async () => {
    const seen: string[] = []
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers.authorization ?? 'nothing')
      response.writeHead(301, { location: `${stage.github.url}${request.url}` }).end()
    })
    await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening))
    const address = elsewhere.address()
    const port = typeof address === 'object' ? address?.port : 0
    const bare = await stage.open({ url: `http://127.0.0.1:${port}/acme/app.git` })
    const before = stage.github.log.length
    expect(await caught(bare.fetch(['refs/heads/main']))).toMatchObject({ reason: 'failed' })
    expect(seen).toEqual([expect.stringMatching(/^basic /)])
    expect(stage.github.log.length).toBe(before)
    elsewhere.close()
  })
})

describe('what the machine is set up with', () => {
  test('templates, configurations, hooks, helpers and variables have no say', async () => {
    const home = join(stage.temp, 'home')
    const trap = join(home, 'sprung')
    const script = join(home, 'trap.sh')
    await mkdir(join(home, 'template/hooks'), { recursive: true })
    await writeFile(script, `#!/bin/sh\ntouch '${trap}'\n`, { mode: 0o755 })
    for (const hook of ['post-checkout', 'reference-transaction', 'post-merge']) {
      await writeFile(join(home, 'template/hooks', hook), `#!/bin/sh\ntouch '${trap}'\n`, { mode: 0o755 })
    }
    const settings = `[init]\n\ttemplateDir = ${home}/template\n[credential]\n\thelper = ${script}\n[core]\n\taskPass = ${script}\n\tsshCommand = ${script}\n\thooksPath = ${home}/template/hooks\n[uploadpack]\n\tpackObjectsHook = ${script}\n[url "ext::${script} "]\n\tinsteadOf = http://\n`
    await writeFile(join(home, '.gitconfig'), settings)
    await writeFile(join(home, '.netrc'), 'default login ghost password ghs_other\n')
    const env = {
      PATH: process.env['PATH'],
      HOME: home,
      XDG_CONFIG_HOME: home,
      GIT_TEMPLATE_DIR: join(home, 'template'),
      GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
      GIT_CONFIG_SYSTEM: join(home, '.gitconfig'),
      GIT_CONFIG_PARAMETERS: `'core.askPass=${script}'`,
      GIT_ASKPASS: script,
      SSH_ASKPASS: script,
      GIT_EXEC_PATH: home,
      GIT_SSH_COMMAND: script,
      GIT_TRACE_CURL: join(home, 'trace'),
      GIT_OBJECT_DIRECTORY: home,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: home,
      GIT_PROXY_COMMAND: script,
      GIT_EXTERNAL_DIFF: script,
    }
    const bare = await stage.open({ env })
    const id = (await bare.fetch(['refs/heads/main'])).get('refs/heads/main') ?? ''
    await bare.need([stage.app.repository.bare.git(['rev-parse', 'main:README.md']).trim()])
    expect(await bare.git(['cat-file', 'blob', `${id}:README.md`])).toBe('one\n')
    const stranger = await stage.open({ env, token: 'ghs_nobody' })
    expect(await caught(stranger.fetch(['refs/heads/main']))).toMatchObject({ reason: 'forbidden' })
    await expect(stat(trap)).rejects.toThrow('ENOENT')
    await expect(stat(join(home, 'trace'))).rejects.toThrow('ENOENT')
  })

  test('its proxies and certificates do, and nothing else', () => {
    const env = {
      PATH: '/bin',
      HTTPS_PROXY: 'http://proxy:1',
      no_proxy: 'localhost',
      SSL_CERT_FILE: '/ca.pem',
      GIT_SSL_NO_VERIFY: '1',
      GIT_PROXY_COMMAND: 'sh',
      LD_PRELOAD: '/x.so',
    }
    const { environment } = remoteOf({ url: 'https://github.com/acme/app.git', env, home: '/nowhere' })
    const kept = Object.keys(environment).filter((name) => !/^GIT_CONFIG_(?:KEY|VALUE)_\d+$/.test(name))
    expect(kept.sort()).toEqual([
      'GIT_CONFIG_COUNT',
      'GIT_CONFIG_GLOBAL',
      'GIT_CONFIG_NOSYSTEM',
      'GIT_NO_LAZY_FETCH',
      'GIT_OPTIONAL_LOCKS',
      'GIT_TERMINAL_PROMPT',
      'HOME',
      'HTTPS_PROXY',
      'LC_ALL',
      'PATH',
      'SSL_CERT_FILE',
      'no_proxy',
    ])
    expect(environment['HOME']).toBe('/nowhere')
  })

  test('plain http is spoken only when the address says so', () => {
    const allowed = (url: string): string[] =>
      Object.values(remoteOf({ url, env: {}, home: '/nowhere' }).environment).filter(
        (value): value is string => value?.startsWith('protocol.') ?? false,
      )
    expect(allowed('https://github.com/acme/app.git')).not.toContain('protocol.http.allow')
    expect(allowed('http://127.0.0.1:1/acme/app.git')).not.toContain('protocol.https.allow')
  })
})

describe('what is asked for', () => {
  test.each([
    '--upload-pack=touch /tmp/x',
    '-c',
    '',
    'main',
    'HEAD',
    'refs/heads/*',
    'refs/heads/a:refs/heads/b',
    '+refs/heads/main',
    '^refs/heads/main',
    'refs/heads/a\nrefs/heads/b',
    'refs/heads/a b',
    'refs/heads/a..b',
    'refs/heads/a.lock',
    'refs/heads//a',
    'refs/heads/.a',
    'refs/heads/a@{1}',
    'refs/heads/a~1',
    'refs/heads/\ud800',
    `refs/heads/${'a'.repeat(1000)}`,
    '0123456',
    '0123456789012345678901234567890123456789^{tree}',
  ])('%j is refused before git hears of it', async (want) => {
    const bare = await stage.open()
    const before = stage.github.log.length
    await expect(bare.fetch([want])).rejects.toThrow(/ is neither a full ref nor a full object id$/)
    await expect(bare.need([want])).rejects.toThrow(/ is no full object id, so git is not asked about it$/)
    expect(stage.github.log.length).toBe(before)
  })

  test.each(['--upload-pack=x', '-evil', 'ümlaut/\u00a0', '\ufefffeature', 'a#b&c;d', "it's"])(
    'a branch may be called %j',
    async (name) => {
      const ref = `refs/heads/${name}`
      stage.app.repository.bare.git(['update-ref', ref, stage.app.tip()])
      const bare = await stage.open()
      expect((await bare.fetch([ref])).get(ref)).toBe(stage.app.tip())
    },
  )

  test.each([
    'git@github.com:acme/app.git',
    'ssh://github.com/acme/app.git',
    'file:///etc',
    'ext::sh -c touch',
    'https://user:ghs_secret@github.com/acme/app.git',
    'https://github.com/acme/app.git?x=1',
    'https://github.com/acme/../app.git',
    'https://github.com',
    '-u',
    'https://github.com/acme/app.git\n[alias]',
  ])('%j is no address', async (url) => {
    const error = await caught(stage.open({ url }))
    expect(String(error)).toContain(' is no address of a repository on GitHub')
    expect(String(error)).not.toContain('ghs_secret')
  })
})

describe('what is left behind', () => {
  test('is nothing: not after remove, twice, nor when it could not even be made', async () => {
    const before = await stage.left()
    await expect(stage.open({ url: 'ssh://github.com/acme/app.git' })).rejects.toThrow('is no address')
    await expect(stage.open({ env: { PATH: '/nowhere' } })).rejects.toThrow(/^git cannot be started/)
    const bare = await stage.open({ timeoutMs: 500 })
    stage.github.faults.on({ route: 'GIT upload-pack', call: 3, fault: { kind: 'stall' } })
    expect(await caught(bare.fetch(['refs/heads/main']))).toMatchObject({ reason: 'failed' })
    expect((await stage.left()).length).toBe(before.length + 1)
    await bare.remove()
    await bare.remove()
    expect(await stage.left()).toEqual(before)
  })

  test('a folder that is not there is said', async () => {
    const url = 'https://github.com/acme/app.git'
    await expect(bareRepository({ url, temp: '/no/such/folder', timeoutMs: 1000 })).rejects.toThrow('ENOENT')
  })
})

test('what the server says does not decide what its refusal means', () => {
  const said =
    "remote: fatal: Authentication failed for\nremote: repository 'x' not found\nfatal: the remote end hung up"
  expect(failureOf(said)).toBe('failed')
  expect(failureOf(`${said}\nfatal: Authentication failed for 'https://github.com/'`)).toBe('forbidden')
})

test('what runs too long or says too much is stopped, with what it has started', async () => {
  const slow = join(stage.temp, 'slow')
  await mkdir(slow)
  await writeFile(join(slow, 'git'), '#!/bin/sh\nsleep 600\n', { mode: 0o755 })
  const common = { args: ['--version'], cwd: stage.temp, timeoutMs: 20_000, maxBytes: 1000 }
  const env = { PATH: process.env['PATH'] }
  expect(await runGit({ ...common, env, maxBytes: 3 })).toMatchObject({ stopped: 'too much output' })
  const path = `${slow}:${process.env['PATH']}`
  expect(await runGit({ ...common, env: { PATH: path }, timeoutMs: 50 })).toMatchObject({ stopped: 'timeout' })
  const hanging = stage.open({ env: { PATH: path }, timeoutMs: 50 })
  expect(await caught(hanging)).toMatchObject({ name: 'GitError', stderr: 'stopped by us: timeout' })
})
