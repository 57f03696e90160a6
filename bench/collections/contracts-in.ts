/** Names of the contracts that a Solidity source defines. */

const DEFINITION = /^\s*(?:abstract\s+)?(?:contract|library)\s+(\w+)/gm

export function contractsIn(source: string): readonly string[] {
  return [...source.matchAll(DEFINITION)].map(([, name]) => name!)
}
