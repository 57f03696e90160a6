// The ABI's types and values, as everything else here speaks of them (Solidity ABI specification).

/** A type that calldata, return data and events are made of. */
export type AbiType =
  | { readonly kind: 'uint'; readonly bits: number }
  | { readonly kind: 'int'; readonly bits: number }
  | { readonly kind: 'address' }
  | { readonly kind: 'bool' }
  /** bytes1 to bytes32. */
  | { readonly kind: 'fixedBytes'; readonly size: number }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'string' }
  /** An external function pointer: address and selector, 24 bytes. */
  | { readonly kind: 'function' }
  /** Without `length`: of any length. */
  | { readonly kind: 'array'; readonly element: AbiType; readonly length?: number }
  | { readonly kind: 'tuple'; readonly components: readonly AbiParameter[] }

/**
 * A value of a type. uint and int: bigint. address: `0x` and 40 lower-case hex digits. bool: boolean. fixedBytes, bytes
 * and function: bytes. string: text (bytes that are no UTF-8 come out with replacement characters). array and tuple:
 * an array, in order.
 */
export type AbiValue = bigint | boolean | string | Uint8Array | readonly AbiValue[]

export type AbiParameter = {
  /** Empty if it has none. */
  readonly name: string
  readonly type: AbiType
  /** The compiler's own name: 'struct Pool.Key', 'enum Side', 'contract IERC20'. */
  readonly internalType?: string
}

export type StateMutability = 'pure' | 'view' | 'nonpayable' | 'payable'

export type AbiFunction = {
  readonly name: string
  /** 'transfer(address,uint256)'. */
  readonly signature: string
  /** First four bytes of the signature's hash, the first most significant. */
  readonly selector: number
  readonly inputs: readonly AbiParameter[]
  readonly outputs: readonly AbiParameter[]
  readonly mutability: StateMutability
}

export type AbiEvent = {
  readonly name: string
  readonly signature: string
  /** keccak256 of the signature; what topic 0 is unless `anonymous`. */
  readonly topic: bigint
  readonly inputs: readonly (AbiParameter & { readonly indexed: boolean })[]
  readonly anonymous: boolean
}

export type AbiError = {
  readonly name: string
  readonly signature: string
  readonly selector: number
  readonly inputs: readonly AbiParameter[]
}

/** A contract's interface. Overloads stand beside each other; order is that of the compiler. */
export type Abi = {
  readonly functions: readonly AbiFunction[]
  readonly events: readonly AbiEvent[]
  readonly errors: readonly AbiError[]
  readonly constructor: { readonly inputs: readonly AbiParameter[]; readonly isPayable: boolean } | undefined
  readonly hasFallback: boolean
  /** Fallback may be payable or not; receive always is. */
  readonly isFallbackPayable: boolean
  readonly hasReceive: boolean
}

// The functions of this folder (each in the file of its name):
//   parse-abi.ts        parseAbi(json): Abi; parseType(text, components?): AbiType; typeName(type); signatureOf(name, parameters)
//   parse-signature.ts  parseFunctionSignature('f(uint256) view returns (bool)'), parseEventSignature, parseErrorSignature
//   selector.ts         selectorOf(signature), topicOf(signature), selectorText(selector), selectorIn(data)
//   layout.ts           typesOf(parameters): the types, the same array each time; layoutOf(type)
//   encode.ts           encodeArguments(types, values), encodeCall(fn, values), encodeWithSelector(selector, types, values)
//   decode.ts           decodeArguments(types, bytes): AbiValue[]   @throws AbiDecodeError; decodeWord(type, word)
//   decode-log.ts       decodeLog(event, topics, data): LogArgument[]   @throws AbiDecodeError
//   format-value.ts     formatValue(value, type, names?), formatArguments(values, parameters, names?): one line, safe to print
//   checksum-address.ts checksumAddress(address)
