// Files of a project are somebody else's: whatever stands in them, there is a project, a warning or a ProjectError.

import path from 'node:path'
import { expect, test } from 'vitest'

import { temporaryTree, writeTree } from '../../../tests/helpers/file-tree.ts'
import { openProject } from '../open-project.ts'
import { ProjectError } from '../project-error.ts'

const ARTIFACT = {
  abi: [
    {
      type: 'function',
      name: 'x',
      inputs: [{ name: 'a', type: 'uint256' }],
      outputs: [],
      stateMutability: 'view',
    },
  ],
  bytecode: {
    object: '0x60006000',
    sourceMap: '0:1:0',
    linkReferences: { 'src/L.sol': { L: [{ start: 1, length: 20 }] } },
  },
  deployedBytecode: {
    object: '0x60006000',
    sourceMap: '0:1:0',
    linkReferences: {},
    immutableReferences: { 5: [{ start: 1, length: 32 }] },
  },
  metadata: {
    compiler: { version: '0.8.30+commit.1' },
    settings: { compilationTarget: { 'src/A.sol': 'A' }, evmVersion: 'osaka' },
    output: {
      userdoc: { methods: { 'x()': { notice: 'n' } } },
      devdoc: { methods: { 'x()': { details: 'd' } } },
    },
    sources: { 'src/A.sol': { keccak256: '0x00' } },
  },
  storageLayout: {
    storage: [{ label: 'a', slot: '0', offset: 0, type: 't' }],
    types: { t: { label: 'uint256' } },
  },
  id: 0,
}
const CACHE = {
  _format: '',
  paths: { artifacts: 'out', build_infos: 'out/build-info' },
  files: {
    'src/A.sol': {
      lastModificationDate: 5,
      contentHash: '0000000000000000',
      artifacts: { A: { '0.8.30': { default: { path: 'A.sol/A.json', build_id: 'one' } } } },
    },
  },
}
const BUILD_INFO = { id: 'one', source_id_to_path: { 0: 'src/A.sol' }, language: 'Solidity' }
const FILES = {
  'out/A.sol/A.json': ARTIFACT,
  'cache/solidity-files-cache.json': CACHE,
  'out/build-info/one.json': BUILD_INFO,
}

const STRANGE: readonly unknown[] = [
  null,
  5,
  -1,
  'x',
  '',
  true,
  [],
  [null],
  {},
  { a: { b: [7] } },
  'é'.repeat(99),
]

/** Every value of a JSON document replaced by every strange one, one at a time. */
function* variants(value: unknown): Generator<unknown> {
  yield* STRANGE
  if (Array.isArray(value))
    for (const [index, each] of value.entries())
      for (const variant of variants(each)) yield value.toSpliced(index, 1, variant)
  else if (typeof value === 'object' && value !== null)
    for (const [key, each] of Object.entries(value))
      for (const variant of variants(each)) yield { ...value, [key]: variant }
}

test.each(Object.entries(FILES))('%s with any value replaced by something strange', async (name, content) => {
  const root = await temporaryTree({ ...FILES, 'foundry.toml': '', 'src/A.sol': 'contract A {}' })
  let opened = 0
  for (const variant of variants(content)) {
    await writeTree(root, { [name]: JSON.stringify(variant) })
    if (await usesProject(root)) opened++
  }
  expect(opened).toBeGreaterThan(10)
})

test('without a cache: an artifact with any value replaced', async () => {
  const { 'cache/solidity-files-cache.json': _, ...files } = FILES
  const root = await temporaryTree({ ...files, 'foundry.toml': '', 'src/A.sol': 'contract A {}' })
  let opened = 0
  for (const variant of variants(ARTIFACT)) {
    await writeTree(root, { 'out/A.sol/A.json': JSON.stringify(variant) })
    if (await usesProject(root)) opened++
  }
  expect(opened).toBeGreaterThan(10)
})

test('an artifact cut off after any number of bytes', async () => {
  const root = await temporaryTree({ ...FILES, 'foundry.toml': '', 'src/A.sol': 'contract A {}' })
  const text = JSON.stringify(ARTIFACT)
  for (let length = 0; length < text.length; length += 7) {
    await writeTree(root, { 'out/A.sol/A.json': text.slice(0, length) })
    const { contracts } = await openProject({ root, env: {}, build: 'never' })
    expect(() => contracts.get('src/A.sol:A')).toThrow(
      expect.objectContaining({
        code: 'PROJECT_JSON_INVALID',
        details: expect.objectContaining({ file: path.join(root, 'out', 'A.sol', 'A.json') }) as unknown,
      }),
    )
  }
})

// False if it was refused in the way that it should be.
async function usesProject(root: string): Promise<boolean> {
  try {
    const { contracts } = await openProject({ root, env: {}, build: 'never' })
    contracts.byRuntimeCode(new Uint8Array(4))
    contracts.byCreationCode(new Uint8Array(40))
    for (const id of contracts.ids) {
      const { sources } = contracts.get(id)
      sources.textOf(sources.pathOf(0) ?? 'src/A.sol')
    }
    return true
  } catch (error) {
    if (error instanceof ProjectError) return false
    throw error
  }
}
