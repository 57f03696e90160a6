import { expect, test } from 'vitest'
import type { Address } from '../../evm/types.ts'
import type { Asset } from '../survey/types.ts'
import { shortAddress } from './account-names.ts'
import type { Movement } from './value-flow.ts'
import { NOBODY } from './value-flow-accounts.ts'
import { wealthChanges } from './wealth-changes.ts'
import { gainsOf, transfersOf } from './wealth-parts.ts'
import type { WealthToTell } from './wealth-story.ts'

const ACCOUNT: Address = '0x00000000000000000000000000000000000000a1'
const CONTRACT: Address = '0x00000000000000000000000000000000000000a2'
const VAULT: Address = '0x00000000000000000000000000000000000000b1'
const LIAR: Address = '0x00000000000000000000000000000000000000b2'
const ONE = 10n ** 18n
const ETHER: Asset = { kind: 'ether', name: 'ETH', decimals: 18 }

const names = new Map<string, string>([
  [ACCOUNT, 'attacker'],
  [CONTRACT, "attacker's contract"],
  [VAULT, 'Vault'],
  [LIAR, 'attacker'],
])
const WHO = { assets: [ETHER], attackers: [ACCOUNT, CONTRACT] }
const WEALTH: WealthToTell = {
  ...WHO,
  names: {
    map: names,
    knownName: (address) => names.get(address),
    nameOf: (address) => names.get(address) ?? shortAddress(address),
  },
  changes: wealthChanges({
    ...WHO,
    holdings: [
      { account: VAULT, asset: 0, before: 5n * ONE, after: 2n * ONE },
      { account: ACCOUNT, asset: 0, before: 2n * ONE, after: ONE },
      { account: CONTRACT, asset: 0, before: 0n, after: 4n * ONE },
      { account: LIAR, asset: 0, before: ONE, after: ONE },
    ],
  }),
  positions: [],
}
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

test('the accounts of the attacker are one, and gain together; others have what changed', () => {
  expect(gainsOf(WEALTH)).toEqual([
    {
      party: { name: 'attacker', address: ACCOUNT, isAttacker: true },
      asset: 'ETH',
      text: '3 ETH',
      isLoss: false,
    },
    {
      party: { name: 'Vault', address: VAULT, isAttacker: false },
      asset: 'ETH',
      text: '3 ETH',
      isLoss: true,
    },
  ])
})

test('transfers stand with their step, equal ones once, and nobody else passes for the attacker', () => {
  const flows = [
    [moves({ from: LIAR, to: VAULT, mover: LIAR })],
    [moves({}), moves({ amount: 2n * ONE }), moves({ from: NOBODY, to: ACCOUNT, by: 'event' })],
  ]
  expect(
    transfersOf(WEALTH, flows).map(({ step, from, to, what }) => [step, from?.name, to?.name, what]),
  ).toEqual([
    [1, `attacker (${shortAddress(LIAR)})`, 'Vault', '1 ETH'],
    [2, 'Vault', 'attacker', '3 ETH'],
    [2, undefined, 'attacker', '1 ETH'],
  ])
})
