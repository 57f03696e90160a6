// A transaction of a sequence in words: 'alice calls Vault.withdraw(amount: 5e18) 3 days later, sending 1 ether'.

import type { Address } from '../../evm/types.ts'
import { equalBytes } from '../../primitives/bytes.ts'
import { bytesToHex, type Hex } from '../../primitives/hex.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { formatValue, safeText } from '../../project/abi/format-value.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { typeName } from '../../project/abi/parse-abi.ts'
import type { AbiFunction, AbiValue } from '../../project/abi/types.ts'
import { ATTACKER_CONTRACT, isOurs } from '../attacker/attacker.ts'
import { BORROWED_STORAGE, WRITE } from '../attacker/borrowed-storage.ts'
import { CONDUCTS, DELEGATE } from '../attacker/conduct.ts'
import { FORCE, FORCED_ETHER } from '../attacker/forced-ether.ts'
import type { World } from '../types.ts'
import type { Names } from './account-names.ts'
import { calledFunction } from './called-function.ts'
import {
  type InnerCalls,
  readableArguments,
  readableSeconds,
  readableValue,
  readableWei,
} from './readable-values.ts'

const ANSWER_MAX = 140

/** What a call of a sequence is made of. */
export type DescribedMessage = {
  readonly to: Address
  readonly from: Address
  /** Wei. */
  readonly value: bigint
  readonly data: Uint8Array
  /** Time that passes before it. */
  readonly seconds: number
  readonly blocks: number
  /** What the attacker's contract, which sends it, does when it is called in the middle of it. */
  readonly reactions?: readonly {
    readonly calls: readonly Pick<DescribedMessage, 'to' | 'value' | 'data'>[]
    readonly output?: Uint8Array
    readonly fails?: 'revert' | 'burn'
  }[]
}

/** One argument: what it is called and said as, and exactly. All texts are safe to print. */
export type DescribedArgument = {
  readonly name: string
  readonly type: string
  /** '5e18', 'alice'. */
  readonly text: string
  /** '5000000000000000000 [5e18]', 'alice: [0x...]': nothing left out but what is very long. */
  readonly exact: string
}

/** A call, decoded. All texts are safe to print. */
export type DescribedCall = {
  readonly contract: string
  /** 'withdraw'; 'receive' for plain ether; the selector if nobody knows it. */
  readonly function: string
  /** 'withdraw(uint256)'; undefined if nobody knows it. */
  readonly signature: string | undefined
  readonly arguments: readonly DescribedArgument[]
  readonly sender: string
  readonly calldata: Hex
  /** 'alice calls Vault.withdraw(amount: 5e18)'. */
  readonly words: string
  /** '3 days and 5 blocks later'; empty if no time passes. */
  readonly delay: string
  /** 'sending 1 ether'; empty if none. */
  readonly payment: string
}

export function describeCall(world: World, message: DescribedMessage, names: Names): DescribedCall {
  const { to, from, data, value } = message
  const contract = names.nameOf(to)
  const sender = names.nameOf(from)
  const abi = functionOf(world, to, data)
  const values = abi === undefined ? undefined : argumentsOf(abi, data)
  const calls = innerCalls(world, [to, ...(values ?? [])], names)
  const selector = selectorIn(data)
  const functionName =
    abi !== undefined
      ? safeText(abi.name)
      : data.length === 0
        ? 'receive'
        : bytesToHex(data.subarray(0, selector === undefined ? data.length : 4))
  const described =
    abi === undefined || values === undefined
      ? []
      : abi.inputs.map(({ name, type }, index) => ({
          name: safeText(name),
          type: typeName(type),
          text: readableValue(values[index]!, type, names, calls),
          exact: formatValue(values[index]!, type, names.map),
        }))
  const inside =
    abi !== undefined && values !== undefined
      ? readableArguments(values, abi.inputs, names, calls)
      : data.length > 4
        ? `${data.length - 4} byte${data.length === 5 ? '' : 's'}${abi === undefined ? '' : ' that are no arguments of it'}`
        : ''
  const payment = value === 0n ? '' : `sending ${readableWei(value)}`
  const isLure = to === ATTACKER_CONTRACT && data.length === 0 && !isOurs(from)
  return {
    contract,
    function: functionName,
    signature: abi === undefined ? undefined : safeText(abi.signature, 200),
    arguments: described,
    sender,
    calldata: bytesToHex(data),
    words: isLure
      ? `${sender} is lured into calling ${contract}`
      : data.length === 0
        ? `${sender} sends ${value === 0n ? 'nothing' : readableWei(value)} to ${contract}`
        : `${sender}${world.isPending(message) ? ', as everybody can see beforehand,' : ''} calls ${contract}.${functionName}(${inside})`,
    delay: delayText(message.seconds, message.blocks),
    payment: data.length === 0 ? '' : payment,
  }
}

