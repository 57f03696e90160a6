import type { AbiFunction } from './types.ts'

/** What a transfer of ether without calldata calls, as if it were a function. */
export const RECEIVE: AbiFunction = {
  name: 'receive',
  signature: 'receive()',
  selector: 0,
  inputs: [],
  outputs: [],
  mutability: 'payable',
}
