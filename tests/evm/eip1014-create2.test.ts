import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import type { Address } from '../../src/evm/types.ts'
import { hexToBytes } from '../../src/primitives/hex.ts'
import { bytecode, call, create2, deployer, op, raw, returnWord, storeBytes } from '../helpers/bytecode.ts'
import { created2Address } from './created-address.ts'
import {
  addressOf,
  expectGas,
  expectHalt,
  GAS,
  INTERPRETERS,
  memoryGas,
  PUSH,
  run,
  SENDER,
  stage,
  TARGET,
  wordOf,
} from './stage.ts'

// The examples of the EIP: creator, salt, initcode, address, gas. EIP-3860 has since added 2 gas a word of initcode.
const EXAMPLES: readonly (readonly [Address, bigint, string, bigint, bigint])[] = [
  [zeros(40), 0n, '0x00', 0x4d1a2e2bb4f88f0250f26ffff098b0b30b26bf38n, 32_006n],
  [`0xdeadbeef${'0'.repeat(32)}`, 0n, '0x00', 0xb928f69bb1d91cd65274e3c79d8986362984fda3n, 32_006n],
  [
    `0xdeadbeef${'0'.repeat(32)}`,
    0xfeedn << 144n,
    '0x00',
    0xd04116cdd17bebe565eb2422f2497e06cc1c9833n,
    32_006n,
  ],
  [zeros(40), 0n, '0xdeadbeef', 0x70f2b2914a2a4b783faefb75f459a580616fcb5en, 32_006n],
  [
    `0x${'0'.repeat(32)}deadbeef`,
    0xcafebaben,
    '0xdeadbeef',
    0x60f3f640a8508fc6a86d45df051962668e1e8ac7n,
    32_006n,
  ],
  [
    `0x${'0'.repeat(32)}deadbeef`,
    0xcafebaben,
    `0x${'deadbeef'.repeat(11)}`,
    0x1d8bfdc5d46dc4f61d6b6115972536ebe6a8854cn,
    32_012n,
  ],
  [zeros(40), 0n, '0x', 0xe33c0c7f7df4809055c3eba6c09cfe4baf1bd9e0n, 32_000n],
]

function zeros(digits: number): Address {
  return `0x${'0'.repeat(digits)}`
}

