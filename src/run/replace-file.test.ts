import { lstatSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { replaceFile } from './replace-file.ts'

test('a file is replaced, and nothing is left beside it', async () => {
  const root = await temporaryFolder()
  const file = path.join(root, 'file')
  replaceFile(file, 'old')
  replaceFile(file, 'new')
  expect(readFileSync(file, 'utf8')).toBe('new')
  expect(readdirSync(root)).toEqual(['file'])
})

test('what a killed process of the same number left does not stop it', async () => {
  const root = await temporaryFolder()
  const file = path.join(root, 'file')
  writeFileSync(`${file}.${process.pid}.part`, 'ha')
  replaceFile(file, 'whole')
  expect(readFileSync(file, 'utf8')).toBe('whole')
  expect(readdirSync(root)).toEqual(['file'])
})

test('no link is written through: neither one in its place nor one beside it', async () => {
  const root = await temporaryFolder()
  const [file, kept] = [path.join(root, 'file'), path.join(root, 'kept')]
  writeFileSync(kept, 'kept')
  symlinkSync(kept, file)
  symlinkSync(kept, `${file}.${process.pid}.part`)
  replaceFile(file, 'text')
  expect(lstatSync(file).isFile()).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe('text')
  expect(readFileSync(kept, 'utf8')).toBe('kept')
})

test('where it cannot be, nothing is left beside it', async () => {
  const root = await temporaryFolder()
  const file = path.join(root, 'folder')
  mkdirSync(path.join(file, 'within'), { recursive: true })
  expect(() => replaceFile(file, 'text')).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
  expect(readdirSync(root)).toEqual(['folder'])
})
