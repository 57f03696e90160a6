import { expect, test } from 'vitest'
import type { Address } from '../../evm/types.ts'
import type { Asset } from '../survey/types.ts'
import { measuredLosses } from './measured-losses.ts'
import { type Holding, wealthChanges } from './wealth-changes.ts'
import type { WealthToTell } from './wealth-story.ts'

const ATTACKER: Address = '0x00000000000000000000000000000000000000a1'
const VAULT: Address = '0x00000000000000000000000000000000000000b1'
const ALICE: Address = '0x00000000000000000000000000000000000000b2'
const DAI: Address = '0x00000000000000000000000000000000000000c1'
const ONE = 10n ** 18n

const ASSETS: readonly Asset[] = [
  { kind: 'ether', name: 'ETH', decimals: 18 },
  { kind: 'erc20', address: DAI, name: 'DAI', decimals: 18, isShare: false },
]

function losses({
  holdings,
  positions = [],
}: {
  readonly holdings: readonly Holding[]
  readonly positions?: WealthToTell['positions']
}): readonly (readonly [string, string, number])[] {
  const names = { map: new Map(), knownName: () => undefined, nameOf: String }
  const who = { assets: ASSETS, attackers: [ATTACKER] }
  const changes = wealthChanges({ ...who, holdings })
  return measuredLosses({ ...who, names, changes, positions }).map(({ asset, text, share }) => [
    asset,
    text,
    share,
  ])
}

test('what accounts have less, of what they had', () => {
  const holdings = [
    { account: ATTACKER, asset: 1, before: 0n, after: 5n * ONE },
    { account: VAULT, asset: 1, before: 20n * ONE, after: 15n * ONE },
    { account: ALICE, asset: 1, before: 100n * ONE, after: 100n * ONE },
  ]
  expect(losses({ holdings })).toEqual([['DAI', '5 DAI', 0.25]])
})

test('what went from one of the others to another is not lost', () => {
  const holdings = [
    { account: VAULT, asset: 0, before: 4n * ONE, after: 0n },
    { account: ALICE, asset: 0, before: 0n, after: 3n * ONE },
  ]
  expect(losses({ holdings })).toEqual([['ETH', '1 ETH', 0.25]])
  holdings[1]!.after = 4n * ONE
  expect(losses({ holdings })).toEqual([])
})

test('a deposit that cannot be withdrawn is lost whole, and once, though the vault has lost the same', () => {
  const holdings = [{ account: VAULT, asset: 0, before: 10n * ONE, after: 8n * ONE }]
  const before = [{ asset: 0, amount: 2n * ONE }]
  const positions = [{ owner: ALICE, contract: VAULT, before, after: undefined }]
  expect(losses({ holdings, positions })).toEqual([['ETH', '2 ETH', 1]])
})

test('a deposit that is worth less of one asset and more of another was moved by a trade', () => {
  const before = [
    { asset: 0, amount: 10n * ONE },
    { asset: 1, amount: 10n * ONE },
  ]
  const after = [
    { asset: 0, amount: 8n * ONE },
    { asset: 1, amount: 13n * ONE },
  ]
  const position = { owner: ALICE, contract: VAULT, before }
  expect(losses({ holdings: [], positions: [{ ...position, after }] })).toEqual([])
  const isRounding = [...after.slice(0, 1), { asset: 1, amount: 10n * ONE + 1n }]
  expect(losses({ holdings: [], positions: [{ ...position, after: isRounding }] })).toEqual([
    ['ETH', '2 ETH', 0.2],
  ])
})

test('the greatest share comes first, and rounding is no loss', () => {
  const holdings = [
    { account: VAULT, asset: 0, before: 10n * ONE, after: 9n * ONE },
    { account: VAULT, asset: 1, before: 10n * ONE, after: 5n * ONE },
  ]
  expect(losses({ holdings }).map(([asset]) => asset)).toEqual(['DAI', 'ETH'])
  expect(losses({ holdings: [{ account: VAULT, asset: 0, before: ONE, after: ONE - 1n }] })).toEqual([])
})
