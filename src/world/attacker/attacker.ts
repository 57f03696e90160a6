// The attacker's contract: an account whose code is a script. Whoever calls it (a payment, a token hook, a flash loan, any
// selector) makes it play the next reaction of the call that is being made, nested, as an attacker's contract would that had
// been written for just this attack.

import type { Host, HostFrame, HostOutcome } from '../../evm/host.ts'
import type { Machine } from '../../evm/machine.ts'
import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32, readWord } from '../../primitives/bytes.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { BORROWED_STORAGE, WRITE_BYTES } from './borrowed-storage.ts'
import { conductOf, tellConduct } from './conduct.ts'
import { type Answers, friendlyAnswer } from './friendly-answer.ts'
import type { BeforeGift } from './gift-ledger.ts'
import type { Reaction, ScriptedCall } from './types.ts'

/** Accounts without code: the last 20 bytes of keccak256('faultline attacker 1') and '... 2'. The first pays for the contract's calls. */
export const ATTACKER_ACCOUNTS: readonly [Address, Address] = [
  '0x38f986f1c57efb40361238d17e9ab0c2536cd71c',
  '0x2a6c23059950c54d9ed91b6f2a3ef85fe16c90df',
]
/** The first contract that the first of them creates: a proof can deploy it there. */
export const ATTACKER_CONTRACT: Address = '0x6ddf7a696ed560e6d6827a36ae96fe51903ec4f2'
/**
 * Stands for contracts of the attacker's that call while they are created: ORIGIN is another account, and there is no code yet. The
 * second contract that the first of the accounts creates.
 */
export const ATTACKER_NEWBORN: Address = '0x437710a72483fd2b4c7996f44088ea588b7c3efe'

/**
 * An account whose storage goes back with the state. Slot of an asset's position: what gift functions gave of it to the attacker.
 * Slots from PERHAPS_GIVEN: what other functions of the same contracts gave, which may have been gifts too.
 * Slot INVESTED: not 0 if time passed while the attacker had less of something than after the setup.
 * Slot PENDING: whether an honest user's call was made that the attacker saw coming, and harmed it; see PendingLedger.
 * Slot BORROWED_CODE: the contract in which the attacker's code ran by DELEGATECALL, as a number.
 */
export const LEDGER: Address = '0xcd731f45f0c4f60cb81b3fe0e1a942b6143c44da'
export const BORROWED_CODE: bigint = 1n << 255n
export const PERHAPS_GIVEN: bigint = 1n << 254n
export const INVESTED: bigint = 1n << 253n
export const PENDING: bigint = 1n << 252n

/** A contract that was sent ether with `transfer` has 2,300 gas: not enough for a call (EIP-150: 700 and more, 9,000 with value). */
const GAS_TO_REACT = 15_000n
/** How often it answers during one transaction. */
const ASKED_MAX = 500
/** What a call of a real contract takes besides what the callee uses: cold account, value, memory. */
const GAS_OF_CALL = 12_000n

/** Who keeps account of gifts; see GiftLedger. */
type GiftNotes = {
  begin(to: Address, data: Uint8Array): BeforeGift | undefined
  note(before: BeforeGift): void
}

/** Whether it is one of our accounts or our contract. */
export function isOurs(address: Address): boolean {
  return address === ATTACKER_CONTRACT || address === ATTACKER_NEWBORN || ATTACKER_ACCOUNTS.includes(address)
}

/** Who called which function of it, and what that got back. */
export type AnsweredHook = {
  readonly caller: Address
  readonly selector: number
  readonly output: Uint8Array
}

type AttackerParts = {
  readonly gifts?: GiftNotes | undefined
  /** Whose transactions they are in which the contract calls: ORIGIN. Default: the first of our accounts. */
  readonly payer?: Address | undefined
  /** What it says to hooks that are no standard's. */
  readonly answers?: Answers | undefined
}

export class AttackerContract {
  readonly #machine: Machine
  #reactions: readonly Reaction[] = []
  #next = 0
  #succeeded: ScriptedCall[] = []
  #asked = 0
  readonly #gifts: GiftNotes | undefined
  readonly #payer: Address
  readonly #answers: Answers | undefined
  #answered: AnsweredHook | undefined
  #isRelaying = false

  constructor(machine: Machine, { gifts, payer = ATTACKER_ACCOUNTS[0], answers }: AttackerParts = {}) {
    this.#machine = machine
    this.#gifts = gifts
    this.#payer = payer
    this.#answers = answers
  }

