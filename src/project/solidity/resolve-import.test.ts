import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'

import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { createResolver } from './resolve-import.ts'

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true })
    await writeFile(path.join(root, name), text)
  }
  return root
}

async function resolveIn(
  files: readonly string[],
  importer: string,
  imported: string,
  texts: Readonly<Record<string, string>> = {},
  remappings?: readonly string[],
): Promise<string | undefined> {
  const root = await folderWith({ ...Object.fromEntries(files.map((name) => [name, ''])), ...texts })
  const { file } = createResolver({ root, remappings })(path.join(root, importer), imported)
  return file === undefined ? undefined : path.relative(root, file)
}

it('a relative import is beside the file', async () => {
  expect(await resolveIn(['src/b/B.sol', 'B.sol'], 'src/a/A.sol', '../b/B.sol')).toBe('src/b/B.sol')
})

it('the longest prefix of the longest context wins', async () => {
  const files = ['x/T.sol', 'y/T.sol', 'z/T.sol']
  const remappings = ['lib/=x/', 'lib/t/=y/', 'src/deep/:lib/=z/']
  expect(await resolveIn(files, 'src/A.sol', 'lib/t/T.sol', {}, remappings)).toBe('y/T.sol')
  expect(await resolveIn(files, 'src/deep/A.sol', 'lib/T.sol', {}, remappings)).toBe('z/T.sol')
})

it('a prefix that is a folder leads into a folder, as in forge, also where the target does not say so', async () => {
  const remappings = ['dep/=lib/dep/src', 'one.sol=lib/Two.sol', 'bare=lib/bare']
  const files = ['lib/dep/src/D.sol', 'lib/Two.sol', 'lib/bare/B.sol']
  expect(await resolveIn(files, 'src/A.sol', 'dep/D.sol', {}, remappings)).toBe('lib/dep/src/D.sol')
  expect(await resolveIn(files, 'src/A.sol', 'one.sol', {}, remappings)).toBe('lib/Two.sol')
  expect(await resolveIn(files, 'src/A.sol', 'bare/B.sol', {}, remappings)).toBe('lib/bare/B.sol')
})

it('remappings.txt counts, and one of a library for the files of the library', async () => {
  const texts = {
    'remappings.txt': 'dep/=lib/dep/src/\n# x=y\n',
    'lib/dep/remappings.txt': 'own/=inner/\r\n',
  }
  const files = ['lib/dep/src/D.sol', 'lib/dep/inner/I.sol']
  expect(await resolveIn(files, 'src/A.sol', 'dep/D.sol', texts)).toBe('lib/dep/src/D.sol')
  expect(await resolveIn(files, 'lib/dep/src/D.sol', 'own/I.sol', texts)).toBe('lib/dep/inner/I.sol')
  const own = { ...texts, 'own/I.sol': '' }
  expect(await resolveIn(files, 'src/A.sol', 'own/I.sol', own)).toBe('own/I.sol')
})

it('what only a library brings is found for all files, as forge does', async () => {
  const files = ['lib/a/lib/far/lib/deep/src/D.sol', 'lib/b/lib/far/src/F.sol', 'lib/b/in/ner/I.sol']
  const texts = {
    'lib/a/foundry.toml': '[profile.default]\nremappings = ["named/=lib/far/lib/deep/src/"]\n',
    'lib/b/remappings.txt': 'own/=in/ner/',
    'lib/c/foundry.toml': 'remappings = [ this is no TOML',
  }
  expect(await resolveIn(files, 'src/A.sol', 'own/I.sol', texts)).toBe('lib/b/in/ner/I.sol')
  expect(await resolveIn(files, 'src/A.sol', 'named/D.sol', texts)).toBe('lib/a/lib/far/lib/deep/src/D.sol')
  expect(await resolveIn(files, 'src/A.sol', 'far/F.sol', texts)).toBe('lib/b/lib/far/src/F.sol')
  expect(await resolveIn(files, 'src/A.sol', 'deep/D.sol', texts)).toBe('lib/a/lib/far/lib/deep/src/D.sol')
  expect(await resolveIn(files, 'src/A.sol', 'nowhere/N.sol', texts)).toBeUndefined()
})

it('the nearest node_modules wins', async () => {
  const files = ['node_modules/@p/q/Q.sol', 'node_modules/outer/node_modules/@p/q/Q.sol']
  expect(await resolveIn(files, 'src/A.sol', '@p/q/Q.sol')).toBe('node_modules/@p/q/Q.sol')
  expect(await resolveIn(files, 'node_modules/outer/O.sol', '@p/q/Q.sol')).toBe(
    'node_modules/outer/node_modules/@p/q/Q.sol',
  )
})

it('libraries are found without remappings, as forge guesses', async () => {
  const files = [
    'lib/forge-std/src/Test.sol',
    'lib/openzeppelin-contracts/contracts/token/T.sol',
    'lib/a/lib/b/src/B.sol',
  ]
  expect(await resolveIn(files, 'test/A.sol', 'forge-std/Test.sol')).toBe('lib/forge-std/src/Test.sol')
  expect(await resolveIn(files, 'test/A.sol', '@openzeppelin/contracts/token/T.sol')).toBe(
    'lib/openzeppelin-contracts/contracts/token/T.sol',
  )
  expect(await resolveIn(files, 'lib/a/src/A.sol', 'b/B.sol')).toBe('lib/a/lib/b/src/B.sol')
})

it('reads nothing but Solidity', async () => {
  expect(await resolveIn(['secret.txt'], 'src/A.sol', '../secret.txt')).toBeUndefined()
  expect(await resolveIn([], 'src/A.sol', '/etc/passwd')).toBeUndefined()
})
