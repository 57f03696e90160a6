// Forked state on disk, so that a chain is asked once. One directory per block:
//
//   <root>/<chain id>/<block number>-<block hash>/<n>.ndjson
//
// A file ("segment") is written by one process only, by appending, and is never changed after that: whoever wants to
// write creates the first number that is free (O_EXCL). So two processes need no lock, and a process that is killed can
// damage nothing but the last line of its own segment. Every line is
//
//   <CRC-32 of the JSON, 8 hex digits> <JSON array>\n
//
// and the first line of a segment says what it is about: format version, chain, block, and which endpoint told it. A line
// that lacks its end is not read (yet: its writer may still be alive). A line that fails its checksum or says something
// impossible is left out and reported; a segment about another block is left out as a whole. Readers remember how far they
// came, so looking for what other processes learnt meanwhile costs a directory listing.
//
// The checksum finds damage, not forgery: who can write into the directory can change the answers.

import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { WORD_MAX } from '../../primitives/bytes.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import { addForkSlot, type ForkBlock, type ForkFacts } from '../../evm/fork-source.ts'
import { MalformedValue, readAddress, readCode, readQuantity, readU64 } from './rpc-values.ts'

const FORMAT_VERSION = 1
const SEGMENT_PATTERN = /^(\d{1,9})\.ndjson$/
const BLOCK_DIRECTORY_PATTERN = /^(\d{1,20})-0x([0-9a-f]{64})$/
const CHAIN_DIRECTORY_PATTERN = /^\d{1,20}$/

const CHECKSUM_CHARACTERS = 8
const CHUNK_BYTES = 1 << 18
const HEADER_BYTES_MAX = 4096
const PROBLEMS_MAX = 100
const LINE_FEED = 0x0a

/** A block of which a cache directory exists. */
export type CachedPin = {
  readonly block: ForkBlock
  /** One-way names of the endpoints that said so. */
  readonly endpointKeys: ReadonlySet<string>
}

export type ForkCache = {
  /**
   * Adds to `facts` what was appended by anybody since the last call; the first call reads everything.
   * Returns how many entries were read.
   */
  refresh(facts: ForkFacts): number
  /** Appends. What cannot be written is reported as a problem, and the run goes on without it. */
  append(facts: ForkFacts): void
  /** What was left out or could not be written; at most the first 100. */
  problems(): readonly string[]
  close(): void
}

/**
 * The cache of one block. Nothing is created before something is appended.
 * @param endpointKey written into new segments; undefined: nothing is ever written.
 */
export function openForkCache(
  root: string,
  block: ForkBlock,
  options: { readonly endpointKey: string | undefined; readonly codeBytesMax: number },
): ForkCache {
  const directory = blockDirectory(root, block)
  const header = headerLine(block, options.endpointKey ?? '')
  const lineBytesMax = CHECKSUM_CHARACTERS + 2 * options.codeBytesMax + HEADER_BYTES_MAX
  const segments = new Map<string, SegmentProgress>()
  const problems: string[] = []
  let isFirstRefresh = true
  let own: { readonly file: number; readonly name: string } | undefined
  let isWritable = options.endpointKey !== undefined

  function report(problem: string): void {
    if (problems.length < PROBLEMS_MAX) problems.push(problem)
  }

  function refresh(facts: ForkFacts): number {
    let entries = 0
    for (const name of segmentNames(directory)) {
      if (name === own?.name) continue
      const progress = segments.get(name) ?? { offset: 0, lines: 0, isAbout: 'unknown' }
      segments.set(name, progress)
      try {
        entries += readSegment(name, progress, facts)
      } catch (error) {
        progress.isAbout = 'other'
        report(`${name} could not be read (${codeOf(error)})`)
      }
    }
    isFirstRefresh = false
    return entries
  }

  function readSegment(name: string, progress: SegmentProgress, facts: ForkFacts): number {
    if (progress.isAbout === 'other') return 0
    let entries = 0
    const { rest, isOversized } = forEachLine(join(directory, name), progress, lineBytesMax, (line) => {
      progress.lines++
      const fields = openLine(line)
      if (progress.isAbout === 'unknown') {
        const isHere = fields !== undefined && sameBlock(readHeader(fields)?.block, block)
        progress.isAbout = isHere ? 'block' : 'other'
        if (!isHere) report(`${name} is not about block ${block.number} in a form that this version reads`)
        return isHere
      }
      if (fields !== undefined && addEntry(facts, fields, options.codeBytesMax)) entries++
      else report(`${name}, line ${progress.lines}, is damaged`)
      return true
    })
    if (isOversized) {
      progress.isAbout = 'other'
      report(`${name}, line ${progress.lines + 1}, is longer than any entry; the rest is left out`)
    } else if (rest > 0 && isFirstRefresh) {
      report(`${name} ends within a line (${rest} bytes left out)`)
    }
    return entries
  }

  function append(facts: ForkFacts): void {
    const text = linesOf(facts)
    if (!isWritable || text === '') return
    try {
      if (own === undefined) {
        own = createSegment(directory)
        writeFileSync(own.file, header)
      }
      writeFileSync(own.file, text)
    } catch (error) {
      // A line may be half written now, and the next one would continue it.
      isWritable = false
      report(`nothing more is written to ${directory} (${codeOf(error)})`)
    }
  }

  return {
    refresh,
    append,
    problems: () => [...problems],
    close() {
      if (own !== undefined) closeSync(own.file)
      isWritable = false
      own = undefined
    },
  }
}

