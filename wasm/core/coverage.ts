// Which edges of the control flow ran, with hit counts.
//
// Codes that differ only in PUSH20..PUSH32 data (immutables, clones, metadata behind the last instruction aside) share
// a coverage group. A group owns a contiguous range of dense ids: three for how a frame of it ended, then one per
// static jump edge. Edges of dynamic jumps get ids when first taken, in blocks of 16 per group. Only ranges that an
// execution touched are merged and cleared, with 16 counters per instruction.

import {
  CODE_GROUP, CODE_LENGTH, CODE_POINTER, DYNAMIC_EDGES, DYNAMIC_EDGES_SLOTS, EDGE_BLOCK_GENERATION, EDGE_HITS,
  EDGE_INFO, EDGE_RANGES, EDGE_RANGES_MAX, EDGE_SEEN_FAILURE, EDGE_SEEN_SUCCESS, EDGES_MAX, GROUP_BYTES, GROUP_HASH,
  GROUP_COUNT, GROUP_DYNAMIC_END, GROUP_DYNAMIC_NEXT, GROUP_FIRST, GROUP_GENERATION, GROUP_INDEX, GROUP_INDEX_SLOTS,
  GROUP_SKELETON, GROUPS, GROUPS_MAX,
} from './layout'
import { copyWord, mix64 } from './word'

export const EDGE_KIND_END: u32 = 0
export const EDGE_KIND_JUMP: u32 = 1
export const EDGE_KIND_FALL: u32 = 2
export const EDGE_KIND_DYNAMIC: u32 = 3

/** Ids below are real; id 0 collects what does not fit. */
export let edgeCount: u32 = 16
export let groupCount: u32 = 1
export let rangeCount: u32 = 0
/** Edges that had to share id 0 because EDGES_MAX was reached. */
export let edgesDropped: u32 = 0
/** Number of the merge that is to come: what carries it joins. */
export let generation: u32 = 1
/** New edges and new buckets found by the last merge. */
export let newEdges: u32 = 0
export let newBuckets: u32 = 0

/** Whether the data of a wide PUSH could be the target of a jump. */
function isTarget(code: usize, pc: u32, bytes: u32, length: u32): bool {
  if (pc + bytes > length) return false
  for (let i: u32 = 0; i < bytes - 4; i++) if (load<u8>(code + pc + i)) return false
  const at = bswap<u32>(load<u32>(code + pc + bytes - 4))
  return at < length && load<u8>(code + at) == 0x5b
}

/** Hash of the code with the data of PUSH20..PUSH32 left out, unless it may be the target of a jump. */
function skeletonOf(code: usize, length: u32): u64 {
  let h: u64 = <u64>length
  let pc: u32 = 0
  while (pc < length) {
    const op = load<u8>(code + pc)
    h = (h ^ op) * 0x100000001b3
    pc++
    if (op >= 0x60 && op <= 0x7f) {
      const bytes = <u32>op - 0x5f
      // Jumps are what the codes of a group share, so their targets count.
      if (bytes < 20 || isTarget(code, pc, bytes, length)) for (let i: u32 = 0; i < bytes && pc + i < length; i++) h = (h ^ load<u8>(code + pc + i)) * 0x100000001b3
      pc += bytes
    }
  }
  h = mix64(h)
  return h == 0 ? 1 : h
}

/** Group of a code entry; `fresh` is set in `groupIsFresh` if its edges still have to be numbered. */
export let groupIsFresh: bool = false
export function groupOf(entry: usize): usize {
  const skeleton = skeletonOf(<usize>load<u32>(entry, CODE_POINTER), load<u32>(entry, CODE_LENGTH))
  let i = <u32>skeleton & (GROUP_INDEX_SLOTS - 1)
  groupIsFresh = false
  while (true) {
    const g = load<u32>(GROUP_INDEX + (<usize>i << 2))
    if (g == 0) break
    const group = GROUPS + <usize>g * GROUP_BYTES
    if (load<u64>(group, GROUP_SKELETON) == skeleton) {
      store<u32>(entry, <u32>group, CODE_GROUP)
      return group
    }
    i = (i + 1) & (GROUP_INDEX_SLOTS - 1)
  }
  if (groupCount >= GROUPS_MAX) {
    store<u32>(entry, <u32>GROUPS, CODE_GROUP)
    return GROUPS
  }
  const g = groupCount++
  const group = GROUPS + <usize>g * GROUP_BYTES
  store<u64>(group, skeleton, GROUP_SKELETON)
  // A group that comes when the map is full has no ids.
  store<u32>(group, edgeCount < EDGES_MAX - 64 ? edgeCount : 0, GROUP_FIRST)
  store<u32>(group, 0, GROUP_COUNT)
  store<u32>(group, 0, GROUP_GENERATION)
  store<u32>(group, 0, GROUP_DYNAMIC_NEXT)
  store<u32>(group, 0, GROUP_DYNAMIC_END)
  copyWord(group + GROUP_HASH, entry)
  store<u32>(GROUP_INDEX + (<usize>i << 2), g)
  store<u32>(entry, <u32>group, CODE_GROUP)
  groupIsFresh = true
  for (let status: u32 = 0; status < 3; status++) addEdge(group, EDGE_KIND_END, 0, status)
  return group
}

