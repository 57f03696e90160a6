import { expect, test } from 'vitest'
import { inlineConfig, InlineConfigError } from './inline-config.ts'

function artifact(
  contract: string | undefined,
  functions: Record<string, string> = {},
): Parameters<typeof inlineConfig>[0] {
  return { id: 'test/A.t.sol:ATest', notices: { contract, functions: new Map(Object.entries(functions)) } }
}

test('a function adds to what its contract says', () => {
  const config = inlineConfig(
    // As solc joins the lines of a comment.
    artifact('A test. forge-config: default.fuzz.runs = 1 forge-config: default.invariant.depth = 2', {
      'testFuzz_a(uint256)':
        'forge-config: default.fuzz.runs = 1_024 forge-config: default.fuzz.max-test-rejects = 500 And more words.',
      'invariant_b()':
        'forge-config: default.invariant.call-override=true\nforge-config: default.invariant.fail_on_revert = false\nforge-config: default.invariant.max_time_delay = 60',
    }),
  )
  expect(config.contract.fuzz).toEqual({ runs: 1 })
  expect(config.of('testFuzz_a(uint256)').fuzz).toEqual({ runs: 1024, maxTestRejects: 500 })
  expect(config.of('testFuzz_a(uint256)').invariant).toEqual({ depth: 2 })
  expect(config.of('invariant_b()').invariant).toEqual({
    depth: 2,
    callOverride: true,
    failOnRevert: false,
    maxTimeDelaySeconds: 60,
  })
  expect(config.of('testSomethingElse()')).toEqual(config.contract)
})

test('the selected profile goes before default, also that of the contract before that of the function', () => {
  const it = artifact('forge-config: ci.fuzz.runs = 3', {
    'f()': 'forge-config: default.fuzz.runs = 2 forge-config: default.fuzz.seed = "0x12"',
  })
  expect(inlineConfig(it).of('f()').fuzz).toEqual({ runs: 2, seed: 0x12n })
  expect(inlineConfig(it, 'ci').of('f()').fuzz).toEqual({ runs: 3, seed: 0x12n })
  expect(inlineConfig(it, 'ci').contract.fuzz).toEqual({ runs: 3 })
})

test('settings of the whole run are handed on as they are', () => {
  const { others } = inlineConfig(
    artifact(
      "forge-config: default.allow_internal_expect_revert = true forge-config: default.evm_version = 'paris' forge-config: default.rpc.x = 7 forge-config: default.allow_paths = [\"a\", 'b']",
    ),
  ).contract
  expect([...others]).toEqual([
    ['allow_internal_expect_revert', true],
    ['evm_version', 'paris'],
    ['rpc.x', 7n],
    ['allow_paths', '["a", \'b\']'],
  ])
})

test('comments without such lines say nothing', () => {
  const config = inlineConfig(artifact('forge is configured elsewhere', { 'f()': 'runs = 3' }))
  expect(config.of('f()')).toEqual({ fuzz: {}, invariant: {}, others: new Map() })
})

test.each([
  ['forge-config: default.fuzz.run_s = 3', 'fuzz has no setting run_s'],
  ['forge-config: default.invariant.dpeth = 3', 'invariant has no setting dpeth'],
  ['forge-config: default.fuzz = 3', 'fuzz has no setting itself'],
  ['forge-config: fuzz = 3', 'a profile must stand before the key'],
  ['forge-config: default.fuzz.runs', 'it should read <profile>.<section>.<key> = <value>'],
  ['forge-config:', 'it should read <profile>.<section>.<key> = <value>'],
  ['forge-config: default.fuzz.runs = many', 'the value is neither a number'],
  ['forge-config: default.fuzz.runs = 1.5', 'the value is neither a number'],
  ['forge-config: default.fuzz.runs = -1', 'runs is a whole number from 0 to 2^32-1'],
  ['forge-config: default.fuzz.runs = "5"', 'runs is a whole number from 0 to 2^32-1'],
  ['forge-config: default.invariant.depth = 4294967296', 'depth is a whole number'],
  ['forge-config: default.invariant.fail_on_revert = 1', 'fail_on_revert is true or false'],
  ['forge-config: default.fuzz.seed = "x"', 'seed is a number from 0 to 2^256-1'],
  ['forge-config: cii.fuzz.runs = 1', 'there is no profile cii; the project has default, ci'],
])('%s is an error that names its place', (line, reason) => {
  const read = (): unknown =>
    inlineConfig(artifact(undefined, { 'f()': `Words. ${line}` }), 'default', ['default', 'ci']).of('f()')
  expect(read).toThrow(InlineConfigError)
  expect(read).toThrow(reason)
  expect(read).toThrow('test/A.t.sol:ATest.f()')
})

test('however long a comment is, reading it ends', () => {
  expect(() => inlineConfig(artifact('forge-config: default.fuzz.runs = 1 '.repeat(5_000)))).toThrow(
    'more than 1000',
  )
  expect(inlineConfig(artifact(`${'forge-config:'.slice(0, -1).repeat(50_000)}`)).contract.fuzz).toEqual({})
  expect(() => inlineConfig(artifact(`forge-config: ${'a.'.repeat(50_000)}`))).toThrow(InlineConfigError)
  expect(() => inlineConfig(artifact(`forge-config: ${'a '.repeat(50_000)}`))).toThrow(InlineConfigError)
})
