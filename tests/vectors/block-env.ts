import { keccak_256 } from '@noble/hashes/sha3.js'

import type { BlockEnv, Fork } from '../../src/evm/types.ts'
import { bytesToBigInt } from '../../src/primitives/bytes.ts'
import { BaseError } from '../../src/primitives/errors.ts'
import { readAddress, type ConfigFields, type EnvFields } from './state-test-file.ts'

// What clients take for a London state test that names no base fee (go-ethereum, tests/state_test_util.go).
const BASE_FEE_DEFAULT = 10n

const BLOB_BASE_FEE_MIN = 1n
// EIP-4844; EIP-7691 for Prague and Osaka, whose blob-parameter-only forks are out of scope.
const CANCUN_UPDATE_FRACTION = 3_338_477n
const PRAGUE_UPDATE_FRACTION = 5_007_716n

/**
 * The block in which a state test's transaction runs.
 * @throws BlockEnvError if the environment lacks what the fork needs.
 */
export function readBlockEnv(
  env: EnvFields,
  forkName: string,
  fork: Fork,
  config: ConfigFields = {},
): BlockEnv {
  const prevRandao = fork === 'london' ? env.currentDifficulty : env.currentRandom
  if (prevRandao === undefined)
    throw new BlockEnvError(fork === 'london' ? 'currentDifficulty' : 'currentRandom', forkName)
  return {
    number: BigInt(env.currentNumber),
    timestamp: BigInt(env.currentTimestamp),
    coinbase: readAddress(env.currentCoinbase),
    prevRandao: BigInt(prevRandao),
    gasLimit: BigInt(env.currentGasLimit),
    baseFee: env.currentBaseFee === undefined ? BASE_FEE_DEFAULT : BigInt(env.currentBaseFee),
    blobBaseFee: blobBaseFee(
      BigInt(env.currentExcessBlobGas ?? '0x0'),
      updateFraction(forkName, fork, config),
    ),
    chainId: BigInt(config.chainid ?? '0x1'),
    blockHash: stateTestBlockHash,
  }
}

/**
 * Wei per blob gas for an excess of blob gas (EIP-4844, get_base_fee_per_blob_gas).
 * @param fraction BLOB_BASE_FEE_UPDATE_FRACTION of the fork.
 */
export function blobBaseFee(excessBlobGas: bigint, fraction: bigint): bigint {
  // EIP-4844, fake_exponential: factor * e^(numerator / denominator) by Taylor expansion, in integers.
  let sum = 0n
  let term = BLOB_BASE_FEE_MIN * fraction
  for (let index = 1n; term > 0n; index++) {
    sum += term
    term = (term * excessBlobGas) / (fraction * index)
  }
  return sum / fraction
}

/** The hash of every block in state tests: of its number, written in decimal. There is no chain to take it from. */
export function stateTestBlockHash(number: bigint): bigint {
  return bytesToBigInt(keccak_256(new TextEncoder().encode(number.toString())))
}

function updateFraction(forkName: string, fork: Fork, config: ConfigFields): bigint {
  const scheduled = config.blobSchedule?.[forkName]?.baseFeeUpdateFraction
  if (scheduled !== undefined) return BigInt(scheduled)
  return fork === 'prague' || fork === 'osaka' ? PRAGUE_UPDATE_FRACTION : CANCUN_UPDATE_FRACTION
}

/** An environment that lacks a field. */
export class BlockEnvError extends BaseError {
  readonly code = 'STATE_TEST_ENV'

  constructor(field: string, forkName: string) {
    super(`The environment of the state test has no ${field}, which ${forkName} needs.`)
  }
}
