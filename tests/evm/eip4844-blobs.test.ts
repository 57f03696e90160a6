import { describe, expect, it } from 'vitest'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, call, op, ret, returnWord } from '../helpers/bytecode.ts'
import type { InvalidReason, Transaction } from '../../src/evm/types.ts'
import {
  expectGas,
  expectHalt,
  forksBefore,
  forksSince,
  GAS,
  GWEI,
  include,
  INTERPRETERS,
  itIsUndefinedBefore,
  OTHER,
  run,
  SENDER,
  SENDER_BALANCE,
  stage,
  TARGET,
  transaction,
  wordOf,
  wordsOf,
} from './stage.ts'

const GAS_PER_BLOB = 1n << 17n
const BLOB_FEE = BLOCK.blobBaseFee
const PRICE = BLOCK.baseFee + GWEI

/** Versioned hashes: version 1 and a number. */
function hashes(count: number): bigint[] {
  return Array.from({ length: count }, (_, index) => (1n << 248n) | BigInt(index + 10))
}

function blobTransaction(change: Partial<Transaction> = {}): Transaction {
  return transaction({ type: 3, blobHashes: hashes(2), maxFeePerBlobGas: BLOB_FEE, ...change })
}

describe.each(INTERPRETERS)('EIP-4844: blobs (%s)', (interpreter) => {
  describe('BLOBHASH', () => {
    itIsUndefinedBefore(interpreter, 'cancun', 'BLOBHASH', [0])

    it('costs 3', () => {
      // PUSH1 3 + 3.
      expectGas(stage(interpreter), op('BLOBHASH', 0), 6n)
    })

    it('gives the hash by its index, and zero beyond the last', () => {
      const machine = stage(interpreter)
      const indices = [0n, 1n, 2n, 3n, 1n << 32n, 1n << 64n, (1n << 256n) - 1n]
      const code = indices.flatMap((index, place) => op('MSTORE', 32 * place, op('BLOBHASH', index)))
      machine.setCode(TARGET, bytecode(code, ret(0, 32 * indices.length)))
      const [first, second, third] = hashes(3)
      const result = include(machine, blobTransaction({ blobHashes: hashes(3) }))
      expect(wordsOf(result)).toEqual([first, second, third, 0n, 0n, 0n, 0n])
    })

    it('gives the same in a callee', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: bytecode(returnWord(op('BLOBHASH', 1))) })
      machine.setCode(TARGET, bytecode(call('CALL', { to: BigInt(OTHER), output: [0, 32] }), ret(0, 32)))
      expect(wordOf(include(machine, blobTransaction()))).toBe(hashes(2)[1])
    })

    it('gives zero in a transaction without blobs, in a message, and in those after one with blobs', () => {
      const machine = stage(interpreter)
      machine.setCode(TARGET, bytecode(returnWord(op('BLOBHASH', 0))))
      expect(wordOf(include(machine, blobTransaction()))).toBe(hashes(1)[0])
      expect(wordOf(include(machine, { nonce: 1n }))).toBe(0n)
      expect(wordOf(include(machine, blobTransaction({ nonce: 2n })))).toBe(hashes(1)[0])
      expect(wordOf(run(machine, returnWord(op('BLOBHASH', 0))))).toBe(0n)
    })

    it('needs an operand', () => {
      expectHalt(run(stage(interpreter), op('BLOBHASH')), 'stackUnderflow')
    })
  })

  describe('the blob fee', () => {
    it('is 2^17 gas a blob at the blob base fee, burnt', () => {
      const machine = stage(interpreter)
      const result = include(machine, blobTransaction({ maxFeePerBlobGas: 100n * BLOB_FEE }))
      expect(result.gasPaid).toBe(21_000n)
      expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE - 21_000n * PRICE - 2n * GAS_PER_BLOB * BLOB_FEE)
      expect(machine.getBalance(BLOCK.coinbase)).toBe(21_000n * GWEI)
    })

    it('is gone before the code runs, and for good when it fails', () => {
      const machine = stage(interpreter)
      machine.setCode(TARGET, bytecode(op('MSTORE', 0, op('BALANCE', op('CALLER'))), op('REVERT', 0, 32)))
      const result = include(machine, blobTransaction())
      expect(result.status).toBe('revert')
      const blobFee = 2n * GAS_PER_BLOB * BLOB_FEE
      expect(BigInt(`0x${Buffer.from(result.output).toString('hex')}`)).toBe(
        SENDER_BALANCE - GAS * PRICE - blobFee,
      )
      expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE - result.gasPaid * PRICE - blobFee)
    })

    it('must be covered at the fee cap for blobs, beside everything else', () => {
      const machine = stage(interpreter)
      const cap = 5n * BLOB_FEE
      const needed = GAS * 20n * GWEI + 7n + 2n * GAS_PER_BLOB * cap
      const candidate = blobTransaction({ value: 7n, maxFeePerBlobGas: cap })
      machine.setBalance(SENDER, needed - 1n)
      expect(machine.transact(candidate)).toMatchObject({ reason: 'insufficientFunds' })
      machine.setBalance(SENDER, needed)
      expect(machine.transact(candidate).kind).toBe('included')
    })
  })

  describe('validity', () => {
    it.each(forksBefore('cancun'))('type 3 does not exist in %s', (fork) => {
      expect(stage(interpreter, fork).transact(blobTransaction())).toMatchObject({
        reason: 'typeNotSupported',
      })
    })

    it.each(forksSince('cancun'))('type 3 exists in %s', (fork) => {
      expect(stage(interpreter, fork).transact(blobTransaction())).toMatchObject({
        kind: 'included',
        status: 'success',
      })
    })

    const { to: _, ...withoutTo } = blobTransaction()
    it.each<readonly [string, Transaction, InvalidReason]>([
      ['without blobs', blobTransaction({ blobHashes: [] }), 'noBlobs'],
      ['without a receiver', withoutTo, 'createNotAllowed'],
      ['with a hash of version 0', blobTransaction({ blobHashes: [1n] }), 'blobVersion'],
      [
        'with a hash of version 2',
        blobTransaction({ blobHashes: [...hashes(1), 2n << 248n] }),
        'blobVersion',
      ],
      [
        'with a blob fee cap below the base fee',
        blobTransaction({ maxFeePerBlobGas: BLOB_FEE - 1n }),
        'blobFeeCapTooLow',
      ],
    ])('is invalid %s', (_, candidate, reason) => {
      const machine = stage(interpreter)
      expect(machine.transact(candidate)).toMatchObject({ kind: 'invalid', reason })
      expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE)
    })

    it.each([
      // EIP-4844: 786,432 blob gas in a block; EIP-7691: 1,179,648; EIP-7594: 6 in a transaction.
      ['cancun', 6],
      ['prague', 9],
      ['osaka', 6],
    ] as const)('in %s a transaction has at most %i blobs', (fork, most) => {
      const machine = stage(interpreter, fork)
      expect(machine.transact(blobTransaction({ blobHashes: hashes(most + 1) }))).toMatchObject({
        reason: 'tooManyBlobs',
      })
      expect(machine.transact(blobTransaction({ blobHashes: hashes(most) })).kind).toBe('included')
    })
  })
})
