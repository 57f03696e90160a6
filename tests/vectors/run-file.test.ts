import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'

import type { StateTestCase, StateTestEngine } from './engine.ts'
import { FIXTURE_FILE } from './fixture-cases.ts'
import { openFile, runFile } from './run-file.ts'

const TEXT: string = await readFile(FIXTURE_FILE, 'utf8')

function recordingEngine(): StateTestEngine & { readonly cases: StateTestCase[] } {
  const cases: StateTestCase[] = []
  return {
    cases,
    run: (testCase) => {
      cases.push(testCase)
      return { kind: 'invalid', reason: 'nonceTooLow', detail: 'not run', state: new Map() }
    },
  }
}

// The fixture with the Osaka transaction's bytes and expectation replaced.
function withOsaka(change: { txbytes?: string; expectException?: string }): string {
  const tests = JSON.parse(TEXT) as Record<string, { post: Record<string, object[]> }>
  for (const { post } of Object.values(tests))
    for (const expected of post['Osaka'] ?? []) Object.assign(expected, change)
  return JSON.stringify(tests)
}

describe('running a file', () => {
  test('gives the engine fork, block, pre-state and transaction of each case', async () => {
    const engine = recordingEngine()
    const positions: number[] = []
    await runFile('f.json', openFile('f.json', TEXT), {
      engine,
      selection: {},
      onCase: (position) => positions.push(position),
    })
    expect(positions).toEqual([0, 1, 3])
    expect(engine.cases.map(({ fork }) => fork)).toEqual(['london', 'osaka', 'cancun'])
    const [london, , cancun] = engine.cases
    expect(london!.env.baseFee).toBe(7n)
    expect(london!.pre.get('0xd3cdbef7691b9c48815a00305f0b4c078cc226af')).toMatchObject({
      balance: 10n ** 21n,
    })
    expect(london!.transaction).toMatchObject({
      type: 0,
      from: '0xd3cdbef7691b9c48815a00305f0b4c078cc226af',
      to: '0xc567619e2c8ca1bcb624d54352bab82fef1be44e',
      gasLimit: 502_015n,
      chainId: 1n,
    })
    expect(cancun!.transaction).toMatchObject({ type: 3, blobHashes: [expect.any(BigInt)] })
  })

  test.each([
    ['not JSON', 'This file is here to keep the directory.'],
    [
      'a Git LFS pointer, not the file',
      'version https://git-lfs.github.com/spec/v1\noid sha256:75b3\nsize 1\n',
    ],
    ['not an object of tests', '[]'],
    ['"a" is not a state test', '{"a":{"blocks":[]}}'],
  ])('skips a file that is %s', async (reason, text) => {
    const result = await runFile('f.json', openFile('f.json', text), {
      engine: recordingEngine(),
      selection: {},
    })
    expect(result).toEqual({ fileName: 'f.json', forks: {}, failures: [], undecodable: [], skipped: reason })
  })

  test('is silent on such a file if another is asked for', async () => {
    const result = await runFile('f.json', openFile('f.json', 'x'), {
      engine: recordingEngine(),
      selection: { match: 'g.json' },
    })
    expect(result).not.toHaveProperty('skipped')
  })

  test('bytes that are no transaction must be expected to be rejected, and never reach the engine', async () => {
    const engine = recordingEngine()
    const selection = { fork: 'osaka' }
    const unexpected = await runFile('f.json', openFile('f.json', withOsaka({ txbytes: '0xc0' })), {
      engine,
      selection,
    })
    expect(unexpected.failures[0]!.differences[0]).toMatch(/expected to be valid: undecodable \(fieldCount\)/)
    const expectException = 'TransactionException.RLP_INVALID_VALUE'
    const expected = await runFile(
      'f.json',
      openFile('f.json', withOsaka({ txbytes: '0xc0', expectException })),
      {
        engine,
        selection,
      },
    )
    expect(expected.undecodable).toHaveLength(1)
    // The pre-state stays, which is not what the changed test still expects.
    expect(expected.failures[0]!.differences[0]).toMatch(/balance|is missing/)
    expect(engine.cases).toEqual([])
  })

  test('takes the fields where a test has no bytes', async () => {
    const [fromBytes, fromFields] = [recordingEngine(), recordingEngine()]
    await runFile('f.json', openFile('f.json', TEXT), { engine: fromBytes, selection: { fork: 'osaka' } })
    await runFile('f.json', openFile('f.json', withOsaka({ txbytes: '0x' })), {
      engine: fromFields,
      selection: { fork: 'osaka' },
    })
    const { chainId: _chainId, ...transaction } = fromBytes.cases[0]!.transaction
    expect(fromFields.cases[0]!.transaction).toEqual(transaction)
  })

  test('a dead case is a failure and does not run again', async () => {
    const engine = recordingEngine()
    const dead = new Map([[1, 'it killed the thread']])
    const result = await runFile('f.json', openFile('f.json', TEXT), { engine, selection: {}, dead })
    expect(engine.cases.map(({ fork }) => fork)).toEqual(['london', 'cancun'])
    expect(result.failures.find(({ forkName }) => forkName === 'Osaka')!.differences).toEqual([
      'it killed the thread',
    ])
  })
})
