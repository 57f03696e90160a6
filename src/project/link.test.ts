import { beforeAll, expect, test } from 'vitest'

import { bytesToHex } from '../primitives/hex.ts'
import { testProject } from '../../tests/helpers/test-project.ts'
import { createTemplate } from './bytecode-template.ts'
import { UnlinkedError, librariesOf, linkBytecode } from './link.ts'
import type { ContractIndex } from './types.ts'

let contracts: ContractIndex
beforeAll(async () => {
  const project = await testProject({
    'src/Lib.sol': `
      library Deep { function d(uint256 a) external pure returns (uint256) { return a; } }
      library Low { function l(uint256 a) external pure returns (uint256) { return Deep.d(a) + 1; } }
      library Alone { function a(uint256 b) external pure returns (uint256) { return b + 3; } }
      contract User { function u(uint256 a) external pure returns (uint256) { return Alone.a(Low.l(a)) + Deep.d(a); } }
      contract Plain { uint256 public x; }
    `,
  })
  contracts = project.contracts
})

test('every place of every library gets its address, and nothing else changes', () => {
  const { creation } = contracts.get('src/Lib.sol:User')
  const address = new Map([
    ['src/Lib.sol:Deep', '0x1111111111111111111111111111111111111111'],
    ['src/Lib.sol:Low', '0x2222222222222222222222222222222222222222'],
    ['src/Lib.sol:Alone', '0x3333333333333333333333333333333333333333'],
  ] as const)
  const linked = bytesToHex(linkBytecode(creation, (library) => address.get(library as never))).slice(2)
  let expected = creation.object
  for (const { library, start } of creation.links)
    expected =
      expected.slice(0, start * 2) + address.get(library as never)!.slice(2) + expected.slice(start * 2 + 40)
  expect(creation.links).toHaveLength(3)
  expect(linked).toBe(expected)
})

test('libraries come after those that they need themselves', () => {
  const order = librariesOf(contracts.get('src/Lib.sol:User'), contracts).map(({ name }) => name)
  expect([...order].sort()).toEqual(['Alone', 'Deep', 'Low'])
  expect(order.indexOf('Deep')).toBeLessThan(order.indexOf('Low'))
  expect(librariesOf(contracts.get('src/Lib.sol:Plain'), contracts)).toEqual([])
})

test('libraries that need each other end', () => {
  const make = (name: string, needs: string) => ({
    ...contracts.get('src/Lib.sol:Plain'),
    id: `src/X.sol:${name}`,
    name,
    creation: createTemplate('00'.repeat(40), { 'src/X.sol': { [needs]: [{ start: 1, length: 20 }] } }, ''),
  })
  const circle = new Map([
    ['src/X.sol:A', make('A', 'B')],
    ['src/X.sol:B', make('B', 'A')],
  ])
  const index = { ...contracts, named: (name: string) => [circle.get(name)!] }
  expect(librariesOf(circle.get('src/X.sol:A')!, index).map(({ name }) => name)).toEqual(['B'])
})

test('a library without an address is named with its place and its user', () => {
  const user = contracts.get('src/Lib.sol:User')
  const { library, start } = user.creation.links[0]!
  expect(() => linkBytecode(user.creation, () => undefined, user.id)).toThrow(
    expect.objectContaining({
      code: 'PROJECT_UNLINKED',
      message: `src/Lib.sol:User needs the address of library ${library} at byte ${start}, and there is none.`,
      details: { library, start, owner: 'src/Lib.sol:User' },
    }),
  )
})

test('a library that was never compiled', () => {
  const user = { ...contracts.get('src/Lib.sol:User') }
  const creation = createTemplate(
    '00'.repeat(40),
    { 'lib/Gone.sol': { Gone: [{ start: 3, length: 20 }] } },
    '',
  )
  expect(() => librariesOf({ ...user, creation }, contracts)).toThrow('library lib/Gone.sol:Gone at byte 3')
})

test('a placeholder that no link tells of is not taken for zeros', () => {
  const template = createTemplate(`0x6000__$${'a'.repeat(34)}$__6000`, {}, '')
  expect(() => linkBytecode(template, () => undefined)).toThrow(UnlinkedError)
  expect(() => linkBytecode(template, () => undefined)).toThrow(`library __$${'a'.repeat(34)}$__ at byte 2`)
})

test('links beyond the end of the code, and of wrong types', () => {
  const beyond = createTemplate('6000', { 'a.sol': { A: [{ start: 1, length: 20 }] } }, '')
  expect(() => linkBytecode(beyond, () => `0x${'11'.repeat(20)}`)).toThrow(UnlinkedError)
  const wrong = createTemplate('6000', { 'a.sol': { A: [{ start: -1 }, 'x', null], B: 5 }, 'b.sol': null }, 7)
  expect(wrong).toEqual({ object: '6000', links: [], sourceMap: '' })
})