/** Next id of a group whose static edges are being numbered, in order of the code. */
export function addEdge(group: usize, kind: u32, from: u32, to: u32): u32 {
  const id = edgeCount
  if (id >= EDGES_MAX - 64) {
    edgesDropped++
    return 0
  }
  edgeCount = id + 1
  const info = EDGE_INFO + (<usize>id << 4)
  store<u32>(info, <u32>((group - GROUPS) / GROUP_BYTES))
  store<u32>(info, kind, 4)
  store<u32>(info, from, 8)
  store<u32>(info, to, 12)
  store<u32>(group, load<u32>(group, GROUP_COUNT) + 1, GROUP_COUNT)
  return id
}

/** Aligns the next range so that merging can work on whole vectors. */
export function closeGroup(): void {
  edgeCount = (edgeCount + 15) & ~15
}

// @ts-ignore: decorator
@inline
export function hitEdge(id: u32): void {
  const at = EDGE_HITS + <usize>id
  const count = load<u8>(at)
  // Saturates: a wrapped counter would look like a new bucket.
  store<u8>(at, count + <u8>(count != 255))
}

/** The range of the group joins the next merge. */
// @ts-ignore: decorator
@inline
export function touchGroup(group: usize): void {
  if (load<u32>(group, GROUP_GENERATION) != generation) touchGroupFirst(group)
}

function touchGroupFirst(group: usize): void {
  store<u32>(group, generation, GROUP_GENERATION)
  addRange(load<u32>(group, GROUP_FIRST), (load<u32>(group, GROUP_COUNT) + 15) & ~15)
}

function addRange(first: u32, count: u32): void {
  if (count == 0 || rangeCount >= EDGE_RANGES_MAX) return
  const at = EDGE_RANGES + (<usize>rangeCount << 3)
  store<u32>(at, first)
  store<u32>(at, count, 4)
  rangeCount++
}

/** A frame of the group ended. */
export function hitEnd(group: usize, status: u32): void {
  const first = load<u32>(group, GROUP_FIRST)
  if (first) hitEdge(first + status)
}

/** A jump whose target was not known when the code was decoded. */
export function hitDynamicEdge(group: usize, from: u32, to: u32): void {
  hitDynamic(dynamicEdge(group, from, to))
}

/** Id of the edge of a dynamic jump; 0 if there is no more room. */
export function dynamicEdge(group: usize, from: u32, to: u32): u32 {
  const key = (<u64>((group - GROUPS) / GROUP_BYTES) << 40) ^ (<u64>from << 20) ^ <u64>to ^ 0x8000000000000000
  // One multiplication: DYNAMIC_EDGES_SLOTS is 2^18.
  let i = <u32>((key * 0x9e3779b97f4a7c15) >> 46)
  // A full neighbourhood counts under id 0 instead of being searched for ever.
  for (let probes: u32 = 0; probes < 64; probes++) {
    const at = DYNAMIC_EDGES + (<usize>i << 4)
    const found = load<u64>(at)
    if (found == key) return load<u32>(at, 8)
    if (found == 0) {
      const id = newDynamicEdge(group, from, to)
      if (id) {
        store<u64>(at, key)
        store<u32>(at, id, 8)
      }
      return id
    }
    i = (i + 1) & (DYNAMIC_EDGES_SLOTS - 1)
  }
  edgesDropped++
  return 0
}

/** Counts a dynamic edge by its id. */
// @ts-ignore: decorator
@inline
export function hitDynamic(id: u32): void {
  if (id == 0) return
  const block = EDGE_BLOCK_GENERATION + (<usize>(id >> 4) << 2)
  if (load<u32>(block) != generation) touchBlock(id, block)
  hitEdge(id)
}

export function touchBlock(id: u32, block: usize): void {
  store<u32>(block, generation)
  addRange(id & ~15, 16)
}

