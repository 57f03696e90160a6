import { expect, test } from 'vitest'
import type { Engine } from '../../src/attack/engine.ts'
import { reenact, type Reenactment, sameSignature, signatureOf } from '../../src/attack/reenact.ts'
import { shrink, type Shrunk } from '../../src/attack/shrink/shrink.ts'
import type { Call, CallSequence, Property } from '../../src/attack/types.ts'
import type { AbiValue } from '../../src/project/abi/types.ts'
import { smallEngine, smallTarget } from '../helpers/small-campaign.ts'

const SECONDS_MAX = 10_000_000

type Bench = {
  readonly engine: Engine
  readonly parts: Reenactment
  readonly senders: readonly `0x${string}`[]
  call(name: string, values?: readonly AbiValue[], changes?: Partial<Call>): Call
  shrunk(
    sequence: CallSequence,
    options?: { readonly property?: string; readonly triesMax?: number },
  ): Shrunk | undefined
  property(name?: string): Property
}

async function bench(source: string): Promise<Bench> {
  const { engine, world, target } = smallEngine(
    await smallTarget(source, 'CaseTest', {
      invariant: {
        runs: 1,
        depth: 100,
        failOnRevert: false,
        callOverride: false,
        maxTimeDelaySeconds: SECONDS_MAX,
        maxBlockDelay: 1000,
      },
    }),
  )
  const parts: Reenactment = { world, root: engine.root, target }
  const property = (name = 'invariant_case()'): Property =>
    target.properties.find((each) => each.name === name)!
  return {
    engine,
    parts,
    senders: target.senders,
    property,
    call: (name, values = [], changes = {}) => {
      const fn = target.functions.find(({ abi }) => abi.name === name)!
      const empty = {
        target: fn.index,
        to: fn.to!,
        from: target.senders[0]!,
        value: 0n,
        data: new Uint8Array(0),
        seconds: 0,
        blocks: 0,
      }
      return engine.writer.withValues({ ...empty, ...changes }, values)
    },
    shrunk: (sequence, options = {}) =>
      shrink({
        parts,
        writer: engine.writer,
        property: property(options.property),
        sequence,
        triesMax: options.triesMax ?? 3_000,
        onProgress: () => false,
      }),
  }
}

const around = (body: string, property = 'require(!t.broken(), "broken");'): string =>
  `contract Target { bool public broken; ${body} }
   contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
     function invariant_case() public view { ${property} } }`

const namesOf = ({ parts }: Bench, shrunk: Shrunk | undefined): string[] =>
  shrunk!.steps.map(({ call }) => parts.target.functions[call.target]!.abi.name)

const LADDER =
  around(`uint256 public s; function one(uint256) external { if (s == 0) s = 1; } function two(uint256 x) external { require(x > 100); if (s == 1) s = 2; }
  function three() external { if (s == 2) broken = true; } function noise(uint256 x) external { require(x != 3); }`)

test('what is left breaks the property in the same way, and nothing of it can go', async () => {
  const b = await bench(LADDER)
  const noise = [1n, 2n, 3n, 4n].map((x) => b.call('noise', [x]))
  const sequence = [
    ...noise,
    b.call('one', [5n]),
    ...noise,
    b.call('three'),
    b.call('two', [1_000_000n]),
    ...noise,
    b.call('one', [1n]),
    b.call('three'),
    ...noise,
  ]
  const found = b.shrunk(sequence)!
  expect(namesOf(b, found)).toStrictEqual(['one', 'two', 'three'])
  expect(found.isMinimal).toBe(true)
  expect(found.steps.map(({ without }) => without)).toStrictEqual(['holds', 'holds', 'holds'])
  expect(found.steps.map(({ call }) => b.engine.writer.valuesOf(call))).toStrictEqual([[0n], [101n], []])
  const calls = found.steps.map(({ call }) => call)
  expect(reenact(b.parts, b.property(), calls)).toStrictEqual({ calls: 3 })
  const original = signatureOf(b.parts, b.property(), sequence.slice(0, 17))
  expect(sameSignature(signatureOf(b.parts, b.property(), calls), original)).toBe(true)
  // Once more changes nothing.
  expect(b.shrunk(calls)!.steps).toStrictEqual(found.steps)
})

test('a sequence that breaks nothing has nothing to shrink', async () => {
  const b = await bench(LADDER)
  expect(b.shrunk([b.call('one', [1n]), b.call('three')])).toBeUndefined()
  expect(b.shrunk([])).toBeUndefined()
})

test('it ends when its tries do, and what is left still breaks the property', async () => {
  const b = await bench(LADDER)
  const noise = Array.from({ length: 20 }, (_, i) => b.call('noise', [BigInt(i)]))
  const sequence = [...noise, b.call('one', [1n]), ...noise, b.call('two', [1_000n]), b.call('three')]
  for (const triesMax of [1, 2, 5, 12]) {
    const found = b.shrunk(sequence, { triesMax })!
    expect(found.tries).toBeLessThanOrEqual(triesMax + 1)
    expect(found.isMinimal).toBe(false)
    const calls = found.steps.map(({ call }) => call)
    expect(reenact(b.parts, b.property(), calls)).toStrictEqual({ calls: calls.length })
  }
})

