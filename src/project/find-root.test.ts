import path from 'node:path'
import { expect, test } from 'vitest'

import { temporaryTree } from '../../tests/helpers/file-tree.ts'
import { findRoot } from './find-root.ts'

test('the nearest configuration upwards is the root, Foundry before Hardhat', async () => {
  const folder = await temporaryTree({
    'foundry.toml': '',
    'hardhat.config.ts': '',
    'src/deep/A.sol': '',
    'packages/inner/hardhat.config.cjs': '',
    'packages/inner/contracts/B.sol': '',
  })
  expect(findRoot(path.join(folder, 'src', 'deep'))).toEqual({ root: folder, tool: 'foundry' })
  expect(findRoot(path.join(folder, 'src', 'deep', 'A.sol'))).toEqual({ root: folder, tool: 'foundry' })
  const inner = path.join(folder, 'packages', 'inner')
  expect(findRoot(path.join(inner, 'contracts'))).toEqual({ root: inner, tool: 'hardhat' })
})

test('Solidity files alone make a project of the folder itself', async () => {
  const folder = await temporaryTree({ 'contracts/A.sol': 'contract A {}', 'node_modules/x/B.sol': '' })
  expect(findRoot(folder)).toEqual({ root: folder, tool: 'solidity' })
})

test('a folder without any of it, and one that does not exist', async () => {
  const folder = await temporaryTree({ 'node_modules/x/B.sol': '', 'README.md': '' })
  expect(() => findRoot(folder)).toThrow(expect.objectContaining({ code: 'PROJECT_NOT_FOUND' }))
  expect(() => findRoot(path.join(folder, 'none'))).toThrow(
    expect.objectContaining({ code: 'PROJECT_UNREADABLE' }),
  )
})

test('projects further down are named, and so is a language that is not read', async () => {
  const several = await temporaryTree({
    'package.json': '{}',
    'packages/core/foundry.toml': '',
    'packages/app/index.ts': '',
    'packages/hooks/hardhat.config.ts': '',
    'node_modules/x/foundry.toml': '',
    'lib/y/foundry.toml': '',
  })
  expect(() => findRoot(several)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('there is packages/core, packages/hooks.') }),
  )
  const scattered = await temporaryTree({
    'One/A.sol': '',
    'more/Two/B.sol': '',
    'node_modules/x/C.sol': '',
    'One/in/D.sol': '',
  })
  expect(() => findRoot(scattered)).toThrow(
    expect.objectContaining({
      hint: expect.stringContaining('folder that has some: there is One, more/Two.'),
    }),
  )
  const vyper = await temporaryTree({ 'contracts/Vault.vy': '' })
  expect(() => findRoot(vyper)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('Vyper are not supported') }),
  )
})
