// A process that reads from a fork source, does not close it, and ends. Arguments: module of the source, URL, cache root.

import type { createRpcForkSource } from '../../src/world/fork/rpc-fork-source.ts'

const [modulePath, url, cacheDirectory] = process.argv.slice(2) as [string, string, string]
const library = (await import(modulePath)) as { createRpcForkSource: typeof createRpcForkSource }
const source = library.createRpcForkSource({ url, block: 900n, cacheDirectory, cacheEndpoints: 'all' })
const account = source.account('0x1111111111111111111111111111111111111111')
process.stdout.write(`${source.block.number} ${account?.balance} ${source.statistics().requests}\n`)
