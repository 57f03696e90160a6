// Ignored failure: a payment failed, or would have if its receiver had refused it, and the protocol went on as if it had been
// made. Whether it noticed is found out by trying: the same call once more, with the other answer to the payment. Who notices does
// something else then: reverts, writes or logs something else, pays in another way, tells its caller.

import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32, equalBytes, readWord } from '../../primitives/bytes.ts'
import { hexToBytes } from '../../primitives/hex.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { WorldResult } from '../../world/types.ts'
import { amountText } from './amount-text.ts'
import { placeOfCall } from './call-place.ts'
import {
  type CallRecord,
  callsIn,
  type EnteredCall,
  type InnerCall,
  isSameBut,
  type NetWrite,
  recordCall,
} from './call-record.ts'
import { comesAfterAll, giverOf, isAllThatItDoes } from './passed-on.ts'
import type { Scene } from './scene.ts'
import type { CallDetector, CallVerdict } from './types.ts'

/** By selector: where the amount is among the arguments of a function that moves tokens and may answer false. */
const TOKEN_MOVES: ReadonlyMap<number, { readonly name: string; readonly amountAt: number }> = new Map([
  [0xa9059cbb, { name: 'transfer', amountAt: 1 }],
  [0x23b872dd, { name: 'transferFrom', amountAt: 2 }],
  [0x40c10f19, { name: 'mint', amountAt: 1 }],
])
/** Payments of one call that are tried with the other answer. */
const TRIED_MAX = 8
/** Slots behind the one that a mapping's key leads to: the members of a struct. */
const MEMBERS_MAX = 8n

/**
 * A payment whose answer may be ignored. `giver`: who sent the payer just this ether with its call, if that may be why it is paid to
 * somebody else.
 */
type Payment = {
  readonly index: number
  readonly call: InnerCall
  readonly kind: 'ether' | 'token'
  readonly giver?: EnteredCall | undefined
}

export function ignoredFailure(scene: Scene): CallDetector {
  const { world } = scene
  const judge = new Judge(scene)
  return {
    name: 'ignored-failure',
    rule:
      'A contract of the protocol pays, and does, writes, logs and answers the very same whether the payment is made or fails, ' +
      'although its books say that it was: of a payment of tokens one that failed, of a payment of ether also one that the receiver, ' +
      'whom anybody could be, might have refused.',
    suspects: (run) =>
      judge
        .payments(callsIn(world, run))
        .map(({ kind, call: { caller, status } }) => `${kind} ${caller} ${status}`),
    judge: (run) => judge.judge(run),
  }
}

class Judge {
  readonly #scene: Scene
  readonly #protocol: ReadonlySet<Address>
  readonly #attackers: ReadonlySet<Address>
  /** Who has rights of its own, or set everything up: what it cannot receive is its own affair. */
  readonly #privileged: ReadonlySet<Address>

