// vm.getCode, vm.getDeployedCode, vm.deployCode. From crates/cheatcodes/src/fs.rs of foundry.

import type { HostFrame } from '../../../evm/host.ts'
import type { Address } from '../../../evm/types.ts'
import { bigIntToBytes32, concatBytes } from '../../../primitives/bytes.ts'
import { hexToBytes } from '../../../primitives/hex.ts'
import { linkBytecode, UnlinkedError } from '../../../project/link.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import {
  type CheatContext,
  type CheatOutcome,
  type CheatTable,
  CheatcodeError,
  type CheatSlot,
  cheatSlot,
} from '../context.ts'
import { prankAt, pranksSlot } from '../hooks/prank.ts'
import { findArtifact } from './artifact-path.ts'
import { readProjectFile } from './file-system.ts'
import { isJsonObject, JsonSyntaxError, type JsonValue, parseJsonText } from './json-value.ts'
import { bytesOf, numberOf, textOf, toBytes32, wordOf } from './values.ts'

const NO_BYTECODE = 'no bytecode for contract; is it abstract or unlinked?'
const NO_BYTES = new Uint8Array(0)

/** Where the setup deployed the libraries, by ContractArtifact.id and by 'source:Name'. */
export const libraryAddressesSlot: CheatSlot<ReadonlyMap<string, Address>> = cheatSlot('libraries', new Map())

export const codeCheats: CheatTable = {
  'getCode(string)': (context, [path]) => [codeOf(context, textOf(path), 'creation')],
  'getDeployedCode(string)': (context, [path]) => [codeOf(context, textOf(path), 'runtime')],
  'getArtifactPathByCode(bytes)': (context, [code]) => [
    artifactFile(context.project.contracts.byCreationCode(bytesOf(code))),
  ],
  'getArtifactPathByDeployedCode(bytes)': (context, [code]) => [
    artifactFile(
      bytesOf(code).length === 0 ? undefined : context.project.contracts.byRuntimeCode(bytesOf(code)),
    ),
  ],
  'getSelectors(string)': (context, [path]) => {
    const found = findArtifact(context, textOf(path))
    if (!('artifact' in found)) throw new CheatcodeError('no matching artifact found')
    return [found.artifact.abi.functions.map(({ selector }) => bigIntToBytes32(BigInt(selector)).slice(28))]
  },
  'deployCode(string)': (context, [path], frame) => deploy(context, frame, path, undefined, 0n, undefined),
  'deployCode(string,bytes)': (context, [path, args], frame) =>
    deploy(context, frame, path, args, 0n, undefined),
  'deployCode(string,uint256)': (context, [path, value], frame) =>
    deploy(context, frame, path, undefined, numberOf(value), undefined),
  'deployCode(string,bytes,uint256)': (context, [path, args, value], frame) =>
    deploy(context, frame, path, args, numberOf(value), undefined),
  'deployCode(string,bytes32)': (context, [path, salt], frame) =>
    deploy(context, frame, path, undefined, 0n, salt),
  'deployCode(string,bytes,bytes32)': (context, [path, args, salt], frame) =>
    deploy(context, frame, path, args, 0n, salt),
  'deployCode(string,uint256,bytes32)': (context, [path, value, salt], frame) =>
    deploy(context, frame, path, undefined, numberOf(value), salt),
  'deployCode(string,bytes,uint256,bytes32)': (context, [path, args, value, salt], frame) =>
    deploy(context, frame, path, args, numberOf(value), salt),
}

function codeOf(context: CheatContext, path: string, kind: 'creation' | 'runtime'): Uint8Array {
  if (path.endsWith('.json')) return codeInFile(context, path, kind)
  const found = findArtifact(context, path)
  if (!('artifact' in found)) {
    // Checks the permission, and says so if there is none.
    readProjectFile(context, found.file, () => new CheatcodeError('no matching artifact found'))
    return codeInFile(context, found.file, kind)
  }
  const { artifact } = found
  if (artifact[kind].object === '') throw new CheatcodeError(NO_BYTECODE)
  try {
    const addresses = context.get(libraryAddressesSlot)
    return linkBytecode(artifact[kind], (library) => addresses.get(library), artifact.id)
  } catch (error) {
    if (error instanceof UnlinkedError) throw new CheatcodeError(NO_BYTECODE, { cause: error })
    throw error
  }
}

