import { expect, test } from 'vitest'
import { examine, isReady, isVersionAtLeast, type Check } from './examine.ts'
import type { Compiler, Facts } from './facts.ts'

const FORGE: Compiler = { kind: 'forge', version: '1.7.1', path: '/bin/forge' }
const HARDHAT: Compiler = { kind: 'hardhat', version: '3.1.0', path: '/p/node_modules/hardhat' }
const SOLC: Compiler = { kind: 'solc', version: '0.8.30', path: '/p/node_modules/solc' }

const GOOD: Facts = {
  node: { version: '24.21.0', required: '22.18', path: '/usr/bin/node' },
  wasm: { simd: true, tailCalls: true, bulkMemory: true, wideArithmetic: false },
  project: { kind: 'foundry', root: '/p', artifacts: 'out' },
  compilers: [FORGE],
  memory: { availableBytes: 8 * 1024 ** 3, cpus: 4 },
  store: { path: '/p/.faultline' },
}

test('a good machine passes every check without a next step', () => {
  const checks = examine(GOOD)
  expect(checks.map((check) => check.status)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok'])
  expect(checks.filter((check) => check.nextStep !== undefined)).toEqual([])
  expect(isReady(checks)).toBe(true)
})

test.each([
  ['22.18.0', true],
  ['22.18', true],
  ['22.17.9', false],
  ['22.9.0', false],
  ['20.20.2', false],
  ['23.0.0', true],
  ['100.0.0', true],
  ['v24.1.0', true],
  ['22.18.0-nightly20250101', true],
  ['nonsense', false],
])('is %s at least 22.18? %j', (version, expected) => {
  expect(isVersionAtLeast(version, '22.18')).toBe(expected)
})

test('an old Node fails and is told which one is needed', () => {
  const check = only('node', { node: { ...GOOD.node, version: '20.20.2' } })
  expect(check.status).toBe('failed')
  expect(check.nextStep).toContain('22.18')
})

test.each(['simd', 'tailCalls', 'bulkMemory'] as const)('a runtime without %s fails', (feature) => {
  const check = only('webassembly', { wasm: { ...GOOD.wasm!, [feature]: false } })
  expect(check.status).toBe('failed')
  expect(check.nextStep).toBeDefined()
})

test('wide arithmetic is told but not needed', () => {
  expect(only('webassembly', {}).found).toContain('wide arithmetic: no (not needed)')
  const check = only('webassembly', { wasm: { ...GOOD.wasm!, wideArithmetic: true } })
  expect(check).toMatchObject({ status: 'ok', found: expect.stringContaining('wide arithmetic: yes') })
})

test('no WebAssembly at all fails', () => {
  expect(only('webassembly', { wasm: undefined })).toMatchObject({
    status: 'failed',
    nextStep: expect.stringContaining('--jitless'),
  })
})

test.each([
  // project, compiled already, compilers, expected
  ['foundry', false, [FORGE], 'ok'],
  ['foundry', false, [SOLC], 'ok'],
  ['foundry', false, [HARDHAT], 'failed'],
  ['foundry', false, [], 'failed'],
  ['foundry', true, [], 'warning'],
  ['foundry', false, [{ ...FORGE, problem: 'no answer' }], 'failed'],
  ['hardhat', false, [HARDHAT], 'ok'],
  ['hardhat', false, [FORGE], 'failed'],
  ['hardhat', true, [FORGE], 'warning'],
  ['none', false, [SOLC], 'ok'],
  ['none', false, [FORGE], 'ok'],
  ['none', false, [HARDHAT], 'warning'],
  ['none', false, [], 'warning'],
] as const)('a %s project, compiled: %j, with %j: %s', (kind, isCompiled, compilers, expected) => {
  const project = { kind, root: '/p', ...(isCompiled && { artifacts: 'out' }) }
  const check = only('compilers', { project, compilers })
  expect(check.status).toBe(expected)
  expect(check.nextStep === undefined).toBe(expected === 'ok')
})

test('every compiler is listed with its version and place, and why it does not run', () => {
  const broken = { ...FORGE, problem: '"forge --version" failed with 126' }
  expect(only('compilers', { compilers: [broken, SOLC] }).found).toBe(
    'forge 1.7.1 at /bin/forge (does not run: "forge --version" failed with 126), ' +
      'solc 0.8.30 at /p/node_modules/solc',
  )
})

test('little memory is a warning', () => {
  const memory = { availableBytes: 1024 ** 3 - 1, cpus: 1 }
  expect(only('memory', { memory })).toMatchObject({
    status: 'warning',
    found: '1.0 GiB available, 1 processor',
  })
  expect(isReady(examine({ ...GOOD, memory }))).toBe(true)
})

test('a folder that cannot be written fails and says why', () => {
  const store = { path: '/p/.faultline', problem: 'EROFS: read-only file system' }
  const check = only('store', { store })
  expect(check).toMatchObject({ status: 'failed', found: expect.stringContaining('EROFS') })
  expect(isReady(examine({ ...GOOD, store }))).toBe(false)
})

function only(name: Check['name'], difference: Partial<Facts>): Check {
  const facts: Facts = { ...GOOD, ...difference }
  const found = examine(facts).filter((check) => check.name === name)
  expect(found).toHaveLength(1)
  return found[0]!
}