  constructor(scene: Scene) {
    this.#scene = scene
    this.#attackers = new Set(scene.attackers)
    this.#privileged = new Set([
      scene.world.test.address,
      ...scene.survey.actors.flatMap(({ address, kinds }) =>
        kinds.includes('privileged') || kinds.includes('deployer') ? [address] : [],
      ),
    ])
    this.#protocol = new Set(
      scene.survey.contracts.flatMap(({ origin, address }) => (origin === 'protocol' ? [address] : [])),
    )
  }

  /** What is worth trying with the other answer. */
  payments({ calls, entries }: Pick<CallRecord, 'calls' | 'entries'>): readonly Payment[] {
    return calls.flatMap((call, index): Payment[] => {
      const { kind, caller, to, value, status, isUndone } = call
      // Who reverts afterwards has noticed, or would have for another reason.
      if (isUndone || kind !== 'call' || to === undefined || !this.#protocol.has(caller) || to === caller)
        return []
      if (value > 0n) {
        const giver = this.#mayRefuse(to) ? giverOf(call, entries, this.#protocol) : undefined
        return giver !== undefined || this.#isOpen(to, status) ? [{ index, call, kind: 'ether', giver }] : []
      }
      return hasFailedTokens(call) ? [{ index, call, kind: 'token' }] : []
    })
  }

  judge(run: () => WorldResult): CallVerdict | undefined {
    const { world } = this.#scene
    const mark = world.mark()
    const seen = recordCall(world, run)
    if (seen?.isSuccess !== true) return undefined
    for (const payment of this.payments(seen).slice(0, TRIED_MAX)) {
      const { giver } = payment
      const isPassedOn = giver !== undefined && isAllThatItDoes(this.#scene, payment.call, giver, seen)
      if (!isPassedOn && !this.#isBooked(payment, seen)) continue
      world.rollback(mark)
      const answer = otherAnswer(payment)
      const other = recordCall(world, run, { call: payment.index, answer })
      if (other === undefined || !isSameBut(payment.index, seen, other)) continue
      if (isPassedOn) {
        // The state in which it was refused.
        if (payment.call.status !== 'return') {
          world.rollback(mark)
          run()
        }
        if (comesAfterAll(this.#scene, payment.call, giver)) continue
      }
      world.rollback(mark)
      const { caller: payer, to, input, status } = payment.call
      return {
        ...this.#wordsOf(payment, isPassedOn),
        evidence: {
          kind: 'unnoticed',
          payer,
          to: to!,
          input,
          isToken: payment.kind === 'token',
          wasMade: status === 'return',
        },
        ...placeOfCall(this.#scene, run, seen.calls, payment.index),
      }
    }
    world.rollback(mark)
    run()
    return undefined
  }

  /**
   * Whether such a payment can fail: this one did, or its receiver is an outsider, whose place any contract could have. The
   * protocol's own accounts accept what they are meant to get, and what whoever builds the block gets is a courtesy.
   */
  #isOpen(to: Address, status: InnerCall['status']): boolean {
    if (this.#attackers.has(to)) return true
    return this.#mayRefuse(to) && status !== undefined && status !== 'return'
  }

  #mayRefuse(to: Address): boolean {
    if (this.#protocol.has(to) || this.#privileged.has(to)) return false
    return to !== this.#scene.world.machine.block.coinbase
  }

  /**
   * Whether the books say that it was paid. To a receiver whom the caller named, or who called, something that was the receiver's must be
   * less: change that is given back and rewards for callers are courtesies, which these can have by accepting them. To others,
   * whom the protocol chose, it is enough that the payer wrote anything.
   */
  #isBooked({ call, kind }: Payment, { entries, writes }: CallRecord): boolean {
    const own = writes.filter(({ address }) => address === call.caller)
    if (own.length === 0) return false
    if (kind === 'token') return true
    return !isNamed(call.to!, entries) || own.some((write) => this.#isDebit(write, call))
  }

  #isDebit({ slot, before, after }: NetWrite, { value, to }: InnerCall): boolean {
    if (after > before) return false
    if (after === 0n) return true
    for (let shift = 0n; shift < 256n; shift += 8n) if (before - after === value << shift) return true
    const { machine } = this.#scene.world
    for (let member = 0n; member < MEMBERS_MAX && member <= slot; member++) {
      const input = machine.preimage(slot - member)
      if (input?.length === 64 && readWord(input, 0) === BigInt(to!)) return true
    }
    return false
  }

  #wordsOf(
    { call, kind }: Payment,
    isPassedOn: boolean,
  ): { readonly words: string; readonly details: string } {
    const scene = this.#scene
    const payer = scene.nameOf(call.caller)
    if (kind === 'token') {
      const token = scene.nameOf(call.to!)
      const { name, amountAt } = TOKEN_MOVES.get(selectorIn(call.input)!)!
      const amount = readWord(call.input, 4 + 32 * amountAt)
      const asset = scene.survey.assets.find((each) => each.kind !== 'ether' && each.address === call.to)
      const how = call.status === 'return' ? 'answered false' : 'failed'
      return {
        words: `${payer} does not notice that ${token}.${name} ${how}`,
        details:
          `${token}.${name} of ${asset === undefined ? amount : amountText(amount, asset)} ${how}, and ${payer} went on as if it had been made: ` +
          'with the other answer it writes, logs and calls the very same.',
      }
    }
    const amount = amountText(call.value, scene.asset(0))
    if (isPassedOn)
      return {
        words: `${payer} does not notice when it cannot pass on what it was sent`,
        details:
          `${payer} passes on the ${amount} that it was sent, and that is all it does. If the receiver cannot take it, as any contract may refuse, ` +
          `the call ends as well as before: the ${amount} stay in ${payer}, the receiver has nothing, and who sent it is told nothing and does not get it back.`,
      }
    const isReal = call.status !== 'return'
    return {
      words: `${payer} does not notice when its payment fails`,
      details:
        `${payer} ${isReal ? 'could not pay' : 'paid'} ${amount} to ${scene.nameOf(call.to!)}` +
        (isReal
          ? `, and went on as if it had: it writes, logs and answers the very same as if it had paid.`
          : `. Had the receiver refused, it would have written, logged and answered the very same: the ${amount} would be gone for the receiver and stay in ${payer}.`),
    }
  }
}

/** Tokens that were to be moved and were not, and whoever wanted it went on. */
function hasFailedTokens({ input, status, output }: InnerCall): boolean {
  const move = TOKEN_MOVES.get(selectorIn(input) ?? -1)
  const at = 4 + 32 * (move?.amountAt ?? 0)
  if (move === undefined || input.length < at + 32 || readWord(input, at) === 0n) return false
  if (status === 'return') return output.length >= 32 && readWord(output, 0) === 0n
  return status !== undefined
}

function otherAnswer({ call, kind }: Payment): {
  readonly status: 'return' | 'revert'
  readonly output?: Uint8Array
} {
  if (kind === 'token') return { status: 'return', output: TRUE }
  return { status: call.status === 'return' ? 'revert' : 'return' }
}

/** Whether an account made one of these calls, or is named in its calldata. */
function isNamed(account: Address, entries: CallRecord['entries']): boolean {
  const bytes = hexToBytes(account)
  return entries.some(({ caller, input }) => {
    if (caller === account) return true
    for (let at = 4 + 12; at + 20 <= input.length; at += 32)
      if (equalBytes(input.subarray(at, at + 20), bytes)) return true
    return false
  })
}

const TRUE = bigIntToBytes32(1n)
