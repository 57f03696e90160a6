import { expect, test } from 'vitest'
import { compileArtifacts } from '../../../tests/helpers/small-world.ts'
import { functionEntries } from './function-entries.ts'

// 'wycpnbqcyf()' has the selector 0x00000000 and 'f6()' lies among twelve, so that the compiler searches by halves.
const SOURCE = `contract Many {
    uint256 x;
    function wycpnbqcyf() external { x = 100; }
${Array.from({ length: 12 }, (_, i) => `    function f${i}() external { x = ${i}; }`).join('\n')}
    fallback() external {}
}`

test.each([
  {},
  { optimizer: { enabled: true } },
  { viaIR: true },
  { viaIR: true, optimizer: { enabled: true } },
])('every function of a contract is found (%j)', async (settings) => {
  const { abi, runtime } = (await compileArtifacts({ 'src/Many.sol': SOURCE }, settings)).get('Many')!
  const code = Buffer.from(runtime.object, 'hex')
  const selectors = abi.functions.map(({ selector }) => selector)
  const entries = functionEntries(code, new Set(selectors))
  const missing = selectors.filter((selector) => !entries.has(selector))
  expect(missing.filter((selector) => selector !== 0)).toEqual([])
  expect(entries.size).toBeGreaterThanOrEqual(12)
  expect(new Set([...entries.values()].map(({ jump }) => jump)).size).toBe(entries.size)
  for (const { jump, start } of entries.values()) {
    expect(code[jump]).toBe(0x57)
    expect(start === jump + 1 || code[start] === 0x5b).toBe(true)
  }
})

test('selectors that are only used to call others are no entries', () => {
  // PUSH4 PUSH1 0xe0 SHL; PUSH4 EQ at the end of the code; PUSH4 cut off.
  const code = Uint8Array.of(0x63, 1, 2, 3, 4, 0x60, 0xe0, 0x1b, 0x63, 1, 2, 3, 4, 0x14)
  expect(functionEntries(code, new Set([0x01020304])).size).toBe(0)
  expect(functionEntries(Uint8Array.of(0x63, 1, 2), new Set([0x01020000])).size).toBe(0)
})
