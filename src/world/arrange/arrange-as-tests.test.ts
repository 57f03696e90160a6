import { beforeAll, describe, expect, test } from 'vitest'
import { ATTACKERS } from '../../../tests/helpers/survey-world.ts'
import { testProject } from '../../../tests/helpers/test-project.ts'
import type { Project } from '../../project/types.ts'
import { setUpWorld } from '../create-world.ts'
import type { Survey } from '../survey/types.ts'
import type { World } from '../types.ts'
import { surveyArranged } from './arrange-as-tests.ts'

const ETHER = 10n ** 18n
const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Safe { mapping(address => uint256) public paid; bool public isClosed;
  function put() external payable { paid[msg.sender] += msg.value; }
  function take() external { require(!isClosed); uint256 a = paid[msg.sender]; paid[msg.sender] = 0; payable(msg.sender).transfer(a); }
  function close() external { isClosed = true; } }
contract Box { uint256 public number; constructor() payable {} receive() external payable {}
  function open(uint256 n) external { number = n; payable(msg.sender).transfer(address(this).balance); } }
contract Maker { Box public box; function make() external payable { box = new Box{value: msg.value}(); } }
interface Vm { function prank(address) external; function deal(address, uint256) external; }
contract Base { bool public constant IS_TEST = true; receive() external payable {}
  Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
  address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c; }
contract Opened is Base { Box box;
  function testOpen() public { box = new Box{value: 1 ether}(); payable(address(box)).transfer(2 ether); box.open(5); payable(address(box)).transfer(9 ether); } }
contract Pranked is Base { Safe safe; function setUp() public {}
  function pay(uint256 a) public { vm.deal(alice, a); vm.prank(alice); safe.put{value: a}(); }
  function testTake() public { safe = new Safe(); this.pay(4 ether); vm.prank(alice); safe.take(); } }
contract Several is Base {
  function testA() public { new Safe().close(); } function testB() public { new Safe(); }
  function testC() public { Maker maker = new Maker(); maker.make{value: 7}(); } }
contract Salted is Base { function testSalt() public { new Box{value: 3}(); new Box{salt: bytes32(0), value: 5}(); new Safe(); } }
contract SetUp is Base { Box box; function setUp() public { box = new Box{value: 1 ether}(); } function testSafe() public { new Safe(); } }
contract Constructed is Base { Safe safe; constructor() { safe = new Safe(); } function testPut() public { safe.put{value: 2 ether}(); } }
contract Idle is Base { function testNothing() public pure {} function testRevert() public pure { revert(); }
  function testLoop() public pure { while (true) {} } }
`

let project: Project
beforeAll(async () => {
  project = await testProject({ 'test/All.t.sol': SOURCE })
})

type Arranged = { readonly world: World; readonly survey: Survey; readonly names: readonly string[] }

function arranged(name: string): Arranged {
  const artifact = project.contracts.get(`test/All.t.sol:${name}`)
  const setup = setUpWorld({ project, artifact, env: {}, seed: 1n, traceSetup: true })
  if (setup.status !== 'ready') throw new Error(`The setup ended with '${setup.status}'.`)
  const { world } = setup
  const survey = surveyArranged(world, { attackers: ATTACKERS })
  return { world, survey, names: survey.contracts.map((contract) => contract.artifact.name) }
}

describe('tests that put up what they need', () => {
  test('are played until somebody else than the caller has less', () => {
    const { world, survey, names } = arranged('Opened')
    expect(names).toEqual(['Box'])
    expect(world.machine.getBalance(survey.contracts[0]!.address)).toBe(3n * ETHER)
    expect(survey.calls.map(({ value }) => value)).toEqual([2n * ETHER])
  })

  test('act for their users, by cheatcodes and by functions of their own', () => {
    const { survey } = arranged('Pranked')
    const found = survey.positions.filter(({ isOurs }) => !isOurs)
    expect(found.map(({ owner, worth }) => [owner, worth])).toEqual([
      ['0xa11ce1a11ce1a11ce1a11ce1a11ce1a11ce1a11c', [{ asset: 0, amount: 4n * ETHER }]],
    ])
  })

  test('bring each kind of contract once, and nothing that comes after the last that was put up', () => {
    const { world, survey, names } = arranged('Several')
    expect(names).toEqual(['Safe', 'Maker', 'Box'])
    expect(world.machine.getStorage(survey.contracts[0]!.address, 1n)).toBe(0n)
  })

  test('end where a call cannot be made again: what was there before stays', () => {
    expect(arranged('Salted').names).toEqual(['Box'])
  })

  test('add to what the constructor of the test contract put up', () => {
    const { names, world, survey } = arranged('Constructed')
    expect(names).toEqual(['Safe'])
    // Honest users of ours find the way in: nothing has to be played.
    expect(survey.positions.length).toBeGreaterThan(0)
    expect(world.laterSetup).toEqual([])
  })

  test('are not played where setUp() leaves something at stake', () => {
    const { names, world } = arranged('SetUp')
    expect(names).toEqual(['Box'])
    expect(world.laterSetup).toEqual([])
  })

  test('that create nothing, revert or loop are as if they were not there', () => {
    const { names, world } = arranged('Idle')
    expect(names).toEqual([])
    expect(world.laterSetup).toEqual([])
  })
})
