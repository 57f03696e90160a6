import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { prepareFile, ReportFileError, writeWhole } from './write-file.ts'

test('a file is written with its folders, replaced as a whole, and nothing is left beside it', async () => {
  const root = await temporaryFolder()
  const file = path.join(root, 'a', 'b', 'report.sarif')
  prepareFile(file)
  writeWhole(file, 'first')
  writeWhole(file, 'second')
  expect(readFileSync(file, 'utf8')).toBe('second')
  expect(readdirSync(path.dirname(file))).toEqual(['report.sarif'])
})

test('a link stays a link', async () => {
  const root = await temporaryFolder()
  const [target, link] = [path.join(root, 'target'), path.join(root, 'link')]
  writeFileSync(target, '')
  symlinkSync(target, link)
  writeWhole(link, 'text')
  expect(readFileSync(target, 'utf8')).toBe('text')
})

test('a folder, or a file in the place of a folder, is told before the search and after it', async () => {
  const root = await temporaryFolder()
  mkdirSync(path.join(root, 'folder'))
  writeFileSync(path.join(root, 'file'), 'kept')
  for (const file of ['folder', 'file/report.xml'].map((name) => path.join(root, name))) {
    for (const attempt of [() => prepareFile(file), () => writeWhole(file, 'x')]) {
      expect(attempt).toThrow(ReportFileError)
      expect(attempt).toThrow(/cannot be written: .+/)
    }
  }
  expect(readFileSync(path.join(root, 'file'), 'utf8')).toBe('kept')
  expect(readdirSync(root).sort()).toEqual(['file', 'folder'])
})
