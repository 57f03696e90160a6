// Cheatcodes on the block and on time. From crates/cheatcodes/src/evm.rs of foundry.

import { FORKS, isAtLeast } from '../../../evm/forks.ts'
import { bytesToBigInt } from '../../../primitives/bytes.ts'
import { type CheatContext, type CheatTable, CheatcodeError, cheatSlot } from '../context.ts'
import { addressOf, bytesOf, numberOf, textOf, U64_MAX, wordOf } from './values.ts'

const MILLISECONDS = 1_000n
const EVM_VERSIONS: readonly string[] = [
  'homestead',
  'tangerinewhistle',
  'spuriousdragon',
  'byzantium',
  'constantinople',
  'petersburg',
  'istanbul',
  'berlin',
  ...FORKS,
]
/** Terms of the series; those of any price that a chain had end far before. */
const BLOB_STEPS_MAX = 100_000n
/** EIP-4844 and EIP-7691: how fast the price of blobs follows their excess. */
const BLOB_FRACTION_CANCUN = 3_338_477n
const BLOB_FRACTION_PRAGUE = 5_007_716n
const NOT_BEFORE_PARIS =
  '`prevrandao` is not supported before the Paris hard fork, use `difficulty` instead; see EIP-4399: https://eips.ethereum.org/EIPS/eip-4399'
const NOT_AFTER_PARIS =
  '`difficulty` is not supported after the Paris hard fork, use `prevrandao` instead; see EIP-4399: https://eips.ethereum.org/EIPS/eip-4399'
const NOT_BEFORE_CANCUN =
  '`blobBaseFee` is not supported before the Cancun hard fork; see EIP-4844: https://eips.ethereum.org/EIPS/eip-4844'

type BlockHashes = {
  /** What answers for the others. */
  readonly base: ((number: bigint) => bigint) | undefined
  readonly hashes: ReadonlyMap<bigint, bigint>
}

/** Milliseconds that vm.sleep was to wait: nobody does. */
const sleptSlot = cheatSlot<bigint>('slept', 0n)
const setHashes = cheatSlot<BlockHashes | undefined>('blockHashes', undefined)
/** What vm.blobBaseFee was given, which in Foundry is the excess of blob gas. */
const excessBlobGas = cheatSlot<bigint>('excessBlobGas', 0n)

export const blockCheats: CheatTable = {
  'warp(uint256)': (context, [timestamp]) => context.setBlock({ timestamp: numberOf(timestamp) }),
  'roll(uint256)': (context, [number]) => context.setBlock({ number: numberOf(number) }),
  'fee(uint256)': (context, [wei]) => {
    if (numberOf(wei) > U64_MAX) throw new CheatcodeError('base fee must be less than 2^64')
    context.setBlock({ baseFee: numberOf(wei) })
  },
  'chainId(uint256)': (context, [id]) => {
    if (numberOf(id) > U64_MAX) throw new CheatcodeError('chain ID must be less than 2^64')
    context.setBlock({ chainId: numberOf(id) })
  },
  'coinbase(address)': (context, [account]) => context.setBlock({ coinbase: addressOf(account) }),
  'difficulty(uint256)': (context, [value]) => {
    if (isAtLeast(context.machine.fork, 'paris')) throw new CheatcodeError(NOT_AFTER_PARIS)
    context.setBlock({ prevRandao: numberOf(value) })
  },
  'prevrandao(uint256)': (context, [value]) => setPrevRandao(context, numberOf(value)),
  'prevrandao(bytes32)': (context, [value]) => setPrevRandao(context, wordOf(value)),
  'blobBaseFee(uint256)': (context, [excess]) => {
    const { fork } = context.machine
    if (!isAtLeast(fork, 'cancun')) throw new CheatcodeError(NOT_BEFORE_CANCUN)
    if (numberOf(excess) > U64_MAX) throw new CheatcodeError('blob base fee must be less than 2^64')
    context.set(excessBlobGas, numberOf(excess))
    const fraction = isAtLeast(fork, 'prague') ? BLOB_FRACTION_PRAGUE : BLOB_FRACTION_CANCUN
    context.setBlock({ blobBaseFee: blobPrice(numberOf(excess), fraction) })
  },
  'getBlobBaseFee()': (context) => [context.get(excessBlobGas)],
  'getBlockNumber()': (context) => [context.block.number],
  'getBlockTimestamp()': (context) => [context.block.timestamp],
  'getChainId()': (context) => [context.block.chainId],
  /** The block's time, in milliseconds as there, and what was slept: a run may not depend on the clock. */
  'unixTime()': (context) => [
    BigInt.asUintN(256, context.block.timestamp * MILLISECONDS + context.get(sleptSlot)),
  ],
  'sleep(uint256)': (context, [milliseconds]) =>
    context.set(sleptSlot, context.get(sleptSlot) + numberOf(milliseconds)),
  'setBlockhash(uint256,bytes32)': (context, [number, hash]) =>
    setBlockHash(context, numberOf(number), bytesOf(hash)),
  'getEvmVersion()': (context) => [context.machine.fork],
  'setEvmVersion(string)': (context, [version]) => {
    // The rules of a Machine are chosen when it is made.
    const name = textOf(version).toLowerCase()
    if (!EVM_VERSIONS.includes(name)) throw new CheatcodeError(`invalid evm version ${textOf(version)}`)
    if (name !== context.machine.fork) {
      throw new CheatcodeError(
        `cannot change to ${JSON.stringify(textOf(version))}: this run has the rules of ${context.machine.fork}; set evm_version in foundry.toml`,
      )
    }
  },
}

function setPrevRandao(context: CheatContext, value: bigint): void {
  if (!isAtLeast(context.machine.fork, 'paris')) throw new CheatcodeError(NOT_BEFORE_PARIS)
  context.setBlock({ prevRandao: value })
}

function setBlockHash(context: CheatContext, number: bigint, hash: Uint8Array): void {
  if (number > U64_MAX) throw new CheatcodeError('blockNumber must be less than 2^64')
  if (number > context.block.number) {
    throw new CheatcodeError('block number must be less than or equal to the current block number')
  }
  const before = context.get(setHashes)
  // The first time, what the block answers is not ours yet.
  const base = before === undefined ? context.block.blockHash : before.base
  const hashes = new Map(before?.hashes).set(number, bytesToBigInt(hash))
  context.set(setHashes, { base, hashes })
  context.setBlock({ blockHash: (asked) => hashes.get(asked) ?? base?.(asked) ?? 0n })
}

/** fake_exponential of EIP-4844 with the factor 1, in 128 bits that wrap around, as revm computes it. */
function blobPrice(excess: bigint, fraction: bigint): bigint {
  let sum = 0n
  let term = fraction
  for (let step = 1n; term > 0n && step < BLOB_STEPS_MAX; step++) {
    sum = BigInt.asUintN(128, sum + term)
    term = BigInt.asUintN(128, term * excess) / (fraction * step)
  }
  return sum / fraction
}
