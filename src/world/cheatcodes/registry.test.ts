import { describe, expect, it } from 'vitest'
import { selectorOf } from '../../project/abi/selector.ts'
import { KNOWN_CHEATCODES } from './known-cheatcodes.gen.ts'
import { createRegistry } from './registry.ts'
import { CHEAT_TABLES } from './tables.ts'

const nothing = (): void => {}

describe('the registry', () => {
  it('finds a cheatcode by selector, with the types of its arguments and results', () => {
    const found = createRegistry([{ 'load(address,bytes32)': nothing }]).find(
      selectorOf('load(address,bytes32)'),
    )
    expect(found).toMatchObject({
      name: 'load',
      inputs: [{ type: { kind: 'address' } }, { type: { kind: 'fixedBytes', size: 32 } }],
      outputs: [{ type: { kind: 'fixedBytes', size: 32 } }],
    })
  })

  it('knows structs and lists', () => {
    const logs = createRegistry([{ 'getRecordedLogs()': nothing }]).find(selectorOf('getRecordedLogs()'))
    expect(logs?.outputs[0]?.type).toMatchObject({
      kind: 'array',
      element: {
        kind: 'tuple',
        components: [{ type: { kind: 'array' } }, {}, { type: { kind: 'address' } }],
      },
    })
  })

  it('names what nobody runs', () => {
    const empty = createRegistry([])
    expect(empty.find(selectorOf('ffi(string[])'))).toBeUndefined()
    expect(empty.signatureOf(selectorOf('ffi(string[])'))).toBe('ffi(string[])')
    expect(empty.signatureOf(0x12345678)).toBeUndefined()
  })

  it('refuses signatures that Foundry does not have, and a second body for one', () => {
    expect(() => createRegistry([{ 'prank(uint256)': nothing }])).toThrow(RangeError)
    expect(() => createRegistry([{ 'record()': nothing }, { 'record()': nothing }])).toThrow(RangeError)
  })

  it('takes all tables of the world', () => {
    expect(() => createRegistry(CHEAT_TABLES)).not.toThrow()
  })
})

it('every known selector is the hash of its signature', () => {
  for (const line of KNOWN_CHEATCODES.trim().split('\n')) {
    const [selector = '', signature = ''] = line.split(' ')
    expect(selectorOf(signature)).toBe(Number.parseInt(selector, 16))
  }
})
