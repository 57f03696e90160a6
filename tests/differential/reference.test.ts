// The reference itself is checked against numbers of the EIPs: a harness that forgets to reset something between two
// messages would otherwise show up as a mismatch of the Machine.

import { expect, test } from 'vitest'
import type { AccountState, Address, Fork, Message } from '../../src/evm/types.ts'
import { BLOCK } from '../helpers/block.ts'
import { bytecode, call, create, deployer, op, returnWord, type Code } from '../helpers/bytecode.ts'
import { REFERENCE } from './reference.ts'
import { outcomesOf, type Outcome } from './scenario.ts'

const SENDER: Address = '0x5e4de75e4de75e4de75e4de75e4de75e4de75e4d'
const TARGET: Address = '0x7a46e77a46e77a46e77a46e77a46e77a46e77a46'
const OTHER: Address = '0x07be407be407be407be407be407be407be407be4'

function run(
  code: Code,
  options: {
    readonly fork?: Fork
    readonly storage?: ReadonlyMap<bigint, bigint>
    readonly messages?: readonly Partial<Message>[]
    readonly accounts?: readonly (readonly [Address, AccountState])[]
  } = {},
): Promise<readonly Outcome[]> {
  const { fork = 'osaka', storage = new Map(), messages = [{}], accounts = [] } = options
  return outcomesOf(REFERENCE, {
    fork,
    block: BLOCK,
    accounts: new Map<Address, AccountState>([
      [SENDER, { balance: 10n ** 18n }],
      [TARGET, { balance: 5n, nonce: 1n, code: bytecode(code), storage }],
      ...accounts,
    ]),
    messages: messages.map((message) => ({ from: SENDER, to: TARGET, gas: 1_000_000n, ...message })),
  })
}

// EIP-3529, the table with warm slots: words that are written one after the other, the first one the original value.
test.each([
  ['0 0 0', 212, 0],
  ['0 0 1', 20112, 0],
  ['0 1 0', 20112, 19900],
  ['0 1 2', 20112, 0],
  ['0 1 1', 20112, 0],
  ['1 0 0', 3012, 4800],
  ['1 0 1', 3012, 2800],
  ['1 0 2', 3012, 0],
  ['1 2 0', 3012, 4800],
  ['1 2 3', 3012, 0],
  ['1 2 1', 3012, 2800],
  ['1 2 2', 3012, 0],
  ['1 1 0', 3012, 4800],
  ['1 1 2', 3012, 0],
  ['1 1 1', 212, 0],
  ['0 1 0 1', 40118, 19900],
  ['1 0 1 0', 5918, 7600],
] as const)('SSTORE of %s costs %d besides the cold access and refunds %d', async (words, gas, refund) => {
  const [original, ...written] = words.split(' ').map(BigInt) as [bigint, ...bigint[]]
  const code = written.flatMap((word) => op('SSTORE', 0, word))
  const [outcome] = await run(code, { storage: new Map([[0n, original]]) })
  expect([outcome!.gasUsed, outcome!.gasRefund]).toEqual([BigInt(gas) + 2100n, BigInt(refund)])
})

test('each message begins with cold slots, its own original values and empty transient storage', async () => {
  const code = [
    ...op('SSTORE', 0, op('ADD', 1, op('SLOAD', 0))),
    ...op('TSTORE', 0, op('ADD', 1, op('TLOAD', 0))),
    ...returnWord(op('TLOAD', 0)),
  ]
  const [first, second, third] = await run(code, { messages: [{}, {}, {}] })
  // 2100 cold + 20000 set, then 2100 cold + 2900 reset; the rest is the same.
  expect(first!.gasUsed - second!.gasUsed).toBe(17_100n)
  expect(third!.gasUsed).toBe(second!.gasUsed)
  expect(third!.output.at(-1)).toBe(1)
  expect(third!.state.get(TARGET)!.storage.get(0n)).toBe(3n)
})

test.each([
  ['sender', SENDER, 'osaka', 100n],
  ['target', TARGET, 'osaka', 100n],
  ['coinbase', BLOCK.coinbase, 'osaka', 100n],
  ['coinbase before EIP-3651', BLOCK.coinbase, 'paris', 2600n],
  ['precompile', '0x0000000000000000000000000000000000000009', 'osaka', 100n],
  ['P256VERIFY before EIP-7951', '0x0000000000000000000000000000000000000100', 'prague', 2600n],
  ['P256VERIFY', '0x0000000000000000000000000000000000000100', 'osaka', 100n],
  ['stranger', OTHER, 'osaka', 2600n],
] as const)('BALANCE of the %s %s on %s costs %d (EIP-2929)', async (_, address, fork, gas) => {
  const [first, second] = await run(op('BALANCE', BigInt(address)), { fork, messages: [{}, {}] })
  expect([first!.gasUsed - 3n, second!.gasUsed - 3n]).toEqual([gas, gas])
})

test('a destroyed account goes at the end of the message, from Cancun on only if it was created in it', async () => {
  const suicidal = bytecode(op('SELFDESTRUCT', BigInt(OTHER)))
  const accounts = [[OTHER, { balance: 1n }]] as const
  const [london] = await run(op('SELFDESTRUCT', BigInt(OTHER)), { fork: 'london', accounts })
  expect(london!.state.has(TARGET)).toBe(false)
  expect(london!.state.get(OTHER)!.balance).toBe(6n)

  const [osaka] = await run(op('SELFDESTRUCT', BigInt(OTHER)), { accounts })
  expect(osaka!.state.get(TARGET)!.balance).toBe(0n)

  const within = [...create(deployer(suicidal)), ...op('POP', call('CALL', { to: op('DUP6') }))]
  const [created] = await run(within, { accounts })
  expect(created!.status).toBe('success')
  expect([...created!.state.keys()].sort()).toEqual([OTHER, SENDER, TARGET].sort())
})

test('a message without target creates a contract at the address of the sender and its nonce', async () => {
  const [outcome] = await run([], {
    messages: [{ to: undefined, data: deployer(bytecode(returnWord(7))), value: 3n } as unknown as Message],
  })
  expect(outcome!.status).toBe('success')
  const created = outcome!.state.get(outcome!.created!)!
  expect([created.nonce, created.balance]).toEqual([1n, 3n])
  expect(created.code).toEqual(bytecode(returnWord(7)))
  expect(outcome!.state.get(SENDER)!.nonce).toBe(1n)
})

test('an account that a call leaves empty is not in the state (EIP-161)', async () => {
  const [outcome] = await run(op('POP', call('CALL', { to: BigInt(OTHER) })))
  expect(outcome!.state.has(OTHER)).toBe(false)
})
