// How functions are called that give one asset for another. What is tried in a pool may be called by more names than what makes a
// contract a pool: many things trade and convert.

const SWAP = /swap|exchange|^(buy|sell)|(buy|sell)$|tokenTo|ethTo/i
const TRADE = /trade|convert/i

/** A name that swaps have, and hardly anything else. */
export function isSwapName(name: string): boolean {
  return SWAP.test(name)
}

/** A name that a swap may have in a contract that is known to be a pool. */
export function isTradeName(name: string): boolean {
  return SWAP.test(name) || TRADE.test(name)
}