/** The blocks with this number that a cache knows, of one chain or of all. Unreadable directories hold none. */
export function findCachedPins(
  root: string,
  wanted: { readonly number: bigint; readonly chainId?: bigint; readonly hash?: bigint },
): readonly CachedPin[] {
  const pins: CachedPin[] = []
  for (const chainName of namesIn(root)) {
    if (!CHAIN_DIRECTORY_PATTERN.test(chainName)) continue
    if (wanted.chainId !== undefined && wanted.chainId !== BigInt(chainName)) continue
    for (const blockName of namesIn(join(root, chainName))) {
      const match = BLOCK_DIRECTORY_PATTERN.exec(blockName)
      if (match === null || BigInt(match[1]!) !== wanted.number) continue
      const hash = BigInt(`0x${match[2]!}`)
      if (wanted.hash !== undefined && wanted.hash !== hash) continue
      const pin = readPin(root, join(root, chainName, blockName), BigInt(chainName), wanted.number, hash)
      if (pin !== undefined) pins.push(pin)
    }
  }
  return pins
}

function readPin(
  root: string,
  directory: string,
  chainId: bigint,
  number: bigint,
  hash: bigint,
): CachedPin | undefined {
  let block: ForkBlock | undefined
  const endpointKeys = new Set<string>()
  for (const name of segmentNames(directory)) {
    try {
      forEachLine(join(directory, name), { offset: 0 }, HEADER_BYTES_MAX, (line) => {
        const header = readHeader(openLine(line) ?? [])
        if (header === undefined || blockDirectory(root, header.block) !== directory) return false
        if (!sameBlock(header.block, { chainId, number, hash })) return false
        block ??= header.block
        endpointKeys.add(header.endpointKey)
        return false
      })
    } catch {
      // A segment that cannot be read says nothing; the cache reports it when it is opened.
    }
  }
  return block === undefined ? undefined : { block, endpointKeys }
}

/** How far a segment was read; 'other' is not read any further. */
type SegmentProgress = {
  offset: number
  lines: number
  isAbout: 'unknown' | 'block' | 'other'
}

/**
 * Calls `onLine` with each complete line from `progress.offset` on and moves the offset behind it, until `onLine` returns
 * false. Returns the number of bytes after the last complete line.
 */
function forEachLine(
  path: string,
  progress: { offset: number },
  lineBytesMax: number,
  onLine: (line: Buffer) => boolean,
): { readonly rest: number; readonly isOversized: boolean } {
  const file = openSync(path, 'r')
  try {
    const size = fstatSync(file).size
    let held = Buffer.alloc(0)
    while (progress.offset + held.length < size) {
      const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, size - progress.offset - held.length))
      const bytesRead = readSync(file, chunk, 0, chunk.length, progress.offset + held.length)
      if (bytesRead === 0) break
      held = Buffer.concat([held, chunk.subarray(0, bytesRead)])
      let start = 0
      for (let end = held.indexOf(LINE_FEED); end >= 0; end = held.indexOf(LINE_FEED, start)) {
        const line = held.subarray(start, end)
        start = end + 1
        progress.offset += line.length + 1
        if (!onLine(line)) return { rest: 0, isOversized: false }
      }
      held = held.subarray(start)
      if (held.length > lineBytesMax) return { rest: held.length, isOversized: true }
    }
    return { rest: held.length, isOversized: false }
  } finally {
    closeSync(file)
  }
}

function createSegment(directory: string): { readonly file: number; readonly name: string } {
  mkdirSync(directory, { recursive: true })
  const last = segmentNames(directory).at(-1)
  for (let number = last === undefined ? 1 : Number.parseInt(last, 10) + 1; ; number++) {
    const name = `${number}.ndjson`
    try {
      return { file: openSync(join(directory, name), 'ax'), name }
    } catch (error) {
      // Another process took the number between listing and creating.
      if (codeOf(error) !== 'EEXIST') throw error
    }
  }
}

