// What events of ERC-1155 tokens say that moved.

import type { Address, Log } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { topicOf } from '../../project/abi/selector.ts'
import { accountOf } from './value-flow-accounts.ts'

export type ItemTransfer = {
  readonly asset: { readonly kind: 'erc1155'; readonly address: Address; readonly id: bigint }
  readonly from: Address
  readonly to: Address
  readonly amount: bigint
}

const TRANSFER_SINGLE = topicOf('TransferSingle(address,address,address,uint256,uint256)')
const TRANSFER_BATCH = topicOf('TransferBatch(address,address,address,uint256[],uint256[])')
const BATCH_MAX = 64n

/** None if it is another event, or nonsense. */
export function itemTransfersIn({ address, topics, data }: Log): readonly ItemTransfer[] {
  const [topic, , sender, receiver] = topics
  if (
    (topic !== TRANSFER_SINGLE && topic !== TRANSFER_BATCH) ||
    sender === undefined ||
    receiver === undefined
  )
    return []
  const [from, to] = [accountOf(sender), accountOf(receiver)]
  if (from === undefined || to === undefined || data.length < 64) return []
  const moved = (id: bigint, amount: bigint): ItemTransfer => ({
    asset: { kind: 'erc1155', address, id },
    from,
    to,
    amount,
  })
  if (topic === TRANSFER_SINGLE) return [moved(readWord(data, 0), readWord(data, 32))]
  const [ids, amounts] = [listAt(data, 0), listAt(data, 32)]
  return ids.length === amounts.length ? ids.map((id, i) => moved(id, amounts[i]!)) : []
}

function listAt(data: Uint8Array, head: number): readonly bigint[] {
  const at = readWord(data, head)
  if (at + 32n > BigInt(data.length)) return []
  const length = readWord(data, Number(at))
  if (length > BATCH_MAX || at + 32n * (length + 1n) > BigInt(data.length)) return []
  return Array.from({ length: Number(length) }, (_, i) => readWord(data, Number(at) + 32 * (i + 1)))
}
