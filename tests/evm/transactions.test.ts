// Every reason why a block cannot contain a transaction: none of them changes anything.

import { describe, expect, it } from 'vitest'
import type { Machine } from '../../src/evm/machine.ts'
import type { Fork, InvalidReason, Transaction } from '../../src/evm/types.ts'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, op, returnWord } from '../helpers/bytecode.ts'
import { signerOf } from '../helpers/signer.ts'
import { authorize } from './authorization.ts'
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
} from './stage.ts'

const NONCE_MAX = (1n << 64n) - 1n
const PRICE = 20n * GWEI
const BLOB: bigint = (1n << 248n) | 5n

type Case = {
  readonly name: string
  readonly transaction: Transaction
  readonly fork?: Fork
  readonly prepare?: (machine: Machine) => void
}

const blobs = (change: Partial<Transaction> = {}): Transaction =>
  transaction({ type: 3, blobHashes: [BLOB], maxFeePerBlobGas: BLOCK.blobBaseFee, ...change })
const authorizations = [authorize(signerOf(5n), OTHER)]
const { to: _to, ...blobCreation } = blobs()
const { maxFeePerGas: _cap, maxPriorityFeePerGas: _tip, ...unpriced } = transaction()

// A record, so that the compiler asks for a case when there is a new reason.
const CASES: Readonly<Record<InvalidReason, readonly Case[]>> = {
  nonceTooLow: [
    {
      name: 'used nonce',
      transaction: transaction({ nonce: 4n }),
      prepare: (machine) => machine.setNonce(SENDER, 5n),
    },
  ],
  nonceTooHigh: [
    { name: 'nonce to come', transaction: transaction({ nonce: 1n }) },
    { name: 'no nonce at all', transaction: transaction({ nonce: 1n << 64n }) },
  ],
  nonceOverflow: [
    {
      name: 'last nonce',
      transaction: transaction({ nonce: NONCE_MAX }),
      prepare: (machine) => machine.setNonce(SENDER, NONCE_MAX),
    },
  ],
  senderNotEoa: [
    {
      name: 'contract as sender',
      transaction: transaction(),
      prepare: (machine) => machine.setCode(SENDER, Uint8Array.of(0)),
    },
  ],
  insufficientFunds: [
    { name: 'no balance', transaction: transaction({ from: OTHER }) },
    {
      name: 'a wei too little for gas',
      transaction: transaction(),
      prepare: (machine) => machine.setBalance(SENDER, GAS * PRICE - 1n),
    },
    {
      name: 'a wei too little for gas and value',
      transaction: transaction({ value: 10n }),
      prepare: (machine) => machine.setBalance(SENDER, GAS * PRICE + 9n),
    },
    { name: 'more value than there is', transaction: transaction({ value: (1n << 256n) - 1n }) },
  ],
  intrinsicGas: [
    { name: 'less than 21,000', transaction: transaction({ gasLimit: 20_999n }) },
    { name: 'no gas', transaction: transaction({ gasLimit: 0n }) },
    { name: 'less than a creation takes', transaction: creation(new Uint8Array(0), { gasLimit: 52_999n }) },
  ],
  gasLimitTooHigh: [{ name: 'more than 2^24', transaction: transaction({ gasLimit: (1n << 24n) + 1n }) }],
  gasLimitOverBlock: [
    {
      name: 'more than the block has',
      transaction: transaction({ gasLimit: 1_000_001n }),
      prepare: (machine) => machine.setBlock({ gasLimit: 1_000_000n }),
    },
  ],
  feeCapBelowBaseFee: [
    {
      name: 'fee cap a wei too low',
      transaction: transaction({ maxFeePerGas: BLOCK.baseFee - 1n, maxPriorityFeePerGas: 0n }),
    },
    {
      name: 'fee cap a wei too low with blobs',
      transaction: blobs({ maxFeePerGas: BLOCK.baseFee - 1n, maxPriorityFeePerGas: 0n }),
    },
  ],
  priorityFeeOverFeeCap: [
    {
      name: 'priority fee a wei too high',
      transaction: transaction({ maxFeePerGas: PRICE, maxPriorityFeePerGas: PRICE + 1n }),
    },
  ],
  gasPriceBelowBaseFee: [
    { name: 'type 0', transaction: { ...unpriced, type: 0, gasPrice: BLOCK.baseFee - 1n } },
    { name: 'type 1', transaction: { ...unpriced, type: 1, gasPrice: BLOCK.baseFee - 1n } },
  ],
  initcodeTooLarge: [{ name: '49,153 bytes', transaction: creation(new Uint8Array(49_153)) }],
  typeNotSupported: [
    { name: 'blobs before Cancun', transaction: blobs(), fork: 'shanghai' },
    {
      name: 'authorizations before Prague',
      transaction: transaction({ type: 4, authorizations }),
      fork: 'cancun',
    },
  ],
  createNotAllowed: [
    { name: 'creation with blobs', transaction: blobCreation },
    {
      name: 'creation with authorizations',
      transaction: creation(new Uint8Array(0), { type: 4, authorizations }),
    },
  ],
  noBlobs: [{ name: 'empty list', transaction: blobs({ blobHashes: [] }) }],
  tooManyBlobs: [
    { name: 'seven', transaction: blobs({ blobHashes: Array.from({ length: 7 }, () => BLOB) }) },
  ],
  blobVersion: [{ name: 'version 2', transaction: blobs({ blobHashes: [BLOB, 2n << 248n] }) }],
  blobFeeCapTooLow: [
    { name: 'a wei too low', transaction: blobs({ maxFeePerBlobGas: BLOCK.blobBaseFee - 1n }) },
  ],
  noAuthorizations: [{ name: 'empty list', transaction: transaction({ type: 4, authorizations: [] }) }],
  wrongChainId: [{ name: 'mainnet', transaction: transaction({ chainId: 1n }) }],
  valueOutOfRange: [
    { name: 'negative value', transaction: transaction({ value: -1n }) },
    { name: 'value of 2^256', transaction: transaction({ value: 1n << 256n }) },
    { name: 'negative nonce', transaction: transaction({ nonce: -1n }) },
    { name: 'negative gas limit', transaction: transaction({ gasLimit: -1n }) },
    { name: 'gas limit of 2^63', transaction: transaction({ gasLimit: 1n << 63n }) },
  ],
}

