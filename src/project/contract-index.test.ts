import { beforeAll, expect, test } from 'vitest'

import { concatBytes } from '../primitives/bytes.ts'
import { testProject } from '../../tests/helpers/test-project.ts'
import { templateBytes } from './bytecode-template.ts'
import { createContractIndex } from './contract-index.ts'
import type { ContractEntry } from './contract-index.ts'
import { linkBytecode } from './link.ts'
import { ProjectError } from './project-error.ts'
import type { ContractIndex } from './types.ts'

const SOURCES = {
  'src/Token.sol': `
    library Maths { function twice(uint256 a) external pure returns (uint256) { return a * 2; } }
    contract Token {
      uint256 public immutable cap;
      address public immutable owner = msg.sender;
      constructor(uint256 cap_) { cap = cap_; }
      function x(uint256 a) external view returns (uint256) { return Maths.twice(a) + cap; }
    }
    interface IToken { function cap() external view returns (uint256); }
  `,
  'src/other/Token.sol': 'contract Token { uint256 public z = 4; } contract Extra { uint256 public y; }',
  'src/Factory.sol':
    'import {Token} from "src/other/Token.sol"; contract Factory { function make() external returns (Token) { return new Token(); } }',
}
const LIBRARY = '0xabababababababababababababababababababab'

let contracts: ContractIndex
beforeAll(async () => {
  contracts = (await testProject(SOURCES)).contracts
})

function idsNamed(name: string): string[] {
  return contracts.named(name).map(({ id }) => id)
}

test('contracts are named by name, file and name, or path and name', () => {
  expect(idsNamed('Token')).toEqual(['src/Token.sol:Token', 'src/other/Token.sol:Token'])
  expect(idsNamed('Token.sol:Token')).toEqual(['src/Token.sol:Token', 'src/other/Token.sol:Token'])
  expect(idsNamed('other/Token.sol:Token')).toEqual(['src/other/Token.sol:Token'])
  expect(idsNamed('src/Token.sol:Token')).toEqual(['src/Token.sol:Token'])
  expect(idsNamed('./src/Token.sol:Token')).toEqual(['src/Token.sol:Token'])
  expect(idsNamed('en.sol:Token')).toEqual([])
  expect(idsNamed('Factory.sol')).toEqual(['src/Factory.sol:Factory'])
  expect(idsNamed('Nothing')).toEqual([])
  expect(idsNamed('constructor')).toEqual([])
})

test('an id that is unknown names what is like it', () => {
  expect(() => contracts.get('src/Tokn.sol:Token')).toThrow(
    expect.objectContaining({
      code: 'PROJECT_CONTRACT_UNKNOWN',
      hint: 'There is src/Token.sol:Token, src/other/Token.sol:Token.',
    }),
  )
})

test('deployed code is found whatever its immutables and libraries are', () => {
  const token = contracts.get('src/Token.sol:Token')
  const code = linkBytecode(token.runtime, () => LIBRARY)
  for (const { start, length } of token.immutables) code.fill(0x77, start, start + length)
  expect(token.immutables.length).toBeGreaterThan(1)
  expect(contracts.byRuntimeCode(code)?.id).toBe('src/Token.sol:Token')
})

test('a library is found with the address it was deployed at in its code', () => {
  const code = templateBytes(contracts.get('src/Token.sol:Maths').runtime)
  expect(code[0]).toBe(0x73)
  code.fill(0x55, 1, 21)
  expect(contracts.byRuntimeCode(code)?.id).toBe('src/Token.sol:Maths')
})

test('code with other metadata is still found, code with another instruction is not', () => {
  const code = templateBytes(contracts.get('src/other/Token.sol:Token').runtime)
  const otherMetadata = Uint8Array.from(code)
  otherMetadata[code.length - 20]! ^= 0xff
  expect(contracts.byRuntimeCode(otherMetadata)?.id).toBe('src/other/Token.sol:Token')
  const otherCode = Uint8Array.from(code)
  otherCode[12]! ^= 0xff
  expect(contracts.byRuntimeCode(otherCode)).toBeUndefined()
  expect(contracts.byRuntimeCode(code.subarray(0, code.length - 1))).toBeUndefined()
  expect(contracts.byRuntimeCode(new Uint8Array())).toBeUndefined()
})

