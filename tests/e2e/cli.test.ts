// The real command in a real process.

import { execFile, spawn } from 'node:child_process'
import { readdir, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { REPOSITORY } from '../helpers/repository.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const BIN = path.join(REPOSITORY, 'bin', 'faultline.js')

test('doctor --json prints one document that says this machine is ready', async () => {
  const folder = await temporaryFolder()
  const { code, stdout } = await faultline(['doctor', '--json'], folder)
  const result = JSON.parse(stdout) as {
    schema: string
    ready: boolean
    checks: { name: string; status: string }[]
    facts: { node: { version: string }; project: { root: string } }
  }
  expect(code).toBe(0)
  expect(result).toMatchObject({ schema: 'faultline/doctor/1', ready: true })
  expect(result.facts.node.version).toBe(process.versions.node)
  expect(result.facts.project.root).toBe(folder)
  expect(result.checks.map((check) => check.name)).toEqual([
    'node',
    'webassembly',
    'project',
    'compilers',
    'memory',
    'store',
  ])
  expect(await readdir(folder)).toEqual([])
})

test('doctor prints text without colours into a pipe', async () => {
  const { code, stdout } = await faultline(['doctor'], await temporaryFolder())
  expect(code).toBe(0)
  expect(stdout).toContain('WebAssembly  SIMD, tail calls, bulk memory')
  expect(stdout).not.toContain('\u001b')
})

test('doctor ends with 3 and a next step where nothing can be written', async () => {
  const folder = await temporaryFolder()
  await writeFile(path.join(folder, '.faultline'), 'not a folder')
  const { code, stdout } = await faultline(['doctor'], folder)
  expect(code).toBe(3)
  expect(stdout).toMatch(/failed +Store/)
  expect(stdout).toContain('Not ready. Next steps:')
})

test('an unknown command ends with 2, a suggestion on stderr and nothing on stdout', async () => {
  const { code, stdout, stderr } = await faultline(['dotcor'], await temporaryFolder())
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain('Did you mean doctor?')
})

test('a Node that is too old gets one clear message and 3', async () => {
  const pretend = "Object.defineProperty(process.versions, 'node', { value: '20.19.0' })"
  const options = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`]
  const { code, stdout, stderr } = await faultline(['doctor'], await temporaryFolder(), options)
  expect(code).toBe(3)
  expect(stdout).toBe('')
  expect(stderr).toContain('needs Node 22.18 or newer. This is Node 20.19.0')
  expect(stderr).not.toContain('    at ')
})

test.skipIf(process.platform === 'win32')(
  'the command works through a link, as npm installs it',
  async () => {
    const folder = await temporaryFolder()
    const link = path.join(folder, 'faultline')
    await symlink(BIN, link)
    const { code, stdout } = await run([link, '--version'], folder)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  },
)

test('a reader that closes the pipe early is no error', async () => {
  const child = spawn(process.execPath, [BIN, 'doctor'], { cwd: await temporaryFolder() })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(stderr).not.toContain('EPIPE')
  expect(code).toBe(0)
})

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string }

function faultline(
  argv: readonly string[],
  cwd: string,
  nodeOptions: readonly string[] = [],
): Promise<Ended> {
  return run([...nodeOptions, BIN, ...argv], cwd)
}

function run(argv: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, argv, { cwd }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code
      if (typeof code === 'number') resolve({ code, stdout, stderr })
      else reject(error!)
    })
  })
}
