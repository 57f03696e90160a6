// EIP-2929: the first access of an account or slot in a transaction costs more than the later ones.

import { describe, expect, it } from 'vitest'
import { FORKS, isAtLeast } from '../../src/evm/forks.ts'
import type { Fork } from '../../src/evm/types.ts'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, call, create, op, returnWord, type Code } from '../helpers/bytecode.ts'
import { createdAddress } from './created-address.ts'
import {
  ABSENT,
  COLD_ACCOUNT,
  COLD_SLOT,
  expectGas,
  include,
  INTERPRETERS,
  OTHER,
  PUSH,
  run,
  send,
  SENDER,
  stage,
  TARGET,
  THIRD,
  WARM,
  wordOf,
} from './stage.ts'

const CALL_KINDS = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL'] as const
const BALANCE_OF_OTHER = op('BALANCE', BigInt(OTHER))
// With the PUSH20 of the address.
const COLD_BALANCE = PUSH + COLD_ACCOUNT
const WARM_BALANCE = PUSH + WARM

/** Leaves the gas that `access` takes, which leaves one word itself. */
function gasOf(access: Code): Code {
  // After the access: POP 2 and the second GAS 2.
  return op('SUB', [...op('GAS'), ...op('POP', access), ...op('GAS'), ...op('SWAP1'), ...op('SUB')], 4)
}

