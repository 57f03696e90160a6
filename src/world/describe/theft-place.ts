// Which line of the protocol let value go, or let itself be taken over. Two thefts with the same answer are the same theft: it
// depends on the code that ran, not on amounts and accounts.

import type { StorageChange, Trace, TraceCall, TraceEvent } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { BALANCE_OF } from '../survey/standard-functions.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import type { SourceLocation } from '../../project/source-map.ts'
import type { Asset } from '../survey/types.ts'
import type { World } from '../types.ts'
import type { FailurePlace } from './failure-place.ts'
import { frameFunction } from './frame-function.ts'
import { type FrameSteps, framesWithSteps } from './frame-steps.ts'
import { createSourcePlaces, type SourcePlaces } from './source-places.ts'
import { indexOfWrite, type LastingWrite, lastingWrites } from './theft-place-writes.ts'
import { type EtherBalances, type Movement, valueFlow } from './value-flow.ts'
import { accountOf, NOBODY } from './value-flow-accounts.ts'
import { contractsOf, etherOf } from './value-flow-run.ts'

/** Slots of one call that are asked about, each of which may take as long as a detector does: the last ones. */
const ASKED_MAX = 64

/** Where something was taken. */
export type TheftPlace = Pick<FailurePlace, 'place' | 'line'> & {
  /** 'Vault.withdraw(uint256)': what the frame was called for. Safe to print. */
  readonly function: string
}

export type TheftPlaceOptions = {
  /** All accounts of the attacker, its contract among them. */
  readonly attackers: readonly Address[]
  readonly isProtocol: (address: Address) => boolean
  /**
   * What is looked for first. 'theft' and 'loss' (default): the last payment to the attacker, else the last write.
   * 'frozen' and 'blocked': the last write. 'dilution', of a newcomer's deposit: where it asks what a contract has itself.
   * 'takeover': the write of the slot that names the attacker. 'destruction': the DELEGATECALL to
   * the attacker's code, or the SELFDESTRUCT.
   */
  readonly kind?:
    | 'theft'
    | 'loss'
    | 'frozen'
    | 'insolvency'
    | 'dilution'
    | 'blocked'
    | 'takeover'
    | 'destruction'
  /** 'takeover': the slots that were taken over, if they are known. */
  readonly slots?: readonly { readonly address: Address; readonly slot: bigint }[]
  /** Whether it would not have happened had this been left as it was: asked in the state after the call, which it leaves as it is. */
  readonly isDecisive?: (slot: StorageChange) => boolean
  /** If given, events of other tokens than these are no payments. */
  readonly assets?: readonly Asset[]
  /** Wei before and after, of attackers and contracts: tells what SELFDESTRUCT paid. */
  readonly ether?: EtherBalances
}

// With all stacks a step takes half a kilobyte.
const STACKED_STEPS_MAX = 200_000

/** Runs the last call of a theft, traced opcode by opcode, and says where it gave way. The state is what `run` leaves behind. */
export function locateTheft(world: World, run: () => unknown, options: TheftPlaceOptions): TheftPlace {
  const { attackers } = options
  const before = etherOf(world, [...attackers, ...contractsOf(world)])
  const search = (stacks: boolean): Search => {
    const { trace } = world.trace(
      () => {
        run()
      },
      { steps: true, stacks },
    )
    return new Search(world, trace, { ether: { before, after: etherOf(world, before.keys()) }, ...options })
  }
  const mark = world.mark()
  const first = search(false)
  const place = first.place()
  if (!first.hasGuessed || first.steps > STACKED_STEPS_MAX) return place
  world.rollback(mark)
  return search(true).place()
}

/**
 * The innermost statement of the protocol that was at work when it happened, in the last call of the trace. A token that a
 * contract of the protocol moves is moved by that contract's statement; one that the attacker calls itself, by the token's
 * own. The world is in the state that the trace led to.
 *
 * Of a trace without steps, or without source maps, the function is the place. Stacks make writes exact.
 */