test('of two bugs in one property the one that was found stays', async () => {
  const b = await bench(
    around(
      `bool public easy; uint256 public hard; function trip() external { easy = true; } function climb(uint256 x) external { if (x > 10) hard++; }`,
      `require(t.hard() < 3, "hard");
       require(!t.easy(), "easy");`,
    ),
  )
  const climb = b.call('climb', [999n])
  const hard = b.shrunk([climb, climb, climb])!
  expect([namesOf(b, hard), hard.signature.mechanism]).toStrictEqual([
    ['climb', 'climb', 'climb'],
    'reverted: hard',
  ])
  const easy = b.shrunk([climb, climb, b.call('trip'), climb])!
  expect([namesOf(b, easy), easy.signature.mechanism]).toStrictEqual([['trip'], 'reverted: easy'])
  // Leaving out the third of these lets the other bug show.
  const both = await bench(
    around(
      `bool public easy; bool public hard; function trip() external { easy = true; } function mend() external { if (easy) { easy = false; hard = true; } }`,
      `require(!t.hard(), "hard");
       require(!t.easy() || block.timestamp < 1000, "easy");`,
    ),
  )
  const slid = both.shrunk([both.call('trip'), both.call('mend', [], { seconds: 5_000 })])!
  expect(slid.signature.mechanism).toBe('reverted: hard')
  expect(namesOf(both, slid)).toStrictEqual(['trip', 'mend'])
  expect(slid.steps[1]!.call.seconds).toBe(0)
})

test('what happens without a step is said as it is', async () => {
  const b = await bench(
    around(
      `bool public easy; bool public hard; function trip() external { easy = true; } function mend() external { if (easy) { easy = false; hard = true; } } function end() external {}`,
      `require(!t.hard(), "hard");
       require(!t.easy() || block.timestamp < 1000, "easy");`,
    ),
  )
  const wait = b.call('trip', [], { seconds: 500 })
  const found = b.shrunk([wait, b.call('mend')])!
  expect(found.steps.map(({ without }) => without)).toStrictEqual(['holds', 'holds'])
})

test('time that passed before a call that can go moves to the next one', async () => {
  const b = await bench(
    around(`uint256 t0; function begin() external { t0 = block.timestamp; } function noise(uint256) external {}
      function end() external { if (t0 != 0 && block.timestamp >= t0 + 1000) broken = true; }`),
  )
  const found = b.shrunk([
    b.call('begin'),
    b.call('noise', [4n], { seconds: 900, blocks: 3 }),
    b.call('noise', [4n], { seconds: 700 }),
    b.call('end'),
  ])!
  expect(namesOf(b, found)).toStrictEqual(['begin', 'end'])
  expect(found.steps.map(({ call }) => [call.seconds, call.blocks])).toStrictEqual([
    [0, 0],
    [1000, 0],
  ])
})

test('senders become the simplest that do, amounts the smallest', async () => {
  const b = await bench(
    around(`address first; function begin() external { first = msg.sender; }
      function end(uint256) external payable { if (first != address(0) && first != msg.sender && msg.value >= 500) broken = true; }`),
  )
  const [one, two, three] = b.senders
  const found = b.shrunk([
    b.call('begin', [], { from: three! }),
    b.call('end', [77n], { from: two!, value: 123_456_789n }),
  ])!
  const [begin, end] = found.steps
  expect(new Set([begin!.call.from, end!.call.from]).size).toBe(2)
  expect([begin!.call.from, end!.call.from]).toContain(one)
  expect(end!.call.value).toBe(500n)
  expect(b.engine.writer.valuesOf(end!.call)).toStrictEqual([0n])
})

test('arguments become simple: numbers small, arrays and bytes short, addresses known', async () => {
  const b = await bench(
    around(`struct S { uint128 a; address b; bool c; int64 d; }
      function f(S calldata s, uint256[] calldata xs, bytes calldata data) external {
        if (s.a >= 77 && s.d < -5 && xs.length >= 2 && data.length >= 3) broken = true; }`),
  )
  const whole = b.call('f', [
    [123_456_789n, '0x00000000000000000000000000000000deadbeef', true, -1_000_000n],
    [9n, 8n, 7n, 6n, 5n],
    new Uint8Array([5, 6, 7, 8, 9]),
  ])
  const found = b.shrunk([whole])!
  const [struct, list, data] = b.engine.writer.valuesOf(found.steps[0]!.call) as [
    AbiValue[],
    AbiValue[],
    Uint8Array,
  ]
  expect([struct[0], struct[2], struct[3]]).toStrictEqual([77n, false, -6n])
  expect(list).toStrictEqual([0n, 0n])
  expect(data).toStrictEqual(new Uint8Array(3))
})

