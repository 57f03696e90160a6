import { beforeAll, expect, test } from 'vitest'
import type { CallWriter } from '../../src/attack/call-writer.ts'
import type { Call, CampaignTarget } from '../../src/attack/types.ts'
import { createPrng } from '../../src/primitives/prng.ts'
import { decodeArguments } from '../../src/project/abi/decode.ts'
import type { World } from '../../src/world/types.ts'
import { smallEngine, type SmallTarget, smallTarget } from '../helpers/small-campaign.ts'

const DRAWS = 600
const MAX_SECONDS = 5_000

let target: SmallTarget
beforeAll(async () => {
  target = await smallTarget(
    `contract Target { uint256 n;
       function pay(uint256 x) external payable { n += x; }
       function keep(uint256 x, bytes calldata b, address[] calldata c) external { n += x + b.length + c.length; }
       function touch() external { n++; } }
     contract CaseTest is TestBase { Target t;
       function setUp() public { t = new Target(); targetContract(address(t));
         targetSender(address(0xaaaa)); targetSender(address(0xbbbb)); vm.deal(address(0xaaaa), 3 ether); vm.deal(address(0xbbbb), 7); }
       function invariant_case() public pure { } }`,
    'CaseTest',
    {
      invariant: {
        runs: 1,
        depth: 20,
        failOnRevert: false,
        callOverride: false,
        maxTimeDelaySeconds: MAX_SECONDS,
        maxBlockDelay: 9,
      },
    },
  )
}, 60_000)

type Bench = { readonly writer: CallWriter; readonly world: World; readonly target: CampaignTarget }

function written(): Bench & { readonly calls: Call[] } {
  const { engine, world, target: campaign } = smallEngine(target)
  const prng = createPrng(5n)
  const calls: Call[] = []
  for (let i = 0; i < DRAWS; i++) {
    for (const { index } of campaign.functions) {
      const call = engine.writer.invent(prng, index, calls.at(-1)?.from)
      calls.push(call, engine.writer.change(prng, call))
    }
  }
  return { writer: engine.writer, world, target: campaign, calls }
}

test('calls are sent by those who may send, for no more than they have, after no longer than is allowed', () => {
  const { calls, world, target: campaign } = written()
  expect(campaign.senders.map((each) => BigInt(each))).toStrictEqual([0xaaaan, 0xbbbbn])
  const [rich, poor] = campaign.senders
  const spent = new Set<bigint>()
  for (const call of calls) {
    const fn = campaign.functions[call.target]!
    expect(campaign.senders).toContain(call.from)
    expect(call.to).toBe(fn.to)
    if (fn.abi.mutability !== 'payable') expect(call.value).toBe(0n)
    spent.add(call.value)
    expect(call.seconds).toBeGreaterThanOrEqual(0)
    expect(call.seconds).toBeLessThanOrEqual(MAX_SECONDS)
    expect(call.blocks).toBeGreaterThanOrEqual(0)
    expect(call.blocks).toBeLessThanOrEqual(9)
  }
  expect(world.machine.getBalance(rich!)).toBe(3n * 10n ** 18n)
  expect(Math.max(...[...spent].map(Number))).toBeLessThanOrEqual(3e18)
  expect(spent.size).toBeGreaterThan(20)
  const { engine } = smallEngine(target)
  const prng = createPrng(6n)
  for (let i = 0; i < DRAWS; i++) {
    const call = engine.writer.invent(prng, 0, undefined)
    if (call.from === poor) expect(call.value).toBeLessThanOrEqual(7n)
  }
  for (const from of campaign.senders) expect(calls.some((call) => call.from === from)).toBe(true)
  expect(calls.some(({ seconds }) => seconds > 0)).toBe(true)
  expect(calls.filter(({ seconds }) => seconds === 0).length).toBeGreaterThan(calls.length / 2)
})

test('calldata is what the function takes, and arguments are what calldata says', () => {
  const { calls, writer } = written()
  for (const call of calls) {
    const types = writer.typesOf(call.target)
    const copy = { ...call }
    expect(writer.valuesOf(copy)).toStrictEqual(decodeArguments(types, call.data.subarray(4)))
    expect(writer.valuesOf(call)).toStrictEqual(writer.valuesOf(copy))
    expect(writer.withValues(copy, writer.valuesOf(call)!).data).toStrictEqual(call.data)
  }
})

test('a changed call differs, and the one that was changed does not', () => {
  const { calls, writer } = written()
  const prng = createPrng(8n)
  let differ = 0
  for (const call of calls.slice(0, 400)) {
    const before = structuredClone(call)
    const changed = writer.change(prng, call)
    expect(call).toStrictEqual(before)
    expect(changed.target).toBe(call.target)
    if (
      JSON.stringify([changed.from, ...changed.data, changed.seconds]) !==
      JSON.stringify([call.from, ...call.data, call.seconds])
    )
      differ++
  }
  expect(differ).toBeGreaterThan(300)
})

test('calldata that is none has no arguments, and is replaced when it is to change', () => {
  const { calls, writer } = written()
  const broken: Call = { ...calls.find((call) => call.target === 0)!, data: new Uint8Array([1, 2, 3]) }
  expect(writer.valuesOf(broken)).toBeUndefined()
  expect(writer.change(createPrng(1n), broken).data.length).toBeGreaterThanOrEqual(4)
  expect(writer.valuesOf({ ...broken, target: -1 })).toBeUndefined()
})
