import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { tryStore } from './try-store.ts'

test('a folder that can be written is left as it was: without a store', async () => {
  const folder = await temporaryFolder()
  expect(await tryStore(folder)).toEqual({ path: path.join(folder, '.faultline') })
  expect(await readdir(folder)).toEqual([])
})

test('a store that is there keeps what it holds', async () => {
  const folder = await temporaryFolder()
  await mkdir(path.join(folder, '.faultline'))
  await writeFile(path.join(folder, '.faultline', 'corpus'), 'precious')
  expect((await tryStore(folder)).problem).toBeUndefined()
  expect(await readdir(path.join(folder, '.faultline'))).toEqual(['corpus'])
})

test('a file where the folder should be is a problem, and stays', async () => {
  const folder = await temporaryFolder()
  await writeFile(path.join(folder, '.faultline'), 'a file')
  expect((await tryStore(folder)).problem).toMatch(/EEXIST|ENOTDIR/)
  expect(await readdir(folder)).toEqual(['.faultline'])
})

test('a project that is gone is a problem, not a crash', async () => {
  const folder = await temporaryFolder()
  await writeFile(path.join(folder, 'file'), '')
  expect((await tryStore(path.join(folder, 'file'))).problem).toBeDefined()
})