/** In the order of their numbers. */
function segmentNames(directory: string): readonly string[] {
  return namesIn(directory)
    .filter((name) => SEGMENT_PATTERN.test(name))
    .sort((left, right) => Number.parseInt(left, 10) - Number.parseInt(right, 10))
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function blockDirectory(root: string, block: Pick<ForkBlock, 'chainId' | 'number' | 'hash'>): string {
  return join(root, String(block.chainId), `${block.number}-0x${block.hash.toString(16).padStart(64, '0')}`)
}

function sameBlock(
  left: Pick<ForkBlock, 'chainId' | 'number' | 'hash'> | undefined,
  right: Pick<ForkBlock, 'chainId' | 'number' | 'hash'>,
): boolean {
  return left?.chainId === right.chainId && left.number === right.number && left.hash === right.hash
}

function headerLine(block: ForkBlock, endpointKey: string): string {
  const { chainId, number, hash, timestamp, coinbase, prevRandao, gasLimit, baseFee, blobBaseFee } = block
  return sealLine([
    'fork',
    FORMAT_VERSION,
    endpointKey,
    ...[chainId, number, hash].map(toHex),
    coinbase,
    ...[timestamp, prevRandao, gasLimit, baseFee, blobBaseFee].map(toHex),
  ])
}

function readHeader(
  fields: readonly unknown[],
): { readonly block: ForkBlock; readonly endpointKey: string } | undefined {
  if (fields[0] !== 'fork' || fields[1] !== FORMAT_VERSION || typeof fields[2] !== 'string') return undefined
  const [
    ,
    ,
    endpointKey,
    chainId,
    number,
    hash,
    coinbase,
    timestamp,
    prevRandao,
    gasLimit,
    baseFee,
    blobBaseFee,
  ] = fields
  return unlessMalformed(() => ({
    endpointKey: endpointKey as string,
    block: {
      chainId: readU64(chainId),
      number: readU64(number),
      hash: readQuantity(hash),
      coinbase: readAddress(coinbase),
      timestamp: readU64(timestamp),
      prevRandao: readQuantity(prevRandao),
      gasLimit: readU64(gasLimit),
      baseFee: readQuantity(baseFee),
      blobBaseFee: readQuantity(blobBaseFee),
    },
  }))
}

function linesOf(facts: ForkFacts): string {
  let text = ''
  for (const [address, account] of facts.accounts) {
    text += sealLine(
      account === undefined
        ? ['absent', address]
        : ['account', address, toHex(account.balance), toHex(account.nonce), bytesToHex(account.code)],
    )
  }
  for (const [address, slots] of facts.storage) {
    for (const [slot, word] of slots) text += sealLine(['slot', address, toHex(slot), toHex(word)])
  }
  for (const [number, hash] of facts.blockHashes) text += sealLine(['blockHash', toHex(number), toHex(hash)])
  return text
}

/** Adds what a line says; false if it says nothing that can be. */
function addEntry(facts: ForkFacts, fields: readonly unknown[], codeBytesMax: number): boolean {
  const add = unlessMalformed((): (() => unknown) | undefined => {
    switch (fields[0]) {
      case 'absent': {
        const address = readAddress(fields[1])
        return () => facts.accounts.set(address, undefined)
      }
      case 'account': {
        const address = readAddress(fields[1])
        const account = {
          balance: readQuantity(fields[2]),
          nonce: readU64(fields[3]),
          code: readCode(fields[4], codeBytesMax),
        }
        return () => facts.accounts.set(address, account)
      }
      case 'slot': {
        const address = readAddress(fields[1])
        const [slot, word] = [readQuantity(fields[2]), readQuantity(fields[3])]
        return () => addForkSlot(facts, address, slot, word)
      }
      case 'blockHash': {
        const [number, hash] = [readU64(fields[1]), readQuantity(fields[2], WORD_MAX)]
        return () => facts.blockHashes.set(number, hash)
      }
      default:
        return undefined
    }
  })
  add?.()
  return add !== undefined
}

function sealLine(fields: readonly unknown[]): string {
  const json = JSON.stringify(fields)
  return `${checksum(json)} ${json}\n`
}

function openLine(line: Buffer): readonly unknown[] | undefined {
  const json = line.subarray(CHECKSUM_CHARACTERS + 1)
  if (line.toString('latin1', 0, CHECKSUM_CHARACTERS + 1) !== `${checksum(json)} `) return undefined
  try {
    const fields: unknown = JSON.parse(json.toString('utf8'))
    return Array.isArray(fields) ? fields : undefined
  } catch {
    return undefined
  }
}

function checksum(json: string | Buffer): string {
  return crc32(json).toString(16).padStart(CHECKSUM_CHARACTERS, '0')
}

function unlessMalformed<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof MalformedValue) return undefined
    throw error
  }
}

function toHex(value: bigint): string {
  return `0x${value.toString(16)}`
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
