// What a world is made of in the eyes of somebody who wants to rob it, and of those who would be robbed. Found by looking at
// interfaces and by trying things out on the state after setup; nothing here knows a protocol.

import type { Address } from '../../evm/types.ts'
import type { AbiFunction, AbiValue } from '../../project/abi/types.ts'
import type { Answers } from '../attacker/friendly-answer.ts'
import type { ContractArtifact } from '../../project/types.ts'

/** Something that is worth something. Amounts are in its smallest unit; of ERC-721 they count tokens. */
export type Asset =
  | { readonly kind: 'ether'; readonly name: 'ETH'; readonly decimals: 18 }
  | {
      readonly kind: 'erc20' | 'erc721'
      readonly address: Address
      /** Its symbol, else the contract's name: text that somebody else chose. */
      readonly name: string
      /** 0 for ERC-721. */
      readonly decimals: number
      /** It stands for a claim on another asset of the world: an ERC-4626 vault's share, a pool's liquidity token. */
      readonly isShare: boolean
    }
  /** One number of an ERC-1155 contract. */
  | {
      readonly kind: 'erc1155'
      readonly address: Address
      readonly id: bigint
      /** The contract's with the number: 'Store #3'. */
      readonly name: string
      readonly decimals: 0
      readonly isShare: boolean
    }

/** What a contract is, by its interface and by trying it out. */
export type ContractRole =
  | 'erc20'
  | 'erc721'
  | 'erc1155'
  | 'erc4626'
  | 'pool'
  | 'lender'
  | 'price feed'
  | 'proxy'

export type SurveyedContract = {
  readonly address: Address
  /** As the report names it. */
  readonly name: string
  readonly artifact: ContractArtifact
  /**
   * 'protocol': what is attacked. 'environment': mocks, libraries of others and test helpers; an attacker uses their standard
   * functions (transfer, approve, swap), but not what only a mock would let anybody do (mint to anybody, set a price).
   */
  readonly origin: 'protocol' | 'environment'
  readonly roles: readonly ContractRole[]
  /** Behind a proxy: where its code is. The proxy is called with that interface, and the implementation itself is not called. */
  readonly implementation: Address | undefined
}

export type Actor = {
  readonly address: Address
  readonly name: string
  /**
   * 'user': has a position or assets. 'privileged': something reverts for everybody but it. 'deployer': created a contract.
   * 'attacker', and then nothing else: the setup names it as somebody who attacks.
   */
  readonly kinds: readonly ('attacker' | 'deployer' | 'privileged' | 'user')[]
  /** How it was found, in words: 'owner() of Vault', 'sent calls in setUp()'. */
  readonly why: string
  /** False: a guess (an address in storage that nothing was seen to depend on). */
  readonly isSure: boolean
}

/** A function that reverts for an outsider and works for somebody. */
export type Gate = {
  readonly contract: Address
  readonly abi: AbiFunction
  readonly holder: Address
  /** A getter without arguments that gives the holder's address, if there is one: 'owner'. */
  readonly getter: AbiFunction | undefined
  /** Calls that ask whether the holder is on a list, of lists that it is enough to be on. */
  readonly lists: readonly Uint8Array[]
  /** Where the holder's address stands, if no getter tells: a variable that keeps itself private. */
  readonly slot: HolderSlot | undefined
}

/** A function for holders of a right that anybody may call as long as a mock says yes to everybody. */
export type OpenedFunction = {
  readonly contract: Address
  readonly abi: AbiFunction
  /** The mock. */
  readonly by: Address
}

/** An address in a word of storage. */
export type HolderSlot = {
  readonly address: Address
  readonly slot: bigint
  /** Bits below it. */
  readonly shift: bigint
}

/**
 * What anybody gets for nothing, by design: in the same small amount for each that asks, whatever they ask for. A faucet,
 * a public mint, a welcome gift.
 */
export type Gift = {
  readonly contract: Address
  readonly abi: AbiFunction
  readonly asset: Asset
  /** The greatest that one call gave. */
  readonly amount: bigint
}

/** What somebody lends for as long as one call of it takes, as it was tried on the state after setup. */
export type Loan = {
  readonly lender: Address
  readonly abi: AbiFunction
  /** Position in the assets. */
  readonly asset: number
  /** The most that was lent. */
  readonly most: bigint
  /** What it cost. */
  readonly fee: bigint
  /** The lender takes it from the borrower, who approved it; or the borrower sends it. */
  readonly repaid: 'taken' | 'sent'
  /** Arguments that make the attacker's contract the borrower; at `amountAt` the amount, or the list that it stands in. */
  readonly values: readonly AbiValue[]
  readonly amountAt: number
}