export function theftPlace(world: World, trace: Trace, options: TheftPlaceOptions): TheftPlace {
  return new Search(world, trace, options).place()
}

/** A frame that had a part in it, and the event of it at which it happened; undefined: its end. */
type Part = { readonly frame: FrameSteps; readonly event: TraceEvent | undefined }

class Search {
  readonly #world: World
  readonly #options: TheftPlaceOptions
  readonly #attackers: ReadonlySet<Address>
  readonly #frames: ReadonlyMap<TraceCall, FrameSteps>
  readonly #places: SourcePlaces
  readonly #calls: readonly TraceCall[]
  readonly steps: number
  /** Which opcode wrote something was not sure. */
  hasGuessed = false

  constructor(world: World, trace: Trace, options: TheftPlaceOptions) {
    this.#world = world
    this.#calls = trace.calls
    this.steps = trace.steps.length
    this.#options = options
    this.#attackers = new Set(options.attackers.map(lower))
    this.#frames = framesWithSteps(trace)
    this.#places = createSourcePlaces(world, trace.calls)
  }

  place(): TheftPlace {
    for (const call of this.#calls.toReversed()) {
      const found = this.#in(call)
      if (found !== undefined) return found
    }
    const last = this.#calls.at(-1)
    return last === undefined ? { place: 'nowhere', function: 'nothing' } : this.#functionPlace(last)
  }

  #in(call: TraceCall): TheftPlace | undefined {
    const payment = (): TheftPlace | undefined => this.#payment(call)
    const write = (): TheftPlace | undefined => this.#lastWrite(call)
    const destruction = (): TheftPlace | undefined => this.#destruction(call)
    const orders = {
      theft: [payment, destruction, write],
      loss: [payment, destruction, write],
      frozen: [write, payment, destruction],
      insolvency: [payment, destruction, write],
      dilution: [() => this.#ownBalance(call), payment, write, destruction],
      blocked: [write, payment, destruction],
      takeover: [() => this.#takeover(call), write, payment],
      destruction: [destruction, write, payment],
    }
    for (const look of orders[this.#options.kind ?? 'theft']) {
      const found = look()
      if (found !== undefined) return found
    }
    return undefined
  }

  // ---- what happened ---------------------------------------------------------------------------------------------

  /** The last payment to the attacker for which the protocol was at work; what it only led to counts less. */
  #payment(call: TraceCall): TheftPlace | undefined {
    const { assets, ether } = this.#options
    const { machine } = this.#world
    const flow = valueFlow([call], { assets, ether, preimageOf: (hash) => machine.preimage(hash) })
    const payments = flow.filter(({ from, to }) => this.#attackers.has(to) && !this.#attackers.has(from))
    // New tokens are worth something by what others have put in for theirs: a payment says more.
    const sorted = [
      ...payments.filter(({ from }) => from !== NOBODY).reverse(),
      ...payments.filter(({ from }) => from === NOBODY).reverse(),
    ]
    for (const isDirect of [true, false])
      for (const payment of sorted) {
        const place = this.#placeOf(this.#partsOf(payment, isDirect))
        if (place !== undefined) return place
      }
    return undefined
  }

  #partsOf({ frame, event, asset }: Movement, isDirect: boolean): readonly Part[] {
    if (frame === undefined) return []
    const parts = this.#protocolParts(frame, event, isDirect)
    if (asset.kind === 'ether') return parts
    const isOfToken = ({ frame: { call } }: Part): boolean => call.to === asset.address
    return [...parts.filter((part) => !isOfToken(part)), ...parts.filter(isOfToken)]
  }

  #lastWrite(call: TraceCall): TheftPlace | undefined {
    const writes = lastingWrites(call).filter(({ frame }) => this.#isProtocol(frame))
    // A token only does what it was told.
    const tokens = new Set(
      (this.#options.assets ?? []).map((each) => (each.kind === 'ether' ? '' : each.address)),
    )
    const own = writes.filter(({ frame }) => !tokens.has(frame.to))
    const asked = new Set<string>()
    const decisive = this.#decisive(own, asked) ?? this.#decisive(writes, asked)
    const write = decisive ?? own.at(-1) ?? writes.at(-1)
    if (write === undefined) return undefined
    const parts = this.#protocolParts(write.frame, write.event, true)
    const told = parts.filter(({ frame }) => !tokens.has(frame.call.to))
    return this.#placeOf([...told, ...parts.filter((part) => !told.includes(part))])
  }

  /** The last write of the last slot that matters by itself, and was not asked about. */
  #decisive(writes: readonly LastingWrite[], asked: Set<string>): LastingWrite | undefined {
    const { isDecisive } = this.#options
    if (isDecisive === undefined || writes.length < 2) return undefined
    return writes.findLast(({ change: { address, slot, after } }) => {
      const isSame = ({ change }: LastingWrite): boolean => change.address === address && change.slot === slot
      const name = `${address}${slot}`
      if (asked.has(name) || asked.size >= ASKED_MAX) return false
      asked.add(name)
      return isDecisive({ address, slot, after, before: writes.find(isSame)!.change.before })
    })
  }

  /** The first time that a contract of the protocol asks what it has itself: anybody can give it more. */
  #ownBalance(call: TraceCall): TheftPlace | undefined {
    if (call.status !== 'success') return undefined
    const frame = this.#frames.get(call)
    if (frame !== undefined && this.#isProtocol(call)) {
      const asked = call.events.find((event) => event.kind === 'call' && asksFor(call.to, event.call))
      if (asked !== undefined) return this.#placeOf(this.#protocolParts(call, asked, true))
    }
    for (const event of call.events) {
      const found = event.kind === 'call' ? this.#ownBalance(event.call) : undefined
      if (found !== undefined) return found
    }
    return undefined
  }

