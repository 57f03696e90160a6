import { expect, test } from 'vitest'
import { testProject } from '../../../tests/helpers/test-project.ts'
import { dumpJit } from '../../run/dump-jit.ts'
import { jitText } from './jit-text.ts'

const SOURCES = {
  'src/One.sol':
    'contract One { uint256 public sum; function add(uint256 n) external { sum += n; } } interface None {}',
  'src/Other.sol':
    'contract Other { uint256 immutable N = block.number; function n() external view returns (uint256) { return N; } } contract One {}',
}
const FORM = { countsEdges: true, notes: false }

test('a contract is found by its name, and shown in as much detail as is wanted', async () => {
  const project = await testProject(SOURCES)
  const dump = dumpJit(project, 'src/One.sol:One', FORM)
  const line = jitText(dump, 'line', undefined)
  expect(line).toMatch(/^src\/One\.sol:One\n {2}\d+ bytes, \d+ opcodes, \d+ JUMPDESTs, \w+, counts edges\n/)
  for (const part of ['\nblocks\n', '\nfunctions\n', '\nleft for the interpreter\n'])
    expect(line).toContain(part)
  expect(line).not.toContain('PUSH1')
  const block = jitText(dump, 'wasm', 0)
  expect(block).toContain('    0x0000 PUSH1 0x80 ')
  expect(block).toContain('localGet frame')
  expect(block.match(/end: /g)).toHaveLength(1)
  expect(jitText(dumpJit(project, 'Other', FORM), 'line', undefined)).toContain('immutables are zeros here')
})

test.each([
  ['Nobody', 'has no contract Nobody'],
  ['One', '2 contracts are called One'],
  ['None', 'has no code'],
])('%s cannot be shown', async (name, message) => {
  const project = await testProject(SOURCES)
  expect(() => dumpJit(project, name, FORM)).toThrow(message)
})
