import { describe, expect, test } from 'vitest'
import { blobBaseFee, mainnetUpdateFraction } from './blob-base-fee.ts'

describe('blobBaseFee', () => {
  // e^(excess / fraction), rounded down.
  test.each([
    [0n, 3_338_477n, 1n],
    [131_072n, 3_338_477n, 1n],
    [2_314_057n, 3_338_477n, 1n],
    [2_314_058n, 3_338_477n, 2n],
    [10n * 3_338_477n, 3_338_477n, 22_026n],
    [10n * 5_007_716n, 5_007_716n, 22_026n],
  ])('of excess %d with fraction %d is %d', (excess, fraction, fee) => {
    expect(blobBaseFee(excess, fraction)).toBe(fee)
  })

  test('is the largest word at most', () => {
    expect(blobBaseFee(177n * 3_338_477n, 3_338_477n)).toBeLessThan(1n << 256n)
    expect(blobBaseFee(178n * 3_338_477n, 3_338_477n)).toBeUndefined()
  })

  test('says at once that a header is impossible, however large its number', () => {
    expect(blobBaseFee((1n << 64n) - 1n, 3_338_477n)).toBeUndefined()
  })
})

test('the update fraction follows the forks of mainnet', () => {
  const times = [
    1_710_338_135n,
    1_746_612_310n,
    1_746_612_311n,
    1_765_290_071n,
    1_767_747_670n,
    1_767_747_671n,
  ]
  expect(times.map(mainnetUpdateFraction)).toEqual([
    3_338_477n,
    3_338_477n,
    5_007_716n,
    8_346_193n,
    8_346_193n,
    11_684_671n,
  ])
  expect(mainnetUpdateFraction(0n)).toBe(3_338_477n)
})
