import { expect, test } from 'vitest'
import { amountsOf, withAmounts } from '../../src/attack/shrink/amounts.ts'
import { smallEngine, smallTarget } from '../helpers/small-campaign.ts'

test('amounts are found and replaced in structs and lists too; small numbers and narrow ones are none', async () => {
  const { engine, target } = smallEngine(
    await smallTarget(
      `contract Target { uint256 n; struct Order { address who; uint256 amount; uint128[] parts; uint32 time; }
         function fill(Order calldata order, uint256 id) external payable { n += order.amount + id; } }
       contract CaseTest is TestBase { Target t;
         function setUp() public { t = new Target(); targetContract(address(t)); }
         function invariant_case() public pure { } }`,
      'CaseTest',
    ),
  )
  const { writer } = engine
  const fill = target.functions.find(({ abi }) => abi.name === 'fill')!
  const who = `0x${'aa'.repeat(20)}`
  const call = {
    target: fill.index,
    to: fill.to!,
    from: target.senders[0]!,
    value: 5_000n,
    data: new Uint8Array(),
    seconds: 0,
    blocks: 0,
  }
  const filled = writer.withValues(call, [[who, 7_000n, [8_000n, 9n], 60_000n], 3n])
  expect(amountsOf(writer, filled)).toEqual([5_000n, 7_000n, 8_000n])
  const doubled = withAmounts(writer, filled, (amount) => amount * 2n)
  expect(doubled.value).toBe(10_000n)
  expect(writer.valuesOf(doubled)).toEqual([[who, 14_000n, [16_000n, 9n], 60_000n], 3n])
  // What does not fit stays.
  expect(
    amountsOf(
      writer,
      withAmounts(writer, filled, (amount) => amount << 120n),
    ),
  ).toEqual([5_000n << 120n, 7_000n << 120n, 8_000n])
}, 60_000)
