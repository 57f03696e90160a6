import type { Authorization, Transaction } from '../../src/evm/types.ts'
import { hexToBytes } from '../../src/primitives/hex.ts'
import {
  readAddress,
  type AuthorizationFields,
  type TransactionFields,
  type TransactionIndexes,
} from './state-test-file.ts'
import type { UnsentTransaction } from './transaction-bytes.ts'

/**
 * The transaction that a template's fields spell at these positions. For tests without `txbytes`, and to check that
 * bytes and fields agree. The fields do not say which chain a type 0 transaction is bound to: `chainId` is for the others.
 */
export function readTransactionFields(
  fields: TransactionFields,
  indexes: TransactionIndexes,
  chainId: bigint,
): UnsentTransaction {
  const type = typeOfFields(fields, indexes)
  const accessList = fields.accessLists?.[indexes.data] ?? []
  return {
    type,
    nonce: BigInt(fields.nonce),
    gasLimit: BigInt(at(fields.gasLimit, indexes.gas)),
    value: BigInt(at(fields.value, indexes.value)),
    data: hexToBytes(at(fields.data, indexes.data)),
    ...(fields.to !== undefined && fields.to !== '' && { to: readAddress(fields.to) }),
    ...(type > 0 && { chainId }),
    ...(type < 2
      ? { gasPrice: BigInt(fields.gasPrice ?? '0x0') }
      : {
          maxFeePerGas: BigInt(fields.maxFeePerGas ?? '0x0'),
          maxPriorityFeePerGas: BigInt(fields.maxPriorityFeePerGas ?? '0x0'),
        }),
    ...(type > 0 && {
      accessList: accessList.map((entry) => ({
        address: readAddress(entry.address),
        storageKeys: entry.storageKeys.map(BigInt),
      })),
    }),
    ...(type === 3 && {
      maxFeePerBlobGas: BigInt(fields.maxFeePerBlobGas ?? '0x0'),
      blobHashes: (fields.blobVersionedHashes ?? []).map(BigInt),
    }),
    ...(type === 4 && { authorizations: (fields.authorizationList ?? []).map(readAuthorization) }),
  }
}

// The newest kind of field decides: a blob transaction has the fields of EIP-1559 as well.
function typeOfFields(fields: TransactionFields, indexes: TransactionIndexes): Transaction['type'] {
  if (fields.authorizationList !== undefined) return 4
  if (fields.blobVersionedHashes !== undefined || fields.maxFeePerBlobGas !== undefined) return 3
  if (fields.maxFeePerGas !== undefined) return 2
  return fields.accessLists?.[indexes.data] ? 1 : 0
}

function readAuthorization(fields: AuthorizationFields): Authorization {
  return {
    chainId: BigInt(fields.chainId),
    address: readAddress(fields.address),
    nonce: BigInt(fields.nonce),
    yParity: BigInt(fields.yParity ?? fields.v ?? '0x0'),
    r: BigInt(fields.r),
    s: BigInt(fields.s),
  }
}

function at(values: readonly string[], index: number): string {
  const value = values[index]
  if (value === undefined)
    throw new RangeError(`The transaction template has no entry ${index} of ${values.length}.`)
  return value
}
