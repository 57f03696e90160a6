// The line on stderr that shows how a run goes on: redrawn in place on a terminal, a plain line now and then in a log, nothing
// if nobody wants it. It never touches stdout.

import type { Clock } from '../../primitives/clock.ts'
import { columnsOf } from '../../report/text-layout.ts'
import { type Colours } from '../colours.ts'
import { plainText } from '../../primitives/plain-text.ts'
import type { LiveState } from './live-state.ts'
import { liveText, logText } from './live-text.ts'

export type LiveLineOptions = {
  readonly write: (text: string) => void
  readonly clock: Clock
  /** 'redrawn' on terminals, 'lines' in logs, 'none' with --quiet. */
  readonly style: 'redrawn' | 'lines' | 'none'
  readonly colours: Colours
  /** Columns of the terminal as they are now: windows change their size. */
  readonly columns: () => number | undefined
}

/** Shows what it is told, not more often than somebody can read. Clear it before anything else is written to the terminal. */
export type LiveLine = {
  /** Tells the newest state; drawn now, later or never. Cheap. */
  update(state: LiveState): void
  /** Writes lines that stay (a finding, a warning), above the live line. What could move the cursor becomes '?'; colours stay. */
  print(text: string): void
  /** Takes the line away until the next update: before somebody else writes. */
  clear(): void
  /** Takes it away for good. Nothing is drawn afterwards. */
  end(): void
}

/** At most ten times a second on a terminal, once in ten seconds in a log. */
export const REDRAW_MS = 100
export const LOG_MS = 10_000

const COLUMNS_DEFAULT = 80
// To the beginning of the line, and erase to its end (ECMA-48: CR, EL).
const ERASE = '\r\u001b[K'

export function createLiveLine(options: LiveLineOptions): LiveLine {
  const { write, clock, style, colours } = options
  const startMs = clock.nowMs()
  let isDrawn = false
  let isEnded = false
  let drawnMs = -Infinity
  let loggedMs = startMs
  let columnsDrawn = 0
  let text = ''

  const erase = (): void => {
    if (!isDrawn) return
    write(eraseText())
    isDrawn = false
  }
  /** A window that became narrower has broken the line into several: all of them go. */
  const eraseText = (): string => {
    const columns = options.columns() ?? COLUMNS_DEFAULT
    const above = columns > 0 && columns < columnsDrawn ? Math.ceil(columnsDrawn / columns) - 1 : 0
    return above === 0 ? ERASE : `\r\u001b[${above}A\u001b[J`
  }
  const draw = (state: LiveState): void => {
    const columns = options.columns() ?? COLUMNS_DEFAULT
    // 0 is what some terminals without a size say.
    const next = liveText(state, columns > 0 ? columns : COLUMNS_DEFAULT, colours)
    if (isDrawn && next === text) return
    write((isDrawn ? eraseText() : '') + next)
    text = next
    columnsDrawn = visibleColumns(next)
    isDrawn = true
  }

  return {
    update(state) {
      if (isEnded || style === 'none') return
      const now = clock.nowMs()
      if (style === 'redrawn') {
        if (now - drawnMs < REDRAW_MS) return
        drawnMs = now
        draw(state)
      } else if (now - loggedMs >= LOG_MS) {
        loggedMs = now
        write(`${logText(state, (now - startMs) / 1000)}\n`)
      }
    },
    print(message) {
      if (isEnded || style === 'none') return
      erase()
      for (const line of message.replace(/\n$/, '').split('\n')) write(`${withoutMoves(line)}\n`)
      // The next update draws at once: a gap of a tenth of a second would flicker.
      drawnMs = -Infinity
    },
    clear: () => {
      erase()
      drawnMs = -Infinity
    },
    end() {
      erase()
      isEnded = true
    },
  }
}

const ESCAPE = '\u001b'
const COLOURS = new RegExp(`(${ESCAPE}\\[\\d+m)`)

/** Line breaks and colours are the caller's; everything else that moves a cursor is somebody's name. */
function withoutMoves(line: string): string {
  const parts = line.split(COLOURS)
  return parts.map((part, index) => (index % 2 === 1 ? part : plainText(part))).join('')
}

/** Colours take no columns. */
function visibleColumns(line: string): number {
  const parts = line.split(COLOURS)
  return columnsOf(parts.filter((_, index) => index % 2 === 0).join(''))
}