  /** The last write of a slot that is known to be taken, else that now names the attacker, else of a proxy's own slots. */
  #takeover(call: TraceCall): TheftPlace | undefined {
    const writes = lastingWrites(call).filter(({ frame }) => this.#isProtocol(frame))
    const slots = this.#options.slots ?? []
    const { machine } = this.#world
    const rules: readonly ((change: (typeof writes)[number]['change']) => boolean)[] = [
      ({ address, slot }) => slots.some((each) => lower(each.address) === address && each.slot === slot),
      ({ before, after }) => this.#namesAttacker(after) && !this.#namesAttacker(before),
      ({ slot }) => PROXY_SLOTS.has(slot),
      // isOwner[attacker]
      ({ slot, before }) => before === 0n && this.#isKeyedByAttacker(machine.preimage(slot)),
    ]
    for (const rule of rules) {
      const write = writes.findLast(({ change }) => rule(change))
      const place = write && this.#placeOf(this.#protocolParts(write.frame, write.event, true))
      if (place !== undefined) return place
    }
    return undefined
  }

  /** Packed with other variables or not. */
  #namesAttacker(word: bigint): boolean {
    for (let shift = 0n; shift <= 96n; shift += 8n) {
      const account = accountOf(BigInt.asUintN(160, word >> shift))
      if (account !== undefined && this.#attackers.has(account)) return true
    }
    return false
  }

