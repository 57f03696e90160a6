import { Command, CommanderError } from 'commander'
import { expect, test, vi } from 'vitest'
import type { Io } from '../io.ts'
import { declareAttack } from './declare.ts'
import type { AttackOptions } from './options.ts'

const attack = vi.hoisted(() => vi.fn<(options: AttackOptions) => Promise<number>>(async () => 0))
vi.mock('../commands/attack.ts', () => ({ attack }))

/** What the command is called with. */
async function parse(...argv: string[]): Promise<AttackOptions> {
  const program = new Command()
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined })
  declareAttack(program, { version: '1', description: '', nodeRequired: '' }, {} as Io, () => undefined)
  await program.parseAsync(['attack', ...argv], { from: 'user' })
  return attack.mock.lastCall![0]
}

test('without options: everything in the current folder', async () => {
  expect(await parse()).toEqual({
    paths: [],
    patterns: {},
    seed: undefined,
    timeoutSeconds: undefined,
    executions: undefined,
    workers: undefined,
    isInterpreted: false,
    isResumed: false,
    output: 'text',
    verbosity: 0,
    colour: 'auto',
    isQuiet: false,
    fork: undefined,
    isFailFast: false,
    hasProofs: true,
    attacked: 'unguarded',
    isList: false,
    reports: { html: undefined, sarif: undefined, junit: undefined, markdown: undefined },
    isFailureAllowed: false,
  })
})

test('all options', async () => {
  const options = await parse(
    ...['test/A.t.sol', 'test/b', '--match-contract', 'A|B', '--nmt', 'skip', '--seed', '0xffffffffffffffff'],
    ...[
      '--timeout',
      '0.5',
      '--executions',
      '1000',
      '-j',
      '3',
      '--resume',
      '--no-jit',
      '--jsonl',
      '-vvv',
      '--color',
      'never',
    ],
    ...['--no-html', '--sarif', 'a.sarif', '--junit', 'b.xml', '--markdown', 'c.md'],
    ...[
      '--quiet',
      '--fork-url',
      'https://node.example/v1/key',
      '--fork-block-number',
      '19000000',
      '--fail-fast',
    ],
    '--allow-failure',
    '--no-attacker',
    '--no-proofs',
  )
  expect(options).toEqual({
    paths: ['test/A.t.sol', 'test/b'],
    patterns: { matchContract: 'A|B', noMatchTest: 'skip' },
    seed: 2n ** 64n - 1n,
    timeoutSeconds: 0.5,
    executions: 1000,
    workers: 3,
    isInterpreted: true,
    isResumed: true,
    output: 'jsonl',
    verbosity: 3,
    colour: 'never',
    isQuiet: true,
    fork: { url: 'https://node.example/v1/key', block: 19_000_000n },
    isFailFast: true,
    hasProofs: false,
    attacked: 'nothing',
    isList: false,
    reports: { html: false, sarif: 'a.sarif', junit: 'b.xml', markdown: 'c.md' },
    isFailureAllowed: true,
  })
})

test.each([
  ['90', 90],
  ['10s', 10],
  ['1.5m', 90],
  ['2h', 7200],
])('--timeout %s is a time', async (text, seconds) => {
  expect((await parse('--timeout', text)).timeoutSeconds).toBe(seconds)
})

test.each([
  '--seed 0x1ffffffffffffffff',
  '--seed -1',
  '--seed 18446744073709551616',
  '--timeout 0',
  '--timeout 1e9',
  '--timeout 99999999',
  '--timeout 99999h',
  '--timeout 10ms',
  '--timeout m',
  '--executions 0',
  '--executions 1.5',
  '--executions 99999999999999999',
  '--workers 0',
  '--workers 1025',
  '--json --jsonl',
  '--json --list',
  '--fork-url file:///etc/passwd',
  '--fork-url node.example',
  '--fork-block-number 5',
  '--fork-url http://localhost --fork-block-number latest',
  '--color green',
])('%s is refused', async (line) => {
  attack.mockClear()
  await expect(parse(...line.split(' '))).rejects.toBeInstanceOf(CommanderError)
  expect(attack).not.toHaveBeenCalled()
})
