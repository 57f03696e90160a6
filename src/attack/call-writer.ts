// Writes calls: new ones, and changed copies of calls that went well.

import type { Machine } from '../evm/machine.ts'
import { bitLength } from '../primitives/bits.ts'
import { equalBytes } from '../primitives/bytes.ts'
import type { Address } from '../evm/types.ts'
import type { Prng } from '../primitives/prng.ts'
import { isView } from '../project/abi/mutability.ts'
import { copyEncoded, encodeCall } from '../project/abi/encode.ts'
import { layoutOf } from '../project/abi/layout.ts'
import type { AbiType, AbiValue } from '../project/abi/types.ts'
import type { ContractArtifact } from '../project/types.ts'
import type { Corpus } from './corpus.ts'
import { decodedArguments } from './decoded-arguments.ts'
import { type CreatedContracts, isOpen } from './created-contracts.ts'
import { type Call, type CampaignTarget, type TargetFunction, withoutReactions } from './types.ts'
import { RECEIVE } from '../project/abi/plain-ether.ts'
import { borrowArguments, type KnownCall, lends } from './values/borrowed-arguments.ts'
import { ATTACKER_CONTRACT } from '../world/attacker/attacker.ts'
import { blocksIn } from '../world/passing-time.ts'
import { generateValues } from './values/generate-value.ts'
import { GivenValues } from './values/given-values.ts'
import { canBeUnusual, unusual } from './values/unusual-calldata.ts'
import { mutateArguments } from './values/mutate-value.ts'
import { canGenerate, type ValuePools } from './values/value-pools.ts'

const SECONDS_OF_INTEREST = [1, 12, 60, 600, 3_600, 86_400, 604_800, 2_592_000, 31_536_000] as const
const WEI_OF_INTEREST = [
  1n,
  1_000n,
  10n ** 9n,
  10n ** 15n,
  10n ** 17n,
  10n ** 18n,
  10n ** 19n,
  10n ** 20n,
] as const

const DELAYED_PERCENT = 20
/** One in so many new calls of an attacker is written as no compiler would. */
const UNUSUAL_ONE_IN = 12
/** One in so many new calls has arguments of an observed one, if there is one that lends them. */
const BORROWED_ONE_IN = 4

/** Compilers before 0.8 do not look at bits above a small number. */
function isLax({ compilerVersion }: ContractArtifact): boolean {
  return /^0\.[1-7]\./.test(compilerVersion ?? '')
}

/** Where each argument begins in calldata, and the end of the last; that is all of the bytes. */
type WordPlaces = { readonly heads: readonly number[]; readonly bytes: number }

/** Undefined if something stands elsewhere than in its place, as lists and texts do. */
function wordPlaces(types: readonly AbiType[]): WordPlaces | undefined {
  let bytes = SELECTOR_BYTES
  const heads = [bytes]
  for (const type of types) {
    const { isDynamic, headBytes } = layoutOf(type)
    if (isDynamic) return undefined
    heads.push((bytes += headBytes))
  }
  return { heads, bytes }
}

const SELECTOR_BYTES = 4
const ZERO_ADDRESS: Address = '0x0000000000000000000000000000000000000000'

function calldata({ abi, fixed }: TargetFunction, values: readonly AbiValue[]): Uint8Array {
  return fixed?.data ?? (abi === RECEIVE ? NO_DATA : encodeCall(abi, values))
}

const NO_DATA = new Uint8Array(0)
const NO_DELAY = { seconds: 0, blocks: 0 } as const

export class CallWriter {
  readonly #target: CampaignTarget
  readonly #pools: ValuePools
  readonly #machine: Machine
  readonly #created: CreatedContracts
  readonly #types: readonly (readonly AbiType[])[]
  /** By function: an attacker may write its calldata as no compiler would. */
  readonly #canBeUnusual: readonly boolean[]
  /** By function: observed calls that lend it arguments. */
  readonly #lenders: (readonly KnownCall[] | undefined)[] = []
  /** By function: where its arguments stand in calldata that has nothing else. */
  readonly #words: readonly (WordPlaces | undefined)[]
  /** By function. */
  readonly #given: readonly GivenValues[]

