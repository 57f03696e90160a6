import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addForkSlot, createForkFacts, type ForkFacts, PLAIN_FORK_BLOCK } from '../../evm/fork-source.ts'
import type { Address } from '../../evm/types.ts'
import { findCachedPins, type ForkCache, openForkCache } from './fork-cache.ts'

const BLOCK = { ...PLAIN_FORK_BLOCK, number: 1000n, hash: 0xabcn, prevRandao: 7n, baseFee: 10n }
const HASH_HEX = `0x${'0'.repeat(61)}abc`
const TOKEN: Address = '0x1111111111111111111111111111111111111111'
const NOBODY: Address = '0x2222222222222222222222222222222222222222'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fork-cache-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function open(block: typeof BLOCK = BLOCK, endpointKey = 'e1', codeBytesMax = 100): ForkCache {
  return openForkCache(root, block, { endpointKey, codeBytesMax })
}

function openReadOnly(block: typeof BLOCK = BLOCK): ForkCache {
  return openForkCache(root, block, { endpointKey: undefined, codeBytesMax: 100 })
}

/** Everything that the cache holds now, read from the start. */
function readAll(block: typeof BLOCK = BLOCK): {
  facts: ForkFacts
  entries: number
  problems: readonly string[]
} {
  const cache = openReadOnly(block)
  const facts = createForkFacts()
  const entries = cache.refresh(facts)
  return { facts, entries, problems: cache.problems() }
}

function someFacts(): ForkFacts {
  const facts = createForkFacts()
  facts.accounts.set(TOKEN, { balance: (1n << 256n) - 1n, nonce: 1n, code: Uint8Array.of(0x60, 0x00) })
  facts.accounts.set(NOBODY, undefined)
  addForkSlot(facts, TOKEN, 0n, 0n)
  addForkSlot(facts, TOKEN, (1n << 256n) - 1n, 5n)
  facts.blockHashes.set(999n, 0xdefn)
  return facts
}

const directory = (): string => join(root, '1', `1000-${HASH_HEX}`)
const segment = (number: number): string => join(directory(), `${number}.ndjson`)

describe('a cache', () => {
  test('gives back what was written, in the next run', () => {
    const cache = open()
    cache.append(someFacts())
    cache.close()
    expect(readAll()).toEqual({ facts: someFacts(), entries: 5, problems: [] })
  })

  test('creates nothing before there is something to write, and nothing without an endpoint', () => {
    open().append(createForkFacts())
    openReadOnly().append(someFacts())
    expect(readdirSync(root)).toEqual([])
  })

  test('of another block is empty', () => {
    open().append(someFacts())
    for (const other of [{ hash: 0xabdn }, { number: 1001n }, { chainId: 2n }]) {
      expect(readAll({ ...BLOCK, ...other })).toMatchObject({ entries: 0, problems: [] })
    }
  })

  test('shows what another process appends, without reading the rest again', () => {
    const [mine, theirs] = [open(), open()]
    const facts = createForkFacts()
    mine.append(someFacts())
    expect(theirs.refresh(facts)).toBe(5)
    expect(theirs.refresh(facts)).toBe(0)
    const more = createForkFacts()
    addForkSlot(more, NOBODY, 1n, 2n)
    mine.append(more)
    expect(theirs.refresh(facts)).toBe(1)
    expect(facts.storage.get(NOBODY)?.get(1n)).toBe(2n)
  })

  test('is written by two at once into two segments', () => {
    const [left, right] = [open(), open()]
    for (let slot = 0n; slot < 50n; slot++) {
      for (const [cache, address] of [
        [left, TOKEN],
        [right, NOBODY],
      ] as const) {
        const facts = createForkFacts()
        addForkSlot(facts, address, slot, slot + 1n)
        cache.append(facts)
      }
    }
    expect(readdirSync(directory()).sort()).toEqual(['1.ndjson', '2.ndjson'])
    expect(readAll()).toMatchObject({ entries: 100, problems: [] })
  })

  test('reads segments larger than its buffer', () => {
    const cache = open(BLOCK, 'e1', 1 << 20)
    const facts = createForkFacts()
    const code = new Uint8Array(1 << 20).fill(0x5b)
    facts.accounts.set(TOKEN, { balance: 0n, nonce: 1n, code })
    for (let slot = 0n; slot < 5000n; slot++) addForkSlot(facts, TOKEN, slot, 1n)
    cache.append(facts)
    const read = createForkFacts()
    expect(open(BLOCK, 'e1', 1 << 20).refresh(read)).toBe(5001)
    expect(read.accounts.get(TOKEN)?.code).toEqual(code)
  })
})

