// Contracts that a factory creates while a campaign runs are called too.

import { describe, expect, it } from 'vitest'
import { rebound } from '../../src/attack/created-contracts.ts'
import type { Call } from '../../src/attack/types.ts'
import { encodeCall } from '../../src/project/abi/encode.ts'
import type { ReportFinding } from '../../src/report/schema.ts'
import { smallCampaign, smallEngine, smallTarget } from '../helpers/small-campaign.ts'

// The bug is in the pair, nobody calls it but the search, and the second pair is as good as the first.
const FACTORY = `
contract Vault { mapping(address => uint256) public shares; function deposit(uint96 n) external { shares[msg.sender] += n; } }
contract Pair {
  uint256 public reserve = 1000; uint256 public owed = 1000; Vault public vault = new Vault();
  function mint(uint96 n) external { reserve += n; owed += n; }
  function burn(uint96 n) external { owed -= n; reserve -= n; }
  function skim(uint96 n) external { require(owed > 2000, "poor"); require(n > 100 && n < reserve, "amount"); reserve -= n; }
}
contract Factory {
  Pair[] public pairs;
  function createPair(uint256 salt) external returns (Pair pair) { pair = new Pair{salt: bytes32(salt)}(); pairs.push(pair); }
  function count() external view returns (uint256) { return pairs.length; }
}
contract Unused { function never() external {} }
contract FactoryTest is TestBase {
  Factory factory;
  function setUp() public { factory = new Factory(); }
  function invariant_solvent() public view {
    for (uint256 i = 0; i < factory.count(); i++) require(factory.pairs(i).reserve() >= factory.pairs(i).owed(), "insolvent");
  }
}`

const target = await smallTarget(FACTORY)

describe('functions of contracts that may be created', () => {
  it('are those of artifacts whose creation code a called contract has, in whatever depth', () => {
    const { functions } = smallEngine(target).target
    expect(functions.map(({ artifact, abi, to }) => [artifact.name, abi.name, to === undefined])).toEqual([
      ['Factory', 'createPair', false],
      ['Pair', 'burn', true],
      ['Pair', 'mint', true],
      ['Pair', 'skim', true],
      ['Vault', 'deposit', true],
    ])
  })

  it('are none if the test names its targets', async () => {
    const closed = FACTORY.replace('new Factory(); }', 'new Factory(); targetContract(address(factory)); }')
    const { functions } = smallEngine(await smallTarget(closed)).target
    expect(functions.map(({ abi }) => abi.name)).toEqual(['createPair'])
  })
})

describe('a world', () => {
  it('knows which contracts exist in each of its states', () => {
    const { world, target: campaign } = smallEngine(target)
    const [create] = campaign.functions
    const make = (salt: bigint): unknown =>
      world.call({ to: create!.to!, data: encodeCall(create!.abi, [salt]) })
    const names = (): readonly (string | undefined)[] => world.created.map(({ artifact }) => artifact?.name)
    const root = world.save()
    const none = world.created
    expect(none).toEqual([])
    make(1n)
    expect(names()).toEqual(['Vault', 'Pair'])
    expect(world.contracts().map(({ artifact }) => artifact?.name)).toEqual([
      'FactoryTest',
      'Factory',
      'Vault',
      'Pair',
    ])
    const one = world.save()
    make(2n)
    expect(names()).toEqual(['Vault', 'Pair', 'Vault', 'Pair'])
    // A salt is used up: a call that fails creates nothing.
    make(2n)
    expect(names()).toHaveLength(4)
    world.load(one)
    expect(names()).toEqual(['Vault', 'Pair'])
    world.load(root)
    expect(world.created).toBe(none)
    make(3n)
    expect(names()).toHaveLength(2)
    world.load(root)
    const again = world.mark()
    make(4n)
    world.rollback(again)
    expect(world.created).toBe(none)
  })
})

describe('a campaign', () => {
  it('breaks what is in a created contract, and says where that came from', async () => {
    const result = await smallCampaign(target, { executions: 20_000, seed: 3n })
    expect(result.findings).toHaveLength(1)
    const finding = result.findings[0]!.report as ReportFinding
    const words = finding.steps.map((step) => step.words)
    expect(words[0]).toMatch(/calls Factory\.createPair\(salt: 0\), which creates Vault, Pair$/)
    expect(words.slice(1).every((each) => /calls Pair\.(mint|skim)\(/.test(each))).toBe(true)
    expect(finding.steps.map(({ function: name }) => name)).toEqual(['createPair', 'mint', 'skim'])
    expect(finding.steps[2]!.arguments[0]!.text).toBe('101')
    const counts = result.prepared!.functions.map(({ contract, name }) => `${contract}.${name}`)
    expect(counts[1]).toBe('Pair (created).burn(uint96)')
  })

  it('is the same for the same seed, whatever ran in the engine before', () => {
    const task = { epoch: 2, lane: 1, executionsMax: 2_000, gasMax: 1e12, broken: [], knownFailures: [] }
    const { engine } = smallEngine(target)
    const first = engine.runLane(task, () => false)
    engine.runLane({ ...task, lane: 0 }, () => false)
    expect(engine.runLane(task, () => false)).toEqual(first)
    expect(smallEngine(target).engine.runLane(task, () => false)).toEqual(first)
    expect(first.counts[3]).toBeGreaterThan(0)
  })
})

describe('a sequence that is changed', () => {
  it('calls the contracts that come into being in it', () => {
    const { engine, world, target: campaign } = smallEngine(target)
    const [create, burn] = campaign.functions
    const from = campaign.senders[0]!
    const call = (index: number, to: Call['to'], values: bigint[]): Call => ({
      target: index,
      to,
      from,
      value: 0n,
      data: encodeCall(campaign.functions[index]!.abi, values),
      seconds: 0,
      blocks: 0,
    })
    const created = (salt: bigint): Call['to'] => {
      world.load(engine.root)
      world.call({ to: create!.to!, data: encodeCall(create!.abi, [salt]) })
      return world.created[1]!.address
    }
    const [first, second] = [created(1n), created(2n)]
    const sequence = [call(0, create!.to!, [1n]), call(0, create!.to!, [2n]), call(burn!.index, second, [5n])]
    const parts = { world, root: engine.root, target: campaign }
    expect(rebound(parts, sequence)).toEqual(sequence)
    const shorter = rebound(parts, [sequence[0]!, sequence[2]!])
    expect(shorter.map(({ to }) => to)).toEqual([create!.to, first])
  })
})
