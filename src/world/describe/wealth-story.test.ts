import { expect, test } from 'vitest'
import type { Address } from '../../evm/types.ts'
import type { Asset } from '../survey/types.ts'
import { type Names, shortAddress } from './account-names.ts'
import type { Movement } from './value-flow.ts'
import { NOBODY } from './value-flow-accounts.ts'
import { type Holding, wealthChanges } from './wealth-changes.ts'
import { amountText, assetNames } from './wealth-story-amounts.ts'
import { flowLines, wealthLines, wealthStory, type WealthToTell } from './wealth-story.ts'

const ACCOUNT: Address = '0x00000000000000000000000000000000000000a1'
const CONTRACT: Address = '0x00000000000000000000000000000000000000a2'
const VAULT: Address = '0x00000000000000000000000000000000000000b1'
const ALICE: Address = '0x00000000000000000000000000000000000000b2'
const DAI: Address = '0x00000000000000000000000000000000000000c1'
const PUNK: Address = '0x00000000000000000000000000000000000000c2'
const FAKE: Address = '0x00000000000000000000000000000000000000c3'

const known = new Map<string, string>([
  [ACCOUNT, 'attacker'],
  [CONTRACT, "attacker's contract"],
  [VAULT, 'Vault'],
  [ALICE, 'alice'],
  [DAI, 'Dai'],
  [PUNK, 'Punks'],
  [FAKE, 'Attacker'],
])
const NAMES: Names = {
  map: known,
  knownName: (address) => known.get(address),
  nameOf: (address) => known.get(address) ?? shortAddress(address),
}
const ETHER: Asset = { kind: 'ether', name: 'ETH', decimals: 18 }
const erc20 = (address: Address, name: string, decimals = 18): Asset => ({
  kind: 'erc20',
  address,
  name,
  decimals,
  isShare: false,
})
const PUNKS: Asset = { kind: 'erc721', address: PUNK, name: 'PUNK', decimals: 0, isShare: false }
const ONE = 10n ** 18n

const wealth = ({
  holdings = [],
  positions = [],
}: {
  readonly holdings?: readonly Holding[]
  readonly positions?: WealthToTell['positions']
} = {}): WealthToTell => {
  const who = { assets: [ETHER, erc20(DAI, 'DAI'), PUNKS], attackers: [ACCOUNT, CONTRACT] }
  return { ...who, names: NAMES, changes: wealthChanges({ ...who, holdings }), positions }
}
const has = (account: Address, asset: number, before: bigint, after: bigint): Holding => ({
  account,
  asset,
  before,
  after,
})
const moves = (parts: Partial<Movement>): Movement => ({
  asset: { kind: 'ether' },
  from: VAULT,
  to: CONTRACT,
  amount: ONE,
  by: 'call',
  mover: VAULT,
  frame: undefined,
  event: undefined,
  ...parts,
})

test('who has what that somebody else had', () => {
  const lines = wealthLines(
    wealth({
      holdings: [
        has(ACCOUNT, 0, 100n * ONE, 99n * ONE),
        has(CONTRACT, 0, 0n, (135n * ONE) / 10n),
        has(CONTRACT, 1, 5n * ONE, 0n),
        has(VAULT, 0, 15n * ONE, (25n * ONE) / 10n),
        has(VAULT, 1, 0n, 5n * ONE),
        has(ALICE, 0, ONE, ONE),
        has(DAI, 0, 1000n, 0n),
      ],
      positions: [
        {
          owner: ALICE,
          contract: VAULT,
          before: [{ asset: 0, amount: 10n * ONE }],
          after: [],
        },
        {
          owner: ALICE,
          contract: CONTRACT,
          before: [{ asset: 0, amount: 10n * ONE - 5_000n }],
          after: [{ asset: 0, amount: 10n * ONE }],
        },
        { owner: ALICE, contract: DAI, before: [{ asset: 1, amount: 7n }], after: undefined },
        {
          owner: ALICE,
          contract: PUNK,
          before: [{ asset: 2, amount: 1n }],
          after: [{ asset: 2, amount: 1n }],
        },
      ],
    }),
  )
  expect(lines).toEqual([
    'attacker: +12.5 ETH (83 % of what Vault held), -5 DAI',
    'Vault: -12.5 ETH, +5 DAI',
    'alice: deposit in Vault worth 10 ETH is worth nothing now',
    'alice: deposit in Dai worth 7 of the smallest units of DAI cannot be withdrawn any more',
  ])
})

