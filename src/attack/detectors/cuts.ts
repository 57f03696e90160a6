// A number that somebody gave was cut to a smaller type, `uint64(msg.value)`, and the rest of it is gone: part of what `wrap` looks at.
// Found by trying, not by following opcodes: whoever keeps n mod 2^k does the same for n and for what is left of it. The call is made
// again with the number cut, with another cut number, and with that one and 2^k more.

import { createSourceMap } from '../../project/source-map.ts'
import { decodeArguments } from '../../project/abi/decode.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiFunction, AbiValue } from '../../project/abi/types.ts'
import { readWord } from '../../primitives/bytes.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import { libraryRule } from '../../world/describe/source-places.ts'
import { locateTheft } from '../../world/describe/theft-place.ts'
import type { SurveyedContract } from '../../world/survey/types.ts'
import type { SentCall } from '../../world/attacker/pending-ledger.ts'
import type { Address } from '../../evm/types.ts'
import { amountText } from './amount-text.ts'
import { type CallRecord, recordCall } from './call-record.ts'
import { cutLine } from './cut-line.ts'
import type { Scene } from './scene.ts'
import type { CallVerdict } from './types.ts'

/** Conversions to unsigned types that are smaller than a word. 160 bits are accounts. */
const NARROWING = /\buint(\d+)\s*\(\s*(?!\d|type\b)/g
const ACCOUNT_BITS = 160
const WORD_BITS = 256
const NUMBERS_MAX = 4
/** Characters of a line that are shown. */
const TEXT_MAX = 400

/** A contract whose sources narrow numbers, and to how many bits. */
type Narrowing = { readonly contract: SurveyedContract; readonly widths: readonly number[] }
/** A number of a call: an argument, or the ether sent (-1). */
type Given = { readonly place: number; readonly value: bigint; readonly bits: number }
type Cut = Given & { readonly width: number }

type PlaceLine = NonNullable<CallVerdict['line']>

export class Cuts {
  readonly #scene: Scene
  readonly #narrowing: ReadonlyMap<Address, Narrowing>
  /** Tokens: what they write says who has what, and not what the books say. */
  readonly #tokens: ReadonlySet<Address>
  readonly #protocol: ReadonlySet<Address>

  constructor(scene: Scene) {
    this.#scene = scene
    const { contracts, assets } = scene.survey
    const own = contracts.filter(({ origin }) => origin === 'protocol')
    this.#protocol = new Set(own.map(({ address }) => address))
    this.#tokens = new Set(assets.flatMap((asset) => (asset.kind === 'ether' ? [] : [asset.address])))
    this.#narrowing = new Map(
      own.flatMap((contract) => {
        const widths = this.#widthsOf(contract)
        return widths.length === 0 ? [] : [[contract.address, { contract, widths }] as const]
      }),
    )
  }

  get isEmpty(): boolean {
    return this.#narrowing.size === 0
  }

  /** What could have been cut in a call. */
  suspects({ to, value, data }: SentCall): readonly string[] {
    return this.#candidates({ to, value, data }).map(
      ({ place, width }) => `cut ${to} ${selectorIn(data)} ${place} ${width}`,
    )
  }

  /** Judges the call; the world is afterwards where it was. */
  judge(call: SentCall): CallVerdict | undefined {
    const candidates = this.#candidates(call)
    if (candidates.length === 0) return undefined
    const seen = this.#made(call)
    if (seen === undefined || seen.books === '') return undefined
    const cut = candidates.find((each) => this.#isCut(call, each, seen))
    return cut && this.#verdictOf(call, cut)
  }

  #candidates({ to, value, data }: Pick<SentCall, 'to' | 'value' | 'data'>): readonly Cut[] {
    const narrowing = this.#narrowing.get(to)
    const abi = narrowing && functionOf(narrowing, data)
    if (narrowing === undefined || abi === undefined) return []
    const values = valuesOf(abi, data)
    const given: Given[] = (values ?? []).flatMap((each, place) => {
      const { type } = abi.inputs[place]!
      return typeof each === 'bigint' && type.kind === 'uint' ? { place, value: each, bits: type.bits } : []
    })
    if (value > 0n) given.push({ place: -1, value, bits: WORD_BITS })
    return given
      .slice(0, NUMBERS_MAX)
      .flatMap((each) =>
        narrowing.widths.flatMap((width) =>
          width < each.bits && each.value >> BigInt(width) > 0n ? { ...each, width } : [],
        ),
      )
  }

  #isCut(call: SentCall, cut: Cut, seen: Made): boolean {
    const range = 1n << BigInt(cut.width)
    const rest = cut.value % range
    const other = rest ^ 1n
    const same = this.#with(call, cut, rest)
    if (same === undefined || !isSame(seen, same)) return false
    // The number matters, and it goes round: a limit would give the same for all that is above it.
    const [changed, around] = [this.#with(call, cut, other), this.#with(call, cut, other + range)]
    if (changed === undefined || around === undefined) return false
    if (isSame(changed, seen) || !isSame(changed, around)) return false
    return this.#isPaid(seen, same) || this.#isOwnNumber(call, seen, same)
  }

  /** The attacker paid the whole number, and the books have only what was left of it. */
  #isPaid(seen: Made, same: Made): boolean {
    return seen.attackers.some((amount, asset) => amount < same.attackers[asset]!)
  }

  /** It stands under the caller's own key, and nothing else knows of the rest: no call, no answer. */
  #isOwnNumber({ from, to }: SentCall, seen: Made, same: Made): boolean {
    const { machine } = this.#scene.world
    if (actsOf(seen.record) !== actsOf(same.record)) return false
    return seen.record.writes.some(({ address, slot }) => {
      const input = address === to ? machine.preimage(slot) : undefined
      return input?.length === 64 && readWord(input, 0) === BigInt(from)
    })
  }

  #with(call: SentCall, { place }: Cut, value: bigint): Made | undefined {
    if (place < 0) return this.#made({ ...call, value })
    const narrowing = this.#narrowing.get(call.to)!
    const abi = functionOf(narrowing, call.data)!
    const values = valuesOf(abi, call.data)!
    return this.#made({ ...call, data: encodeCall(abi, values.with(place, value)) })
  }

  /** Makes the call and undoes it; undefined if it fails. */
  #made(call: SentCall): Made | undefined {
    const { world, survey } = this.#scene
    const mark = world.mark()
    const record = recordCall(world, () => world.call(call))
    const attackers = survey.assets.map((_, asset) => this.#scene.attackersHave(asset))
    world.rollback(mark)
    if (record?.isSuccess !== true) return undefined
    const books = record.writes
      .filter(({ address }) => this.#protocol.has(address) && !this.#tokens.has(address))
      .map(({ address, slot, after }) => `${address} ${slot} ${after}`)
      .toSorted()
      .join()
    return { record, books, attackers }
  }

  #verdictOf(call: SentCall, { place, value, width }: Cut): CallVerdict {
    const scene = this.#scene
    const { world } = scene
    const narrowing = this.#narrowing.get(call.to)!
    const abi = functionOf(narrowing, call.data)!
    const name = `${abi.name} of ${scene.nameOf(call.to)}`
    const what = place < 0 ? 'the ether that is sent' : abi.inputs[place]!.name || 'a number'
    const mark = world.mark()
    const found = locateTheft(world, () => world.call(call), {
      attackers: scene.attackers,
      isProtocol: (address) => this.#protocol.has(address),
      kind: 'frozen',
    })
    world.rollback(mark)
    const line = found.line && this.#cutLine(call.to, found.line, place < 0 ? 'msg.value' : what, width)
    const text = (number: bigint): string =>
      place < 0 ? amountText(number, scene.asset(0)) : number.toString()
    return {
      words: `${name} cuts ${what} to ${width} bits, and the rest is gone`,
      details:
        `${name} was called with ${text(value)} for ${what} and wrote what it writes for ${text(value % (1n << BigInt(width)))}: it keeps ${width} bits, nobody noticed, and what is ` +
        `above them is gone.`,
      place: line === undefined ? found.place : `${line.path}:${line.line}`,
      ...(line !== undefined && { line }),
    }
  }

  /** Where the conversion stands, if it is not on the line of the store. */
  #cutLine(contract: Address, line: PlaceLine, what: string, width: number): PlaceLine {
    const { implementation } = this.#narrowing.get(contract)!.contract
    const { sources } = this.#scene.world.artifactAt(implementation ?? contract)!
    const text = sources.textOf(line.path)
    const at = text === undefined ? undefined : cutLine(text, { line: line.line, what, width })
    if (text === undefined || at === undefined || at === line.line) return line
    return { path: line.path, line: at, text: clippedText(text.split('\n')[at - 1]!.trim(), TEXT_MAX) }
  }

  #widthsOf({ address, implementation }: SurveyedContract): readonly number[] {
    const { world } = this.#scene
    const code = implementation ?? address
    const artifact = world.artifactAt(code)
    if (artifact === undefined || artifact.runtime.sourceMap === '') return []
    const isLibrary = libraryRule(world.project)
    const map = createSourceMap(artifact.runtime, artifact)
    const sources = new Set<number>()
    for (let pc = 0; pc < world.machine.getCode(code).length; pc++) {
      const range = map.rangeAt(pc)
      if (range !== undefined) sources.add(range.source)
    }
    const widths = new Set<number>()
    for (const source of sources) {
      const path = artifact.sources.pathOf(source)
      if (path === undefined || isLibrary(path)) continue
      for (const [, bits] of (artifact.sources.textOf(path) ?? '').matchAll(NARROWING))
        widths.add(Number(bits))
    }
    return [...widths]
      .filter((bits) => bits < WORD_BITS && bits !== ACCOUNT_BITS && bits % 8 === 0 && bits > 0)
      .toSorted((a, b) => a - b)
  }
}

type Made = {
  readonly record: CallRecord
  /** What the protocol's contracts wrote, tokens aside. */
  readonly books: string
  /** What the attackers have then, by asset. */
  readonly attackers: readonly bigint[]
}

/** Whether the books say the same. */
function isSame(one: Made, other: Made): boolean {
  return one.books === other.books
}

/** All that a call did but its events. */
function actsOf({ happened, output }: CallRecord): string {
  const acts = happened.filter(({ text }) => !text.startsWith('log '))
  return `${acts.map(({ text }) => text).join('\n')}\n${output.join()}`
}

function functionOf({ contract }: Narrowing, data: Uint8Array): AbiFunction | undefined {
  const selector = selectorIn(data)
  return contract.artifact.abi.functions.find((each) => each.selector === selector)
}

function valuesOf({ inputs }: AbiFunction, data: Uint8Array): readonly AbiValue[] | undefined {
  try {
    return decodeArguments(
      inputs.map(({ type }) => type),
      data.subarray(4),
    )
  } catch {
    return undefined
  }
}
