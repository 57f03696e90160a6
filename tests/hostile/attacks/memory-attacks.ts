import assert from 'node:assert/strict'
import { WORD_MAX } from '../../../src/primitives/bytes.ts'
import { bytecode, call, op, returnWord, type Code } from '../../helpers/bytecode.ts'
import { ACCOMPLICE, SENDER } from '../witness.ts'
import { attack, expectLimit, wordOf, type Attack } from './attack.ts'

/** Memory offsets and sizes whose sum wraps around in some integer width. */
const FAR: readonly bigint[] = [
  ...[1n << 31n, (1n << 32n) - 32n, (1n << 32n) - 1n, 1n << 32n, 1n << 63n, (1n << 64n) - 1n, 1n << 64n],
  ...[WORD_MAX - 31n, WORD_MAX - 1n, WORD_MAX],
]

/** Memory that is out of reach, or was used before. */
export const MEMORY_ATTACKS: readonly Attack[] = memoryAttacks()

function memoryAttacks(): readonly Attack[] {
  const users: readonly (readonly [string, (offset: bigint, size: bigint) => Code])[] = [
    ['KECCAK256', (offset, size) => op('KECCAK256', offset, size)],
    ['CALLDATACOPY', (offset, size) => op('CALLDATACOPY', offset, 0, size)],
    ['CODECOPY', (offset, size) => op('CODECOPY', offset, 0, size)],
    ['EXTCODECOPY', (offset, size) => op('EXTCODECOPY', op('ADDRESS'), offset, 0, size)],
    ['MCOPY to', (offset, size) => op('MCOPY', offset, 0, size)],
    ['MCOPY from', (offset, size) => op('MCOPY', 0, offset, size)],
    ['LOG0', (offset, size) => op('LOG0', offset, size)],
    ['RETURN', (offset, size) => op('RETURN', offset, size)],
    ['REVERT', (offset, size) => op('REVERT', offset, size)],
    ['CREATE', (offset, size) => op('CREATE', 0, offset, size)],
    ['CREATE2', (offset, size) => op('CREATE2', 0, offset, size, 0)],
    ['CALL input', (offset, size) => call('CALL', { to: 4, input: [offset, size] })],
    ['CALL output', (offset, size) => call('CALL', { to: 4, output: [offset, size] })],
    ['STATICCALL input', (offset, size) => call('STATICCALL', { to: BigInt(SENDER), input: [offset, size] })],
  ]
  return [
    ...users.map(([name, use]): Attack => ({
      name: `${name} reaches for memory near 2^32, 2^64 and 2^256`,
      run: (machine) => {
        for (const far of FAR) {
          for (const [offset, size] of [
            [far, 1n],
            [far, 32n],
            [1n, far],
            [WORD_MAX - far + 1n, far],
            [far, far],
          ] as const) {
            if (offset === 0n && size === 0n) continue
            const result = attack(machine, use(BigInt.asUintN(256, offset), size), 30_000_000n)
            assert.equal(result.status, 'halt', `${name} of ${size} at ${offset}`)
            assert.equal(result.gasUsed, 30_000_000n)
          }
        }
      },
    })),
    {
      name: 'MLOAD, MSTORE and MSTORE8 reach for memory near 2^32, 2^64 and 2^256',
      run: (machine) => {
        for (const far of FAR) {
          for (const use of [op('MLOAD', far), op('MSTORE', far, 1), op('MSTORE8', far, 1)]) {
            assert.equal(attack(machine, use, 30_000_000n).halt, 'outOfGas')
          }
        }
      },
    },
    {
      name: 'ranges of size zero lie anywhere and cost nothing',
      run: (machine) => {
        for (const far of FAR) {
          for (const [name, use] of users) {
            const result = attack(machine, [...use(far, 0n), ...op('STOP')], 1_000_000n)
            assert.notEqual(result.status, 'halt', `${name} of nothing at ${far}`)
          }
        }
      },
    },
    {
      name: 'data beyond the end of calldata and code is zero, however far',
      run: (machine) => {
        for (const far of FAR) {
          const code = [
            ...op('MSTORE', 0, WORD_MAX),
            ...op('CALLDATACOPY', 0, far, 8),
            ...op('CODECOPY', 8, far, 8),
            ...op('EXTCODECOPY', op('ADDRESS'), 16, far, 8),
            ...returnWord(op('OR', op('CALLDATALOAD', far), op('MLOAD', 0))),
          ]
          assert.equal(wordOf(attack(machine, code, 1_000_000n)), (1n << 64n) - 1n)
        }
      },
    },
    {
      name: 'RETURNDATACOPY past the end of the return data halts, however far, also for size zero (EIP-211)',
      run: (machine) => {
        for (const far of FAR) {
          for (const [offset, size] of [
            [far, 0n],
            [0n, far],
            [far, WORD_MAX],
          ] as const) {
            const code = [
              ...op('POP', call('STATICCALL', { to: 4, input: [0, 8] })),
              ...op('RETURNDATACOPY', 0, offset, size),
            ]
            assert.equal(attack(machine, code, 1_000_000n).status, 'halt')
          }
        }
      },
    },
    {
      name: 'memory grows as far as 2^40 gas pays',
      run: (machine) => expectLimit(machine, op('MSTORE', 1n << 27n, 1), 'bytes of one frame'),
    },
    {
      name: 'memory that an ended frame has used is zero for the next one',
      run: (machine) => {
        machine.setAccount(ACCOMPLICE, {
          nonce: 1n,
          code: bytecode(
            op('OR', op('MLOAD', 0x8000), op('MLOAD', 0)),
            op('MSTORE', 0x8000, WORD_MAX),
            op('MSTORE', 0, WORD_MAX),
            op('MSTORE', 0x20),
            op('REVERT', 0x20, 0x20),
          ),
        })
        for (let turn = 0; turn < 3; turn++) {
          assert.equal(wordOf(machine.call({ from: SENDER, to: ACCOMPLICE, gas: 1_000_000n })), 0n)
        }
      },
    },
  ]
}