test('a call that fails is left out unless cheatcodes leave something of it behind', async () => {
  const b = await bench(
    `contract Handler is TestBase { bool public broken; function jump(uint256 x) external { vm.warp(block.timestamp + 1000); require(x > 1e30, "after the jump"); }
       function fail(uint256) external { revert("nothing"); } function look() external { if (block.timestamp > 2500) broken = true; } }
     contract CaseTest is TestBase { Handler t; function setUp() public { t = new Handler(); targetContract(address(t)); }
       function invariant_case() public view { require(!t.broken(), "broken"); } }`,
  )
  const found = b.shrunk([
    b.call('fail', [1n]),
    b.call('jump', [5n]),
    b.call('fail', [1n]),
    b.call('jump', [7n]),
    b.call('jump', [7n]),
    b.call('look'),
  ])!
  expect(namesOf(b, found).at(-1)).toBe('look')
  expect(namesOf(b, found)).not.toContain('fail')
  expect(namesOf(b, found)).toContain('jump')
})

test('the value of an optimisation never falls', async () => {
  const b = await bench(
    `contract Target { int256 public p; function add(uint256 x) external { p += int256(x % 100); } function noise(uint256) external {} }
     contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
       function invariant_case() public view returns (int256) { return t.p(); } }`,
  )
  const found = b.shrunk([
    b.call('noise', [1n]),
    b.call('add', [50n]),
    b.call('noise', [1n]),
    b.call('add', [49n]),
  ])!
  expect(found.value).toBeGreaterThanOrEqual(99n)
  expect(found.steps.length).toBeLessThanOrEqual(2)
  expect(found.signature.mechanism).toBe('value reached')
})

test('a property that asks only at the end is shrunk like any other', async () => {
  const b = await bench(
    `contract Target { uint256 public n; function f(uint256 x) external { n = x; } }
     contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
       function invariant_case() public pure {} function afterInvariant() public view { require(t.n() < 5, "end"); } }`,
  )
  const found = b.shrunk([b.call('f', [900n]), b.call('f', [1n]), b.call('f', [700n])], {
    property: 'afterInvariant()',
  })!
  expect(found.steps.map(({ call }) => b.engine.writer.valuesOf(call))).toStrictEqual([[5n]])
})

test('an id that counts up follows when a call before goes', async () => {
  const { call, shrunk } = await bench(
    `contract Target { uint256 public next = 5; mapping(uint256 => address) public ownerOf; bool public broken;
       function open() external returns (uint256 id) { id = next++; ownerOf[id] = msg.sender; }
       function close(uint256[] calldata ids) external { require(ids.length == 2 && ids[0] == ids[1] && ownerOf[ids[0]] == msg.sender); broken = true; } }
     contract CaseTest is TestBase { Target t; function setUp() public { t = new Target(); targetContract(address(t)); }
       function invariant_case() public view { require(!t.broken()); } }`,
  )
  const { steps } = shrunk([call('open'), call('open'), call('open'), call('close', [[7n, 7n]])])!
  expect(steps.map(({ call: { data } }) => data.length)).toStrictEqual([4, 4 + 32 * 4])
  expect(steps[1]!.call.data.at(-1)).toBe(5)
})

test('a call goes, though others are about an amount that it put in', async () => {
  const tank = await bench(
    around(`uint256 public held; function put(uint256 x) external { require(x < 1e6); held += x; }
      function take(uint256 x) external { require(x > 0); held -= x; if (held == 7) broken = true; }`),
  )
  const sequence = [tank.call('put', [5_000n]), tank.call('put', [3_008n]), tank.call('take', [8_001n])]
  const shrunk = tank.shrunk(sequence)
  expect(namesOf(tank, shrunk)).toEqual(['put', 'take'])
  expect(shrunk!.steps.map(({ call }) => tank.engine.writer.valuesOf(call))).toEqual([[8n], [1n]])
})

test('two waits that are needed together become one', async () => {
  const { call, shrunk } = await bench(
    around(`uint256 since; bool marked; function begin() external { since = block.timestamp; }
      function mark() external { marked = since > 0; }
      function end() external { if (marked && block.timestamp >= since + 1 days) broken = true; }`),
  )
  const delays = shrunk([
    call('begin'),
    call('mark', [], { seconds: 5 }),
    call('end', [], { seconds: 90_000 }),
  ])!.steps.map((step) => step.call.seconds)
  expect(delays).toEqual([0, 0, 86_400])
  const split = [call('begin'), call('mark', [], { seconds: 40_000 }), call('end', [], { seconds: 46_400 })]
  expect(shrunk(split)!.steps.map((step) => step.call.seconds)).toEqual([0, 0, 86_400])
})
