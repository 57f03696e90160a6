// Which accounts host code answers for. The core knows a host by its number.

import type { Answers } from './answers.ts'
import * as L from './core/layout.gen.ts'
import { MachineInputError } from './errors.ts'
import type { Host } from './host.ts'
import type { Address } from './types.ts'

/** The host accounts of one Machine. */
export class HostBindings {
  readonly #answers: Answers
  readonly #isPrecompile: (address: Address) => boolean
  /** From 1, by address in lower case; an account keeps its number. */
  readonly #numbers = new Map<Address, number>()

  constructor(answers: Answers, isPrecompile: (address: Address) => boolean) {
    this.#answers = answers
    this.#isPrecompile = isPrecompile
  }

  bind(address: Address, host: Host): void {
    const key = address.toLowerCase() as Address
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.#answers.hosts.length + 1
      this.#numbers.set(key, number)
    }
    this.#answers.hosts[number - 1] = host
    this.#set(address, number)
  }

  unbind(address: Address): void {
    this.#set(address, 0)
  }

  #set(address: Address, number: number): void {
    if (this.#isPrecompile(address))
      throw new MachineInputError(`${address} is a precompile: it cannot be a host account.`)
    const { core, guard } = this.#answers
    core.setAddress(L.WORDS, address)
    guard.run(() => core.doors.setHost(L.WORDS, number))
  }
}