/** A call that somebody makes, without the search's bookkeeping. */
export type PlainCall = {
  readonly from: Address
  readonly to: Address
  readonly value: bigint
  readonly data: Uint8Array
  /** Seconds that pass before it; blocks pass with them, one in 12 s. */
  readonly seconds: number
}

/** How somebody who put something in gets it out again. */
export type Position = {
  readonly owner: Address
  /** Where it is. */
  readonly contract: Address
  /** Made by us for an honest user, or found as the user's setup left it. */
  readonly isOurs: boolean
  /** The call that put it in, if a user of ours made it. */
  readonly enter?: PlainCall
  /** What was put in, by asset index. */
  readonly paid: readonly AssetAmount[]
  /** Calls in order that get it out: mostly one; request, wait, claim. */
  readonly exit: readonly PlainCall[]
  /** What they give on the state after setup, by asset index; never empty. */
  readonly worth: readonly AssetAmount[]
  /** Numbers of the owner's that the exit's calls may name: what it has and what it gets, after setup. */
  readonly amounts: readonly bigint[]
}

/** How a newcomer gets shares of a vault for one asset, and gives them back at once, on the state after setup. */
export type Entrance = {
  readonly contract: Address
  /** Of the newcomer, as the exit. */
  readonly enter: PlainCall
  readonly paid: AssetAmount
  /** Of the contract's shares, and how many of them were got. */
  readonly book: ShareBook
  readonly got: bigint
  readonly exit: readonly PlainCall[]
}

/** Where a contract says how many of its shares an account has: a word of what a function answers that takes the account. */
export type ShareBook = {
  readonly abi: AbiFunction
  readonly word: number
  /** Position of the shares in the assets, if they are a token. */
  readonly asset: number | undefined
}

/** A trade of two calls: something is given to a pool, which then lets its sender take something else. */
export type PrepaidTrade = {
  readonly pay: PlainCall
  readonly take: PlainCall
  /** Which assets. */
  readonly pays: number
  readonly takes: number
  /** What it takes, a word of its calldata: far less than what was paid is worth. */
  readonly amount: bigint
}

/** A user of ours leaves, which leaves the contract to others as if it had never come. */
export type Departure = {
  readonly call: PlainCall
  /** What it gives after the setup, and those before it. */
  readonly worth: readonly AssetAmount[]
}

/** A call of an honest user's that everybody sees before it is in a block, with what it does right after the setup. */
export type PendingCall = {
  readonly call: PlainCall
  readonly paid: readonly AssetAmount[]
  readonly got: readonly AssetAmount[]
}

export type AssetAmount = { readonly asset: number; readonly amount: bigint }

/** All that is known of a world. In a fixed order: the same world gives the same survey. */
export type Survey = {
  readonly contracts: readonly SurveyedContract[]
  /** Of proxies among them: implementations that anybody may initialize, and then call as they are. */
  readonly openImplementations: readonly SurveyedContract[]
  /** ETH first. */
  readonly assets: readonly Asset[]
  readonly actors: readonly Actor[]
  readonly gates: readonly Gate[]
  /** Nobody of ours calls them. */
  readonly openedByMocks: readonly OpenedFunction[]
  readonly gifts: readonly Gift[]
  readonly loans: readonly Loan[]
  /** What lenders want to hear from a borrower. */
  readonly answers: Answers
  /** Calls of a user who had some of everything, by which it had less of one asset and more of another. */
  readonly trades: readonly PlainCall[]
  /** The same where the pool is paid before it is called. */
  readonly prepaidTrades: readonly PrepaidTrade[]
  readonly positions: readonly Position[]
  readonly entrances: readonly Entrance[]
  /** How all leave a contract with an entrance that nobody but users of ours has entered: in order, one list for each contract. */
  readonly departures: readonly (readonly Departure[])[]
  readonly pending: readonly PendingCall[]
  /** Calls of a user that pay ether and say nothing else: what anybody may do. */
  readonly doors: readonly PlainCall[]
  /** Calls of setUp() to contracts that are still there, in order: everybody has seen them, with their signatures and proofs. */
  readonly calls: readonly {
    readonly from: Address
    readonly to: Address
    readonly value: bigint
    readonly data: Uint8Array
    /** Seconds of the clock when it was made; 0: the setup had not set it yet. */
    readonly time: bigint
  }[]
  /** Sentences for the user: what could not be found out. */
  readonly notes: readonly string[]
}
