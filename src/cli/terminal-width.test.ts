import { expect, test } from 'vitest'
import { terminalWidth } from './terminal-width.ts'

test('as wide as the terminal, and as most are where there is none or it does not say', () => {
  expect([terminalWidth(120), terminalWidth(40), terminalWidth(0), terminalWidth(undefined)]).toEqual([
    120,
    40,
    80,
    process.stdout.columns > 0 ? process.stdout.columns : 80,
  ])
})
