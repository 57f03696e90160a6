import { describe, expect, it } from 'vitest'
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Machine } from '../../src/evm/machine.ts'
import type { Address, Authorization, InvalidReason, Transaction } from '../../src/evm/types.ts'
import { bytesToBigInt } from '../../src/primitives/bytes.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, call, op, ret, returnWord, type Code } from '../helpers/bytecode.ts'
import { signerOf } from '../helpers/signer.ts'
import { authorize, designator } from './authorization.ts'
import {
  ABSENT,
  COLD_ACCOUNT,
  ETHER,
  expectHalt,
  forksBefore,
  forksSince,
  GWEI,
  include,
  INTERPRETERS,
  NO_BYTES,
  OTHER,
  PUSH,
  run,
  send,
  SENDER,
  SENDER_BALANCE,
  stage,
  TARGET,
  THIRD,
  transaction,
  WARM,
  wordOf,
  wordsOf,
} from './stage.ts'

const ALICE = signerOf(0xa11cen)
const BOB = signerOf(0xb0bn)
const NOBODY: Address = `0x${'0'.repeat(40)}`
const NONCE_MAX = (1n << 64n) - 1n
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

const PLAIN = 21_000n
const PER_AUTHORIZATION = 25_000n
const EXISTS_REFUND = 12_500n
const CALL_KINDS = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL'] as const

function setCode(authorizations: readonly Authorization[], change: Partial<Transaction> = {}): Transaction {
  return transaction({ type: 4, authorizations, ...change })
}

