// The live line as text. Its parts stand in order of importance: what does not fit is left out from the end.

import { columnsOf, counted, durationText, fitted, grouped } from '../../report/text-layout.ts'
import type { Colours } from '../colours.ts'
import { plainText } from '../../primitives/plain-text.ts'
import type { LiveState } from './live-state.ts'

type Part = { readonly text: string; readonly paint?: (text: string) => string }

const SEPARATOR = '  '

/** One line of fewer than `width` columns: a full one would make some terminals begin another. */
export function liveText(state: LiveState, width: number, colours: Colours): string {
  const room = Math.max(width - 1, 1)
  const parts = partsOf(state, colours)
  const shown: string[] = []
  let used = 0
  for (const { text, paint } of parts) {
    const gap = used === 0 ? 0 : SEPARATOR.length
    const columns = columnsOf(text)
    if (used + gap + columns > room) {
      // A beginning of the first part says more than nothing.
      if (used === 0) return fitted(text, room)
      continue
    }
    shown.push(paint === undefined ? text : paint(text))
    used += gap + columns
  }
  return shown.join(SEPARATOR)
}

/** The same as a plain line for logs, of any length. */
export function logText(state: LiveState, seconds: number): string {
  const parts = partsOf(state, undefined).map(({ text }) => text)
  return `[${durationText(seconds)}] ${parts.join(', ')}`
}

function partsOf(state: LiveState, colours: Colours | undefined): readonly Part[] {
  const target = fitted(plainText(state.target), 32)
  if (state.stage !== undefined)
    return [{ text: `${fitted(plainText(state.stage), 60)}…`, ...(colours && { paint: colours.dim }) }]
  const parts: Part[] = [
    { text: `${grouped(state.executionsPerSecond)}/s` },
    {
      text: counted(state.findings, 'finding'),
      ...(colours && state.findings > 0 && { paint: (text) => colours.bold(colours.red(text)) }),
    },
  ]
  const [shrinking] = state.shrinking
  if (shrinking !== undefined) {
    const more = state.shrinking.length > 1 ? ` (+${state.shrinking.length - 1})` : ''
    const name = fitted(plainText(shrinking.property), 28)
    parts.push({
      text: `shrinking ${name} ${shrinking.originalCalls} → ${shrinking.calls} calls${more}`,
      ...(colours && { paint: colours.yellow }),
    })
  }
  if (state.secondsLeft !== undefined)
    parts.push({ text: `${durationText(Math.max(0, Math.ceil(state.secondsLeft)))} left` })
  else if (state.share !== undefined)
    parts.push({ text: `${Math.floor(100 * Math.min(Math.max(state.share, 0), 1))} % done` })
  parts.push(
    { text: counted(state.edges, 'edge') },
    { text: `corpus ${grouped(state.corpus)}` },
    { text: counted(state.executions, 'execution'), ...(colours && { paint: colours.dim }) },
    { text: target, ...(colours && { paint: colours.dim }) },
  )
  return parts
}
