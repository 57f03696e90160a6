// A process that appends to a fork cache until it is killed. Arguments: cache root, an address. Prints the number of
// each entry after it was appended.

import { writeSync } from 'node:fs'
import { addForkSlot, createForkFacts, PLAIN_FORK_BLOCK } from '../../src/evm/fork-source.ts'
import type { Address } from '../../src/evm/types.ts'
import { openForkCache } from '../../src/world/fork/fork-cache.ts'

const [root, address] = process.argv.slice(2) as [string, Address]
const cache = openForkCache(root, PLAIN_FORK_BLOCK, { endpointKey: 'writer', codeBytesMax: 1 << 20 })
for (let number = 0n; ; number++) {
  const facts = createForkFacts()
  // Long lines, so that the kill has a chance to come within one.
  facts.accounts.set(address, {
    balance: number,
    nonce: 1n,
    code: new Uint8Array(20_000).fill(Number(number % 256n)),
  })
  addForkSlot(facts, address, number, number + 1n)
  cache.append(facts)
  writeSync(1, `${number}\n`)
}
