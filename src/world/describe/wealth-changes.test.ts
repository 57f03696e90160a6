import { expect, test } from 'vitest'
import type { Address } from '../../evm/types.ts'
import type { Asset } from '../survey/types.ts'
import { toldChanges, type WealthChange, wealthChanges } from './wealth-changes.ts'

const ACCOUNT: Address = '0x00000000000000000000000000000000000000a1'
const CONTRACT: Address = '0x00000000000000000000000000000000000000A2'
const VAULT: Address = '0x00000000000000000000000000000000000000B1'
const ETHER: Asset = { kind: 'ether', name: 'ETH', decimals: 18 }

test('all accounts of the attacker are one; nothing counts twice, however its address is written', () => {
  const changes = wealthChanges({
    assets: [ETHER],
    attackers: [ACCOUNT, CONTRACT],
    holdings: [
      { account: VAULT, asset: 0, before: 9n, after: 2n },
      { account: VAULT.toLowerCase() as Address, asset: 0, before: 9n, after: 2n },
      { account: CONTRACT.toLowerCase() as Address, asset: 0, before: 0n, after: 7n },
      { account: CONTRACT, asset: 0, before: 0n, after: 7n },
      { account: ACCOUNT, asset: 0, before: 3n, after: 1n },
    ],
  })
  expect(changes).toEqual([
    { account: ACCOUNT, asset: 0, before: 3n, after: 8n, isAttacker: true },
    { account: VAULT.toLowerCase(), asset: 0, before: 9n, after: 2n, isAttacker: false },
  ])
})

test('what is no position in the assets is left out, and without an attacker everybody is somebody else', () => {
  const holdings = [
    { account: VAULT, asset: 1, before: 1n, after: 0n },
    { account: ACCOUNT, asset: 0, before: 1n, after: 0n },
  ]
  expect(wealthChanges({ assets: [ETHER], attackers: [], holdings })).toEqual([
    { account: ACCOUNT, asset: 0, before: 1n, after: 0n, isAttacker: false },
  ])
})

test('what rounding left to others is not told, what they lost is', () => {
  const change = (before: bigint, after: bigint, isAttacker = false): WealthChange => ({
    account: VAULT,
    asset: 0,
    before,
    after,
    isAttacker,
  })
  const unit = 10n ** 18n
  const taken = change(25_000n * unit, 9_960n)
  const gained = change(0n, 24_987n * unit, true)
  const left = change(45_907n * unit, 45_907n * unit + 716_781n)
  const missing = change(45_907n * unit, 45_907n * unit - 716_781n)
  const own = change(0n, 716_781n, true)
  const speck = change(7n, 900n)
  const told = toldChanges([gained, taken, left, missing, own, speck, change(4n, 4n)], [ETHER])
  expect(told).toEqual([gained, taken, missing, own])
})
