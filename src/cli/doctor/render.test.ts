import { expect, test } from 'vitest'
import { createColours } from '../colours.ts'
import type { Check } from './examine.ts'
import type { Facts } from './facts.ts'
import { renderJson, renderText } from './render.ts'

const CHECKS: readonly Check[] = [
  { name: 'node', status: 'ok', found: '24.21.0' },
  { name: 'compilers', status: 'warning', found: 'none', nextStep: 'Install one.' },
  { name: 'store', status: 'failed', found: 'cannot be written', nextStep: 'Allow it.' },
]

const FACTS: Facts = {
  node: { version: '24.21.0', required: '22.18', path: '/usr/bin/node' },
  wasm: undefined,
  project: { kind: 'none', root: '/p' },
  compilers: [],
  memory: { availableBytes: 1, cpus: 1 },
  store: { path: '/p/.faultline', problem: 'EACCES' },
}

test('the text has one line for each check, a verdict, and the next steps in order', () => {
  expect(renderText('0.1.0', CHECKS, createColours(false))).toBe(
    [
      'Faultline 0.1.0',
      '',
      '  ok       Node         24.21.0',
      '  warning  Compilers    none',
      '  failed   Store        cannot be written',
      '',
      'Not ready. Next steps:',
      '  1. Compilers: Install one.',
      '  2. Store: Allow it.',
      '',
    ].join('\n'),
  )
})

test('nothing to do: the verdict stands alone', () => {
  expect(renderText('0.1.0', CHECKS.slice(0, 1), createColours(false))).toMatch(/\n\nReady\.\n$/)
})

test('colours do not move the columns', () => {
  const coloured = renderText('0.1.0', CHECKS, createColours(true))
  // oxlint-disable-next-line no-control-regex
  const bare = coloured.replace(/\u001b\[\d+m/g, '')
  expect(coloured).not.toBe(bare)
  expect(bare).toBe(renderText('0.1.0', CHECKS, createColours(false)))
})

test('a folder name cannot write to the terminal', () => {
  const check: Check = { name: 'project', status: 'ok', found: 'in /tmp/\u001b]0;title\u0007\nReady.' }
  const text = renderText('0.1.0', [check], createColours(false))
  expect(text).toContain('in /tmp/?]0;title??Ready.')
})

test('the JSON is one document with the verdict, the checks and the facts', () => {
  const text = renderJson('0.1.0', CHECKS, FACTS)
  expect(JSON.parse(text)).toEqual({
    schema: 'faultline/doctor/1',
    version: '0.1.0',
    ready: false,
    checks: CHECKS,
    facts: { ...FACTS, wasm: null },
  })
  expect(text.endsWith('}\n')).toBe(true)
})