  constructor(target: CampaignTarget, pools: ValuePools, machine: Machine, created: CreatedContracts) {
    this.#target = target
    this.#pools = pools
    this.#machine = machine
    this.#created = created
    this.#types = target.functions.map(({ abi }) => abi.inputs.map(({ type }) => type))
    this.#given = target.functions.map(({ abi }) => new GivenValues(target.fixtures, abi.inputs))
    this.#canBeUnusual = target.functions.map(
      ({ to, senders, artifact }, i) =>
        target.attacker !== undefined &&
        senders.length === 0 &&
        to !== undefined &&
        target.attacker.isProtocol(to) &&
        canBeUnusual(this.#types[i]!, isLax(artifact)),
    )
    this.#words = target.functions.map(({ fixed }, i) =>
      fixed !== undefined || this.#canBeUnusual[i]! ? undefined : wordPlaces(this.#types[i]!),
    )
  }

  get pools(): ValuePools {
    return this.#pools
  }
  typesOf(target: number): readonly AbiType[] {
    return this.#types[target]!
  }

  /** A call of the function: invented, or a kept one changed. `sender` is who sent last: senders often stay. */
  write(prng: Prng, corpus: Corpus, index: number, sender: Address | undefined): Call {
    const known = corpus.callsOf(index)
    if (known.length > 0 && prng.nextBelow(100) < 55) {
      const call = this.fit(prng, known[prng.nextBelow(known.length)]!)
      if (call !== undefined)
        return prng.nextBelow(6) === 0 ? this.#resend(prng, call, sender) : this.change(prng, call)
    }
    return this.invent(prng, index, sender)
  }

  /**
   * The call as it can be made in the present state: if the contract that it was made to does not exist here, to another one
   * that was created from the same artifact; undefined if there is none.
   */
  fit(prng: Prng, call: Call): Call | undefined {
    const fn = call.target < 0 ? undefined : this.#target.functions[call.target]
    if (fn === undefined || !isOpen(fn)) return call
    const contracts = this.#created.of(fn)
    if (contracts.includes(call.to)) return call
    return contracts.length === 0 ? undefined : this.#sentTo(call, chosen(prng, contracts))
  }

  #sentTo(call: Call, to: Address): Call {
    return { ...call, to }
  }

  /** A call with new arguments. */
  invent(prng: Prng, index: number, sender: Address | undefined): Call {
    const fn = this.#target.functions[index]!
    const values = this.#inventValues(prng, fn)
    const from = this.#chooseSender(prng, fn, sender)
    return this.#finish(prng, fn, values, from, this.#chooseValue(prng, fn, from))
  }

  #inventValues(prng: Prng, { index, abi }: TargetFunction): readonly AbiValue[] {
    const values = this.#given[index]!.into(generateValues(this.#types[index]!, prng, this.#pools), prng)
    const lenders = (this.#lenders[index] ??= (this.#pools.calls ?? []).filter((each) =>
      lends(each, abi.inputs),
    ))
    return lenders.length === 0 || prng.nextBelow(BORROWED_ONE_IN) !== 0
      ? values
      : borrowArguments(abi.inputs, values, lenders[prng.nextBelow(lenders.length)]!, prng)
  }

  /** The call with something changed: arguments mostly, else sender, value or delay. */
  change(prng: Prng, call: Call): Call {
    const fn = this.#target.functions[call.target]!
    const values = this.valuesOf(call)
    if (values === undefined) return this.invent(prng, call.target, call.from)
    const what = prng.nextBelow(16)
    if (what === 0) return sentBy(call, this.#chooseSender(prng, fn, undefined))
    if (what === 1 && fn.abi.mutability === 'payable')
      return { ...call, value: this.#chooseValue(prng, fn, call.from) }
    if (what === 2 && this.#target.maxSeconds > 0) return { ...call, ...this.#chooseDelay(prng) }
    if (what === 3 && isOpen(fn)) {
      const contracts = this.#created.of(fn)
      if (contracts.length > 1) return this.#sentTo(call, chosen(prng, contracts))
    }
    const types = this.#types[call.target]!
    if (types.length === 0) return this.#resend(prng, call, undefined)
    return this.withValues(call, mutateArguments(fn.abi, values, prng, this.#pools))
  }

  /** The same call with other arguments. */
  withValues(call: Call, values: readonly AbiValue[]): Call {
    const fn = this.#target.functions[call.target]!
    return { ...call, data: calldata(fn, values) }
  }
  /**
   * The call with arguments of another, both given by their positions, of the same types: copied as they stand. Undefined where calldata may
   * hold more than words that stand in place.
   */
  withWordsOf(call: Call, other: Call, places: ReadonlyMap<number, number>): Call | undefined {
    const [to, from] = [this.#words[call.target]!, this.#words[other.target]!]
    if (to === undefined || from === undefined) return undefined
    if (call.data.length !== to.bytes || other.data.length !== from.bytes) return undefined
    const data = copyEncoded(call.data)
    for (const [place, known] of places) {
      const [end, start, first] = [to.heads[place + 1]!, to.heads[place]!, from.heads[known]!]
      for (let i = 0; i < end - start; i++) data[start + i] = other.data[first + i]!
    }
    return { ...call, data }
  }
  /** A call of a function with these arguments, at once and without ether. */
  callOf(fn: TargetFunction, from: Address, values: readonly AbiValue[]): Call {
    const data = calldata(fn, values)
    return { target: fn.index, to: fn.to ?? ZERO_ADDRESS, from, value: 0n, data, ...NO_DELAY }
  }
  isPayable(target: number): boolean {
    return this.#target.functions[target]!.abi.mutability === 'payable'
  }

  /** The call's arguments; undefined if its calldata is not what the function takes. */
  valuesOf(call: Call): readonly AbiValue[] | undefined {
    if (call.target < 0) return undefined
    return decodedArguments(call, this.#types[call.target]!)
  }

  /** Whether its calldata is what a compiler would write for its arguments. */
  isWellFormed(call: Call): boolean {
    const values = this.valuesOf(call)
    if (values === undefined) return false
    const written = calldata(this.#target.functions[call.target]!, values)
    return equalBytes(written, call.data)
  }

  #resend(prng: Prng, call: Call, sender: Address | undefined): Call {
    const fn = this.#target.functions[call.target]!
    return { ...sentBy(call, this.#chooseSender(prng, fn, sender)), ...this.#chooseDelay(prng) }
  }

  #finish(prng: Prng, fn: TargetFunction, values: readonly AbiValue[], from: Address, value: bigint): Call {
    const to = fn.to ?? this.#chooseContract(prng, fn)
    const { seconds, blocks } = this.#chooseDelay(prng)
    const isUnusual = this.#canBeUnusual[fn.index] === true && prng.nextBelow(UNUSUAL_ONE_IN) === 0
    const data = isUnusual ? this.#unusual(prng, fn, values) : calldata(fn, values)
    return { target: fn.index, to, from, value, data, seconds, blocks }
  }

  /** Calldata as no compiler would write it; bytes in it are often a call of the contract's own functions. */
  #unusual(prng: Prng, fn: TargetFunction, values: readonly AbiValue[]): Uint8Array {
    const types = this.#types[fn.index]!
    const { artifact } = fn
    const functions = artifact.abi.functions.filter((each) => !isView(each))
    const inner = functions[prng.nextBelow(functions.length)]
    const inside = types.findIndex(({ kind }) => kind === 'bytes')
    const innerTypes = inner?.inputs.map(({ type }) => type) ?? []
    const isCall = inside >= 0 && prng.nextBelow(2) === 0 && inner !== undefined && canGenerate(innerTypes)
    const given = isCall
      ? values.with(inside, encodeCall(inner, generateValues(innerTypes, prng, this.#pools)))
      : values
    const data = calldata(fn, given)
    return unusual(data, { types, functions, isLax: isLax(artifact) }, this.#pools, prng)
  }

  /** One of those that were created. Nobody, if the call is for a state other than the present one: `fit` finds somebody there. */
  #chooseContract(prng: Prng, fn: TargetFunction): Address {
    const contracts = this.#created.of(fn)
    return contracts.length === 0 ? ZERO_ADDRESS : chosen(prng, contracts)
  }

  #chooseSender(prng: Prng, fn: TargetFunction, sender: Address | undefined): Address {
    const senders = fn.senders.length > 0 ? fn.senders : this.#target.senders
    if (sender !== undefined && prng.nextBelow(2) === 0 && senders.includes(sender)) return sender
    return senders[prng.nextBelow(senders.length)]!
  }

  #chooseValue(prng: Prng, fn: TargetFunction, from: Address): bigint {
    if (fn.fixed !== undefined) return fn.fixed.value
    if (fn.abi.mutability !== 'payable' || prng.nextBelow(3) === 0) return 0n
    const balance = this.#machine.getBalance(from)
    const most = balance < this.#target.maxValueWei ? balance : this.#target.maxValueWei
    if (most === 0n) return 0n
    const now = this.#pools.dictionary.pickNow(prng, 128)
    const kind = prng.nextBelow(8)
    let value: bigint
    if (now !== undefined) value = now
    else if (kind === 0) value = most
    else if (kind < 4) value = WEI_OF_INTEREST[prng.nextBelow(WEI_OF_INTEREST.length)]!
    else if (kind < 6) value = this.#pools.dictionary.pickNumber(prng, 128) ?? 0n
    else value = prng.nextBigInt(1 + prng.nextBelow(bitLength(most)))
    return value > most ? value % (most + 1n) : value
  }

  /** Most calls follow at once. */
  #chooseDelay(prng: Prng): { readonly seconds: number; readonly blocks: number } {
    const { maxSeconds, maxBlocks, delayedPercent = DELAYED_PERCENT } = this.#target
    if ((maxSeconds === 0 && maxBlocks === 0) || prng.nextBelow(100) < 100 - delayedPercent) return NO_DELAY
    let seconds: number
    if (maxSeconds === 0) seconds = 0
    else if (prng.nextBelow(4) > 0)
      seconds = SECONDS_OF_INTEREST[prng.nextBelow(SECONDS_OF_INTEREST.length)]! + prng.nextBelow(3) - 1
    else seconds = prng.nextBelow(maxSeconds + 1)
    if (seconds > maxSeconds) seconds %= maxSeconds + 1
    const blocks = Math.min(
      maxBlocks,
      prng.nextBelow(4) > 0 ? blocksIn(seconds) : prng.nextBelow(maxBlocks + 1),
    )
    return { seconds, blocks }
  }
}

/** The call, sent by this account. Only the attacker's contract reacts: if it sends the call, or gets it. */
function sentBy(call: Call, from: Address): Call {
  return call.reactions === undefined || from === call.from || call.to === ATTACKER_CONTRACT
    ? { ...call, from }
    : { ...withoutReactions(call), from }
}

function chosen(prng: Prng, contracts: readonly Address[]): Address {
  return contracts[prng.nextBelow(contracts.length)]!
}
