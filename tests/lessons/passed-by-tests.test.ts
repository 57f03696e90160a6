// A repair that nobody of the setup meets, and that a test of the project does.

import { beforeAll, expect, test } from 'vitest'
import type { Lesson } from '../../src/lessons/record/types.ts'
import type { Project } from '../../src/project/types.ts'
import { testProject } from '../helpers/test-project.ts'
import { findingsIn, learned, replayedIn } from './stage.ts'

const POST = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Post {
  bytes32 immutable seal;
  mapping(uint256 => bool) public isProved;
  mapping(uint256 => bool) public isDone;
  constructor(bytes32 s) payable { seal = s; }
  function prove(uint256 number, address to, uint256 amount, bytes32 key) external {
    require(keccak256(abi.encode(key)) == seal, "key");
    isProved[number] = true;
    deliver(number, to, amount);
  }
  function deliver(uint256 number, address to, uint256 amount) public {
    require(!isDone[number], "done");
    /* check */
    isDone[number] = true;
    (bool ok, ) = to.call{value: amount}("");
    require(ok, "payment");
  }
}`
const TEST = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import {Post} from "../src/Post.sol";
interface Vm { function deal(address, uint256) external; }
contract PostTest {
  Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
  Post post;
  function setUp() public {
    vm.deal(address(this), 20 ether);
    post = new Post{value: 20 ether}(keccak256(abi.encode(key())));
  }
  function test_delivers() public { post.prove(7, address(0x1da), 1 ether, key()); }
  /* What stands in the code as it is may be guessed. */
  function key() internal view returns (bytes32) { return keccak256(abi.encode("the key of", this)); }
}`
const EXECUTIONS = 4_000

async function post(check: string, honest = 'test_delivers'): Promise<Project> {
  return await testProject({
    'src/Post.sol': POST.replace('/* check */', check),
    'test/Post.t.sol': TEST.replace('test_delivers', honest),
  })
}

let lesson: Lesson
beforeAll(async () => {
  const isTheft = ({ property }: { readonly property: { readonly name: string } }): boolean =>
    property.name === 'theft'
  const findings = await findingsIn(await post(''), 'test/Post.t.sol:PostTest', EXECUTIONS, isTheft)
  lesson = learned(findings.find(isTheft)!)
})

test('a check that refuses the attack and lets a test pass is a repair', async () => {
  const project = await post('require(isProved[number], "not proved");')
  expect(await replayedIn(project, lesson, EXECUTIONS)).toMatchObject({ status: 'fixed' })
})

test('a check that no test comes to may be a wall', async () => {
  const project = await post('require(isProved[number], "not proved");', 'tryDelivery')
  expect(await replayedIn(project, lesson, EXECUTIONS)).toMatchObject({ status: 'cannot be replayed' })
})

test('a check that lets nobody pass is a wall, whatever the tests do', async () => {
  const project = await post('require(isDone[number], "closed");')
  expect(await replayedIn(project, lesson, EXECUTIONS)).toMatchObject({ status: 'cannot be replayed' })
})
