import { readWord } from '../../primitives/bytes.ts'
import { BLS_G1_BYTES, blsG1ToBytes, loadBls, readBlsSubgroupG1 } from './bls12-381-points.ts'
import type { BlsG1Point } from './bls12-381-points.ts'
import { blsMsmGas, sumOfMultiples } from './bls12-381-msm.ts'
import type { Precompile } from './precompile.ts'

const PAIR_BYTES = BLS_G1_BYTES + 32
const GAS_PER_PAIR = 12_000

/** BLS12_G1MSM: the sum of points of G1, each times any word (EIP-2537). At least one pair. */
export const blsG1Msm: Precompile = {
  address: 0x0c,
  name: 'blsG1Msm',
  since: 'prague',
  isCostly: true,
  gas: (input) => blsMsmGas('G1', Math.floor(input.length / PAIR_BYTES), GAS_PER_PAIR),
  run(input, { load }) {
    if (input.length === 0 || input.length % PAIR_BYTES !== 0) return undefined
    const bls = loadBls(load)
    const points: BlsG1Point[] = []
    const factors: bigint[] = []
    for (let offset = 0; offset < input.length; offset += PAIR_BYTES) {
      const point = readBlsSubgroupG1(bls, input, offset)
      if (point === undefined) return undefined
      points.push(point)
      factors.push(bls.fields.Fr.create(readWord(input, offset + BLS_G1_BYTES)))
    }
    return blsG1ToBytes(sumOfMultiples(load, bls.G1.Point, points, factors))
  },
}
