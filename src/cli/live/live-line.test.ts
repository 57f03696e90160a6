import { expect, test } from 'vitest'
import { createManualClock } from '../../primitives/clock.ts'
import { columnsOf } from '../../report/text-layout.ts'
import { createColours } from '../colours.ts'
import { createLiveLine, LOG_MS, REDRAW_MS, type LiveLine, type LiveLineOptions } from './live-line.ts'
import type { LiveState } from './live-state.ts'
import { liveText } from './live-text.ts'

const STATE: LiveState = {
  target: 'VaultTest',
  executions: 1_204_331,
  executionsPerSecond: 48_211.7,
  edges: 812,
  corpus: 96,
  findings: 2,
  shrinking: [{ property: 'invariant_solvency()', calls: 5, originalCalls: 37 }],
  secondsLeft: 42.3,
}

type Stage = {
  readonly line: LiveLine
  readonly written: string[]
  readonly advanceMs: (duration: number) => void
  columns: number | undefined
}

function stage(change: Partial<LiveLineOptions> = {}): Stage {
  const clock = createManualClock(1_000)
  const written: string[] = []
  const it: Stage = {
    written,
    advanceMs: clock.advanceMs,
    columns: 80,
    line: createLiveLine({
      write: (text) => void written.push(text),
      clock,
      style: 'redrawn',
      colours: createColours(false),
      columns: () => it.columns,
      ...change,
    }),
  }
  return it
}

test('what matters most comes first, and what does not fit is left out', () => {
  const at = (width: number): string => liveText(STATE, width, createColours(false))
  expect(at(200)).toBe(
    '48,211/s  2 findings  shrinking invariant_solvency() 37 → 5 calls  43 s left  812 edges  corpus 96  1,204,331 executions  VaultTest',
  )
  expect(at(80)).toBe('48,211/s  2 findings  shrinking invariant_solvency() 37 → 5 calls  43 s left')
  expect(at(32)).toBe('48,211/s  2 findings  43 s left')
  expect(at(5)).toBe('48,…')
  for (let width = 1; width < 200; width++) expect(columnsOf(at(width))).toBeLessThan(Math.max(width, 2))
})

test('a budget in executions has its share, a stage its name', () => {
  const { secondsLeft: _, ...rest } = STATE
  const text = (state: LiveState): string => liveText(state, 200, createColours(false))
  expect(text({ ...rest, share: 0.994, shrinking: [] })).toContain('2 findings  99 % done  812 edges')
  expect(text({ ...rest, stage: 'compiling\u001b[2J' })).toBe('compiling?[2J…')
})

test('it is redrawn in place, at most ten times a second', () => {
  const { line, written, advanceMs } = stage()
  line.update(STATE)
  line.update({ ...STATE, findings: 3 })
  expect(written).toHaveLength(1)
  expect(written[0]).toMatch(/^48,211/)
  advanceMs(REDRAW_MS)
  line.update({ ...STATE, findings: 4 })
  expect(written).toHaveLength(2)
  expect(written[1]!.startsWith('\r\u001b[K48,211/s  4 findings')).toBe(true)
  advanceMs(REDRAW_MS)
  line.update({ ...STATE, findings: 4 })
  expect(written).toHaveLength(2)
})

test('lines that stay stand above it', () => {
  const { line, written } = stage()
  line.update(STATE)
  line.print('BROKEN \u001b[31minvariant\u001b[39m \u001b[2J\nsecond\n')
  line.update(STATE)
  expect(written.slice(1, 4)).toEqual([
    '\r\u001b[K',
    'BROKEN \u001b[31minvariant\u001b[39m ?[2J\n',
    'second\n',
  ])
  expect(written[4]).toMatch(/^48,211/)
})

test('a window that became narrower is left without remains', () => {
  const it = stage()
  it.columns = 80
  it.line.update(STATE)
  it.columns = 30
  it.advanceMs(REDRAW_MS)
  it.line.update({ ...STATE, findings: 9 })
  // 76 columns take three lines of 30: two up, then everything below goes.
  expect(it.written[1]).toBe('\r\u001b[2A\u001b[J48,211/s  9 findings')
})

test('a terminal without a size is one of 80 columns', () => {
  for (const columns of [undefined, 0]) {
    const it = stage()
    it.columns = columns
    it.line.update(STATE)
    expect(columnsOf(it.written[0]!)).toBeLessThan(80)
    expect(it.written[0]).toContain('left')
  }
})

test('names that are weapons are text', () => {
  const hostile = `\u001b[2J\u202e\n${'x'.repeat(10_000)}`
  const { line, written } = stage()
  line.update({ ...STATE, target: hostile, shrinking: [{ property: hostile, calls: 1, originalCalls: 2 }] })
  expect(written.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(columnsOf(written.join(''))).toBeLessThan(80)
})

test('in a log it is a line every ten seconds', () => {
  const { line, written, advanceMs } = stage({ style: 'lines' })
  line.update(STATE)
  expect(written).toEqual([])
  for (let i = 0; i < 25; i++) {
    advanceMs(1_000)
    line.update(STATE)
  }
  expect(written).toHaveLength(2)
  expect(written[0]).toBe(
    '[10 s] 48,211/s, 2 findings, shrinking invariant_solvency() 37 → 5 calls, 43 s left, 812 edges, corpus 96, 1,204,331 executions, VaultTest\n',
  )
  expect(LOG_MS).toBe(10_000)
})

test('after its end, and when nobody wants it, nothing is written', () => {
  const ended = stage()
  ended.line.update(STATE)
  ended.line.end()
  ended.advanceMs(1_000)
  ended.line.update(STATE)
  ended.line.print('late')
  expect(ended.written.slice(1)).toEqual(['\r\u001b[K'])
  const quiet = stage({ style: 'none' })
  quiet.line.update(STATE)
  quiet.line.print('finding')
  quiet.line.end()
  expect(quiet.written).toEqual([])
})