  #isKeyedByAttacker(input: Uint8Array | undefined): boolean {
    if (input?.length !== 64) return false
    const account = accountOf(readWord(input, 0))
    return account !== undefined && this.#attackers.has(account)
  }

  /** The last DELEGATECALL of the protocol to the attacker's code, or SELFDESTRUCT in it. */
  #destruction(call: TraceCall): TheftPlace | undefined {
    let last: Part | undefined
    const visit = (call: TraceCall): void => {
      if (call.status !== 'success') return
      const frame = this.#frames.get(call)
      const isProtocol = this.#isProtocol(call)
      for (const event of call.events) {
        if (event.kind !== 'call') continue
        const { kind, codeAddress, status } = event.call
        const isGiven = kind === 'delegatecall' || kind === 'callcode'
        if (isProtocol && isGiven && status === 'success' && this.#attackers.has(codeAddress) && frame)
          last = { frame, event }
        visit(event.call)
      }
      if (isProtocol && frame?.isComplete === true && frame.steps.at(-1)?.opcode === SELFDESTRUCT)
        last = { frame, event: undefined }
    }
    visit(call)
    return last && this.#placeOf(this.#protocolParts(last.frame.call, last.event, true))
  }

  // ---- where that was --------------------------------------------------------------------------------------------

  #isProtocol({ to, codeAddress }: TraceCall): boolean {
    if (this.#attackers.has(to) || this.#attackers.has(codeAddress)) return false
    const { isProtocol } = this.#options
    return isProtocol(to) || isProtocol(codeAddress)
  }

  /** The frames of the protocol from this one outwards. Direct: up to the attacker that called them. */
  #protocolParts(call: TraceCall, event: TraceEvent | undefined, isDirect: boolean): readonly Part[] {
    const parts: Part[] = []
    let at = event
    for (let frame = this.#frames.get(call); frame !== undefined; frame = frame.parent) {
      if (isDirect && this.#attackers.has(frame.call.to)) break
      if (this.#isProtocol(frame.call)) parts.push({ frame, event: at })
      at = eventOf(frame)
    }
    return parts
  }

  /** The project's own line before one of a library, the innermost before those that called it. */
  #placeOf(parts: readonly Part[]): TheftPlace | undefined {
    const [first] = parts
    if (first === undefined) return undefined
    for (const part of parts) {
      const index = this.#indexAt(part)
      if (index === undefined) continue
      const own = this.#places.deedPlace(part.frame, index) ?? this.#places.ownPlace(part.frame, index, false)
      if (own !== undefined) return this.#linePlace(part.frame.call, own)
    }
    const index = this.#indexAt(first)
    const any = index === undefined ? undefined : this.#places.anyPlace(first.frame, index)
    return any === undefined ? this.#functionPlace(first.frame.call) : this.#linePlace(first.frame.call, any)
  }

  #indexAt({ frame, event }: Part): number | undefined {
    if (event?.kind === 'storage') {
      const found = indexOfWrite(frame, event)
      if (found?.isGuess === true) this.hasGuessed = true
      return found?.index
    }
    if (event !== undefined) return frame.indexOf.get(event)
    return frame.isComplete && frame.steps.length > 0 ? frame.steps.length - 1 : undefined
  }

  #linePlace(call: TraceCall, { path, line, text }: SourceLocation): TheftPlace {
    const shown = clippedText(path, 200)
    return {
      place: `${shown}:${line}`,
      line: { path: shown, line, text: clippedText(text, 400) },
      function: this.#functionOf(call),
    }
  }

  #functionPlace(call: TraceCall): TheftPlace {
    const name = this.#functionOf(call)
    return { place: name, function: name }
  }

  #functionOf(call: TraceCall): string {
    return frameFunction(this.#world, this.#places.artifactOf(call), call)
  }
}

const SELFDESTRUCT = 0xff

// EIP-1967: implementation, admin and beacon.
const PROXY_SLOTS: ReadonlySet<bigint> = new Set([
  0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbcn,
  0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103n,
  0xa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6cb3582b35133d50n,
])

function eventOf({ call, parent }: FrameSteps): TraceEvent | undefined {
  return parent?.call.events.find((event) => event.kind === 'call' && event.call === call)
}

/** balanceOf(account) of a token. */
function asksFor(account: Address, { input }: TraceCall): boolean {
  return (
    input.length === 36 &&
    selectorIn(input) === BALANCE_OF.selector &&
    accountOf(readWord(input, 4)) === lower(account)
  )
}

function lower(address: Address): Address {
  return address.toLowerCase() as Address
}