describe.each(INTERPRETERS)('EIP-7702: set code (%s)', (interpreter) => {
  describe('the transaction', () => {
    it.each(forksBefore('prague'))('type 4 does not exist in %s', (fork) => {
      const machine = stage(interpreter, fork)
      expect(machine.transact(setCode([authorize(ALICE, OTHER)]))).toMatchObject({
        reason: 'typeNotSupported',
      })
    })

    it.each(forksSince('prague'))(
      'type 4 sets the code in %s: 0xef0100 and the address; the nonce rises',
      (fork) => {
        const machine = stage(interpreter, fork)
        expect(include(machine, setCode([authorize(ALICE, OTHER)])).status).toBe('success')
        expect(bytesToHex(machine.getCode(ALICE.address))).toBe(`0xef0100${OTHER.slice(2)}`)
        expect(machine.getNonce(ALICE.address)).toBe(1n)
      },
    )

    const { to: _, ...withoutTo } = setCode([authorize(ALICE, OTHER)])
    it.each<readonly [string, Transaction, InvalidReason]>([
      ['without authorizations', setCode([]), 'noAuthorizations'],
      ['without a receiver', withoutTo, 'createNotAllowed'],
    ])('is invalid %s', (_name, candidate, reason) => {
      expect(stage(interpreter).transact(candidate)).toMatchObject({ kind: 'invalid', reason })
    })

    it('costs 25,000 for each authorization, of which 12,500 come back for an account that exists', () => {
      const machine = stage(interpreter)
      const two = [authorize(ALICE, OTHER), authorize(BOB, OTHER)]
      expect(include(machine, setCode(two)).gasPaid).toBe(PLAIN + 2n * PER_AUTHORIZATION)
      // Both exist now. 25,000 to come back, but at most a fifth of 71,000 (EIP-3529).
      const again = [authorize(ALICE, THIRD, { nonce: 1n }), authorize(BOB, THIRD, { nonce: 1n })]
      expect(include(machine, setCode(again, { nonce: 1n })).gasPaid).toBe(71_000n - 14_200n)
      // One of the two: 12,500 is below a fifth.
      const mixed = [authorize(ALICE, OTHER, { nonce: 2n }), authorize(signerOf(77n), OTHER)]
      expect(include(machine, setCode(mixed, { nonce: 2n })).gasPaid).toBe(71_000n - EXISTS_REFUND)
    })

    it('must have 25,000 for each authorization, also for the invalid ones, which get nothing back', () => {
      const machine = stage(interpreter)
      const invalid = authorize(ALICE, OTHER, { nonce: 9n })
      const gas = PLAIN + 2n * PER_AUTHORIZATION
      const both = setCode([invalid, authorize(BOB, OTHER)])
      expect(machine.transact({ ...both, gasLimit: gas - 1n })).toMatchObject({ reason: 'intrinsicGas' })
      expect(include(machine, { ...both, gasLimit: gas })).toMatchObject({ status: 'success', gasPaid: gas })
    })

    it('keeps what the authorizations did when its code fails, and the refund', () => {
      const machine = stage(interpreter)
      machine.setBalance(ALICE.address, 1n)
      machine.setCode(TARGET, bytecode(op('REVERT', 0, 0)))
      // Two pushes. 46,006 / 5 = 9,201 is the most that comes back.
      const result = include(machine, setCode([authorize(ALICE, OTHER)]))
      expect(result).toMatchObject({ status: 'revert', gasPaid: 46_006n - 9_201n })
      expect(machine.getCode(ALICE.address)).toEqual(designator(OTHER))
      expect(machine.getNonce(ALICE.address)).toBe(1n)
    })

    it('may be sponsored by the authority itself, whose nonce has then risen already', () => {
      const machine = stage(interpreter)
      machine.setBalance(ALICE.address, ETHER)
      machine.setAccount(OTHER, { code: bytecode(returnWord(op('ADDRESS'))) })
      const own = setCode([authorize(ALICE, OTHER, { nonce: 1n })], {
        from: ALICE.address,
        to: ALICE.address,
      })
      const result = include(machine, own)
      expect(wordOf(result)).toBe(BigInt(ALICE.address))
      expect(machine.getNonce(ALICE.address)).toBe(2n)
      // With the nonce of the transaction the authorization is too late.
      const late = setCode([authorize(ALICE, THIRD, { nonce: 2n })], { from: ALICE.address, nonce: 2n })
      include(machine, late)
      expect(machine.getCode(ALICE.address)).toEqual(designator(OTHER))
      expect(machine.getNonce(ALICE.address)).toBe(3n)
    })

    it('lets a delegated account send transactions and receive value', () => {
      const machine = stage(interpreter)
      machine.setAccount(ALICE.address, { balance: ETHER, code: designator(OTHER) })
      include(machine, { from: ALICE.address, to: BOB.address, value: 5n })
      expect(machine.getBalance(BOB.address)).toBe(5n)
      include(machine, { to: ALICE.address, value: 7n })
      expect(machine.getBalance(ALICE.address)).toBe(ETHER - 5n - PLAIN * (BLOCK.baseFee + GWEI) + 7n)
      expect(machine.getCode(ALICE.address)).toEqual(designator(OTHER))
    })
  })

  describe('authorizations', () => {
    const after = (
      authorizations: readonly Authorization[],
      prepare?: (machine: Machine) => void,
    ): Machine => {
      const machine = stage(interpreter)
      prepare?.(machine)
      expect(include(machine, setCode(authorizations)).status).toBe('success')
      return machine
    }
    const valid = authorize(ALICE, OTHER)

    it.each([
      ['for any chain', authorize(ALICE, OTHER, { chainId: 0n })],
      ['for this chain', authorize(ALICE, OTHER, { chainId: BLOCK.chainId })],
    ])('are valid %s', (_, authorization) => {
      expect(after([authorization]).getCode(ALICE.address)).toEqual(designator(OTHER))
    })

    it.each<readonly [string, Authorization]>([
      ['for another chain', authorize(ALICE, OTHER, { chainId: 1n })],
      ['with a nonce too high', authorize(ALICE, OTHER, { nonce: 1n })],
      ['with the last nonce', authorize(ALICE, OTHER, { nonce: NONCE_MAX })],
      ['with s above half the order (EIP-2)', { ...valid, s: ORDER - valid.s, yParity: 1n - valid.yParity }],
      ['with a y parity of 2', { ...valid, yParity: 2n }],
      ['with a y parity of 27', { ...valid, yParity: 27n }],
      ['with the other y parity, which is somebody else', { ...valid, yParity: 1n - valid.yParity }],
      ['with r of zero', { ...valid, r: 0n }],
      ['with s of zero', { ...valid, s: 0n }],
      ['with r of the order', { ...valid, r: ORDER }],
    ])('are ignored %s, the others count', (_, invalid) => {
      const machine = after([invalid, authorize(BOB, OTHER)])
      expect(machine.getCode(ALICE.address)).toEqual(NO_BYTES)
      expect(machine.getNonce(ALICE.address)).toBe(0n)
      expect(machine.getCode(BOB.address)).toEqual(designator(OTHER))
    })

    it('are ignored with a nonce that is used', () => {
      const machine = after([valid], (before) => before.setNonce(ALICE.address, 1n))
      expect(machine.getCode(ALICE.address)).toEqual(NO_BYTES)
      expect(machine.getNonce(ALICE.address)).toBe(1n)
    })

    it('are ignored for an account with code, but not for one that delegates', () => {
      const code = Uint8Array.of(0x00)
      const machine = after([valid, authorize(BOB, OTHER)], (before) => {
        before.setCode(ALICE.address, code)
        before.setCode(BOB.address, designator(THIRD))
      })
      expect(machine.getCode(ALICE.address)).toEqual(code)
      expect(machine.getNonce(ALICE.address)).toBe(0n)
      expect(machine.getCode(BOB.address)).toEqual(designator(OTHER))
    })

    it('follow one another: the last that is valid for an account counts', () => {
      const machine = after([
        valid,
        authorize(ALICE, THIRD, { nonce: 1n }),
        authorize(ALICE, TARGET, { nonce: 1n }),
      ])
      expect(machine.getCode(ALICE.address)).toEqual(designator(THIRD))
      expect(machine.getNonce(ALICE.address)).toBe(2n)
    })

    it('with the zero address clear the code', () => {
      const machine = after([authorize(ALICE, NOBODY)], (before) =>
        before.setCode(ALICE.address, designator(OTHER)),
      )
      expect(machine.getCode(ALICE.address)).toEqual(NO_BYTES)
      expect(machine.getNonce(ALICE.address)).toBe(1n)
      const hash = run(machine, returnWord(op('EXTCODEHASH', BigInt(ALICE.address))))
      expect(wordOf(hash)).toBe(bytesToBigInt(keccak_256(NO_BYTES)))
    })

    it('make the authority warm once it is recovered, also when its nonce or code does not fit', () => {
      const probe = bytecode(op('BALANCE', BigInt(ALICE.address)))
      const used = (authorization: Authorization, code: Uint8Array = NO_BYTES): bigint => {
        const machine = stage(interpreter)
        machine.setAccount(ALICE.address, { code, balance: 1n })
        machine.setCode(TARGET, probe)
        return include(machine, setCode([authorization])).gasUsed
      }
      expect(used(valid)).toBe(PUSH + WARM)
      expect(used(authorize(ALICE, OTHER, { nonce: 5n }))).toBe(PUSH + WARM)
      expect(used(valid, Uint8Array.of(0))).toBe(PUSH + WARM)
      // Refused before: chain, nonce 2^64-1, signature.
      expect(used(authorize(ALICE, OTHER, { chainId: 5n }))).toBe(PUSH + COLD_ACCOUNT)
      expect(used(authorize(ALICE, OTHER, { nonce: NONCE_MAX }))).toBe(PUSH + COLD_ACCOUNT)
      expect(used({ ...valid, yParity: 2n })).toBe(PUSH + COLD_ACCOUNT)
    })
  })

  describe('calls of an account that delegates', () => {
    const alice = BigInt(ALICE.address)
    const delegated = (code: Uint8Array): Machine => {
      const machine = stage(interpreter)
      machine.setAccount(ALICE.address, {
        balance: 50n,
        code: designator(OTHER),
        storage: new Map([[1n, 11n]]),
      })
      machine.setAccount(OTHER, { code, storage: new Map([[1n, 22n]]) })
      machine.setAccount(TARGET, { balance: 60n, storage: new Map([[1n, 33n]]) })
      return machine
    }
    const CONTEXT = bytecode(
      op('MSTORE', 0, op('ADDRESS')),
      op('MSTORE', 32, op('SLOAD', 1)),
      op('MSTORE', 64, op('SELFBALANCE')),
      op('MSTORE', 96, op('CODESIZE')),
      ret(0, 128),
    )
    const size = BigInt(CONTEXT.length)

    it.each([
      ['CALL', [alice, 11n, 50n, size]],
      ['STATICCALL', [alice, 11n, 50n, size]],
      ['CALLCODE', [BigInt(TARGET), 33n, 60n, size]],
      ['DELEGATECALL', [BigInt(TARGET), 33n, 60n, size]],
    ] as const)(
      '%s runs the code of the delegate, in the account that it would run in anyhow',
      (kind, context) => {
        const code = [...op('POP', call(kind, { to: alice, output: [0, 128] })), ...ret(0, 128)]
        expect(wordsOf(run(delegated(CONTEXT), code))).toEqual(context)
      },
    )

    it('messages and transactions run it too', () => {
      const machine = delegated(CONTEXT)
      expect(wordsOf(send(machine, { to: ALICE.address }))).toEqual([alice, 11n, 50n, size])
      expect(wordsOf(include(machine, { to: ALICE.address }))).toEqual([alice, 11n, 50n, size])
    })

    it('CODECOPY reads the code of the delegate', () => {
      const code = bytecode(op('CODECOPY', 0, 0, op('CODESIZE')), ret(0, op('CODESIZE')))
      expect(send(delegated(code), { to: ALICE.address }).output).toEqual(code)
    })

    it.each(CALL_KINDS)('%s pays for the delegate as well: 2,600, or 100 when it is warm', (kind) => {
      const machine = delegated(bytecode(op('STOP')))
      const pushes = kind === 'CALL' || kind === 'CALLCODE' ? 7n : 6n
      const calls = call(kind, { gas: 0, to: alice })
      expect(run(machine, calls).gasUsed).toBe(pushes * PUSH + 2n * COLD_ACCOUNT)
      expect(run(machine, [...calls, ...calls]).gasUsed).toBe(
        2n * pushes * PUSH + 2n * COLD_ACCOUNT + 2n * WARM,
      )
      // The delegate touched before: PUSH20 and 2,600.
      const warmed = [...op('BALANCE', BigInt(OTHER)), ...calls]
      expect(run(machine, warmed).gasUsed).toBe(PUSH + COLD_ACCOUNT + pushes * PUSH + COLD_ACCOUNT + WARM)
    })

    it.each(CALL_KINDS)('%s that cannot pay for the delegate runs out of gas', (kind) => {
      const machine = delegated(bytecode(op('STOP')))
      const pushes = kind === 'CALL' || kind === 'CALLCODE' ? 7n : 6n
      const gas = pushes * PUSH + 2n * COLD_ACCOUNT
      expect(run(machine, call(kind, { gas: 0, to: alice }), { gas }).status).toBe('success')
      expectHalt(run(machine, call(kind, { gas: 0, to: alice }), { gas: gas - 1n }), 'outOfGas', gas - 1n)
    })

    it('a transaction has the delegate of its receiver warm', () => {
      const machine = delegated(bytecode(op('BALANCE', BigInt(OTHER))))
      expect(include(machine, { to: ALICE.address }).gasUsed).toBe(PUSH + WARM)
    })

    it('EXTCODESIZE, EXTCODECOPY and EXTCODEHASH see the designator, and pay for the account only', () => {
      const machine = delegated(CONTEXT)
      expect(wordOf(run(machine, returnWord(op('EXTCODESIZE', alice))))).toBe(23n)
      expect(wordOf(run(machine, returnWord(op('EXTCODEHASH', alice))))).toBe(
        bytesToBigInt(keccak_256(designator(OTHER))),
      )
      const copy = [...op('EXTCODECOPY', alice, 0, 0, 23), ...ret(0, 23)]
      expect(run(machine, copy).output).toEqual(designator(OTHER))
      expect(run(machine, op('EXTCODESIZE', alice)).gasUsed).toBe(PUSH + COLD_ACCOUNT)
    })

    it('a delegate that delegates is not followed: its designator runs, which is no code', () => {
      const machine = delegated(designator(THIRD))
      machine.setAccount(THIRD, { code: CONTEXT })
      expectHalt(send(machine, { to: ALICE.address }), 'invalidOpcode')
    })

    it('an account that delegates to itself halts likewise', () => {
      const machine = stage(interpreter)
      machine.setAccount(ALICE.address, { code: designator(ALICE.address) })
      expectHalt(send(machine, { to: ALICE.address }), 'invalidOpcode')
    })

    it('a precompile as delegate is no code: the call succeeds and does nothing', () => {
      const machine = stage(interpreter)
      // The identity, and a call with data.
      machine.setAccount(ALICE.address, { code: designator(`0x${'0'.repeat(39)}4`) })
      const code: Code = [
        ...op('MSTORE', 0, call('CALL', { to: alice, input: [0, 64] })),
        ...op('MSTORE', 32, op('RETURNDATASIZE')),
        ...ret(0, 64),
      ]
      expect(wordsOf(run(machine, code))).toEqual([1n, 0n])
      // Precompiles are warm: 2,600 for the account and 100.
      expect(run(machine, call('CALL', { gas: 0, to: alice })).gasUsed).toBe(7n * PUSH + COLD_ACCOUNT + WARM)
    })

    it('that holds even if a state gives the precompile code', () => {
      const machine = stage(interpreter)
      const precompile: Address = `0x${'0'.repeat(39)}4`
      machine.setAccount(precompile, { code: bytecode(returnWord(1)) })
      machine.setAccount(ALICE.address, { code: designator(precompile) })
      const result = send(machine, { to: ALICE.address })
      expect(result).toMatchObject({ status: 'success', gasUsed: 0n })
      expect(result.output.length).toBe(0)
    })

    it('a delegate without code is no code', () => {
      const machine = stage(interpreter)
      machine.setAccount(ALICE.address, { code: designator(ABSENT) })
      expect(send(machine, { to: ALICE.address, value: 3n, gas: 0n })).toMatchObject({
        status: 'success',
        gasUsed: 0n,
      })
      expect(machine.getBalance(ALICE.address)).toBe(3n)
    })

    it('the delegate’s new code counts at once', () => {
      const machine = delegated(bytecode(returnWord(1)))
      expect(wordOf(send(machine, { to: ALICE.address }))).toBe(1n)
      machine.setCode(OTHER, bytecode(returnWord(2)))
      expect(wordOf(send(machine, { to: ALICE.address }))).toBe(2n)
    })

    it('SELFDESTRUCT in the delegate moves the balance and leaves the account', () => {
      const machine = delegated(bytecode(op('SELFDESTRUCT', BigInt(THIRD))))
      send(machine, { to: ALICE.address })
      expect(machine.getBalance(THIRD)).toBe(50n)
      expect(machine.getCode(ALICE.address)).toEqual(designator(OTHER))
    })

    it('an account that delegates is not a new account for a payment', () => {
      const machine = delegated(bytecode(op('STOP')))
      machine.setAccount(ALICE.address, { code: designator(OTHER) })
      // 9,000 for the value; the stipend comes back.
      const used = run(machine, call('CALL', { gas: 0, to: alice, value: 1 })).gasUsed
      expect(used).toBe(7n * PUSH + 2n * COLD_ACCOUNT + 9_000n - 2_300n)
    })

    it.each(forksBefore('prague'))('in %s a designator is code like any other: it halts', (fork) => {
      const machine = stage(interpreter, fork)
      machine.setAccount(ALICE.address, { code: designator(OTHER) })
      expectHalt(send(machine, { to: ALICE.address }), 'invalidOpcode')
    })
  })

  it('clearing stops the delegation for the transaction that does it', () => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, { code: bytecode(op('INVALID')) })
    machine.setAccount(ALICE.address, { code: designator(OTHER) })
    const result = include(machine, setCode([authorize(ALICE, NOBODY)], { to: ALICE.address }))
    expect(result).toMatchObject({ status: 'success', gasUsed: 0n })
    expect(machine.getBalance(SENDER)).toBeLessThan(SENDER_BALANCE)
  })
})
