import { readWord } from '../../primitives/bytes.ts'
import { BLS_G2_BYTES, blsG2ToBytes, loadBls, readBlsSubgroupG2 } from './bls12-381-points.ts'
import type { BlsG2Point } from './bls12-381-points.ts'
import { blsMsmGas, sumOfMultiples } from './bls12-381-msm.ts'
import type { Precompile } from './precompile.ts'

const PAIR_BYTES = BLS_G2_BYTES + 32
const GAS_PER_PAIR = 22_500

/** BLS12_G2MSM: the sum of points of G2, each times any word (EIP-2537). At least one pair. */
export const blsG2Msm: Precompile = {
  address: 0x0e,
  name: 'blsG2Msm',
  since: 'prague',
  isCostly: true,
  gas: (input) => blsMsmGas('G2', Math.floor(input.length / PAIR_BYTES), GAS_PER_PAIR),
  run(input, { load }) {
    if (input.length === 0 || input.length % PAIR_BYTES !== 0) return undefined
    const bls = loadBls(load)
    const points: BlsG2Point[] = []
    const factors: bigint[] = []
    for (let offset = 0; offset < input.length; offset += PAIR_BYTES) {
      const point = readBlsSubgroupG2(bls, input, offset)
      if (point === undefined) return undefined
      points.push(point)
      factors.push(bls.fields.Fr.create(readWord(input, offset + BLS_G2_BYTES)))
    }
    return blsG2ToBytes(sumOfMultiples(load, bls.G2.Point, points, factors))
  },
}
