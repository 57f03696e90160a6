// Cheatcodes that read and write accounts: balance, nonce, code, storage. From crates/cheatcodes/src/evm.rs and utils.rs
// of foundry.

import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Machine } from '../../../evm/machine.ts'
import type { Address } from '../../../evm/types.ts'
import { concatBytes } from '../../../primitives/bytes.ts'
import { bytesToHex, hexToBytes } from '../../../primitives/hex.ts'
import { checksumAddress } from '../../../project/abi/checksum-address.ts'
import { CREATE2_FACTORY } from '../../addresses.ts'
import { type CheatContext, type CheatTable, CheatcodeError } from '../context.ts'
import { copyArbitraryStorage, fillSlot, noteWritten } from '../hooks/arbitrary-storage.ts'
import { meetAccount } from '../meet-account.ts'
import { rlpBytes, rlpList, rlpNumber } from './rlp.ts'
import { addressOf, bytesOf, listOf, numberOf, toBytes32, U64_MAX, wordOf } from './values.ts'

const P256_VERIFY = 0x100n
const DELEGATION_BYTES = 23

export const accountCheats: CheatTable = {
  'deal(address,uint256)': (context, [account, wei]) => {
    meetAccount(context, addressOf(account))
    context.machine.setBalance(addressOf(account), numberOf(wei))
  },
  'getNonce(address)': (context, [account]) => [nonceOf(context, addressOf(account))],
  'getNonce((address,uint256,uint256,uint256))': (context, [wallet]) => [
    nonceOf(context, addressOf(listOf(wallet)[0])),
  ],
  'setNonce(address,uint64)': (context, [account, nonce]) => {
    const current = nonceOf(context, addressOf(account))
    if (numberOf(nonce) < current) {
      throw new CheatcodeError(
        `new nonce (${numberOf(nonce)}) must be strictly equal to or higher than the account's current nonce (${current})`,
      )
    }
    context.machine.setNonce(addressOf(account), numberOf(nonce))
  },
  'setNonceUnsafe(address,uint64)': (context, [account, nonce]) => {
    meetAccount(context, addressOf(account))
    context.machine.setNonce(addressOf(account), numberOf(nonce))
  },
  'resetNonce(address)': (context, [account]) => {
    meetAccount(context, addressOf(account))
    // A contract's nonce begins at 1 (EIP-161).
    const isContract = context.machine.getCode(addressOf(account)).length > 0
    context.machine.setNonce(addressOf(account), isContract ? 1n : 0n)
  },
  'load(address,bytes32)': (context, [account, slot]) => {
    const { machine } = context
    refusePrecompile(machine, addressOf(account))
    meetAccount(context, addressOf(account), wordOf(slot))
    fillSlot(context, addressOf(account), wordOf(slot))
    return [toBytes32(machine.getStorage(addressOf(account), wordOf(slot)))]
  },
  'store(address,bytes32,bytes32)': (context, [account, slot, value]) => {
    const { machine } = context
    refusePrecompile(machine, addressOf(account))
    meetAccount(context, addressOf(account), wordOf(slot))
    noteWritten(context, addressOf(account), wordOf(slot))
    machine.setStorage(addressOf(account), wordOf(slot), wordOf(value))
  },
  'etch(address,bytes)': (context, [account, code]) => {
    refusePrecompile(context.machine, addressOf(account))
    meetAccount(context, addressOf(account))
    context.machine.setCode(addressOf(account), checkedCode(bytesOf(code)))
  },
  'copyStorage(address,address)': (context, [source, target]) => {
    copyArbitraryStorage(context, addressOf(source), addressOf(target))
    copyStorage(context.machine, addressOf(source), addressOf(target))
  },
  'cloneAccount(address,address)': (context, [source, target]) => {
    const { machine } = context
    meetAccount(context, addressOf(source))
    meetAccount(context, addressOf(target))
    const [from, to] = [addressOf(source), addressOf(target)]
    machine.setBalance(to, machine.getBalance(from))
    machine.setNonce(to, machine.getNonce(from))
    machine.setCode(to, machine.getCode(from))
    copyStorage(machine, from, to)
  },
  'computeCreateAddress(address,uint256)': (_, [deployer, nonce]) => {
    if (numberOf(nonce) > U64_MAX) throw new CheatcodeError('nonce must be less than 2^64')
    return [createAddress(addressOf(deployer), numberOf(nonce))]
  },
  'computeCreate2Address(bytes32,bytes32)': (_, [salt, hash]) => [
    create2Address(CREATE2_FACTORY, bytesOf(salt), bytesOf(hash)),
  ],
  'computeCreate2Address(bytes32,bytes32,address)': (_, [salt, hash, deployer]) => [
    create2Address(addressOf(deployer), bytesOf(salt), bytesOf(hash)),
  ],
}

function nonceOf(context: CheatContext, account: Address): bigint {
  meetAccount(context, account)
  return context.machine.getNonce(account)
}

/** The contract that an account creates with CREATE (Yellow Paper, section 7). */
export function createAddress(deployer: Address, nonce: bigint): Address {
  return lastTwenty(rlpList([rlpBytes(hexToBytes(deployer)), rlpNumber(nonce)]))
}

/** The contract that an account creates with CREATE2 (EIP-1014). */
function create2Address(deployer: Address, salt: Uint8Array, initcodeHash: Uint8Array): Address {
  return lastTwenty(concatBytes(Uint8Array.of(0xff), hexToBytes(deployer), salt, initcodeHash))
}

function lastTwenty(bytes: Uint8Array): Address {
  return bytesToHex(keccak_256(bytes).subarray(12))
}

function refusePrecompile(machine: Machine, address: Address): void {
  const number = BigInt(address)
  const isPrecompile =
    (number >= 1n && number <= BigInt(machine.rules.precompilesLast)) ||
    (machine.rules.p256 && number === P256_VERIFY)
  if (isPrecompile)
    throw new CheatcodeError(`cannot use precompile ${checksumAddress(address)} as an argument`)
}

/** Code that begins as a delegation must be one (EIP-7702). */
function checkedCode(code: Uint8Array): Uint8Array {
  if (code[0] === 0xef && code[1] === 0x01) {
    if (code.length !== DELEGATION_BYTES)
      throw new CheatcodeError('failed to create bytecode: Eip7702 is not 23 bytes long')
    if (code[2] !== 0) throw new CheatcodeError('failed to create bytecode: Unsupported Eip7702 version.')
  }
  return code
}

/** What the other account does not have is cleared. Of a fork: slots that were read or written so far. */
function copyStorage(machine: Machine, from: Address, to: Address): void {
  if (from === to) return
  const accounts = machine.dump()
  const slots = accounts.get(from)?.storage ?? new Map<bigint, bigint>()
  for (const slot of accounts.get(to)?.storage.keys() ?? []) {
    if (!slots.has(slot)) machine.setStorage(to, slot, 0n)
  }
  for (const [slot, value] of slots) machine.setStorage(to, slot, value)
}