test('what a contract creates may have other metadata: another run of the compiler made it', async () => {
  const other = await testProject({ ...SOURCES, 'src/Factory.sol': `${SOURCES['src/Factory.sol']} // other` })
  const elsewhere = await testProject(
    SOURCES,
    {},
    { remappings: ['lib/=src/'], metadata: { useLiteralContent: true } },
  )
  for (const { contracts: made } of [other, elsewhere]) {
    const { runtime, creation } = made.get('src/Factory.sol:Factory')
    const code = templateBytes(runtime)
    expect(contracts.byRuntimeCode(code)?.id).toBe('src/Factory.sol:Factory')
    expect(contracts.byCreationCode(templateBytes(creation))?.id).toBe('src/Factory.sol:Factory')
    expect(contracts.creatableBy(code).map(({ id }) => id)).toEqual(['src/other/Token.sol:Token'])
    // What it creates does something else.
    const inner = Buffer.from(code).indexOf(templateBytes(made.get('src/other/Token.sol:Token').runtime))
    expect(inner).toBeGreaterThan(0)
    code[inner + 12]! ^= 0xff
    expect(contracts.byRuntimeCode(code)).toBeUndefined()
  }
})

test('of two contracts with the same code the one with the same metadata is found', async () => {
  const { contracts: twins } = await testProject({
    'src/A.sol': 'contract A { uint256 public x; }',
    'src/B.sol': 'contract B { uint256 public x; }',
  })
  for (const id of twins.ids) expect(twins.byRuntimeCode(templateBytes(twins.get(id).runtime))?.id).toBe(id)
})

test('creation code is found with arguments behind it', () => {
  for (const id of contracts.ids) {
    const { creation } = contracts.get(id)
    if (creation.object === '') continue
    const code = concatBytes(
      linkBytecode(creation, () => LIBRARY),
      new Uint8Array(64).fill(9),
    )
    expect(contracts.byCreationCode(code)?.id).toBe(id)
  }
  expect(contracts.byCreationCode(new Uint8Array(100))).toBeUndefined()
})

test('an artifact is read once, when it is asked for, and a broken one does not hide the others', async () => {
  const { contracts: whole } = await testProject({ 'src/A.sol': 'contract A { uint256 public x; }' })
  const good = whole.get('src/A.sol:A')
  const reads: string[] = []
  const entry = (id: string, load: ContractEntry['load']): ContractEntry => {
    const name = id.split(':')[1]!
    return { id, name, source: 'src/A.sol', load: () => (reads.push(id), load()) }
  }
  const index = createContractIndex([
    entry('src/A.sol:Broken', () => {
      throw new ProjectError('PROJECT_JSON_INVALID', 'broken')
    }),
    entry('src/A.sol:A', () => good),
  ])
  expect(index.ids).toEqual(['src/A.sol:A', 'src/A.sol:Broken'])
  expect(reads).toEqual([])
  expect(index.byRuntimeCode(templateBytes(good.runtime))).toBe(good)
  expect(index.byRuntimeCode(templateBytes(good.runtime))).toBe(good)
  expect(index.get('src/A.sol:A')).toBe(good)
  expect(reads).toEqual(['src/A.sol:A', 'src/A.sol:Broken'])
  expect(() => index.get('src/A.sol:Broken')).toThrow('broken')
})

test('a compiler version may follow a name', () => {
  const good = { ...contracts.get('src/other/Token.sol:Token') }
  const make = (version: string): ContractEntry => ({
    id: `src/A.sol:A#${version}`,
    name: 'A',
    source: 'src/A.sol',
    load: () => ({ ...good, id: `src/A.sol:A#${version}`, compilerVersion: `${version}+commit.1` }),
  })
  const index = createContractIndex([make('0.8.30'), make('0.8.25')])
  expect(index.named('A').map(({ id }) => id)).toEqual(['src/A.sol:A#0.8.25', 'src/A.sol:A#0.8.30'])
  expect(index.named('A.sol:A:0.8.30').map(({ id }) => id)).toEqual(['src/A.sol:A#0.8.30'])
  expect(index.named('src/A.sol:A#0.8.30')).toHaveLength(1)
})