describe.each(INTERPRETERS)('transactions (%s)', (interpreter) => {
  describe.each(Object.entries(CASES))('%s', (reason, cases) => {
    it.each(cases)('$name', ({ transaction: candidate, fork, prepare }) => {
      const machine = stage(interpreter, fork)
      machine.setAccount(TARGET, { code: bytecode(op('SSTORE', 0, 1)), balance: 3n })
      prepare?.(machine)
      const hash = machine.stateHash()
      const before = machine.dump()
      const mark = machine.mark()
      const result = machine.transact(candidate)
      expect(result).toMatchObject({ kind: 'invalid', reason })
      if (result.kind === 'invalid') expect(result.detail).not.toBe('')
      expect(machine.stateHash()).toBe(hash)
      expect(machine.dump()).toEqual(before)
      expect(machine.mark()).toEqual(mark)
    })
  })

  it('the Machine goes on after one that was invalid', () => {
    const machine = stage(interpreter)
    machine.setCode(TARGET, bytecode(returnWord(op('CALLVALUE'))))
    expect(machine.transact(transaction({ nonce: 5n })).kind).toBe('invalid')
    expect(wordOf(include(machine, { value: 6n }))).toBe(6n)
  })

  it('what is just within the limits is valid', () => {
    const machine = stage(interpreter)
    machine.setBalance(SENDER, GAS * PRICE + 10n)
    expect(machine.transact(transaction({ value: 10n, chainId: BLOCK.chainId }))).toMatchObject({
      kind: 'included',
    })
    machine.setAccount(SENDER, { balance: SENDER_BALANCE })
    const floor = { gasLimit: 21_000n, maxFeePerGas: BLOCK.baseFee, maxPriorityFeePerGas: BLOCK.baseFee }
    expect(machine.transact(transaction({ ...floor, to: OTHER }))).toMatchObject({
      status: 'success',
      gasPaid: 21_000n,
    })
    expect(machine.transact({ ...unpriced, type: 0, gasPrice: BLOCK.baseFee, nonce: 1n })).toMatchObject({
      kind: 'included',
    })
    machine.setBlock({ gasLimit: 1_000_000n })
    expect(machine.transact(transaction({ nonce: 2n })).kind).toBe('included')
  })

  it('can be taken back: fee, nonce, tip and all', () => {
    const machine = stage(interpreter)
    machine.setAccount(TARGET, { code: bytecode(op('SSTORE', 0, 1)) })
    const [hash, mark, before] = [machine.stateHash(), machine.mark(), machine.dump()]
    expect(include(machine, { value: 5n }).status).toBe('success')
    expect(machine.stateHash()).not.toBe(hash)
    machine.rollback(mark)
    expect(machine.stateHash()).toBe(hash)
    expect(machine.dump()).toEqual(before)
  })

  it('of a sender to itself cost the fee only', () => {
    const machine = stage(interpreter)
    include(machine, { to: SENDER, value: 123n })
    expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE - 21_000n * (BLOCK.baseFee + GWEI))
  })
})
