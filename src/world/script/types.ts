// The words of a setup in TypeScript, as `faultline.config.ts` writes them. All of these are public.

import type { Address } from '../../evm/types.ts'

/**
 * A value that a contract gave back. uint and int: bigint. bool: boolean. address, bytes and bytes1 to bytes32: lower-case
 * hex. string: text. Arrays and structs: arrays, in order.
 */
export type ContractValue = bigint | boolean | string | readonly ContractValue[]

/**
 * A value for a contract. Numbers as bigint, as a safe integer, or as decimal or hex text. Addresses as hex, as the name of a
 * contract or actor, or as what `deploy` and `actor` gave. Bytes as hex or Uint8Array. Structs as arrays in order, or as
 * objects by the names of their fields.
 */
export type ContractArgument =
  | bigint
  | number
  | boolean
  | string
  | Uint8Array
  | { readonly address: Address }
  | readonly ContractArgument[]
  | { readonly [field: string]: ContractArgument }

/** A contract that the setup deployed. */
export type DeployedContract = {
  /** 'Vault'. */
  readonly name: string
  /** What messages and findings call it: the label that was given, else its name. */
  readonly label: string
  readonly address: Address
}

/** An account without code. Its address is that of Foundry's `makeAddr(name)`. */
export type Actor = { readonly name: string; readonly address: Address }

/** A contract of the setup: what `deploy` gave, its label, its name if only one has it, or its address. */
export type ContractReference = DeployedContract | string

/** An account: an actor or contract, the name of one, or an address. */
export type AccountReference = Actor | DeployedContract | string

export type CallOptions = {
  /** Who sends. Default: the deployer, 0x1804c8ab1f12e6bbf3894d4083f33e07309d1f38. */
  readonly from?: AccountReference
  /** Wei. Default 0. */
  readonly value?: bigint
}

export type DeployOptions = CallOptions & {
  /** What to call it; needed to tell two contracts of one name apart. */
  readonly label?: string
  /** Where it has to stand, for sources that name the address. Its constructor runs there. Default: where a creation puts it. */
  readonly at?: string
}

/** What both a setup and a property can do. Everything happens at once: nothing here is to be awaited. */
export type ReadContext = {
  /**
   * Calls a function without changing anything.
   * @param fn its name, or its signature ('balanceOf(address)') if the contract has several of that name
   * @returns nothing for a function without outputs, the value of a single output, else an array. The type argument says
   * what you expect; it is not checked.
   * @throws ContractCallError if the call reverts, or tries to change something
   */
  read<Value extends ContractValue | undefined = ContractValue>(
    contract: ContractReference,
    fn: string,
    args?: readonly ContractArgument[],
    options?: Pick<CallOptions, 'from'>,
  ): Value
  /**
   * Calls a function. In a property, what it changes is undone afterwards.
   * @throws ContractCallError if the call reverts
   */
  call<Value extends ContractValue | undefined = ContractValue>(
    contract: ContractReference,
    fn: string,
    args?: readonly ContractArgument[],
    options?: CallOptions,
  ): Value
  /** Wei that an account has. */
  balance(account: AccountReference): bigint
  /** A contract by label or name. @throws SetupError if there is none, or several */
  contract(name: string): DeployedContract
  /** The block as the next call sees it: its number, and its time in seconds since 1970. */
  block(): { readonly number: bigint; readonly timestamp: bigint }
}

/** What a setup can do. */
export type SetupContext = ReadContext & {
  /**
   * Deploys a contract of the project, with the libraries that it needs.
   * @param contract its name, or 'contracts/Vault.sol:Vault' if several have the name
   * @throws ContractCallError if the constructor reverts; SetupError if there is no such contract or the arguments do not fit
   */
  deploy(contract: string, args?: readonly ContractArgument[], options?: DeployOptions): DeployedContract
  /** An account of that name: the same each time. The search sends from actors, too. `balance` in wei. */
  actor(name: string, options?: { readonly balance?: bigint }): Actor
  /** Sets the balance of an account, in wei. */
  deal(account: AccountReference, wei: bigint): void
  /** Sets the time of the block, in seconds since 1970. */
  warp(timestamp: bigint | number): void
  /** Sets the number of the block. */
  roll(number: bigint | number): void
  /** The search calls this contract, or these functions of it, and nothing else that was not named so too. */
  target(contract: ContractReference, functions?: readonly string[]): void
  /** The search does not call this contract, or these functions of it. */
  exclude(contract: ContractReference, functions?: readonly string[]): void
}

/** What a property can do. It must answer at once, by what the contracts' state is and nothing else. */
export type PropertyContext = ReadContext

/**
 * Something that must hold: false, or an error thrown, is broken; true or nothing holds. One that returns a bigint is no
 * property but a goal: the search looks for the greatest value.
 */
export type PropertyFunction = (context: PropertyContext) => boolean | bigint | void

/** A contract to deploy with constructor arguments. */
export type ContractToDeploy = DeployOptions & {
  /** Its name, or 'contracts/Vault.sol:Vault'. */
  readonly name: string
  /** Arguments of its constructor. A contract that was deployed before it can be given by its name or label. */
  readonly args?: readonly ContractArgument[]
}

/** How a campaign of faultline.config.ts sets its world up: script first, then contracts, then setup. */
export type CampaignSetup = {
  /** A Foundry script, 'script/Deploy.s.sol:Deploy' or 'Deploy': its setUp() and run(), broadcasts as their senders. */
  readonly script?: string
  /** Contracts to deploy, in order. A name alone: without arguments. */
  readonly contracts?: readonly (string | ContractToDeploy)[]
  /** Whatever else it takes. */
  readonly setup?: (context: SetupContext) => void | Promise<void>
  /**
   * What must hold after every call, by name: functions in TypeScript, or texts that name a function of a contract,
   * 'Vault.invariant_solvent'. Functions of deployed contracts named invariant_*, property_* or echidna_* need not be
   * listed, and assertions are watched without any of this.
   */
  readonly properties?: Readonly<Record<string, PropertyFunction | string>>
}
