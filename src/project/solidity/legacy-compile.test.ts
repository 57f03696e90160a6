import { expect, test } from 'vitest'

import { compileLegacy } from './legacy-compile.ts'

const INPUT = JSON.stringify({
  sources: { 'a/Old.sol': { content: 'contract Old {}' } },
  settings: { optimizer: { enabled: true } },
})

test('what an old compiler says is put into the shape of standard JSON', () => {
  const seen: unknown[] = []
  const output = compileLegacy((input, optimizer) => {
    seen.push(input, optimizer)
    const contract = {
      interface: '[{"type":"fallback"}]',
      bytecode: '6001',
      runtimeBytecode: '60',
      srcmap: '0:1:0',
    }
    return {
      sourceList: ['a/Old.sol'],
      errors: ['a/Old.sol:1:1: Warning: old'],
      contracts: { 'a/Old.sol:Old': contract, 'a/Old.sol:Linked': { bytecode: '73__Lib__' } },
    }
  }, INPUT)
  expect(seen).toEqual([{ sources: { 'a/Old.sol': 'contract Old {}' } }, 1])
  expect(JSON.parse(output)).toMatchObject({
    errors: [{ severity: 'warning' }],
    sources: { 'a/Old.sol': { id: 0 } },
    contracts: {
      'a/Old.sol': {
        Old: {
          abi: [{ type: 'fallback' }],
          evm: { bytecode: { object: '6001', sourceMap: '0:1:0' }, deployedBytecode: { object: '60' } },
        },
        Linked: { evm: { bytecode: { object: '' } } },
      },
    },
  })
})

test('its errors are errors', () => {
  const output = compileLegacy(() => ({ errors: ['a/Old.sol:1:26: Error: Expected type name'] }), INPUT)
  expect(JSON.parse(output)).toMatchObject({ errors: [{ severity: 'error' }], contracts: {} })
})
