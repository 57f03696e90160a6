// What a test that ran several times took, as forge sums it up.

export type GasMeasures = { readonly runs: number; readonly meanGas: number; readonly medianGas: number }

/** @param gas of each run; none: all zero */
export function gasMeasures(gas: readonly number[]): GasMeasures {
  const sorted = gas.toSorted((a, b) => a - b)
  const sum = gas.reduce((total, each) => total + each, 0)
  return {
    runs: gas.length,
    meanGas: gas.length === 0 ? 0 : Math.floor(sum / gas.length),
    medianGas: medianOf(sorted),
  }
}

/** Of an even number of runs the mean of the two in the middle (forge: median_sorted in crates/common/src/calc.rs). */
function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  if (sorted.length === 0) return 0
  return sorted.length % 2 === 1 ? sorted[middle]! : Math.floor((sorted[middle - 1]! + sorted[middle]!) / 2)
}