describe.each(INTERPRETERS)('EIP-2929: warm and cold (%s)', (interpreter) => {
  describe('accounts', () => {
    const accesses: readonly (readonly [name: string, code: Code, beside: bigint])[] = [
      ['BALANCE', op('POP', op('BALANCE', BigInt(OTHER))), PUSH + 2n],
      ['EXTCODESIZE', op('POP', op('EXTCODESIZE', BigInt(OTHER))), PUSH + 2n],
      ['EXTCODEHASH', op('POP', op('EXTCODEHASH', BigInt(OTHER))), PUSH + 2n],
      // One word copied, 3, into memory that is there.
      ['EXTCODECOPY', op('EXTCODECOPY', BigInt(OTHER), 0, 0, 32), 4n * PUSH + 3n],
      ...CALL_KINDS.map((kind): readonly [string, Code, bigint] => {
        const pushes = kind === 'CALL' || kind === 'CALLCODE' ? 7n : 6n
        return [kind, op('POP', call(kind, { gas: 0, to: BigInt(OTHER) })), pushes * PUSH + 2n]
      }),
    ]
    // One word of memory beforehand, for EXTCODECOPY: MSTORE with its pushes, and the word.
    const memory = op('MSTORE', 0, 0)
    const memoryCost = 12n

    it.each(accesses)('%s costs 2,600, and 100 the second time', (_, code, beside) => {
      const machine = stage(interpreter)
      expectGas(machine, [...memory, ...code], memoryCost + beside + COLD_ACCOUNT)
      expectGas(machine, [...memory, ...code, ...code], memoryCost + 2n * beside + COLD_ACCOUNT + WARM)
    })

    it.each(accesses)('%s warms the account for every other access', (_, code) => {
      const machine = stage(interpreter)
      for (const [, other, beside] of accesses) {
        const alone = run(machine, [...memory, ...code]).gasUsed
        expect(run(machine, [...memory, ...code, ...other]).gasUsed).toBe(alone + beside + WARM)
      }
    })

    it('SELFDESTRUCT adds 2,600 for a cold beneficiary and nothing for a warm one', () => {
      const machine = stage(interpreter)
      expectGas(machine, op('SELFDESTRUCT', BigInt(OTHER)), PUSH + 5_000n + COLD_ACCOUNT)
      expectGas(machine, op('SELFDESTRUCT', op('CALLER')), 2n + 5_000n)
      expectGas(machine, op('SELFDESTRUCT', op('ADDRESS')), 2n + 5_000n)
      expectGas(machine, op('SELFDESTRUCT', 1), PUSH + 5_000n)
    })

    it('sender and receiver are warm from the start', () => {
      const machine = stage(interpreter)
      expectGas(machine, op('BALANCE', op('ADDRESS')), 2n + WARM)
      expectGas(machine, op('BALANCE', op('CALLER')), 2n + WARM)
      expectGas(machine, op('BALANCE', op('ORIGIN')), 2n + WARM)
    })

    const precompiles: Readonly<Record<Fork, readonly number[]>> = {
      london: range(1, 9),
      paris: range(1, 9),
      shanghai: range(1, 9),
      // Point evaluation (EIP-4844), BLS12-381 (EIP-2537), P256VERIFY (EIP-7951).
      cancun: range(1, 0x0a),
      prague: range(1, 0x11),
      osaka: [...range(1, 0x11), 0x100],
    }
    it.each(FORKS)('exactly the precompiles of %s are warm from the start', (fork) => {
      const machine = stage(interpreter, fork)
      const warm: number[] = []
      for (let address = 0; address <= 0x102; address++) {
        const used = run(machine, op('BALANCE', address)).gasUsed
        if (used === WARM_BALANCE) warm.push(address)
        else expect(used).toBe(COLD_BALANCE)
      }
      expect(warm).toEqual(precompiles[fork])
    })

    it('a new contract is warm from before its initcode runs', () => {
      const machine = stage(interpreter)
      const made = createdAddress(TARGET, 0n)
      const code = [
        ...op('POP', create(bytecode(op('STOP')))),
        ...returnWord(gasOf(op('BALANCE', BigInt(made)))),
      ]
      expect(wordOf(run(machine, code))).toBe(WARM_BALANCE)
      const failed = [
        ...op('POP', create(bytecode(op('INVALID')))),
        ...returnWord(gasOf(op('BALANCE', BigInt(made)))),
      ]
      machine.setNonce(TARGET, 0n)
      expect(wordOf(run(machine, failed, { gas: 10_000_000n }))).toBe(WARM_BALANCE)
    })

    it('a creation that does not begin warms nothing', () => {
      // TARGET has no balance.
      const made = createdAddress(TARGET, 0n)
      const code = [
        ...op('POP', create(bytecode(op('STOP')), 1)),
        ...returnWord(gasOf(op('BALANCE', BigInt(made)))),
      ]
      expect(wordOf(run(stage(interpreter), code))).toBe(COLD_BALANCE)
    })

    it('what a callee touched is warm for its caller', () => {
      const machine = stage(interpreter)
      machine.setAccount(THIRD, { code: bytecode(BALANCE_OF_OTHER) })
      const code = [...op('POP', call('CALL', { to: BigInt(THIRD) })), ...returnWord(gasOf(BALANCE_OF_OTHER))]
      expect(wordOf(run(machine, code))).toBe(WARM_BALANCE)
    })

    it.each([
      ['reverts', op('REVERT', 0, 0)],
      ['halts', op('INVALID')],
    ])('what a callee touched that %s is cold again, and the callee itself is warm', (_, end) => {
      const machine = stage(interpreter)
      machine.setAccount(THIRD, { code: bytecode(BALANCE_OF_OTHER, end) })
      const fails = op('POP', call('CALL', { gas: 10_000, to: BigInt(THIRD) }))
      expect(wordOf(run(machine, [...fails, ...returnWord(gasOf(BALANCE_OF_OTHER))]))).toBe(COLD_BALANCE)
      expect(wordOf(run(machine, [...fails, ...returnWord(gasOf(op('BALANCE', BigInt(THIRD))))]))).toBe(
        WARM_BALANCE,
      )
    })

    it('what was warm before a callee that reverts stays warm', () => {
      const machine = stage(interpreter)
      machine.setAccount(THIRD, { code: bytecode(BALANCE_OF_OTHER, op('REVERT', 0, 0)) })
      const code = [
        ...op('POP', BALANCE_OF_OTHER),
        ...op('POP', call('CALL', { to: BigInt(THIRD) })),
        ...returnWord(gasOf(BALANCE_OF_OTHER)),
      ]
      expect(wordOf(run(machine, code))).toBe(WARM_BALANCE)
    })

    it('everything is cold again in the next message and the next transaction', () => {
      const machine = stage(interpreter)
      run(machine, returnWord(gasOf(BALANCE_OF_OTHER)))
      expect(wordOf(send(machine))).toBe(COLD_BALANCE)
      expect(wordOf(include(machine))).toBe(COLD_BALANCE)
      expect(wordOf(include(machine, { nonce: 1n }))).toBe(COLD_BALANCE)
    })

    it('an address is the low 20 bytes of the operand', () => {
      const code = [
        ...op('POP', op('BALANCE', (1n << 200n) | BigInt(OTHER))),
        ...returnWord(gasOf(BALANCE_OF_OTHER)),
      ]
      expect(wordOf(run(stage(interpreter), code))).toBe(WARM_BALANCE)
    })

    it.each(FORKS)('the coinbase in %s', (fork) => {
      // EIP-3651 made it warm.
      const expected = isAtLeast(fork, 'shanghai') ? WARM_BALANCE : COLD_BALANCE
      expect(run(stage(interpreter, fork), op('BALANCE', BigInt(BLOCK.coinbase))).gasUsed).toBe(expected)
    })
  })

  describe('slots', () => {
    const coldLoad = PUSH + COLD_SLOT
    const warmLoad = PUSH + WARM

    it('SLOAD costs 2,100, and 100 the second time', () => {
      const machine = stage(interpreter)
      expectGas(machine, op('SLOAD', 5), coldLoad)
      expectGas(machine, [...op('SLOAD', 5), ...op('SLOAD', 5)], coldLoad + warmLoad)
      expectGas(machine, [...op('SLOAD', 5), ...op('SLOAD', 6)], 2n * coldLoad)
    })

    it('SSTORE adds 2,100 to a cold slot, and makes it warm', () => {
      const machine = stage(interpreter)
      // Two pushes, 2,100, and 100 for a store that changes nothing.
      const store = 2n * PUSH + COLD_SLOT + WARM
      expect(run(machine, op('SSTORE', 5, 0)).gasUsed).toBe(store)
      expect(run(machine, [...op('SSTORE', 5, 0), ...op('SLOAD', 5)]).gasUsed).toBe(store + warmLoad)
      expect(run(machine, [...op('SLOAD', 5), ...op('SSTORE', 5, 0)]).gasUsed).toBe(
        coldLoad + 2n * PUSH + WARM,
      )
    })

    it('is per account: the same slot elsewhere is cold', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: bytecode(op('SLOAD', 5)) })
      const loadHere = returnWord(gasOf(op('SLOAD', 5)))
      expect(wordOf(run(machine, [...op('POP', call('CALL', { to: BigInt(OTHER) })), ...loadHere]))).toBe(
        coldLoad,
      )
      expect(
        wordOf(run(machine, [...op('POP', call('DELEGATECALL', { to: BigInt(OTHER) })), ...loadHere])),
      ).toBe(warmLoad)
    })

    it.each([
      ['reverts', op('REVERT', 0, 0)],
      ['halts', op('INVALID')],
    ])('a slot touched by a frame that %s is cold again', (_, end) => {
      const machine = stage(interpreter)
      for (const access of [op('SLOAD', 5), op('SSTORE', 5, 1)]) {
        machine.setAccount(OTHER, { code: bytecode(access, end) })
        const fails = op('POP', call('DELEGATECALL', { gas: 50_000, to: BigInt(OTHER) }))
        expect(wordOf(run(machine, [...fails, ...returnWord(gasOf(op('SLOAD', 5)))]))).toBe(coldLoad)
        const warmBefore = [...op('POP', op('SLOAD', 5)), ...fails, ...returnWord(gasOf(op('SLOAD', 5)))]
        expect(wordOf(run(machine, warmBefore))).toBe(warmLoad)
      }
    })

    it('is cold again in the next transaction', () => {
      const machine = stage(interpreter)
      run(machine, returnWord(gasOf(op('SLOAD', 5))))
      expect(wordOf(send(machine))).toBe(coldLoad)
      expect(wordOf(include(machine))).toBe(coldLoad)
      expect(wordOf(include(machine, { nonce: 1n }))).toBe(coldLoad)
    })

    it('touching the account does not touch its slots, nor the other way round', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: bytecode(returnWord(gasOf(op('SLOAD', 5)))) })
      const code = [
        ...op('POP', BALANCE_OF_OTHER),
        ...op('POP', call('CALL', { to: BigInt(OTHER), output: [0, 32] })),
      ]
      expect(wordOf(run(machine, [...code, ...op('RETURN', 0, 32)]))).toBe(coldLoad)
    })
  })

  it('holds for a contract that was never seen: nothing depends on whether it exists', () => {
    const machine = stage(interpreter)
    expectGas(machine, op('BALANCE', BigInt(ABSENT)), COLD_BALANCE)
    expect(machine.exists(ABSENT)).toBe(false)
    expect(machine.exists(SENDER)).toBe(true)
  })
})

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
