import assert from 'node:assert/strict'
import { WORD_MAX } from '../../../src/primitives/bytes.ts'
import {
  bytecode,
  call,
  mark,
  op,
  placeOf,
  raw,
  ret,
  returnWord,
  storeBytes,
  type Code,
} from '../../helpers/bytecode.ts'
import { ACCOMPLICE, SENDER } from '../witness.ts'
import { attack, GAS_PLENTY, wordOf, type Attack } from './attack.ts'

/** Return data and created code by the megabyte. */
export const RETURN_ATTACKS: readonly Attack[] = returnAttacks()

function returnAttacks(): readonly Attack[] {
  return [
    {
      name: 'return bombs: callees return and revert with 4 MB, callers take none, some or all of it',
      run: (machine) => {
        const size = 4 << 20
        for (const end of ['RETURN', 'REVERT']) {
          machine.setAccount(ACCOMPLICE, { nonce: 1n, code: bytecode(op(end, 0, size)) })
          const code = [
            ...op('POP', call('CALL', { to: BigInt(ACCOMPLICE) })),
            ...op('POP', call('CALL', { to: BigInt(ACCOMPLICE), output: [0, 64] })),
            ...op('POP', call('STATICCALL', { to: BigInt(ACCOMPLICE), output: [0, size] })),
            ...op('RETURNDATACOPY', 0, 0, op('RETURNDATASIZE')),
            ...returnWord(op('RETURNDATASIZE')),
          ]
          assert.equal(wordOf(attack(machine, code)), BigInt(size))
        }
      },
    },
    {
      name: 'return bombs on the way up from depth 100',
      run: (machine) => {
        const code = [
          ...op('POP', call('CALL', { to: op('ADDRESS'), gas: op('SUB', op('GAS'), 40_000_000) })),
          ...ret(0, 1 << 20),
        ]
        const result = attack(machine, code, 4_000_000_000n)
        assert.equal(result.status, 'success')
        assert.equal(result.output.length, 1 << 20)
      },
    },
    {
      name: 'initcode returns megabytes, as a message and from a contract',
      run: (machine) => {
        const initcode = bytecode(ret(0, 8 << 20))
        const result = machine.call({ from: SENDER, data: initcode, gas: GAS_PLENTY })
        assert.equal(result.halt, 'codeTooLarge')
        const code = [...storeBytes(0, initcode), ...returnWord(op('CREATE', 0, 0, initcode.length))]
        assert.equal(wordOf(attack(machine, code)), 0n)
      },
    },
    {
      name: 'initcode reverts with megabytes',
      run: (machine) => {
        const result = machine.call({
          from: SENDER,
          data: bytecode(op('REVERT', 0, 8 << 20)),
          gas: GAS_PLENTY,
        })
        assert.deepEqual([result.status, result.output.length], ['revert', 8 << 20])
      },
    },
    {
      name: 'initcode of the largest size, all of it jump destinations, and one byte more (EIP-3860)',
      run: (machine) => {
        for (const [size, isAllowed] of [
          [49_152, true],
          [49_153, false],
        ] as const) {
          const result = attack(machine, [
            ...op('CODECOPY', 0, placeOf('filler'), 32),
            ...fillMemory(size),
            ...returnWord(op('ISZERO', op('CREATE', 0, 0, size))),
            ...mark('filler'),
            ...raw(new Uint8Array(32).fill(0x5b)),
          ])
          assert.equal(result.status, isAllowed ? 'success' : 'halt')
          if (isAllowed) assert.equal(wordOf(result), 0n)
        }
      },
    },
    {
      name: 'an identity call copies a range onto itself, shifted by one',
      run: (machine) => {
        const code = [
          ...op('MSTORE', 0, WORD_MAX),
          ...op('POP', call('STATICCALL', { to: 4, input: [0, 0x400], output: [1, 0x400] })),
          ...ret(0, 0x401),
        ]
        const { output } = attack(machine, code)
        assert.deepEqual([output.length, output[32], output[33]], [0x401, 0xff, 0])
      },
    },
  ]
}

// Doubles the word at 0 until `size` bytes are covered.
function fillMemory(size: number): Code {
  const copies: Code[] = []
  for (let filled = 32; filled < size; filled *= 2)
    copies.push(op('MCOPY', filled, 0, Math.min(filled, size - filled)))
  return copies.flat()
}
