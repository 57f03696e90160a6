// The package as users get it: built into a folder of its own, where the sources and tests of this checkout are not.

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import {
  cp,
  glob,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { REPOSITORY } from '../helpers/repository.ts'

const execute = promisify(execFile)

type Conditions = { readonly [condition: string]: string }
type Manifest = {
  readonly version: string
  readonly bin: Conditions
  readonly dependencies: Conditions
  readonly exports: { readonly [entry: string]: string | Conditions }
}

const SOURCE_CONDITION = 'faultline-source'

let folder: string
let packageFolder: string
let manifest: Manifest

beforeAll(async () => {
  folder = await mkdtemp(path.join(await realpath(os.tmpdir()), 'faultline-package-'))
  packageFolder = path.join(folder, 'package')
  const build = path.join(REPOSITORY, 'scripts', 'build.ts')
  await execute(process.execPath, [build, '--out', path.join(packageFolder, 'dist')])
  for (const name of [
    'package.json',
    'bin',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'ARCHITECTURE.md',
    'docs',
  ]) {
    await cp(path.join(REPOSITORY, name), path.join(packageFolder, name), { recursive: true })
  }
  await symlink(path.join(REPOSITORY, 'node_modules'), path.join(packageFolder, 'node_modules'), 'junction')
  manifest = JSON.parse(await readFile(path.join(REPOSITORY, 'package.json'), 'utf8')) as Manifest
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('every target of exports and bin exists after a build', () => {
  const targets = Object.values(manifest.bin)
  for (const target of Object.values(manifest.exports)) {
    if (typeof target === 'string') targets.push(target)
    else {
      for (const [condition, file] of Object.entries(target)) {
        // For developers only: nobody else sets that condition, and the package has no src/.
        if (condition === SOURCE_CONDITION) expect(existsSync(path.join(REPOSITORY, file)), file).toBe(true)
        else targets.push(file)
      }
    }
  }
  expect(targets.length).toBeGreaterThan(4)
  for (const target of targets) expect(existsSync(path.join(packageFolder, target)), target).toBe(true)
})

test('the package holds the build and the documents, and no sources or tests', async () => {
  const npm = await execute('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: packageFolder,
    shell: process.platform === 'win32',
    maxBuffer: 64 * 1024 * 1024,
  })
  const [packed] = JSON.parse(npm.stdout) as { files: { path: string }[] }[]
  const files = packed!.files.map((file) => file.path)
  const expected = [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'package.json',
    'bin/faultline.js',
    'dist/code/index.js',
    'dist/code/main.js.map',
    'dist/types/index.d.ts',
  ]
  expect(files).toEqual(expect.arrayContaining(expected))
  const unwanted =
    /(^|\/)(src|tests|bench|scripts|wasm)\/|\.(test|fuzz|bench)\.|test-d|\.tsbuildinfo|(?<!\.d)\.ts$/
  expect(files.filter((file) => unwanted.test(file))).toEqual([])
})

test('the command runs from the build', async () => {
  expect(existsSync(path.join(packageFolder, 'src'))).toBe(false)
  const bin = path.join(packageFolder, 'bin', 'faultline.js')
  const { stdout } = await execute(process.execPath, [bin, '--version'])
  expect(stdout).toBe(`${manifest.version}\n`)
  const doctor = await execute(process.execPath, [bin, 'doctor', '--json'], { cwd: folder })
  expect(JSON.parse(doctor.stdout)).toMatchObject({ ready: true })
})

test('modules that are started by their URL are in the build', async () => {
  const names = new Set<string>()
  for await (const file of glob('src/**/*.ts', { cwd: REPOSITORY })) {
    if (/\.(?:test|fuzz|bench)\.ts$/.test(file)) continue
    const text = await readFile(path.join(REPOSITORY, file), 'utf8')
    for (const [, name] of text.matchAll(/(?:workerEntry\(\s*'|new URL\(`\.\/)([\w-]+)/g)) names.add(name!)
  }
  expect([...names]).toEqual(expect.arrayContaining(['worker-main', 'define-config', 'solc-entry']))
  for (const name of names) {
    expect(existsSync(path.join(packageFolder, 'dist', 'code', `${name}.js`)), name).toBe(true)
  }
})

test('the build imports itself, modules of Node and dependencies, and holds nothing of these', async () => {
  const code = path.join(packageFolder, 'dist', 'code')
  const files = await readdir(code)
  const imported = new Set<string>()
  const importsOf = new Map<string, string[]>()
  for (const file of files) {
    const text = await readFile(path.join(code, file), 'utf8')
    if (file.endsWith('.map')) {
      const { sources } = JSON.parse(text) as { sources: string[] }
      expect(sources.filter((source) => !source.startsWith('../../src/'))).toEqual([])
      continue
    }
    // Elsewhere the word may stand in a text.
    const [head] = /^(?:import .*\n)*/.exec(text)!
    const own: string[] = []
    importsOf.set(file, own)
    for (const [, name] of head.matchAll(/["']([^"']+)["'];?$/gm)) {
      if (name!.startsWith('./')) {
        expect(files).toContain(name!.slice(2))
        own.push(name!.slice(2))
      } else if (!name!.startsWith('node:')) imported.add(/^(?:@[^/]+\/)?[^/]+/.exec(name!)![0])
    }
  }
  // In a circle a file could run before what it imports. What imports nothing that is left is taken out, until nothing can be.
  for (let before = Infinity; importsOf.size < before;) {
    before = importsOf.size
    for (const [file, own] of importsOf) if (!own.some((name) => importsOf.has(name))) importsOf.delete(file)
  }
  expect([...importsOf.keys()]).toEqual([])
  expect(imported).toContain('commander')
  for (const name of imported) expect(Object.keys(manifest.dependencies)).toContain(name)
})

test('every entry exports what its source does', async () => {
  for (const target of Object.values(manifest.exports)) {
    if (typeof target === 'string') continue
    const names = async (file: string): Promise<string> => {
      const url = pathToFileURL(file).href
      const script = `console.log(Object.keys(await import(${JSON.stringify(url)})).join())`
      return (await execute(process.execPath, ['--input-type=module', '--eval', script])).stdout
    }
    const source = await names(path.join(REPOSITORY, target[SOURCE_CONDITION]!))
    expect(await names(path.join(packageFolder, target['default']!))).toBe(source)
  }
})

test('every command runs from the build', async () => {
  const root = path.join(folder, 'vault')
  for (const name of ['src', 'test']) {
    await cp(path.join(REPOSITORY, 'examples', 'vault', name), path.join(root, name), { recursive: true })
  }
  await writeFile(
    path.join(root, 'faultline.config.ts'),
    "import { defineConfig } from 'faultline/config'\n" +
      "export default defineConfig({ campaigns: { scripted: { setup: ({ deploy }) => void deploy('Vault') } } })\n",
  )
  const bin = path.join(packageFolder, 'bin', 'faultline.js')
  const run = (...args: string[]): Promise<{ code: number; stdout: string }> =>
    execute(process.execPath, [bin, ...args], { cwd: root }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => error,
    )
  const search = ['--seed', '1', '--executions', '1000', '--workers', '1']

  // The compiler has a process of its own, suites have threads.
  expect(await run('test', '--fuzz-runs', '5')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('4 tests passed'),
  })
  expect(await run('attack', '--list')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('faultline.config.ts:scripted'),
  })
  const attack = await run('attack', ...search, '--match-contract', 'scripted', '--learn')
  expect(attack).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^FOUND 1\/1 {2}theft in scripted[^]*proof: [^]*passes on Faultline's own/),
  })
  expect(await run('report', '--html', 'page.html')).toMatchObject({ code: 0 })
  expect(await readFile(path.join(root, 'page.html'), 'utf8')).toContain('src/Vault.sol')
  expect(await run('lessons')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 lesson.') })
  expect(await run('replay')).toMatchObject({ code: 1, stdout: expect.stringContaining('1 still fails') })
  expect(await run('inspect')).toMatchObject({ code: 0, stdout: expect.stringContaining('Vault  protocol') })
  expect(await run('dev', 'jit', 'Vault')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('blocks of'),
  })

  // The same by the library.
  const library = pathToFileURL(path.join(packageFolder, 'dist', 'code', 'index.js')).href
  const script = `
    const { attack } = await import(${JSON.stringify(library)})
    const { run, findings } = await attack({ executions: 300, workers: 1, matchContract: 'scripted' })
    console.log(run.version, findings.length)`
  const used = await execute(process.execPath, ['--input-type=module', '--eval', script], { cwd: root })
  expect(used.stdout).toBe(`${manifest.version} 1\n`)

  // The thread that asks an endpoint, which wants to know nobody.
  const endpoint = createServer((_, response) => response.writeHead(403).end())
  await once(endpoint.listen(0, '127.0.0.1'), 'listening')
  const { port } = endpoint.address() as AddressInfo
  try {
    const forked = await run('attack', ...search, '--no-attacker', '--fork-url', `http://127.0.0.1:${port}`)
    expect(forked).toMatchObject({ code: 4, stdout: expect.stringContaining('eth_chainId') })
  } finally {
    endpoint.close()
  }
})

test('an internal error names lines of the sources', async () => {
  const main = pathToFileURL(path.join(packageFolder, 'dist', 'code', 'main.js')).href
  const script = `
    const { main } = await import(${JSON.stringify(main)})
    const out = () => { throw new TypeError('the printer is on fire') }
    await main(['--version'], { out, err: (text) => process.stdout.write(text), cwd: '.', env: {} })`
  const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', script])
  const line = Number(/ at main \(src\/cli\/main\.ts:(\d+):\d+\)/.exec(stdout)?.[1])
  const source = await readFile(path.join(REPOSITORY, 'src', 'cli', 'main.ts'), 'utf8')
  expect(source.split('\n')[line - 1]).toContain('parseAsync')
})

test('compiled modules are kept in the folder of the package, and not missed where that cannot be', async () => {
  const bin = path.join(packageFolder, 'bin', 'faultline.js')
  const { NODE_COMPILE_CACHE: _ofThisRun, ...env } = process.env
  const version = async (): Promise<string> =>
    (await execute(process.execPath, [bin, '--version'], { env })).stdout
  const cache = path.join(packageFolder, '.cache')
  await rm(cache, { recursive: true, force: true })
  expect(await version()).toBe(`${manifest.version}\n`)
  expect(await readdir(path.join(cache, 'code'))).toHaveLength(1)
  await rm(cache, { recursive: true })
  await writeFile(cache, 'no folder')
  expect(await version()).toBe(`${manifest.version}\n`)
  await rm(cache)
})

test('a runtime without WebAssembly is told so by doctor, which ends with 3', async () => {
  const bin = path.join(packageFolder, 'bin', 'faultline.js')
  const doctor = execute(process.execPath, ['--jitless', bin, 'doctor'], { cwd: folder })
  await expect(doctor).rejects.toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/failed +WebAssembly +not available/),
  })
})

