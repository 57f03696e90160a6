import { chmod, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { findCompilers } from './find-compilers.ts'

const NOTHING_ON_PATH = { PATH: '' }

test('an empty folder has no compiler', async () => {
  expect(await findCompilers(await temporaryFolder(), NOTHING_ON_PATH)).toEqual([])
})

test('solc packages under other names, Hardhat, and packages of a folder above are found', async () => {
  const folder = await temporaryFolder()
  const inner = path.join(folder, 'packages', 'contracts')
  await mkdir(inner, { recursive: true })
  await writePackage(inner, 'solc', { name: 'solc', version: '0.8.30' })
  await writePackage(inner, 'solc-0.7', { name: 'solc', version: '0.7.6' })
  await writePackage(inner, 'solc-typed-ast', { name: 'solc-typed-ast', version: '18.0.0' })
  await writePackage(folder, 'hardhat', { name: 'hardhat', version: '3.1.0' })
  const found = await findCompilers(inner, NOTHING_ON_PATH)
  expect(found.map(({ kind, version }) => `${kind} ${version}`).sort()).toEqual([
    'hardhat 3.1.0',
    'solc 0.7.6',
    'solc 0.8.30',
  ])
})

test('a package that is broken is not a compiler', async () => {
  const folder = await temporaryFolder()
  await writePackage(folder, 'solc', '{ not json')
  await writePackage(folder, 'hardhat', 'null')
  expect(await findCompilers(folder, NOTHING_ON_PATH)).toEqual([])
})

test.skipIf(process.platform === 'win32')('the forge of the project comes before that of PATH', async () => {
  const folder = await temporaryFolder()
  const elsewhere = await temporaryFolder()
  await writeForge(path.join(folder, 'node_modules', '.bin'), 'echo "forge Version: 1.7.1-stable"')
  await writeForge(elsewhere, 'echo "forge 0.2.0 (4a15bba 2024-01-11)"')

  const both = await findCompilers(folder, { PATH: elsewhere })
  expect(both.map((compiler) => compiler.version)).toEqual(['1.7.1-stable'])
  const onPath = await findCompilers(await temporaryFolder(), { PATH: `relative:${elsewhere}` })
  expect(onPath).toEqual([{ kind: 'forge', version: '0.2.0', path: path.join(elsewhere, 'forge') }])
})

test.skipIf(process.platform === 'win32')(
  'a forge that does not run is reported with the reason',
  async () => {
    const failing = await temporaryFolder()
    await writeForge(failing, 'echo "GLIBC_2.99 not found" >&2\nexit 3')
    const silent = await temporaryFolder()
    await writeForge(silent, 'echo hello')

    const [first] = await findCompilers(await temporaryFolder(), { PATH: failing })
    expect(first?.problem).toBe('"forge --version" failed with 3: GLIBC_2.99 not found')
    const [second] = await findCompilers(await temporaryFolder(), { PATH: silent })
    expect(second?.problem).toBe('"forge --version" named no version')
  },
)

async function writePackage(root: string, folder: string, manifest: object | string): Promise<void> {
  const place = path.join(root, 'node_modules', folder)
  await mkdir(place, { recursive: true })
  const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
  await writeFile(path.join(place, 'package.json'), text)
}

async function writeForge(folder: string, body: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, 'forge')
  await writeFile(file, `#!/bin/sh\n${body}\n`)
  await chmod(file, 0o755)
}
