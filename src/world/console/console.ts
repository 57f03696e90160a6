import type { Host } from '../../evm/host.ts'
import type { Log } from '../../evm/types.ts'
import { AbiDecodeError, decodeArguments } from '../../project/abi/decode.ts'
import { selectorIn } from '../../project/abi/selector.ts'
import type { AbiParameter } from '../../project/abi/types.ts'
import type { ConsoleLine } from '../types.ts'
import { formatConsole } from './console-format.ts'
import { consoleParameters } from './console-signatures.ts'
import { lineOfLog } from './log-lines.ts'

// A loop that prints must not fill the memory.
const LINES_MAX = 10_000
const CHARACTERS_MAX = 100_000

const DONE = { status: 'return' } as const
const REFUSED = { status: 'revert' } as const

/** What contracts print. Keeps nothing unless told to: tests print in every call of a search. */
export class Console {
  #isKept = false
  #lines: ConsoleLine[] = []
  #left = LINES_MAX

  keep(on: boolean): void {
    this.#isKept = on
  }

  /** The lines since the last call of this. */
  take(): ConsoleLine[] {
    const lines = this.#lines
    if (this.#left === 0) lines.push({ text: `(more than ${LINES_MAX} lines: the rest is left out)` })
    this.#lines = []
    this.#left = LINES_MAX
    return lines
  }

  /** Answers calls of console.log. */
  readonly host: Host = (frame) => {
    const { input } = frame
    const selector = selectorIn(input)
    const parameters = selector === undefined ? undefined : consoleParameters(selector)
    // Not every call is printing: somebody may send ether here to see whether it is taken.
    if (parameters === undefined) return REFUSED
    if (this.#isKept) {
      const text = textOf(parameters, input)
      if (text !== undefined) for (const line of linesOf(text)) this.#add(line)
    }
    return DONE
  }

  /** Sees a log, which may be meant to be read. */
  readonly onLog = (log: Log): void => {
    if (!this.#isKept) return
    const line = lineOfLog(log)
    if (line !== undefined) this.#add(line)
  }

  #add(text: string): void {
    if (this.#left === 0) return
    this.#left--
    this.#lines.push({ text: text.length > CHARACTERS_MAX ? `${text.slice(0, CHARACTERS_MAX)}...` : text })
  }
}

function textOf(parameters: readonly AbiParameter[], input: Uint8Array): string | undefined {
  try {
    const types = parameters.map(({ type }) => type)
    return formatConsole(parameters, decodeArguments(types, input.subarray(4)))
  } catch (error) {
    if (error instanceof AbiDecodeError) return undefined
    throw error
  }
}

/** The lines of a text; what ends with a line break has none behind it, and no text is no line. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}
