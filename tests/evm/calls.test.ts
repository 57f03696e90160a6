// CALL, CALLCODE, DELEGATECALL and STATICCALL: who runs where, how deep, with what gas, and what may not be written.

import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { bytesToHex } from '../../src/primitives/hex.ts'
import {
  bytecode,
  call,
  create,
  jumpIf,
  label,
  op,
  raw,
  ret,
  returnWord,
  storeBytes,
  type Code,
} from '../helpers/bytecode.ts'
import {
  ABSENT,
  ALL_GAS,
  COLD_ACCOUNT,
  expectHalt,
  GAS,
  GAS_DEEP,
  INTERPRETERS,
  OTHER,
  PUSH,
  run,
  send,
  sendCreation,
  SENDER,
  SENDER_BALANCE,
  stage,
  TARGET,
  THIRD,
  wordOf,
  wordsOf,
} from './stage.ts'

const KINDS = ['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL'] as const
const VALUE_KINDS = ['CALL', 'CALLCODE'] as const
const DEPTH_MAX = 1_024n
const STIPEND = 2_300n

const CONTEXT = bytecode(
  op('MSTORE', 0, op('ADDRESS')),
  op('MSTORE', 32, op('CALLER')),
  op('MSTORE', 64, op('CALLVALUE')),
  op('MSTORE', 96, op('ORIGIN')),
  op('MSTORE', 128, op('SLOAD', 0)),
  op('MSTORE', 160, op('CALLDATASIZE')),
  ret(0, 192),
)

