import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryTree } from '../../tests/helpers/file-tree.ts'
import { locatePaths } from './locate-paths.ts'

const SOURCE = 'contract A {}'

test('files without a project are read by themselves', async () => {
  const root = await temporaryTree({ 'deep/A.sol': SOURCE, 'deep/B.sol': 'contract {' })
  const file = path.join(root, 'deep', 'A.sol')
  expect(locatePaths([file], '/')).toEqual({ root: path.join(root, 'deep'), files: [file] })
  expect(locatePaths([file], root)).toEqual({ root: path.join(root, 'deep'), files: [file] })
})

test('files below the folder of plain Solidity where somebody works', async () => {
  const root = await temporaryTree({ 'contracts/A.sol': SOURCE, 'B.sol': SOURCE })
  const files = [path.join(root, 'contracts', 'A.sol'), path.join(root, 'B.sol')]
  expect(locatePaths(files, root)).toEqual({ root, files })
})

test('files of several folders have the one that all of them are in, if that is one of Solidity', async () => {
  const root = await temporaryTree({
    'deep/src/A.sol': SOURCE,
    'deep/test/in/B.sol': SOURCE,
    'C/C.sol': SOURCE,
  })
  const [a, b, c] = ['deep/src/A.sol', 'deep/test/in/B.sol', 'C/C.sol'].map((each) => path.join(root, each))
  expect(locatePaths([a!, b!], root)).toEqual({ root: path.join(root, 'deep'), files: [a, b] })
  expect(locatePaths([a!, c!], root)).toEqual({ root: path.join(root, 'deep', 'src'), files: [a, c] })
})

test('a project with a configuration is opened as a whole; so is a folder', async () => {
  const root = await temporaryTree({ 'foundry.toml': '', 'src/A.sol': SOURCE })
  const file = path.join(root, 'src', 'A.sol')
  expect(locatePaths([file], root)).toEqual({ root: file })
  expect(locatePaths([root], '/')).toEqual({ root })
  expect(locatePaths([], root)).toEqual({ root })
})

test('a file that is not there', () => {
  expect(() => locatePaths(['/nowhere/A.sol'], '/')).toThrow('/nowhere/A.sol does not exist.')
})
