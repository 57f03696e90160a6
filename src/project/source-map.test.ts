import { beforeAll, expect, test } from 'vitest'
import { compileStandardJson } from '../../tests/helpers/solidity.ts'
import { createTemplate, templateBytes } from './bytecode-template.ts'
import { createLineIndex } from './line-index.ts'
import { createSourceMap, instructionIndexes } from './source-map.ts'
import type { BytecodeTemplate, SourceTable } from './types.ts'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

contract Sums {
    uint256 public kept;

    constructor(uint256 start) {
        kept = start + 0xabcdef;
    }

    function sum(uint256 a) external returns (uint256) {
        /* größer als 日本 🚀 */ kept = inner(a) + 0x123456;
        return kept;
    }

    function inner(uint256 a) internal pure returns (uint256) {
        require(a != 0xfedcba, "no");
        return a;
    }
}
`

type Output = {
  contracts: Record<
    string,
    Record<string, { evm: Record<'bytecode' | 'deployedBytecode', { object: string; sourceMap: string }> }>
  >
}

const sources: SourceTable = {
  pathOf: (id) => (id === 0 ? 'src/Sums.sol' : undefined),
  textOf: (path) => (path === 'src/Sums.sol' ? SOURCE : undefined),
}

let creation: BytecodeTemplate
let runtime: BytecodeTemplate

beforeAll(async () => {
  const output = await compileStandardJson<Output>({
    language: 'Solidity',
    sources: { 'Sums.sol': { content: SOURCE } },
    settings: {
      outputSelection: {
        '*': {
          '*': [
            'evm.bytecode.object',
            'evm.bytecode.sourceMap',
            'evm.deployedBytecode.object',
            'evm.deployedBytecode.sourceMap',
          ],
        },
      },
    },
  })
  const { bytecode, deployedBytecode } = output.contracts['Sums.sol']!['Sums']!.evm
  creation = createTemplate(bytecode.object, {}, bytecode.sourceMap)
  runtime = createTemplate(deployedBytecode.object, {}, deployedBytecode.sourceMap)
})

/** The pc of a PUSH3 of this constant. */
function pcOfPush(template: BytecodeTemplate, constant: string): number {
  const position = template.object.indexOf(`62${constant}`)
  expect(position % 2).toBe(0)
  return position / 2
}

test('an instruction of runtime code leads to its line', () => {
  const pc = pcOfPush(runtime, 'fedcba')
  const place = createSourceMap(runtime, { sources }).locate(pc)
  expect(place).toMatchObject({
    path: 'src/Sums.sol',
    line: 17,
    text: '        require(a != 0xfedcba, "no");',
    jump: '-',
  })
  expect(place!.text.slice(place!.column - 1).startsWith('0xfedcba')).toBe(true)
  expect(place!.length).toBe('0xfedcba'.length)
})

test('columns are characters although the compiler counts bytes', () => {
  const place = createSourceMap(runtime, { sources }).locate(pcOfPush(runtime, '123456'))!
  expect(place.line).toBe(12)
  expect(place.text.slice(place.column - 1, place.column - 1 + place.length)).toBe('0x123456')
})

test('an instruction of creation code leads to its line', () => {
  const place = createSourceMap(creation, { sources }).locate(pcOfPush(creation, 'abcdef'))!
  expect([place.line, place.text.slice(place.column - 1).startsWith('0xabcdef')]).toEqual([8, true])
})

test('jumps into functions and out of them are told apart', () => {
  const map = createSourceMap(runtime, { sources })
  const code = templateBytes(runtime)
  const jumps = Array.from(code.keys()).flatMap((pc) => {
    const place = map.locate(pc)
    return place !== undefined && place.jump !== '-' ? [`${place.jump} ${place.line}`] : []
  })
  expect(jumps).toContain('in 12')
  expect(jumps).toContain('out 16')
  expect(jumps.length).toBeLessThan(code.length / 10)
})

test('data of a PUSH, metadata, code of the compiler and what is past the end are nowhere', () => {
  const map = createSourceMap(runtime, { sources })
  expect(map.locate(pcOfPush(runtime, 'fedcba') + 1)).toBeUndefined()
  for (const pc of [-1, 0.5, runtime.object.length / 2 - 1, 1_000_000]) expect(map.locate(pc)).toBeUndefined()
  const elsewhere: SourceTable = { pathOf: () => undefined, textOf: () => undefined }
  expect(createSourceMap(runtime, { sources: elsewhere }).locate(0)).toBeUndefined()
})

test('fields that are left out are as before; broken ones are nowhere', () => {
  const template = (sourceMap: string): BytecodeTemplate => ({ object: '5b5b5b5b', links: [], sourceMap })
  const lengths = (sourceMap: string): unknown[] => {
    const map = createSourceMap(template(sourceMap), { sources })
    return [0, 1, 2, 3].map((pc) => {
      const place = map.locate(pc)
      return place === undefined ? undefined : [place.offset, place.length, place.jump]
    })
  }
  expect(lengths('1:2:0:-;;:9;4:::i')).toEqual([
    [1, 2, '-'],
    [1, 2, '-'],
    [1, 9, '-'],
    [4, 9, 'i'.replace('i', 'in')],
  ])
  expect(lengths('1:2:0:o:7;5')).toEqual([[1, 2, 'out'], [5, 2, 'out'], undefined, undefined])
  expect(lengths('1:2:-1;1:2:0;x:2:0;99999999999:1:0')).toEqual([
    undefined,
    [1, 2, '-'],
    undefined,
    undefined,
  ])
  expect(lengths('')).toEqual([undefined, undefined, undefined, undefined])
  expect(lengths(':::::::::::;'.repeat(1_000))).toEqual([undefined, undefined, undefined, undefined])
  expect(lengths('1000000:2:0')).toEqual([undefined, undefined, undefined, undefined])
})

test('instructions are counted as solc counts them', () => {
  // PUSH0, PUSH2, JUMPDEST, PUSH32 that is cut off.
  expect([...instructionIndexes(Uint8Array.of(0x5f, 0x61, 1, 2, 0x5b, 0x7f, 0))]).toEqual([
    0, 1, -1, -1, 2, 3, -1,
  ])
})

test('lines end with either kind of line end, and the last one needs none', () => {
  const lines = createLineIndex('a\r\nbé\n\nend')
  expect([0, 1, 2, 3, 5, 6, 7, 8, 10].map((offset) => lines.at(offset))).toEqual([
    { line: 1, column: 1, text: 'a' },
    { line: 1, column: 2, text: 'a' },
    { line: 1, column: 3, text: 'a' },
    { line: 2, column: 1, text: 'bé' },
    // In the middle of a character: what stands before it is counted, and a replacement character.
    { line: 2, column: 3, text: 'bé' },
    { line: 2, column: 3, text: 'bé' },
    { line: 3, column: 1, text: '' },
    { line: 4, column: 1, text: 'end' },
    { line: 4, column: 3, text: 'end' },
  ])
  expect(lines.at(12)).toBeUndefined()
  expect(lines.at(-1)).toBeUndefined()
  expect(createLineIndex('').at(0)).toEqual({ line: 1, column: 1, text: '' })
})
