import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import type { Transaction } from '../../src/evm/types.ts'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, op, ret, returnWord } from '../helpers/bytecode.ts'
import {
  creation,
  GAS,
  GWEI,
  include,
  INTERPRETERS,
  OTHER,
  SENDER,
  SENDER_BALANCE,
  stage,
  TARGET,
  transaction,
  wordOf,
  wordsOf,
} from './stage.ts'

const BASE = BLOCK.baseFee
// A transaction to an account without code.
const PLAIN = 21_000n

describe.each(INTERPRETERS)('EIP-1559: fees (%s)', (interpreter) => {
  // Price per gas = min(fee cap, base fee + priority fee); the part above the base fee is the tip.
  const prices: readonly (readonly [string, Partial<Transaction>, bigint])[] = [
    ['the whole priority fee', { maxFeePerGas: BASE + 5n * GWEI, maxPriorityFeePerGas: GWEI }, GWEI],
    ['the priority fee that just fits', { maxFeePerGas: BASE + GWEI, maxPriorityFeePerGas: GWEI }, GWEI],
    ['what the fee cap leaves of it', { maxFeePerGas: BASE + 3n, maxPriorityFeePerGas: GWEI }, 3n],
    ['nothing at a fee cap of the base fee', { maxFeePerGas: BASE, maxPriorityFeePerGas: GWEI }, 0n],
    ['nothing without a priority fee', { maxFeePerGas: BASE + 5n * GWEI, maxPriorityFeePerGas: 0n }, 0n],
    ['all above the base fee for type 0', { type: 0, gasPrice: BASE + 9n }, 9n],
    ['all above the base fee for type 1', { type: 1, gasPrice: BASE + 9n }, 9n],
  ]
  it.each(prices)('the coinbase gets %s, the base fee is burnt', (_, fees, tip) => {
    const machine = stage(interpreter)
    const { maxFeePerGas: _cap, maxPriorityFeePerGas: _tip, ...bare } = transaction()
    const result = include(machine, { ...bare, ...fees, value: 77n })
    expect(result).toMatchObject({ status: 'success', gasPaid: PLAIN, gasUsed: 0n })
    expect(machine.getBalance(BLOCK.coinbase)).toBe(PLAIN * tip)
    expect(machine.getBalance(TARGET)).toBe(77n)
    expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE - 77n - PLAIN * (BASE + tip))
    expect(machine.getNonce(SENDER)).toBe(1n)
  })

  it.each(prices)('GASPRICE is the price that is paid: %s', (_, fees, tip) => {
    const machine = stage(interpreter)
    machine.setCode(TARGET, bytecode(returnWord(op('GASPRICE'))))
    const { maxFeePerGas: _cap, maxPriorityFeePerGas: _tip, ...bare } = transaction()
    expect(wordOf(include(machine, { ...bare, ...fees }))).toBe(BASE + tip)
  })

  it.each(FORKS)('type 2 exists in %s', (fork) => {
    expect(stage(interpreter, fork).transact(transaction()).kind).toBe('included')
  })

  it('the sender pays for the whole gas limit at first, and gets back what was not used', () => {
    const machine = stage(interpreter)
    machine.setCode(TARGET, bytecode(returnWord(op('BALANCE', op('ORIGIN')))))
    const result = include(machine, { value: 5n })
    expect(wordOf(result)).toBe(SENDER_BALANCE - GAS * (BASE + GWEI) - 5n)
    expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE - result.gasPaid * (BASE + GWEI) - 5n)
  })

  it('the coinbase is not paid before the end', () => {
    const machine = stage(interpreter)
    machine.setCode(TARGET, bytecode(returnWord(op('BALANCE', op('COINBASE')))))
    expect(wordOf(include(machine))).toBe(0n)
    expect(machine.getBalance(BLOCK.coinbase)).toBeGreaterThan(0n)
  })

  it('a sender that is the coinbase gets its own tip', () => {
    const machine = stage(interpreter)
    machine.setBlock({ coinbase: SENDER })
    include(machine)
    expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE - PLAIN * BASE)
  })

  it('a tip of nothing does not make the coinbase exist', () => {
    const machine = stage(interpreter)
    include(machine, { maxFeePerGas: BASE, maxPriorityFeePerGas: 0n })
    expect(machine.exists(BLOCK.coinbase)).toBe(false)
  })

  it.each([
    ['reverts', op('REVERT', 0, 0), 'revert', PLAIN + 6n + 2_206n + 20_000n - 100n],
    ['halts', op('INVALID'), 'halt', GAS],
  ] as const)(
    'a transaction that %s is paid for and raises the nonce, nothing else',
    (_, end, status, paid) => {
      const machine = stage(interpreter)
      // Two pushes 6, a cold slot 2,100, set 20,000; two pushes 6 before REVERT.
      machine.setCode(TARGET, bytecode(op('SSTORE', 0, 1), end))
      expect(include(machine, { value: 5n })).toMatchObject({ status, gasPaid: paid })
      expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE - paid * (BASE + GWEI))
      expect(machine.getBalance(BLOCK.coinbase)).toBe(paid * GWEI)
      expect(machine.getBalance(TARGET)).toBe(0n)
      expect(machine.getStorage(TARGET, 0n)).toBe(0n)
      expect(machine.getNonce(SENDER)).toBe(1n)
    },
  )

  it('the balance must cover the fee cap, though less is paid', () => {
    const machine = stage(interpreter)
    const cap = 20n * GWEI
    machine.setBalance(SENDER, GAS * cap + 4n)
    expect(machine.transact(transaction({ value: 5n }))).toMatchObject({
      kind: 'invalid',
      reason: 'insufficientFunds',
    })
    machine.setBalance(SENDER, GAS * cap + 5n)
    expect(include(machine, { value: 5n }).gasPaid).toBe(PLAIN)
    expect(machine.getBalance(SENDER)).toBe(GAS * cap - PLAIN * (BASE + GWEI))
  })

  describe('the intrinsic gas', () => {
    it.each([
      ['no data', [], 21_000n],
      ['a zero, 4', [0], 21_004n],
      ['another byte, 16 (EIP-2028)', [1], 21_016n],
      ['some of both', [0, 1, 2, 0, 0], 21_044n],
    ])('%s', (_, data, gas) => {
      // In London, where nothing else can cost more than what runs.
      const machine = stage(interpreter, 'london')
      expect(include(machine, { data: Uint8Array.from(data) }).gasPaid).toBe(gas)
      const tight = { data: Uint8Array.from(data), nonce: 1n }
      expect(machine.transact(transaction({ ...tight, gasLimit: gas - 1n }))).toMatchObject({
        reason: 'intrinsicGas',
      })
      expect(include(machine, { ...tight, gasLimit: gas }).status).toBe('success')
    })

    it('of a creation is 32,000 more (EIP-2)', () => {
      const machine = stage(interpreter, 'london')
      // Returns nothing: two pushes 6. Of the five bytes one PUSH1's operand is zero, twice.
      const initcode = bytecode(ret(0, 0))
      expect(initcode).toEqual(Uint8Array.of(0x60, 0, 0x60, 0, 0xf3))
      const result = include(machine, creation(initcode))
      expect(result).toMatchObject({
        status: 'success',
        gasUsed: 6n,
        gasPaid: 53_000n + 3n * 16n + 2n * 4n + 6n,
      })
    })

    it('is not there for the code to use', () => {
      const machine = stage(interpreter)
      machine.setCode(TARGET, bytecode(returnWord(op('GAS'))))
      expect(wordOf(include(machine, { gasLimit: 50_000n }))).toBe(50_000n - 21_000n - 2n)
    })
  })

  it('code sees the sender as caller and origin, and the nonce already raised', () => {
    const machine = stage(interpreter)
    const code = [
      ...op('MSTORE', 0, op('CALLER')),
      ...op('MSTORE', 32, op('ORIGIN')),
      ...op('MSTORE', 64, op('CALLVALUE')),
      ...ret(0, 96),
    ]
    machine.setCode(TARGET, bytecode(code))
    expect(wordsOf(include(machine, { value: 3n }))).toEqual([BigInt(SENDER), BigInt(SENDER), 3n])
    expect(machine.getBalance(OTHER)).toBe(0n)
  })
})