/** So deep may bytes be calls that have bytes which are calls. */
const INNER_DEPTH = 2

/**
 * Bytes among the arguments in words, if they are what a compiler would write for a call of a contract here: of the one that is called, as a
 * multicall calls itself, or of one that is named beside them.
 */
function innerCalls(
  world: World,
  named: readonly AbiValue[],
  names: Names,
  depth: number = INNER_DEPTH,
): InnerCalls | undefined {
  if (depth === 0) return undefined
  return (bytes) => {
    for (const each of named) {
      if (typeof each !== 'string') continue
      const abi = world
        .artifactAt(each as Address)
        ?.abi.functions.find(({ selector }) => selector === selectorIn(bytes))
      const values = abi && argumentsOf(abi, bytes)
      if (abi === undefined || values === undefined || !equalBytes(encodeCall(abi, values), bytes)) continue
      const inside = readableArguments(values, abi.inputs, names, innerCalls(world, named, names, depth - 1))
      return `${safeText(abi.name)}(${inside})`
    }
    return undefined
  }
}

/** What happens when the sender is called back, a line for each time: 'called back, it calls Vault.withdraw()'. Safe to print. */
export function describeReactions(world: World, message: DescribedMessage, names: Names): string[] {
  return (message.reactions ?? []).map(({ calls, output, fails }, time) => {
    const deeds = calls.map((call) => {
      const nested = { ...call, from: ATTACKER_CONTRACT, seconds: 0, blocks: 0 }
      const { words, payment, sender } = describeCall(world, nested, names)
      const deed = words.startsWith(`${sender} `) ? words.slice(sender.length + 1) : words
      return payment === '' ? deed : `${deed}, ${payment}`
    })
    const answer = answerWords(output, fails)
    const when = time === 0 ? 'called back' : `called back again (${time + 1})`
    return `${when}, it ${[...deeds, ...answer].join('; then ')}`
  })
}

function answerWords(
  output: Uint8Array | undefined,
  fails: 'revert' | 'burn' | undefined,
): readonly string[] {
  if (fails === 'burn') return ['takes all gas']
  const words = output === undefined ? '' : clippedText(bytesToHex(output), ANSWER_MAX)
  if (fails === 'revert') return [output === undefined ? 'reverts' : `reverts with ${words}`]
  return output === undefined ? [] : [`returns ${words}`]
}

function delayText(seconds: number, blocks: number): string {
  const parts: string[] = []
  if (seconds > 0) parts.push(readableSeconds(seconds))
  if (blocks > 0) parts.push(`${blocks} block${blocks === 1 ? '' : 's'}`)
  return parts.length === 0 ? '' : `${parts.join(' and ')} later`
}

/** The function that is called; of our own accounts, what they are told to do. */
function functionOf(world: World, to: Address, data: Uint8Array): AbiFunction | undefined {
  const selector = selectorIn(data)
  if (selector === undefined) return undefined
  if (to === FORCED_ETHER && selector === FORCE.selector) return FORCE
  if (to === BORROWED_STORAGE && selector === WRITE.selector) return WRITE
  if (to === ATTACKER_CONTRACT) {
    const conduct = [...CONDUCTS, DELEGATE].find((each) => each.selector === selector)
    if (conduct !== undefined) return conduct
  }
  return calledFunction(world, world.artifactAt(to), data)
}

function argumentsOf(abi: AbiFunction, data: Uint8Array): readonly AbiValue[] | undefined {
  try {
    return decodeArguments(
      abi.inputs.map(({ type }) => type),
      data.subarray(4),
    )
  } catch {
    return undefined
  }
}