describe.each(INTERPRETERS)('calls (%s)', (interpreter) => {
  const [sender, target, other] = [BigInt(SENDER), BigInt(TARGET), BigInt(OTHER)]

  it.each([
    ['CALL', [other, target, 2n, sender, 22n, 5n]],
    ['CALLCODE', [target, target, 2n, sender, 11n, 5n]],
    // The caller's own caller and value.
    ['DELEGATECALL', [target, sender, 9n, sender, 11n, 5n]],
    ['STATICCALL', [other, target, 0n, sender, 22n, 5n]],
  ] as const)('%s: address, caller, value, origin, storage, calldata', (kind, context) => {
    const machine = stage(interpreter)
    machine.setAccount(OTHER, { code: CONTEXT, storage: new Map([[0n, 22n]]) })
    machine.setStorage(TARGET, 0n, 11n)
    const code = [
      ...op('POP', call(kind, { to: other, value: 2, input: [0, 5], output: [0, 192] })),
      ...ret(0, 192),
    ]
    expect(wordsOf(run(machine, code, { value: 9n }))).toEqual(context)
  })

  it.each([
    ['CALL', 7n, 2n],
    ['CALLCODE', 9n, 0n],
  ] as const)('%s of 2 from 9 leaves the caller %i and the callee %i', (kind, left, received) => {
    const machine = stage(interpreter)
    run(machine, call(kind, { to: other, value: 2 }), { value: 9n })
    expect([machine.getBalance(TARGET), machine.getBalance(OTHER)]).toEqual([left, received])
    expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE - 9n)
  })

  it('an account may pay itself', () => {
    const machine = stage(interpreter)
    machine.setBalance(TARGET, 5n)
    // The callee is the same code and has calldata: it stops.
    const code = [
      ...jumpIf('callee', op('CALLDATASIZE')),
      ...returnWord(call('CALL', { to: op('ADDRESS'), value: 5, input: [0, 1] })),
      ...label('callee'),
    ]
    expect(wordOf(run(machine, code))).toBe(1n)
    expect(machine.getBalance(TARGET)).toBe(5n)
    expect(machine.call({ from: SENDER, to: SENDER, value: SENDER_BALANCE }).status).toBe('success')
    expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE)
  })

  it.each(KINDS)('%s gives 1 for success and 0 for revert and halt, and undoes those', (kind) => {
    const machine = stage(interpreter)
    const outcome = (end: Code): bigint => {
      // A STATICCALL may not write.
      const write = kind === 'STATICCALL' ? [] : op('SSTORE', 5, op('ADD', op('SLOAD', 5), 1))
      machine.setAccount(OTHER, { code: bytecode(write, end) })
      return wordOf(run(machine, returnWord(call(kind, { gas: 50_000, to: other }))))
    }
    const written = kind === 'CALL' ? OTHER : TARGET
    const one = kind === 'STATICCALL' ? 0n : 1n
    expect(outcome(op('STOP'))).toBe(1n)
    expect(machine.getStorage(written, 5n)).toBe(one)
    for (const end of [op('REVERT', 0, 0), op('INVALID'), op('POP'), op('JUMP', 0)]) {
      machine.setStorage(written, 5n, one)
      expect(outcome(end)).toBe(0n)
      expect(machine.getStorage(written, 5n)).toBe(kind === 'CALL' ? 0n : one)
    }
  })

  it.each(KINDS)('%s keeps the gas of a revert, not that of a halt', (kind) => {
    const machine = stage(interpreter)
    const pushes = kind === 'CALL' || kind === 'CALLCODE' ? 7n : 6n
    const spent = pushes * PUSH + COLD_ACCOUNT
    machine.setAccount(OTHER, { code: bytecode(op('REVERT', 0, 0)) })
    expect(run(machine, call(kind, { gas: 5_000, to: other })).gasUsed).toBe(spent + 6n)
    machine.setAccount(OTHER, { code: bytecode(op('INVALID')) })
    expect(run(machine, call(kind, { gas: 5_000, to: other })).gasUsed).toBe(spent + 5_000n)
  })

  describe.each(KINDS)('%s', (kind) => {
    const DATA = Uint8Array.from({ length: 40 }, (_, index) => index + 1)

    it.each([0, 1, 31, 32, 33, 40, 41, 100])(
      'copies as much output as there is and as has room: %i bytes',
      (room) => {
        const machine = stage(interpreter)
        for (const end of ['RETURN', 'REVERT']) {
          machine.setAccount(OTHER, { code: bytecode(storeBytes(0, DATA), op(end, 0, 40)) })
          const code = [
            ...storeBytes(0, new Uint8Array(128).fill(0xee)),
            ...op('POP', call(kind, { to: other, output: [7, room] })),
            ...ret(0, 128),
          ]
          const expected = new Uint8Array(128).fill(0xee)
          expected.set(DATA.subarray(0, room), 7)
          expect(bytesToHex(run(machine, code).output)).toBe(bytesToHex(expected))
        }
      },
    )

    it('gives its input to the callee as it was when called', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, {
        code: bytecode(op('CALLDATACOPY', 0, 0, op('CALLDATASIZE')), ret(0, op('CALLDATASIZE'))),
      })
      // Output over the input.
      const code = [
        ...storeBytes(0, DATA),
        ...op('POP', call(kind, { to: other, input: [3, 30], output: [0, 30] })),
        ...ret(0, 32),
      ]
      const expected = Uint8Array.from([...DATA.subarray(3, 33), ...DATA.subarray(30, 32)])
      expect(bytesToHex(run(machine, code).output)).toBe(bytesToHex(expected))
    })

    it('of an account without code succeeds at once', () => {
      const machine = stage(interpreter)
      expect(wordOf(run(machine, returnWord(call(kind, { gas: 0, to: BigInt(ABSENT) }))))).toBe(1n)
      expect(machine.exists(ABSENT)).toBe(false)
    })

    it('takes the low 20 bytes of the operand as address', () => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { code: bytecode(returnWord(6)) })
      const code = [
        ...op('POP', call(kind, { to: (0xabcn << 160n) | other, output: [0, 32] })),
        ...ret(0, 32),
      ]
      expect(wordOf(run(machine, code))).toBe(6n)
    })

    it('goes 1,024 deep and not further', () => {
      const machine = stage(interpreter)
      // Calls itself with calldata + 1; returns what came back, or its own number if the call failed.
      const code = [
        ...op('MSTORE', 0, op('ADD', op('CALLDATALOAD', 0), 1)),
        ...jumpIf('called', call(kind, { to: target, input: [0, 32], output: [0, 32] })),
        ...returnWord(op('CALLDATALOAD', 0)),
        ...label('called'),
        ...ret(0, 32),
      ]
      expect(wordOf(run(machine, code, { gas: GAS_DEEP }))).toBe(DEPTH_MAX)
    })

    it('one too deep gives back all its gas', () => {
      const machine = stage(interpreter)
      const value = kind === 'CALL' || kind === 'CALLCODE' ? [0] : []
      // The deepest frame returns the gas that the failed call took; all others hand that on.
      const measured = [
        ...op('GAS'),
        ...op('MSTORE', 32, op(kind, ALL_GAS, target, ...value, 0, 0, 0, 32)),
        ...op('GAS'),
        ...op('SWAP1'),
        ...op('SUB'),
      ]
      const code = [
        // The output room at 0 and the flag at 32.
        ...op('MSTORE', 32, 0),
        ...measured,
        ...jumpIf('called', op('MLOAD', 32)),
        ...raw([0x60, 0x00, 0x52]),
        ...ret(0, 32),
        ...label('called'),
        ...ret(0, 32),
      ]
      // Pushes, 100 for an account that is warm, PUSH1 and MSTORE, GAS.
      const pushes = BigInt(6 + value.length) * PUSH
      expect(wordOf(run(machine, code, { gas: GAS_DEEP }))).toBe(pushes + 100n + PUSH + 3n + 2n)
    })
  })

  it('a creation counts as a frame like any other: 1,024 deep', () => {
    const machine = stage(interpreter)
    // Initcode that creates with its own code.
    const initcode = bytecode(op('CODECOPY', 0, 0, op('CODESIZE')), op('CREATE', 0, 0, op('CODESIZE')))
    expect(sendCreation(machine, initcode, { gas: GAS_DEEP }).status).toBe('success')
    const nonces = [...machine.dump()].filter(([address]) => address !== SENDER).map(([, { nonce }]) => nonce)
    // Depth 0 to 1,024; the deepest could not create, and its nonce did not rise.
    expect(nonces.length).toBe(1_025)
    expect(nonces.filter((nonce) => nonce === 1n).length).toBe(1)
    expect(nonces.filter((nonce) => nonce === 2n).length).toBe(1_024)
  })

  describe.each(VALUE_KINDS)('the stipend of %s', (kind) => {
    const reportsGas = bytecode(returnWord(op('GAS')))
    const seen = (gas: bigint | number, value: number): bigint => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 10n)
      machine.setAccount(OTHER, { code: reportsGas })
      const code = [...op('POP', call(kind, { gas, to: other, value, output: [0, 32] })), ...ret(0, 32)]
      return wordOf(run(machine, code))
    }

    it('is 2,300 on top of the gas given when value goes with the call', () => {
      // GAS itself costs 2.
      expect(seen(0, 1)).toBe(STIPEND - 2n)
      expect(seen(1_000, 1)).toBe(1_000n + STIPEND - 2n)
      expect(seen(1_000, 0)).toBe(998n)
    })

    it('also comes on top of all but one 64th', () => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 10n)
      machine.setAccount(OTHER, { code: reportsGas })
      const code = [
        ...op('POP', call(kind, { gas: ALL_GAS, to: other, value: 1, output: [0, 32] })),
        ...ret(0, 32),
      ]
      // Seven pushes, cold, value, one word of memory.
      const left = GAS - 7n * PUSH - COLD_ACCOUNT - 9_000n - 3n
      expect(wordOf(run(machine, code))).toBe(left - left / 64n + STIPEND - 2n)
    })

    it('comes back, with the value, when the balance is too small', () => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 10n)
      machine.setAccount(OTHER, { balance: 1n, code: bytecode(op('INVALID')) })
      const code = call(kind, { gas: 50_000, to: other, value: 11 })
      // 9,000 is paid; the gas given and the stipend come back.
      expect(run(machine, code).gasUsed).toBe(7n * PUSH + COLD_ACCOUNT + 9_000n - STIPEND)
      expect(wordOf(run(machine, returnWord(code)))).toBe(0n)
      expect([machine.getBalance(TARGET), machine.getBalance(OTHER)]).toEqual([10n, 1n])
    })

    it('is enough for a log', () => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 10n)
      machine.setAccount(OTHER, { code: bytecode(op('LOG0', 0, 0)) })
      const result = run(machine, returnWord(call(kind, { gas: 0, to: other, value: 1 })))
      expect(wordOf(result)).toBe(1n)
      expect(result.logs.length).toBe(1)
    })
  })

  describe('static calls', () => {
    const WRITES: readonly (readonly [string, Code])[] = [
      ['SSTORE', op('SSTORE', 0, 1)],
      ['TSTORE', op('TSTORE', 0, 1)],
      ...[0, 1, 2, 3, 4].map((topics): readonly [string, Code] => [
        `LOG${topics}`,
        op(`LOG${topics}`, 0, 0, ...Array.from({ length: topics }, () => 1)),
      ]),
      ['CREATE', create(new Uint8Array(1))],
      ['CREATE2', op('CREATE2', 0, 0, 0, 0)],
      ['SELFDESTRUCT', op('SELFDESTRUCT', 1)],
      ['CALL with value', call('CALL', { to: BigInt(ABSENT), value: 1 })],
    ]
    const NO_WRITES: readonly (readonly [string, Code])[] = [
      ['CALL without value', call('CALL', { to: BigInt(ABSENT) })],
      // Nothing leaves the account.
      ['CALLCODE with value', call('CALLCODE', { to: BigInt(ABSENT), value: 1 })],
      ['DELEGATECALL', call('DELEGATECALL', { to: BigInt(ABSENT) })],
      ['STATICCALL', call('STATICCALL', { to: BigInt(ABSENT) })],
      ['TLOAD', op('TLOAD', 0)],
      ['MSTORE', op('MSTORE', 0, 1)],
    ]

    it.each(WRITES)('%s halts a static message', (_, code) => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 5n)
      const before = machine.stateHash()
      expectHalt(run(machine, code, { static: true }), 'staticViolation')
      machine.setCode(TARGET, new Uint8Array(0))
      expect(machine.stateHash()).toBe(before)
    })

    it.each(NO_WRITES)('%s does not', (_, code) => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 5n)
      expect(run(machine, code, { static: true }).status).toBe('success')
    })

    it.each(WRITES)('%s halts the callee of a STATICCALL, and takes its gas', (_, code) => {
      const machine = stage(interpreter)
      machine.setAccount(OTHER, { balance: 5n, code: bytecode(code) })
      const result = run(machine, call('STATICCALL', { gas: 60_000, to: other }))
      expect(result).toMatchObject({ status: 'success', gasUsed: 6n * PUSH + COLD_ACCOUNT + 60_000n })
    })

    it.each(WRITES)('%s is fine outside of one', (_, code) => {
      const machine = stage(interpreter)
      machine.setBalance(TARGET, 5n)
      expect(run(machine, code).status).toBe('success')
    })

    it.each(['CALL', 'CALLCODE', 'DELEGATECALL', 'STATICCALL'] as const)(
      'stay static through a %s',
      (kind) => {
        const machine = stage(interpreter)
        machine.setAccount(THIRD, { code: bytecode(op('SSTORE', 0, 1)) })
        machine.setAccount(OTHER, {
          code: bytecode(returnWord(call(kind, { gas: 50_000, to: BigInt(THIRD) }))),
        })
        const code = [...op('POP', call('STATICCALL', { to: other, output: [0, 32] })), ...ret(0, 32)]
        expect(wordOf(run(machine, code))).toBe(0n)
        // The frame that called may write again.
        const after = [...op('POP', call('STATICCALL', { to: other })), ...op('SSTORE', 1, 1)]
        expect(run(machine, after).status).toBe('success')
        expect(machine.getStorage(TARGET, 1n)).toBe(1n)
      },
    )
  })

  it('a message goes through with exactly the balance, not with less', () => {
    const machine = stage(interpreter)
    expect(send(machine, { value: SENDER_BALANCE }).status).toBe('success')
    expect(machine.getBalance(TARGET)).toBe(SENDER_BALANCE)
    expectHalt(send(machine, { value: 1n }), 'insufficientBalance', 0n)
  })

  it.each(FORKS)('reentrancy sees storage as the caller left it, in %s', (fork) => {
    const machine = stage(interpreter, fork)
    // Calldata: store 7 and call OTHER, which calls back without calldata and gets slot 0.
    machine.setAccount(OTHER, { code: bytecode(call('CALL', { to: target, output: [0, 32] }), ret(0, 32)) })
    const code = [
      ...jumpIf('first', op('CALLDATASIZE')),
      ...returnWord(op('SLOAD', 0)),
      ...label('first'),
      ...op('SSTORE', 0, 7),
      ...op('POP', call('CALL', { to: other, output: [0, 32] })),
      ...ret(0, 32),
    ]
    expect(wordOf(run(machine, code, { data: Uint8Array.of(1) }))).toBe(7n)
  })
})