describe.each(INTERPRETERS)('EIP-1014: CREATE2 (%s)', (interpreter) => {
  it.each(EXAMPLES)('creator %s, salt %i, initcode %s', (creator, salt, initcode, address) => {
    // Some of the initcodes halt (0xde is undefined), but each creation leaves its address warm.
    expect(BigInt(created2Address(creator, salt, hexToBytes(initcode)))).toBe(address)
    const machine = stage(interpreter)
    const code = [
      ...op('POP', create2(hexToBytes(initcode), salt)),
      ...op('GAS'),
      ...op('POP', op('BALANCE', address)),
      ...op('GAS'),
      ...op('SWAP1'),
      ...op('SUB'),
    ]
    machine.setAccount(creator, { code: bytecode(returnWord(code)) })
    // PUSH20 3, BALANCE of a warm account 100, POP 2, GAS 2.
    expect(wordOf(machine.call({ from: SENDER, to: creator, gas: GAS }))).toBe(107n)
    expect(machine.exists(addressOf(address))).toBe(!initcode.startsWith('0xde'))
  })

  it.each(EXAMPLES)('creator %s, salt %i, initcode %s: gas', (_creator, salt, text, _address, gas) => {
    const initcode = hexToBytes(text)
    const words = Math.ceil(initcode.length / 32)
    // As in the EIP; then EIP-3860.
    const expected = gas + 2n * BigInt(words)
    const code = op('CREATE2', 0, 0, initcode.length, salt)
    // In memory that has never been written the initcode is all zeros: STOP.
    expectGas(stage(interpreter), code, 4n * PUSH + memoryGas(words) + expected)
  })

  it.each(FORKS)(
    'works in %s, where it costs 6 a word for hashing, from Shanghai on 2 more (EIP-3860)',
    (fork) => {
      const machine = stage(interpreter, fork)
      const wordGas = ['london', 'paris'].includes(fork) ? 6n : 8n
      expect(run(machine, op('CREATE2', 0, 0, 65, 1)).gasUsed).toBe(
        4n * PUSH + memoryGas(3) + 32_000n + 3n * wordGas,
      )
    },
  )

  it('takes the whole salt', () => {
    const machine = stage(interpreter)
    const initcode = deployer(Uint8Array.of(1))
    const salts = [0n, 1n, 1n << 64n, 1n << 255n, (1n << 256n) - 1n]
    for (const salt of salts) {
      expect(wordOf(run(machine, returnWord(create2(initcode, salt))))).toBe(
        BigInt(created2Address(TARGET, salt, initcode)),
      )
    }
  })

  it('does not depend on the nonce, and raises it', () => {
    const machine = stage(interpreter)
    machine.setNonce(TARGET, 77n)
    expect(wordOf(run(machine, returnWord(create2(bytecode(), 3))))).toBe(
      BigInt(created2Address(TARGET, 3n, bytecode())),
    )
    expect(machine.getNonce(TARGET)).toBe(78n)
  })

  it('hashes the initcode from where it lies in memory', () => {
    const machine = stage(interpreter)
    const initcode = deployer(Uint8Array.of(0xaa, 0xbb))
    const code = [...storeBytes(100, initcode), ...returnWord(op('CREATE2', 0, 100, initcode.length, 9))]
    expect(wordOf(run(machine, code))).toBe(BigInt(created2Address(TARGET, 9n, initcode)))
  })

  it('gives the value to the new contract before its initcode runs', () => {
    const machine = stage(interpreter)
    machine.setBalance(TARGET, 10n)
    const initcode = bytecode(op('SSTORE', 0, op('SELFBALANCE')), op('SSTORE', 1, op('CALLVALUE')))
    const address = created2Address(TARGET, 0n, initcode)
    expect(wordOf(run(machine, returnWord(create2(initcode, 0, 4))))).toBe(BigInt(address))
    expect([
      machine.getStorage(address, 0n),
      machine.getStorage(address, 1n),
      machine.getBalance(TARGET),
    ]).toEqual([4n, 4n, 6n])
  })

  it('creates at the same address again once the contract is gone (before EIP-6780)', () => {
    const machine = stage(interpreter, 'shanghai')
    const initcode = deployer(bytecode(op('SELFDESTRUCT', op('CALLER'))))
    const address = created2Address(TARGET, 0n, initcode)
    expect(wordOf(run(machine, returnWord(create2(initcode, 0))))).toBe(BigInt(address))
    machine.call({ from: SENDER, to: address })
    expect(machine.exists(address)).toBe(false)
    expect(wordOf(run(machine, returnWord(create2(initcode, 0))))).toBe(BigInt(address))
  })

  it('does so in one and the same transaction only after it has ended', () => {
    const machine = stage(interpreter, 'shanghai')
    const initcode = deployer(bytecode(op('SELFDESTRUCT', op('CALLER'))))
    const address = created2Address(TARGET, 0n, initcode)
    const code = [
      ...op('POP', create2(initcode, 0)),
      ...op('POP', call('CALL', { gas: 50_000, to: BigInt(address) })),
      ...returnWord(create2(initcode, 0)),
    ]
    expect(wordOf(run(machine, code))).toBe(0n)
  })

  it('needs four operands', () => {
    const machine = stage(interpreter)
    expectHalt(run(machine, [...raw([0x5f, 0x5f, 0x5f]), ...op('CREATE2')]), 'stackUnderflow')
    expect(run(machine, [...raw([0x5f, 0x5f, 0x5f, 0x5f]), ...op('CREATE2')]).status).toBe('success')
  })
})
