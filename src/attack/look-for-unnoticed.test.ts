import { beforeAll, expect, test } from 'vitest'
import { type AttackerStage, attackerStage } from '../../tests/helpers/attacker-stage.ts'
import { lookForUnnoticed } from './look-for-unnoticed.ts'

/** Lines that the notes are about are marked. */
const TILL = `contract Bell { uint256 public rings; function ring() external { rings++; } }
contract Till {
  address public owner = msg.sender; Bell bell; uint256 public paid; event Failed(address to);
  constructor(Bell b) payable { bell = b; }
  function tip(address payable to) external { require(to != address(0)); paid++;
    to.send(1); // tip
  }
  function run(address to, bytes calldata data) external { require(msg.sender == owner);
    to.call(data); // run
  }
  function passOn(address payable to) external payable { paid++;
    to.call{value: msg.value}(""); // passOn
    payable(owner).transfer(address(this).balance); }
  function chime() external { paid++;
    try bell.ring() {} catch {} // chime
  }
  function looked(address payable to) external { paid++; require(to.send(1)); }
  function logged(address payable to) external { if (!to.send(1)) emit Failed(to); }
  function told(address payable to) external returns (bool) { return to.send(1); }
  function thrown(address payable to) external { paid++; to.transfer(1); }
  function rung() external { bell.ring(); }
  function read(address from) external view returns (uint256) { (bool ok, ) = from.staticcall(""); ok; return paid; }
  function hash(bytes calldata data) external { paid++; address(2).call(data); }
  function courtesy() external { paid++; payable(block.coinbase).send(1); }
}`

let stage: AttackerStage
beforeAll(async () => {
  stage = await attackerStage(
    TILL,
    'Till t; receive() external payable {} function setUp() public { vm.deal(address(this), 10 ether); t = new Till{value: 1 ether}(new Bell()); }',
  )
})

test('calls of which nobody notices whether they succeed are noted, also those of owners', () => {
  const marked = TILL.split('\n').flatMap((line) => / \/\/ (\w+)$/.exec(line)?.[1] ?? [])
  const notes = lookForUnnoticed(stage.engine)
  expect(notes.map(({ line }) => / \/\/ (\w+)$/.exec(line?.text ?? '')?.[1])).toEqual(marked)
  expect(notes[0]!.words).toMatch(/^Till does not notice whether its call of .+ succeeds$/)
})

test('the engine is afterwards as it was, and says the same again', () => {
  const { engine, world } = stage
  const before = world.machine.dump()
  const first = lookForUnnoticed(engine)
  expect(lookForUnnoticed(engine)).toEqual(first)
  expect(world.machine.dump()).toEqual(before)
})

test('who loops for ever is not waited for', async () => {
  const idle = await attackerStage(
    `contract Mill { uint256 public turns; function turn(address to) external { while (true) to.call(""); }
       function stop(address payable to) external { turns++;
         to.send(0); // stop
       } }`,
    'Mill m; function setUp() public { m = new Mill(); }',
  )
  let gas = 0n
  const { engine, world } = idle
  const call = world.call.bind(world)
  world.call = (message) => {
    const result = call(message)
    gas += result.gasUsed
    return result
  }
  expect(lookForUnnoticed(engine).map(({ line }) => line?.text.trim())).toEqual(['to.send(0); // stop'])
  expect(gas).toBeLessThan(1_200_000_000n)
})

test('of campaigns without an attacker nothing is noted', () => {
  const { attacker: _, ...target } = stage.target
  expect(lookForUnnoticed({ ...stage.engine, target } as never)).toEqual([])
})
