// Movements of value that are the same but for their amounts, taken together: what is told of one step.

import type { Address } from '../../evm/types.ts'
import type { Asset } from '../survey/types.ts'
import type { Names } from './account-names.ts'
import { readableNumber } from './readable-values.ts'
import type { MovedAsset, Movement } from './value-flow.ts'
import { amountText, assetNames } from './wealth-story-amounts.ts'

export type FlowGroup = {
  /** Stands for all of them: the same asset, accounts and way. */
  readonly first: Movement
  /** '5 ETH', 'PUNK #3, #4'. */
  readonly what: string
  /** ' (in 2 parts)', or empty. */
  readonly note: string
}

/** In the order in which the first of each came. What the attacker's accounts give each other is left out. */
export function groupedFlow(
  {
    assets,
    names,
    attackers: own,
  }: {
    readonly assets: readonly Asset[]
    readonly names: Names
    readonly attackers: readonly Address[]
  },
  flow: readonly Movement[],
): readonly FlowGroup[] {
  const attackers = new Set(own.map(lower))
  const called = assetNames(assets, names)
  const groups = new Map<string, { readonly first: Movement; amount: bigint; ids: bigint[]; parts: number }>()
  for (const movement of flow) {
    const { asset, from, to, mover, by } = movement
    if (attackers.has(from) && attackers.has(to)) continue
    const key = [
      asset.kind === 'ether' ? '' : asset.address,
      asset.kind === 'erc1155' ? asset.id : '',
      from,
      to,
      mover,
      by,
    ].join(' ')
    let group = groups.get(key)
    if (group === undefined) groups.set(key, (group = { first: movement, amount: 0n, ids: [], parts: 0 }))
    group.amount += movement.amount
    group.parts++
    if (asset.kind === 'erc721') group.ids.push(asset.id)
  }
  return [...groups.values()].map(({ first, amount, ids, parts }) => {
    const index = assets.findIndex((asset) => isSame(asset, first.asset))
    const asset = assets[index]
    const name = called[index] ?? (first.asset.kind === 'ether' ? 'ETH' : names.nameOf(first.asset.address))
    const what =
      ids.length > 0
        ? tokenNumbers(ids, name)
        : asset !== undefined
          ? amountText(amount, asset, name)
          : first.asset.kind === 'ether'
            ? amountText(amount, ETHER, name)
            : first.asset.kind === 'erc1155'
              ? `${readableNumber(amount)} ${name} #${readableNumber(first.asset.id)}`
              : `${readableNumber(amount)} of the smallest units of ${name}`
    const note = parts > 1 && ids.length === 0 ? ` (in ${parts} parts)` : ''
    return { first, what, note }
  })
}

const ETHER: Asset = { kind: 'ether', name: 'ETH', decimals: 18 }

function isSame(asset: Asset, moved: MovedAsset): boolean {
  if (asset.kind === 'ether' || moved.kind === 'ether') return asset.kind === moved.kind
  if (lower(asset.address) !== moved.address) return false
  return asset.kind !== 'erc1155' || (moved.kind === 'erc1155' && moved.id === asset.id)
}

const NUMBERS_SHOWN_MAX = 3

function tokenNumbers(ids: readonly bigint[], name: string): string {
  if (ids.length > NUMBERS_SHOWN_MAX) return `${ids.length} ${name}`
  return `${name} ${ids.map((id) => `#${readableNumber(id)}`).join(', ')}`
}

function lower(address: Address): Address {
  return address.toLowerCase() as Address
}