  /** Before a transaction: what the contract does when it is called during it. */
  begin(reactions: readonly Reaction[] | undefined): void {
    this.#reactions = reactions ?? NO_REACTIONS
    this.#next = 0
    this.#asked = 0
    this.#answered = undefined
    if (this.#succeeded.length > 0) this.#succeeded = []
  }
  /** The hook that it answered last since `begin`. */
  get answered(): AnsweredHook | undefined {
    return this.#answered
  }
  /** How many reactions were played since `begin`. */
  get played(): number {
    return this.#next
  }

  /** The calls of reactions that went well since `begin`. */
  get succeeded(): readonly ScriptedCall[] {
    return this.#succeeded
  }

  readonly host: Host = (frame) => {
    // Answering costs nothing in gas: who calls without end would not end.
    if (++this.#asked > ASKED_MAX) return { status: 'halt' }
    if (!this.#isOwn(frame.address)) this.#noteBorrowed(frame)
    const input = frame.input
    if (this.#isTold(frame, input)) return { status: 'return' }
    const reaction = this.#next < this.#reactions.length ? this.#reactions[this.#next] : undefined
    if (reaction === undefined) return this.#behave(frame)
    if (frame.gas < GAS_TO_REACT && reaction.calls.length > 0)
      return { status: 'return', output: this.#answer(frame) }
    this.#next++
    if (reaction.fails === 'burn') return { status: 'halt' }
    if (reaction.fails === 'revert') return { status: 'revert', output: reaction.output ?? NOTHING }
    const answer = reaction.output ?? this.#answer(frame)
    return this.#play(reaction, frame, answer)
  }

  /** The contract, or the account that has its code as its own. */
  #isOwn(address: Address): boolean {
    return address === ATTACKER_CONTRACT || address === this.#payer
  }

  /** One of its own accounts says how it is to behave. */
  #isTold({ caller, address, codeAddress, isStatic }: HostFrame, input: Uint8Array): boolean {
    if (input.length < 4 || address !== ATTACKER_CONTRACT || isStatic) return false
    if (!ATTACKER_ACCOUNTS.includes(caller) && caller !== this.#payer) return false
    return tellConduct(this.#machine, input, { caller, codeAddress })
  }

  /** What it does as it was told to, where no reaction says otherwise. */
  #behave(frame: HostFrame): HostOutcome {
    const conduct = conductOf(this.#machine)
    switch (conduct.kind) {
      case 'refuse':
        return { status: 'revert' }
      case 'burn':
        return { status: 'halt' }
      case 'answer':
        return { status: 'return', output: bigIntToBytes32(conduct.word) }
      case 'relay': {
        const answer = this.#answer(frame)
        if (this.#isRelaying || frame.gas < GAS_TO_REACT) return { status: 'return', output: answer }
        const { to, data } = conduct
        this.#isRelaying = true
        try {
          return this.#play({ calls: [{ to, value: 0n, data }] }, frame, answer)
        } finally {
          this.#isRelaying = false
        }
      }
      default:
        return { status: 'return', output: this.#answer(frame) }
    }
  }

  #answer({ input, caller }: HostFrame): Uint8Array {
    const output = friendlyAnswer(input, caller, this.#answers)
    const selector = selectorIn(input)
    if (selector !== undefined) this.#answered = { caller, selector, output }
    return output
  }

  #play({ calls }: Reaction, { gas, address, isStatic }: HostFrame, output: Uint8Array): HostOutcome {
    let used = 0n
    for (const call of calls) {
      const { to, value, data } = call
      if (to === BORROWED_STORAGE) {
        // In a storage of its own it has nothing to look for.
        if (!this.#isOwn(address) && !isStatic && data.length === WRITE_BYTES) {
          this.#machine.setStorage(address, readWord(data, 4), readWord(data, 36))
          this.#succeeded.push(call)
        }
        continue
      }
      // EIP-150: a 64th stays behind.
      const left = gas - used
      const given = left - (left >> 6n) - GAS_OF_CALL
      if (given <= 0n) break
      const before = this.#gifts?.begin(to, data)
      const result = this.#machine.call({
        from: address === this.#payer ? address : ATTACKER_CONTRACT,
        to,
        value,
        data,
        gas: given,
        origin: this.#payer,
      })
      if (result.status === 'success') {
        this.#succeeded.push(call)
        if (before !== undefined) this.#gifts?.note(before)
      }
      used += result.gasUsed + GAS_OF_CALL
    }
    return { status: 'return', output, gasUsed: used < gas ? used : gas }
  }

  /** By DELEGATECALL or CALLCODE the attacker's code is another account's code: it could do there whatever it likes. */
  #noteBorrowed({ address, isStatic }: HostFrame): void {
    if (!isStatic) this.#machine.setStorage(LEDGER, BORROWED_CODE, BigInt(address))
  }
}

const NO_REACTIONS: readonly Reaction[] = []
const NOTHING = new Uint8Array(0)
