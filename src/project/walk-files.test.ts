import { symlink } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'

import { temporaryTree } from '../../tests/helpers/file-tree.ts'
import { walkFiles } from './walk-files.ts'

test('links that go in a circle end the walk, links to elsewhere are followed', async () => {
  const elsewhere = await temporaryTree({ 'lib/C.sol': '' })
  const folder = await temporaryTree({ 'a/A.sol': '', 'a/b/B.sol': '', 'a/B.txt': '', 'skipped/D.sol': '' })
  await symlink(folder, path.join(folder, 'a', 'b', 'up'))
  await symlink(path.join(folder, 'a', 'self'), path.join(folder, 'a', 'self'))
  await symlink(path.join(elsewhere, 'lib'), path.join(folder, 'lib'))
  const found = walkFiles(
    folder,
    (file) => file.endsWith('.sol'),
    (name) => name === 'skipped',
  )
  expect(found.map((file) => path.relative(folder, file))).toEqual(['a/A.sol', 'a/b/B.sol', 'lib/C.sol'])
})

test('a folder that is not there has no files', () => {
  expect(walkFiles('/nothing/is/here', () => true)).toEqual([])
})
