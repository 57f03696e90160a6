import type { Address } from '../../evm/types.ts'
import { type Names, shortAddress } from './account-names.ts'

/** Names of accounts; nobody else is called as the attacker is, in small letters or capitals. */
export function accountCaller({
  names,
  attackers,
}: {
  readonly names: Names
  readonly attackers: readonly Address[]
}): (account: Address) => string {
  const own = new Set(attackers.map(lower))
  const taken = new Set(['attacker', ...attackers.map((account) => names.nameOf(account).toLowerCase())])
  return (account) => {
    const name = names.nameOf(account)
    const isOther = !own.has(lower(account)) && taken.has(name.toLowerCase())
    return isOther ? `${name} (${shortAddress(account)})` : name
  }
}

function lower(address: Address): Address {
  return address.toLowerCase() as Address
}