test('how much of what was there', () => {
  const attackerLine = (before: bigint, after: bigint, gain: bigint): string =>
    wealthLines(wealth({ holdings: [has(ACCOUNT, 1, 0n, gain), has(VAULT, 1, before, after)] }))[0]!
  expect(attackerLine(5n * ONE, 0n, 5n * ONE)).toBe('attacker: +5 DAI (all that Vault held)')
  expect(attackerLine(1000n * ONE, 999n * ONE, ONE)).toBe(
    'attacker: +1 DAI (less than 1 % of what Vault held)',
  )
  expect(attackerLine(1000n * ONE, ONE, 999n * ONE)).toBe(
    'attacker: +999 DAI (more than 99 % of what Vault held)',
  )
  expect(attackerLine(100n * ONE, ONE, 99n * ONE)).toBe('attacker: +99 DAI (99 % of what Vault held)')
  // More than anybody lost: new tokens.
  expect(attackerLine(0n, 0n, 5n * ONE)).toBe('attacker: +5 DAI')
  expect(wealthLines(wealth())).toEqual(['attacker: has gained and lost nothing'])
})

test('what moved in a step', () => {
  const dai = { kind: 'erc20', address: DAI } as const
  const flow = [
    moves({}),
    moves({ from: CONTRACT, to: ACCOUNT, mover: CONTRACT }),
    moves({}),
    moves({ amount: 3n * ONE }),
    moves({ asset: dai, from: ALICE, to: VAULT, by: 'event' }),
    moves({ asset: dai, from: ALICE, to: CONTRACT, mover: CONTRACT, by: 'event' }),
    moves({ asset: dai, from: ALICE, to: CONTRACT, by: 'event' }),
    moves({ asset: dai, from: NOBODY, to: CONTRACT, by: 'event' }),
    moves({ asset: dai, from: CONTRACT, to: NOBODY, by: 'event' }),
    moves({ asset: { kind: 'erc721', address: PUNK, id: 7n }, amount: 1n, by: 'event' }),
    moves({ asset: { kind: 'erc721', address: PUNK, id: 8n }, amount: 1n, by: 'event' }),
    moves({ asset: { kind: 'erc20', address: FAKE }, amount: 12n, by: 'event' }),
    moves({ by: 'selfdestruct' }),
    moves({ to: DAI, by: 'creation' }),
  ]
  expect(flowLines(wealth(), flow)).toEqual([
    "Vault pays 5 ETH to attacker's contract (in 3 parts)",
    'Vault takes 1 DAI from alice',
    "attacker's contract takes 1 DAI from alice",
    "Vault moves 1 DAI from alice to attacker's contract",
    "attacker's contract gets 1 DAI, newly made",
    "attacker's contract gives up 1 DAI",
    "Vault pays PUNK #7, #8 to attacker's contract",
    `Vault pays 12 of the smallest units of Attacker to attacker's contract`,
    "Vault destroys itself and leaves 1 ETH to attacker's contract",
    'Vault creates Dai with 1 ETH',
  ])
  expect(wealthStory(wealth(), [[], flow.slice(0, 1)]).steps).toEqual([
    [],
    ["Vault pays 1 ETH to attacker's contract"],
  ])
})

test('long stories are cut', () => {
  const flow = Array.from({ length: 100 }, (_, i) =>
    moves({ to: `0x${(i + 256).toString(16).padStart(40, '0')}` }),
  )
  const lines = flowLines(wealth(), flow)
  expect(lines).toHaveLength(12)
  expect(lines.at(-1)).toBe('… and 89 more')
})

test('names of tokens and accounts that want to be others', () => {
  const assets = [
    ETHER,
    erc20(DAI, 'DAI'),
    erc20(FAKE, 'DAI'),
    erc20(PUNK, 'Ｅth'),
    erc20(VAULT, '\u001b[31m\u202e' + 'x'.repeat(10_000)),
    erc20(ALICE, ''),
  ]
  const named = assetNames(assets, NAMES)
  expect(named.slice(0, 4)).toEqual(['ETH', 'DAI of Dai', 'DAI of Attacker', 'Ｅth of Punks'])
  expect(named[4]).toMatch(/^\?\[31m\?x{13}…$/)
  expect(named[5]).toBe('alice')
  const lines = wealthLines(wealth({ holdings: [has(FAKE, 0, 0n, ONE)] }))
  expect(lines[1]).toBe(`Attacker (${shortAddress(FAKE)}): +1 ETH`)
})

test.each([
  [0n, 18, '0 X'],
  [ONE / 20n, 18, '0.05 X'],
  [10n * ONE - 1n, 18, '9.999999 X'],
  [1_234_567n * ONE, 18, '1,234,567 X'],
  [123_456_789_012n, 18, '0.0000001234 X'],
  [1n, 18, '1 of the smallest unit of X'],
  [17n, 6, '0.000017 X'],
  [2_500_000n, 6, '2.5 X'],
  [5n, 0, '5 X'],
  [2n ** 255n, 18, '5.7896e58 X'],
  [7n, 1000, '7 X'],
  [7n, Number.NaN, '7 X'],
  [7n, -3, '7 X'],
])('%s with %s decimals is %s', (amount, decimals, text) => {
  expect(amountText(amount, erc20(DAI, 'X', decimals), 'X')).toBe(text)
})

test('little ether is told in wei', () => {
  expect(amountText(17n, ETHER, 'ETH')).toBe('17 wei')
})
