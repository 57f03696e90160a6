// Values that the protocol read from somebody else and believed, although the attacker had just moved them. The counterfactual:
// the same reads answer what they would have said had the attacker not touched them.

import type { Address } from '../../evm/types.ts'
import { bigIntToBytes32, readWord } from '../../primitives/bytes.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import { BALANCE_OF } from '../../world/survey/standard-functions.ts'
import { asksAbout, keyOf, movedReads, type Read } from './reads.ts'
import type { Frame } from './look.ts'
import { replay } from './replay.ts'
import type { Examined, Mechanism } from './types.ts'

/** A price, a share's rate, reserves: what other contracts say, moved by trading with them. */
export function examinePrice(examined: Examined): Mechanism | undefined {
  const { facts, look } = examined
  const reads = movedReads(examined).filter(
    (read) =>
      !read.isOwnToo &&
      !asksAbout(read.frame.call.input, [read.reader, ...facts.attackers]) &&
      isMovedNumber(read) &&
      read.movers.some((mover) => movesValue(examined, mover)),
  )
  const needed = neededReads(examined, reads, (read) => read.before)
  const [read] = needed
  const mover = read?.movers.findLast((each) => movesValue(examined, each))
  if (read === undefined || mover === undefined) return undefined
  const reader = read.frame.parent!
  return {
    id: 'price-manipulation',
    sentence: `${look.functionOf(reader)} believes what ${look.functionOf(read.frame)} says, which the attacker has moved by ${look.functionOf(mover)}; with what it said before there is nothing to gain.`,
    step: read.frame.step,
    path: look.pathTo(read.frame),
    place: read.frame.event && look.placeOf(reader, read.frame.event),
  }
}

/** Tokens that were just sent to a contract which takes its whole balance for what it was given in the proper way. */
export function examineDonation(examined: Examined): Mechanism | undefined {
  const { facts, look } = examined
  const reads = movedReads(examined).filter(
    (read) =>
      selectorIn(read.frame.call.input) === BALANCE_OF.selector &&
      asksAbout(read.frame.call.input, [read.reader]) &&
      facts.assets.some((asset) => asset.kind === 'erc20' && asset.address === read.frame.call.to) &&
      read.movedBy > 0n &&
      // What somebody else is made to pass on was theirs to give: the way that it comes is how the protocol is meant to be paid.
      read.movers.some((mover) => isGivenByAttacker(examined, mover, read.frame.call.to)) &&
      !isBooked(examined, read),
  )
  const needed = neededReads(examined, reads, (read, output) => {
    const now = readWord(output, 0)
    return bigIntToBytes32(now > read.movedBy ? now - read.movedBy : 0n)
  })
  const [read] = needed
  const mover = read?.movers.at(-1)
  if (read === undefined || mover === undefined) return undefined
  const reader = read.frame.parent!
  return {
    id: 'donation',
    sentence: `${look.functionOf(reader)} counts tokens that were only sent to it, by ${look.functionOf(mover)}; if it counts what it has booked there is nothing to gain.`,
    step: read.frame.step,
    path: look.pathTo(read.frame),
    place: read.frame.event && look.placeOf(reader, read.frame.event),
  }
}

/** Of those that together make the finding go if they answer otherwise, one kind of question that does alone; else all. */
function neededReads(
  examined: Examined,
  reads: readonly Read[],
  answer: (read: Read, output: Uint8Array) => Uint8Array,
): readonly Read[] {
  if (reads.length === 0 || !isGoneWith(examined, reads, answer)) return []
  const kinds = new Map<string, Read[]>()
  for (const read of reads) {
    const { from, to, input } = read.frame.call
    const kind = keyOf(from, to, input.slice(0, 4))
    kinds.set(kind, [...(kinds.get(kind) ?? []), read])
  }
  if (kinds.size === 1) return reads
  for (const each of kinds.values()) if (isGoneWith(examined, each, answer)) return each
  return reads
}

function isGoneWith(
  examined: Examined,
  reads: readonly Read[],
  answer: (read: Read, output: Uint8Array) => Uint8Array,
): boolean {
  const { isGone } = replay(examined, {
    after: ({ status, caller, address, input, output }, step) => {
      const key = keyOf(caller, address, input)
      // What was moved until then: of several times that it was asked in a step the last.
      const read = reads.findLast((each) => each.key === key && each.frame.step <= step)
      if (read === undefined || status !== 'return' || output.length < 32) return undefined
      return { status: 'return', output: answer(read, output) }
    },
  })
  return isGone
}

/** Some number in the answer is another one than before, and was there before. */
function isMovedNumber({ before, frame: { call } }: Read): boolean {
  const { output } = call
  if (before.length !== output.length) return false
  for (let at = 0; at + 32 <= output.length; at += 32) {
    const [was, is] = [readWord(before, at), readWord(output, at)]
    if (was !== is && was > 1n && is > 1n) return true
  }
  return false
}

function movesValue({ facts, look }: Examined, { call }: Frame): boolean {
  return look
    .movementsIn([call])
    .some(({ from, to }) => facts.attackers.includes(from) || facts.attackers.includes(to))
}

function isGivenByAttacker({ facts, look }: Examined, { call }: Frame, token: Address): boolean {
  return look
    .movementsIn([call])
    .some(
      ({ asset, from, to }) =>
        asset.kind !== 'ether' &&
        asset.address === token &&
        facts.attackers.includes(from) &&
        !facts.attackers.includes(to),
    )
}

const SHORT_NUMBER_DIGITS = 6

/** The reader writes down what it read: it takes what has come for a payment. */
function isBooked({ look }: Examined, { frame, reader }: Read): boolean {
  const digits = bytesToHex(frame.call.output.subarray(0, 32)).slice(2).replace(/^0+/, '')
  if (digits.length < SHORT_NUMBER_DIGITS) return false
  let isAfter = false
  return look.happenings.some((each) => {
    if (each.frame === frame) isAfter = true
    return (
      isAfter &&
      each.kind === 'write' &&
      each.frame.step === frame.step &&
      each.change.address === reader &&
      each.change.after.toString(16).includes(digits)
    )
  })
}