describe('damage', () => {
  test('by an end at any byte costs the line that was cut, and no other', () => {
    open().append(someFacts())
    const bytes = readFileSync(segment(1))
    const lineEnds = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1)
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(segment(1), bytes.subarray(0, length))
      const { entries, problems } = readAll()
      const linesWhole = lineEnds.filter((end) => end <= length).length
      expect(entries).toBe(Math.max(0, linesWhole - 1))
      const isTorn = length > 0 && !lineEnds.includes(length)
      expect(problems).toHaveLength(isTorn ? 1 : 0)
    }
  })

  test('of any byte never changes an answer', () => {
    open().append(someFacts())
    const bytes = readFileSync(segment(1))
    const good = someFacts()
    for (let index = 0; index < bytes.length; index++) {
      const damaged = Buffer.from(bytes)
      damaged[index]! ^= [0x01, 0x20, 0x80][index % 3]!
      writeFileSync(segment(1), damaged)
      const { facts, problems, entries } = readAll()
      expect(problems.length).toBeGreaterThan(0)
      expect(entries).toBeLessThan(5)
      for (const [address, account] of facts.accounts) expect(account).toEqual(good.accounts.get(address))
      for (const [address, slots] of facts.storage) {
        for (const [slot, word] of slots) expect(word).toBe(good.storage.get(address)?.get(slot))
      }
    }
  })

  test('in one segment leaves the others alone, and a new writer does not touch it', () => {
    open().append(someFacts())
    appendFileSync(segment(1), 'half a li')
    const more = createForkFacts()
    addForkSlot(more, NOBODY, 1n, 2n)
    open().append(more)
    expect(readFileSync(segment(1), 'utf8').endsWith('half a li')).toBe(true)
    expect(readAll()).toMatchObject({
      entries: 6,
      problems: ['1.ndjson ends within a line (9 bytes left out)'],
    })
  })

  test('of a line is reported with its place', () => {
    open().append(someFacts())
    const lines = readFileSync(segment(1), 'utf8').split('\n')
    lines[2] = lines[2]!.replace('0x2222', '0x3333')
    writeFileSync(segment(1), lines.join('\n'))
    const { entries, problems } = readAll()
    expect(entries).toBe(4)
    expect(problems).toEqual(['1.ndjson, line 3, is damaged'])
  })

  test('a segment about another block or of another version is left out as a whole', () => {
    const other = { ...BLOCK, hash: 0xabdn }
    open(other).append(someFacts())
    const foreign = readFileSync(join(root, '1', `1000-${HASH_HEX.replace('abc', 'abd')}`, '1.ndjson'))
    mkdirSync(directory(), { recursive: true })
    writeFileSync(segment(1), foreign)
    writeFileSync(segment(2), 'not a cache\n')
    writeFileSync(segment(3), '')
    const { entries, problems } = readAll()
    expect(entries).toBe(0)
    expect(problems).toEqual([
      '1.ndjson is not about block 1000 in a form that this version reads',
      '2.ndjson is not about block 1000 in a form that this version reads',
    ])
    expect(findCachedPins(root, { number: 1000n }).map(({ block }) => block.hash)).toEqual([0xabdn])
  })

  test('a line without end does not fill the memory', () => {
    open().append(someFacts())
    appendFileSync(segment(1), 'x'.repeat(1 << 20))
    const { entries, problems } = readAll()
    expect(entries).toBe(5)
    expect(problems).toEqual(['1.ndjson, line 7, is longer than any entry; the rest is left out'])
  })

  test('entries that say impossible things are left out, although their checksum is right', () => {
    const cache = open()
    const facts = createForkFacts()
    facts.accounts.set(TOKEN, { balance: 1n << 256n, nonce: 0n, code: new Uint8Array(0) })
    facts.accounts.set(NOBODY, { balance: 0n, nonce: 1n << 64n, code: new Uint8Array(0) })
    facts.accounts.set('0x33', undefined)
    facts.accounts.set('0x4444444444444444444444444444444444444444', {
      balance: 0n,
      nonce: 0n,
      code: new Uint8Array(101),
    })
    addForkSlot(facts, TOKEN, -1n, 0n)
    cache.append(facts)
    const { entries, problems } = readAll()
    expect(entries).toBe(0)
    expect(problems).toHaveLength(5)
  })

  test('that keeps a cache from being written is a problem, not an error', () => {
    writeFileSync(join(root, '1'), 'a file where the directory should be')
    const cache = open()
    cache.append(someFacts())
    cache.append(someFacts())
    expect(cache.problems()).toHaveLength(1)
    expect(cache.problems()[0]).toContain('nothing more is written')
  })
})

describe('findCachedPins', () => {
  test('finds blocks by number, chain and hash, with the endpoints that told them', () => {
    open(BLOCK, 'e1').append(someFacts())
    open(BLOCK, 'e2').append(someFacts())
    open({ ...BLOCK, hash: 0xabdn }, 'e1').append(someFacts())
    open({ ...BLOCK, chainId: 10n }, 'e3').append(someFacts())
    open({ ...BLOCK, number: 1001n }, 'e1').append(someFacts())
    const find = (wanted: Parameters<typeof findCachedPins>[1]): string[] =>
      findCachedPins(root, wanted)
        .map(
          ({ block, endpointKeys }) =>
            `${block.chainId} ${block.hash.toString(16)} ${[...endpointKeys].join(' ')}`,
        )
        .sort()
    expect(find({ number: 1000n })).toEqual(['1 abc e1 e2', '1 abd e1', '10 abc e3'])
    expect(find({ number: 1000n, chainId: 1n })).toEqual(['1 abc e1 e2', '1 abd e1'])
    expect(find({ number: 1000n, hash: 0xabdn })).toEqual(['1 abd e1'])
    expect(find({ number: 999n })).toEqual([])
    expect(findCachedPins(root, { number: 1000n, chainId: 10n })[0]?.block).toEqual({
      ...BLOCK,
      chainId: 10n,
    })
  })

  test('finds nothing where nothing is', () => {
    expect(findCachedPins(join(root, 'no', 'where'), { number: 1n })).toEqual([])
    expect(existsSync(join(root, 'no'))).toBe(false)
  })
})
