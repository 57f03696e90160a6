// Where contracts say how many of their shares an account has: tokens by balanceOf, others in books of their own.

import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { isView } from '../../project/abi/mutability.ts'
import type { AbiParameter } from '../../project/abi/types.ts'
import { readByCall } from './storage-reads.ts'
import type { ShareBook, SurveyedContract } from './types.ts'

const BOOKS_MAX = 12

/** How many shares of a contract an account has; 0 if it does not answer. Works from host code too. */
export function sharesOf(
  machine: Machine,
  contract: Address,
  { abi, word }: ShareBook,
  account: Address,
): bigint {
  return readByCall(machine, contract, encodeCall(abi, [account]), word) ?? 0n
}

/** Each number that the contract says of an account that it is asked about. */
export function possibleBooks({ artifact }: SurveyedContract): readonly ShareBook[] {
  return artifact.abi.functions
    .filter((abi) => isView(abi) && abi.inputs.length === 1 && abi.inputs[0]!.type.kind === 'address')
    .filter(({ outputs }) => outputs.every(isOneWord))
    .flatMap((abi) =>
      abi.outputs.flatMap(({ type }, word): ShareBook[] =>
        type.kind === 'uint' ? [{ abi, word, asset: undefined }] : [],
      ),
    )
    .slice(0, BOOKS_MAX)
}

function isOneWord({ type }: AbiParameter): boolean {
  return type.kind !== 'tuple' && type.kind !== 'array' && type.kind !== 'string' && type.kind !== 'bytes'
}
