// What needs processes of its own: being killed while writing, ending without closing, and running as built JavaScript.

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createForkFacts, type ForkFacts, PLAIN_FORK_BLOCK } from '../../src/evm/fork-source.ts'
import type { Address } from '../../src/evm/types.ts'
import { openForkCache } from '../../src/world/fork/fork-cache.ts'
import { type ScriptedNode, startScriptedNode } from './scripted-node.ts'

const FIRST: Address = '0x1111111111111111111111111111111111111111'
const SECOND: Address = '0x2222222222222222222222222222222222222222'
const PROJECT = fileURLToPath(new URL('../../', import.meta.url))

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'fork-processes-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const script = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))

/** Lets a writer append, kills it without warning after `entries` entries, and returns the last one it told of. */
async function writeAndKill(address: Address, entries: number): Promise<bigint> {
  const child = spawn(process.execPath, [script('cache-writer.ts'), directory, address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let last = -1n
  for await (const line of createInterface(child.stdout)) {
    last = BigInt(line)
    if (last >= entries) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  expect(child.signalCode).toBe('SIGKILL')
  return last
}

function load(): { readonly facts: ForkFacts; readonly problems: readonly string[] } {
  const cache = openForkCache(directory, PLAIN_FORK_BLOCK, { endpointKey: undefined, codeBytesMax: 1 << 20 })
  const facts = createForkFacts()
  cache.refresh(facts)
  return { facts, problems: cache.problems() }
}

describe('a process that is killed while it writes the cache', () => {
  test('loses nothing that it had appended, and spoils nothing', async () => {
    let kills = 0
    for (const entries of [1, 7, 40]) {
      const last = await writeAndKill(FIRST, entries)
      kills++
      const { facts, problems } = load()
      const slots = facts.storage.get(FIRST)!
      for (let number = 0n; number <= last; number++) expect(slots.get(number)).toBe(number + 1n)
      // Beyond what was told there may be one entry more, whole.
      for (const [slot, word] of slots) expect(word).toBe(slot + 1n)
      const { balance, code } = facts.accounts.get(FIRST)!
      expect(code).toEqual(new Uint8Array(20_000).fill(Number(balance % 256n)))
      expect(problems.length).toBeLessThanOrEqual(kills)
      for (const problem of problems) expect(problem).toContain('ends within a line')
    }
  })

  test('does not disturb another that writes at the same time', async () => {
    const [first, second] = await Promise.all([writeAndKill(FIRST, 20), writeAndKill(SECOND, 30)])
    const { facts } = load()
    for (let number = 0n; number <= first; number++)
      expect(facts.storage.get(FIRST)!.get(number)).toBe(number + 1n)
    for (let number = 0n; number <= second; number++)
      expect(facts.storage.get(SECOND)!.get(number)).toBe(number + 1n)
  })
})

describe('a process that ends without closing its source', () => {
  let node: ScriptedNode

  beforeAll(async () => {
    node = await startScriptedNode({ accounts: { [FIRST]: { balance: '0x5' } } })
  })
  afterAll(() => node.stop())

  // The node is in another thread of this process, so blocking here is no matter.
  const run = (modulePath: string): string =>
    execFileSync(
      process.execPath,
      [script('exiting-reader.ts'), pathToFileURL(modulePath).href, node.url, join(directory, 'cache')],
      { encoding: 'utf8', timeout: 50_000 },
    )

  test('is not kept alive by it, and leaves a cache that works', () => {
    const modulePath = join(PROJECT, 'src/world/fork/rpc-fork-source.ts')
    expect(run(modulePath)).toBe('900 5 3\n')
    // On this machine the block is asked for again; the account is not.
    expect(run(modulePath)).toBe('900 5 2\n')
  })

  test('runs the same as built JavaScript', () => {
    const built = join(directory, 'built')
    mkdirSync(built)
    writeFileSync(join(built, 'package.json'), '{ "type": "module" }')
    writeFileSync(
      join(built, 'tsconfig.json'),
      JSON.stringify({
        extends: join(PROJECT, 'tsconfig.json'),
        compilerOptions: {
          noEmit: false,
          outDir: join(built, 'dist'),
          rootDir: join(PROJECT, 'src'),
          typeRoots: [join(PROJECT, 'node_modules/@types')],
        },
        include: [],
        files: ['rpc-fork-source.ts', 'fork-worker.ts'].map((name) => join(PROJECT, 'src/world/fork', name)),
      }),
    )
    execFileSync(process.execPath, [join(PROJECT, 'node_modules/typescript/bin/tsc'), '-p', built], {
      stdio: 'pipe',
    })
    expect(run(join(built, 'dist/world/fork/rpc-fork-source.js'))).toBe('900 5 3\n')
  })
})
