import type { Asset } from './types.ts'

/** Whether both are the same ether or token. */
export function isSameAsset(left: Asset, right: Asset): boolean {
  if (left.kind === 'ether' || right.kind === 'ether') return left.kind === right.kind
  return left.address === right.address
}
