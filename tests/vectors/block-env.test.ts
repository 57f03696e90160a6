import { describe, expect, test } from 'vitest'

import { blobBaseFee, BlockEnvError, readBlockEnv, stateTestBlockHash } from './block-env.ts'
import { fixtureCase } from './fixture-cases.ts'

const CANCUN_FRACTION = 3_338_477n
const PRAGUE_FRACTION = 5_007_716n

describe('the block of a state test', () => {
  // go-ethereum, consensus/misc/eip4844, TestCalcBlobFee.
  test.each([
    [0n, 1n],
    [2_314_057n, 1n],
    [2_314_058n, 2n],
    [10n * 1024n * 1024n, 23n],
  ])('an excess of %i blob gas costs %i wei per blob gas on Cancun', (excess, fee) => {
    expect(blobBaseFee(excess, CANCUN_FRACTION)).toBe(fee)
  })

  test('the fraction is the one of the fork, or of the config', async () => {
    const { test: stateTest } = await fixtureCase('fork_Osaka')
    const env = { ...stateTest.env, currentExcessBlobGas: '0xa00000' }
    const schedule = { blobSchedule: { Cancun: { baseFeeUpdateFraction: '0x100000' } } }
    expect(readBlockEnv(env, 'Cancun', 'cancun').blobBaseFee).toBe(23n)
    expect(readBlockEnv(env, 'Osaka', 'osaka').blobBaseFee).toBe(blobBaseFee(0xa00000n, PRAGUE_FRACTION))
    expect(readBlockEnv(env, 'Cancun', 'cancun', schedule).blobBaseFee).toBe(
      blobBaseFee(0xa00000n, 0x100000n),
    )
  })

  test('PREVRANDAO is the difficulty before Paris and must be there after', async () => {
    const { test: stateTest } = await fixtureCase('fork_London')
    expect(readBlockEnv(stateTest.env, 'London', 'london')).toMatchObject({
      number: 1n,
      timestamp: 1000n,
      prevRandao: 0x20000n,
      baseFee: 7n,
      chainId: 1n,
    })
    expect(() => readBlockEnv(stateTest.env, 'Paris', 'paris')).toThrow(BlockEnvError)
  })

  test('the hash of block 0 is the hash of the text "0"', () => {
    expect(stateTestBlockHash(0n)).toBe(0x044852b2a670ade5407e78fb2863c51de9fcb96542a07186fe3aeda6bb8a116dn)
  })
})
