// The package as users get it: built into a folder of its own, where the sources and tests of this checkout are not.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { REPOSITORY } from '../helpers/repository.ts'

const execute = promisify(execFile)

type Conditions = { readonly [condition: string]: string }
type Manifest = {
  readonly version: string
  readonly bin: Conditions
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
    'dist/index.js',
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