function newDynamicEdge(group: usize, from: u32, to: u32): u32 {
  let next = load<u32>(group, GROUP_DYNAMIC_NEXT)
  if (next == load<u32>(group, GROUP_DYNAMIC_END)) {
    if (edgeCount >= EDGES_MAX - 64) {
      edgesDropped++
      return 0
    }
    next = edgeCount
    edgeCount += 16
    store<u32>(group, next + 16, GROUP_DYNAMIC_END)
  }
  store<u32>(group, next + 1, GROUP_DYNAMIC_NEXT)
  const info = EDGE_INFO + (<usize>next << 4)
  store<u32>(info, <u32>((group - GROUPS) / GROUP_BYTES))
  store<u32>(info, EDGE_KIND_DYNAMIC, 4)
  store<u32>(info, from, 8)
  store<u32>(info, to, 12)
  return next
}

/** Bit of the bucket (1, 2, 3, 4-7, 8-15, 16-31, 32-127, 128-255) of each count; 0 for 0. */
// @ts-ignore: decorator
@inline
function bucketsOf(counts: v128): v128 {
  const lowTable = i8x16(0, 1, 2, 4, 8, 8, 8, 8, 16, 16, 16, 16, 16, 16, 16, 16)
  const highTable = i8x16(0, 32, 64, 64, 64, 64, 64, 64, -128, -128, -128, -128, -128, -128, -128, -128)
  const high = i8x16.shr_u(counts, 4)
  const fromHigh = i8x16.swizzle(highTable, high)
  // Where the high nibble is zero the low one decides; an index of 16 or more gives 0.
  const lowIndex = v128.or(counts, i8x16.ne(high, i8x16.splat(0)))
  return v128.or(fromHigh, i8x16.swizzle(lowTable, lowIndex))
}

/**
 * Adds the hit counts since the last merge to what successful (0) or failed (1) executions have covered, and clears
 * them. newEdges and newBuckets say what was new. With 2 the counts are only dropped.
 */
export function mergeCoverage(into: u32): u32 {
  const seen = into == 0 ? EDGE_SEEN_SUCCESS : EDGE_SEEN_FAILURE
  let edges: u32 = 0
  let buckets: u32 = 0
  const zero = i64x2.splat(0)
  for (let r: u32 = 0; r < rangeCount; r++) {
    const at = EDGE_RANGES + (<usize>r << 3)
    let id = <usize>load<u32>(at)
    const end = id + <usize>load<u32>(at, 4)
    for (; id < end; id += 16) {
      const counts = v128.load(EDGE_HITS + id)
      if (!v128.any_true(counts)) continue
      v128.store(EDGE_HITS + id, zero)
      if (into == 2) continue
      const before = v128.load(seen + id)
      const fresh = v128.andnot(bucketsOf(counts), before)
      if (!v128.any_true(fresh)) continue
      v128.store(seen + id, v128.or(before, fresh))
      const freshMask = i8x16.bitmask(i8x16.ne(fresh, zero))
      buckets += <u32>popcnt(freshMask)
      edges += <u32>popcnt(freshMask & i8x16.bitmask(i8x16.eq(before, zero)))
    }
  }
  rangeCount = 0
  if (++generation == 0) restartGenerations()
  newEdges = edges
  newBuckets = buckets
  return buckets
}

/** After 2^32 merges numbers start again: nothing may carry an old one. */
function restartGenerations(): void {
  memory.fill(EDGE_BLOCK_GENERATION, 0, <usize>(EDGES_MAX >> 4) << 2)
  for (let g: u32 = 0; g < groupCount; g++) store<u32>(GROUPS + <usize>g * GROUP_BYTES, 0, GROUP_GENERATION)
  generation = 1
}

/** Forgets what was covered so far; ids keep their meaning. */
export function forgetCoverage(): void {
  mergeCoverage(2)
  memory.fill(EDGE_SEEN_SUCCESS, 0, <usize>edgeCount)
  memory.fill(EDGE_SEEN_FAILURE, 0, <usize>edgeCount)
}

/** Forgets groups, ids and counts. */
export function resetCoverage(): void {
  forgetCoverage()
  memory.fill(GROUP_INDEX, 0, <usize>GROUP_INDEX_SLOTS << 2)
  memory.fill(DYNAMIC_EDGES, 0, <usize>DYNAMIC_EDGES_SLOTS << 4)
  memory.fill(EDGE_BLOCK_GENERATION, 0, <usize>(edgeCount >> 4) << 2)
  memory.fill(EDGE_INFO, 0, <usize>edgeCount << 4)
  edgeCount = 16
  groupCount = 1
  edgesDropped = 0
}
