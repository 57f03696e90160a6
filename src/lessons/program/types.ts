// A program: a call sequence addressed by names instead of numbers, so that it means the same in a later version of the code, where
// contracts stand at other addresses and functions have other selectors. Plain data: what a lesson file and a report hold.

import type { Hex } from '../../primitives/hex.ts'

/** Calls in order, with the accounts that they name. */
export type Program = {
  /** By the names that steps and values use: who or what it is, and how it is found in a world. */
  readonly accounts: Readonly<Record<string, ProgramAccount>>
  readonly steps: readonly ProgramStep[]
}

/** Accounts that are in every world. */
export type ProgramRole =
  | 'attacker 1'
  | 'attacker 2'
  | "attacker's contract"
  | "attacker's constructor"
  | 'honest user 1'
  | 'honest user 2'
  | 'newcomer'
  | 'forced ether'
  | 'borrowed storage'
  /** The contract that set everything up. */
  | 'test contract'
  /** Who calls the test contract. */
  | 'test sender'

export type ProgramAccount =
  | { readonly kind: 'role'; readonly role: ProgramRole }
  | {
      /** A contract of the setup. */
      readonly kind: 'contract'
      /** 'src/Vault.sol:Vault'; null if nobody knows what it was compiled from. */
      readonly artifact: string | null
      /** The label or variable of the setup that names it; null if there is none. */
      readonly label: string | null
      /** Which of the contracts of its artifact, in order of creation, from 1. */
      readonly number: number
    }
  | {
      /** A contract that comes to be in the course of the program. */
      readonly kind: 'created'
      readonly artifact: string | null
      /** Which of those of its artifact that the program created, from 1. */
      readonly number: number
    }
  /** An account without code that the setup names. */
  | { readonly kind: 'label'; readonly label: string }
  /** Whom a contract tells of: `getter` of `of`, 'owner()' of 'Vault'. */
  | { readonly kind: 'getter'; readonly getter: string; readonly of: string }
  /** Nothing is known of it but where it is. */
  | { readonly kind: 'address'; readonly address: Hex }

/**
 * A value of a parameter. uint, int: '12', '-3', '5e18' (exactly 5 and 18 zeros), '2^256-1'. bool: a boolean. string: text.
 * address: '@name'. bytes, bytes1 to bytes32, function: hex. Array, struct: a list in order. Wherever a value holds
 * an address, also as a number or within bytes, it is '@name'.
 */
export type ProgramValue =
  | string
  | boolean
  | readonly ProgramValue[]
  /** Bytes in parts: hex, and '@name' for the 20 bytes of an address. */
  | { readonly bytes: readonly string[] }
  /** Bytes that are a call. */
  | { readonly call: string; readonly to: string; readonly arguments: readonly ProgramValue[] }
  /** What a step before gave back: step and output from 1. `was`: what it was then, if the step gives nothing back. */
  | { readonly result: { readonly step: number; readonly output: number; readonly was: string } }
  /** What a call of the setup was given: a signature or a proof that holds for that setup. */
  | ProgramSeen

export type ProgramSeen = {
  readonly seen: {
    /** Name of the contract, the function with parameters, which of the calls of it in the setup (from 1), which parameter (from 1). */
    readonly to: string
    readonly function: string
    readonly number: number
    readonly parameter: number
  }
}

export type ProgramCall = {
  /** Name of the account that is called. */
  readonly to: string
  /** 'withdraw(uint256 amount)'; 'receive()' for plain ether, null if nobody knows the function. */
  readonly function: string | null
  /** One for each parameter. */
  readonly arguments: readonly ProgramValue[]
  /** Instead of arguments, calldata that is not what a compiler writes for them: in parts, without the selector of `function`. */
  readonly calldata?: readonly string[]
  /** Wei, as a number is written. */
  readonly value: string
  /** How it ended when the lesson was written. Of a reaction's call, 'reverted' also if it was not made. */
  readonly outcome: 'success' | 'reverted'
}

export type ProgramStep = ProgramCall & {
  /** For people; means nothing. */
  readonly words?: string
  readonly from: string
  /** It is what an honest user was about to send. */
  readonly isPending?: true
  /** Time that passes before it. */
  readonly seconds: number
  readonly blocks: number
  /** What the attacker's contract does the first time it is called in the course of the step, the second, ... */
  readonly reactions?: readonly ProgramReaction[]
}

export type ProgramReaction = {
  readonly calls: readonly ProgramCall[]
  /** What it returns, in parts. Absent: what a friendly contract would. */
  readonly output?: readonly string[]
  readonly fails?: 'revert' | 'burn'
}

/** Where a detector saw something: if that is not there any more, that it sees nothing says nothing. */
export type Watched = {
  /** Names of the tokens of which somebody had more or less afterwards. */
  readonly assets: readonly string[]
  /** Positions that were worth something else afterwards. */
  readonly positions: readonly { readonly owner: string; readonly contract: string }[]
}