test('a user can import every entry, with types', async () => {
  const user = path.join(folder, 'user')
  await mkdir(path.join(user, 'node_modules'), { recursive: true })
  await symlink(packageFolder, path.join(user, 'node_modules', 'faultline'), 'junction')
  await writeFile(path.join(user, 'package.json'), '{ "type": "module", "private": true }')
  await writeFile(
    path.join(user, 'use.ts'),
    [
      '// Neither a browser nor Node: the types stand on their own.',
      'declare const console: { log: (...values: unknown[]) => void }',
      "import { bytesToHex, HexError, hexToBytes, type Hex } from 'faultline'",
      "import { attack, type AttackOptions, NothingToAttackError, type Report } from 'faultline'",
      "import { defineConfig, type FaultlineConfig } from 'faultline/config'",
      "import { Machine, type Message } from 'faultline/evm'",
      "const config: FaultlineConfig = defineConfig({ campaigns: { one: { setup: ({ deploy }) => void deploy('Vault') } } })",
      'const options: AttackOptions = { executions: 5 }',
      'export const run: () => Promise<Report> = () => attack(options)',
      'console.log(Object.keys(config.campaigns ?? {}), NothingToAttackError.name)',
      "const address: Hex = bytesToHex(hexToBytes('0x00000000000000000000000000000000000000AA'))",
      'const message: Message = { from: address, value: 1n }',
      "let code: 'HEX_MALFORMED' | undefined",
      "try { hexToBytes('nothing') } catch (error) { if (error instanceof HexError) code = error.code }",
      'const machine = new Machine()',
      'machine.setBalance(address, 5n)',
      "const { status } = machine.call({ ...message, to: '0x00000000000000000000000000000000000000bb' })",
      'console.log(message.from, code, status, machine.getBalance(address))',
    ].join('\n'),
  )
  await writeFile(
    path.join(user, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2024',
        strict: true,
        types: [],
        noEmit: true,
        lib: ['es2024'],
        // As "tsc --init" writes it. The declarations name WebAssembly, which only lib.dom and newer @types/node have.
        skipLibCheck: true,
      },
      files: ['use.ts'],
    }),
  )
  const tsc = path.join(REPOSITORY, 'node_modules', 'typescript', 'bin', 'tsc')
  const complaints = await execute(process.execPath, [tsc, '-p', user]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  )
  expect(complaints).toBe('')
  const { stdout } = await execute(process.execPath, [path.join(user, 'use.ts')])
  expect(stdout).toBe(
    "[ 'one' ] NothingToAttackError\n0x00000000000000000000000000000000000000aa HEX_MALFORMED success 4n\n",
  )
})
