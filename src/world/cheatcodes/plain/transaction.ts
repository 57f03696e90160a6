// Cheatcodes on what a transaction says beside its message, and on whether calls are transactions: vm.txGasPrice, vm.blobhashes. From crates/cheatcodes/src/evm.rs of
// foundry.

import { isAtLeast } from '../../../evm/forks.ts'
import { type CheatContext, type CheatTable, CheatcodeError, type CheatSlot, cheatSlot } from '../context.ts'
import { listOf, numberOf, toBytes32, U64_MAX, wordOf } from './values.ts'

/** Wei per gas that GASPRICE shows, once vm.txGasPrice said so. */
export const gasPriceSlot: CheatSlot<bigint | undefined> = cheatSlot('gasPrice', undefined)

/** What BLOBHASH shows, once vm.blobhashes said so. Of the transaction that said it only. */
const blobHashesSlot: CheatSlot<readonly bigint[]> = cheatSlot('blobHashes', [])

// The Machine's; chains allow far fewer.
const BLOBS_MAX = 64

export const transactionCheats: CheatTable = {
  'txGasPrice(uint256)': (context, [price]) => {
    const wei = numberOf(price)
    if (wei > U64_MAX) throw new CheatcodeError('gas price must be less than 2^64')
    context.set(gasPriceSlot, wei)
    context.machine.setGasPrice(wei)
  },
  'isIsolateMode()': ({ machine }) => [machine.isIsolating],
  'blobhashes(bytes32[])': (context, [list]) => {
    checkFork(context, 'blobhashes')
    const hashes = listOf(list).map(wordOf)
    if (hashes.length > BLOBS_MAX)
      throw new CheatcodeError(`a transaction has at most ${BLOBS_MAX} blobs here, not ${hashes.length}`)
    context.set(blobHashesSlot, hashes)
    context.machine.setBlobHashes(hashes)
  },
  'getBlobhashes()': (context) => {
    checkFork(context, 'getBlobhashes')
    return [context.get(blobHashesSlot).map(toBytes32)]
  },
}

function checkFork({ machine }: CheatContext, name: string): void {
  if (isAtLeast(machine.fork, 'cancun')) return
  throw new CheatcodeError(
    `\`${name}\` is not supported before the Cancun hard fork; see EIP-4844: https://eips.ethereum.org/EIPS/eip-4844`,
  )
}
