// Out of gas everywhere: the messages of random cases once more, each with many gas limits below what it needs. The
// checked loop, which the random tests compare with the reference, is the law here; both loops are ours and fast.

import { expect, test } from 'vitest'
import { createPrng } from '../../src/primitives/prng.ts'
import { differences } from './compare.ts'
import { machineEngine } from './machine-engine.ts'
import { randomCase, toScenario } from './random-case.ts'
import { outcomesOf, type Outcome, type Scenario } from './scenario.ts'

const SEED = 2n
const SLICES = 8
const CASES_PER_SLICE = 150
const LIMITS_PER_CASE = 25
/** A message whose gas limit is its only end would be cut at places that are all alike. */
const GAS_MAX = 300_000n

const [FAST, CHECKED] = [machineEngine('fast'), machineEngine('checked')]

test.each(Array.from({ length: SLICES }, (_, slice) => slice * CASES_PER_SLICE))(
  'both loops run out of gas at the same places in cases %d and the 149 after it',
  async (first) => {
    for (let number = first; number < first + CASES_PER_SLICE; number++) {
      const { messages, ...world } = toScenario(randomCase(SEED, number))
      const message = { ...messages[0]!, gas: GAS_MAX }
      const full: Scenario = { ...world, messages: [message] }
      const [outcome] = await outcomesOf(CHECKED, full)
      const { gasUsed } = outcome!
      const prng = createPrng(SEED).fork(`gas of case ${number}`)
      const limits = Array.from({ length: LIMITS_PER_CASE }, () =>
        BigInt(prng.nextBelow(Number(gasUsed) + 1)),
      )
      // One message after the other on the evolving state, so that warm code meets new limits.
      const cut = {
        ...world,
        messages: [gasUsed, gasUsed - 1n, ...limits].map((gas) => ({ ...message, gas: gas < 0n ? 0n : gas })),
      }
      const [checked, fast] = [await outcomesOf(CHECKED, cut), await outcomesOf(FAST, cut)]
      const lines = differences(
        checked,
        fast.map((outcome, index) => sayingWhy(outcome, checked[index]!)),
      )
      expect({ number, lines: lines.slice(0, 5) }).toEqual({ number, lines: [] })
    }
  },
)

// The fast loop charges the static gas of a whole section first. So it may be out of gas at an instruction that the
// checked loop still pays for, only to halt at the next one for another reason. Both burn all gas of the frame.
function sayingWhy(fast: Outcome, checked: Outcome): Outcome {
  const isFoundLater = checked.halt === 'returnDataOutOfBounds' || checked.halt === 'staticViolation'
  return fast.halt === 'outOfGas' && isFoundLater ? { ...fast, halt: checked.halt } : fast
}
