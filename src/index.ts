// The public list of `faultline`. Only names that are listed here are promised to users. The Machine's whole vocabulary is
// in `faultline/evm`.

export { Machine } from './evm/machine.ts'
export { BaseError, errorFromJson, errorToJson, RemoteError } from './primitives/errors.ts'
export type { ErrorDetails, ErrorJson, ErrorOptions } from './primitives/errors.ts'
export { bytesToHex, HexError, hexToBytes, isHex } from './primitives/hex.ts'
export type { Hex } from './primitives/hex.ts'
