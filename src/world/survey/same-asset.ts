import type { Asset } from './types.ts'

/** Whether both are the same ether or token. */
export function isSameAsset(left: Asset, right: Asset): boolean {
  if (left.kind === 'ether' || right.kind === 'ether') return left.kind === right.kind
  if (left.address !== right.address) return false
  return left.kind !== 'erc1155' || right.kind !== 'erc1155' || left.id === right.id
}