/** An artifact as any tool writes it: `bytecode` or `bin`, as text or as an object with `object`; solc puts it into `evm`. */
function codeInFile(context: CheatContext, path: string, kind: 'creation' | 'runtime'): Uint8Array {
  const text = new TextDecoder().decode(readProjectFile(context, path, undefined))
  const code = bytecodeField(parseArtifact(text), kind)
  if (code === undefined || code === '') throw new CheatcodeError(NO_BYTECODE)
  const digits = code.startsWith('0x') ? code.slice(2) : code
  if (/^(?:[0-9a-fA-F]{2})*$/.test(digits)) return hexToBytes(`0x${digits}`)
  if (digits.includes('__')) {
    throw new CheatcodeError('expected bytecode, found unlinked bytecode with placeholders')
  }
  throw new CheatcodeError('the bytecode in the artifact is no hex text')
}

function parseArtifact(text: string): JsonValue {
  try {
    return parseJsonText(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new CheatcodeError(error.message)
    throw error
  }
}

function bytecodeField(artifact: JsonValue, kind: 'creation' | 'runtime'): string | undefined {
  if (!isJsonObject(artifact)) return undefined
  const names = kind === 'creation' ? ['bytecode', 'bin'] : ['deployedBytecode', 'bin-runtime']
  const evm = artifact.get('evm')
  const places = evm !== undefined && isJsonObject(evm) ? [artifact, evm] : [artifact]
  for (const [name, place] of names.flatMap((each) => places.map((object) => [each, object] as const))) {
    const field = place.get(name)
    if (typeof field === 'string') return field
    if (field === undefined || !isJsonObject(field)) continue
    const object = field.get('object')
    if (typeof object === 'string') return object
  }
  return undefined
}

function artifactFile(artifact: { readonly file: string } | undefined): string {
  if (artifact === undefined) throw new CheatcodeError('no matching artifact found')
  return artifact.file
}

/** Creates the contract as if the caller, or whom it pranks, had. */
function deploy(
  context: CheatContext,
  frame: HostFrame,
  path: AbiValue | undefined,
  args: AbiValue | undefined,
  value: bigint,
  salt: AbiValue | undefined,
): CheatOutcome {
  const { machine } = context
  const code = codeOf(context, textOf(path), 'creation')
  const initcode = args === undefined ? code : concatBytes(code, bytesOf(args))
  const from = prankAt(context.get(pranksSlot), frame.depth)?.sender ?? frame.caller
  if (salt !== undefined) return create2(context, from, initcode, value, wordOf(salt))
  const result = machine.call({ from, data: initcode, value, gas: frame.gas })
  if (result.status !== 'success')
    return { revert: result.status === 'revert' ? result.output.slice() : NO_BYTES }
  if (result.created === undefined) throw new CheatcodeError('contract creation failed')
  return [result.created]
}

/**
 * Code that does CREATE2 with its value: calldata is the salt and then the initcode. It returns the address, or reverts with
 * what the creation gave back.
 */
const CREATE2_CODE = hexToBytes(
  '0x' +
    // Initcode to memory; its size stays.
    '602036038060206000376000359060003' +
    '4f5' +
    // No address: revert with the creation's output.
    '806020573d600060003e3d6000fd' +
    '5b60005260206000f3',
)

/**
 * CREATE2 needs a frame of the creator, so for the time of the creation the creator has CREATE2_CODE: a constructor that
 * calls its creator does not find the creator's own code.
 */
function create2(
  context: CheatContext,
  from: Address,
  initcode: Uint8Array,
  value: bigint,
  salt: bigint,
): CheatOutcome {
  const { machine } = context
  const own = machine.getCode(from)
  machine.setCode(from, CREATE2_CODE)
  const result = machine.call({ from, to: from, data: concatBytes(toBytes32(salt), initcode), value })
  const output = result.output.slice()
  const { status } = result
  machine.setCode(from, own)
  if (status !== 'success') return { revert: status === 'revert' ? output : NO_BYTES }
  return output
}
