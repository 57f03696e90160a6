import { describe, expect, test } from 'vitest'

import { judgeBars } from './bars.ts'
import { replaceGenerated } from './command/results.ts'
import { parseDurationNs } from './engines/forge.ts'
import { allMet } from './report.ts'
import type { Row } from './rows.ts'
import { parseSelection, SelectionError } from './selection.ts'
import { formatMarkdown, formatText } from './table.ts'

function forgeRow(name: string, memo: 'on' | 'off', ratio: number | null): Row {
  return {
    case: `inner/${name}`,
    peer: 'forge',
    optimizer: 'on',
    memo,
    ours_ns: 2000,
    peer_ns: ratio === null ? null : ratio * 2000,
    ratio,
  }
}

describe('bars', () => {
  test('a bar is judged by its worst case', () => {
    const bars = judgeBars([forgeRow('transfer', 'on', 9), forgeRow('mulmod', 'on', 3.9)])
    expect(bars.find(({ name }) => name === 'forge-memo-on')).toMatchObject({
      worst: 3.9,
      worstCase: 'inner/mulmod',
      mean: 5.92,
      missed: ['inner/mulmod'],
      rows: 2,
      met: false,
    })
    expect(allMet(bars)).toBe(false)
  })

  test('a bar without figures is not judged, and does not count as met', () => {
    const bars = judgeBars([forgeRow('transfer', 'off', 2.5), forgeRow('transfer', 'on', null)])
    expect(bars.map(({ name, met }) => [name, met])).toEqual([
      ['ethereumjs', null],
      ['forge-memo-off', true],
      ['forge-memo-on', null],
      ['compiled-interpreter', null],
      ['compiled-transfer-memo-on', null],
      ['compiled-transfer-memo-off', null],
      ['compiled-swap-memo-on', null],
      ['compiled-swap-memo-off', null],
      ['compiled-arith-memo-on', null],
      ['storage-rollback', null],
      ['coverage', null],
      ['full-speed', null],
      ['translation', null],
      ['memory', null],
    ])
    expect(allMet(bars)).toBeNull()
  })
})

describe('tables', () => {
  const rows = [forgeRow('transfer', 'on', 4.25), forgeRow('transfer', 'off', 2.5)]
  const report = {
    date: '2026-01-02T03:04:05.000Z',
    version: '1.2.3',
    node: '24.0.0',
    machine: { cpu: 'Some CPU', cores: 2, platform: 'linux-x64' },
    quick: true,
    only: [],
    seconds: 41.4,
    rows,
    summary: { met: null, bars: [], missing: [{ engine: 'edr', reason: 'not installed' }] },
  }

  test('put memo on and off of one comparison in one line', () => {
    expect(formatMarkdown(report)).toContain(
      '| inner/transfer | 2.00 µs | 2.00 µs | forge | 8.50 µs | 4.25x | 2.50x |',
    )
    expect(formatText(report)).toMatch(/inner\/transfer +2\.00 µs +2\.00 µs +forge +8\.50 µs +4\.25x +2\.50x/)
  })

  test('say what was not measured', () => {
    expect(formatText(report)).toContain('edr was not measured: not installed')
  })
})

test('generated text replaces only what is between the markers', () => {
  const text = 'before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n'
  const replaced = replaceGenerated(text, 'bench', 'new\n')
  expect(replaced).toBe('before\n<!-- bench:begin -->\n\nnew\n\n<!-- bench:end -->\nafter\n')
  expect(replaceGenerated(replaced, 'bench', 'new\n')).toBe(replaced)
  expect(() => replaceGenerated('no markers', 'bench', 'new')).toThrow('bench:begin')
})

test.each([
  ['474ns', 474],
  ['87ms 148µs 474ns', 87_148_474],
  ['1s 2ms', 1_002_000_000],
  ['1m 1s', 61_000_000_000],
])('forge duration %s', (text, ns) => {
  expect(parseDurationNs(text)).toBe(ns)
})

describe('--only', () => {
  test('a contract means all its rows', () => {
    const selection = parseSelection(['transfer'])
    expect(selection).toMatchObject({ caseNames: ['transfer'], storage: false, memory: false })
    expect(['inner/transfer', 'coverage/transfer', 'inner/swap'].map(selection.wantsRow)).toEqual([
      true,
      true,
      false,
    ])
  })

  test('a scope means all contracts', () => {
    const selection = parseSelection(['call'])
    expect(selection.caseNames.length).toBeGreaterThan(3)
    expect(['call/vault', 'inner/vault'].map(selection.wantsRow)).toEqual([true, false])
  })

  test.each(['nonsense', 'inner/nonsense', 'inner/call/swap', ''])('%j is refused', (text) => {
    expect(() => parseSelection([text])).toThrow(SelectionError)
  })
})
