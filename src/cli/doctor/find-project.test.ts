import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { findProject } from './find-project.ts'

test('a folder without a configuration around it is no project', async () => {
  const folder = await temporaryFolder()
  expect(await findProject(folder)).toEqual({ kind: 'none', root: folder })
})

test('a Foundry project is found from a folder inside it', async () => {
  const folder = await temporaryFolder()
  await writeFile(path.join(folder, 'foundry.toml'), '')
  await mkdir(path.join(folder, 'src', 'deep'), { recursive: true })
  expect(await findProject(path.join(folder, 'src', 'deep'))).toEqual({ kind: 'foundry', root: folder })
})

test('the nearest project wins, and one with both configurations is Foundry', async () => {
  const folder = await temporaryFolder()
  const inner = path.join(folder, 'packages', 'contracts')
  await mkdir(inner, { recursive: true })
  await writeFile(path.join(folder, 'foundry.toml'), '')
  await writeFile(path.join(inner, 'hardhat.config.ts'), '')
  expect(await findProject(inner)).toEqual({ kind: 'hardhat', root: inner })
  await writeFile(path.join(inner, 'foundry.toml'), '')
  expect((await findProject(inner)).kind).toBe('foundry')
})

test.each(['hardhat.config.js', 'hardhat.config.cjs', 'hardhat.config.mts'])(
  '%s is Hardhat',
  async (name) => {
    const folder = await temporaryFolder()
    await writeFile(path.join(folder, name), '')
    expect((await findProject(folder)).kind).toBe('hardhat')
  },
)

test('compiled contracts are seen once the folder holds something', async () => {
  const folder = await temporaryFolder()
  await writeFile(path.join(folder, 'hardhat.config.ts'), '')
  await mkdir(path.join(folder, 'artifacts'))
  expect(await findProject(folder)).toEqual({ kind: 'hardhat', root: folder })
  await mkdir(path.join(folder, 'artifacts', 'contracts'))
  expect((await findProject(folder)).artifacts).toBe('artifacts')
})
