import { expect, test } from 'vitest'
import { testProject } from '../../../tests/helpers/test-project.ts'
import type { Address } from '../../evm/types.ts'
import { wordToAddress } from '../../primitives/hex.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { parseFunctionSignature } from '../../project/abi/parse-signature.ts'
import { emptyWorld, readyWorld } from '../../run/fresh-worlds.ts'
import { setUpWorld } from '../../world/create-world.ts'
import type { World } from '../../world/types.ts'
import type { Claim, ProofPlan } from './plan.ts'
import { proveFindings } from './prove.ts'

const ID = '0123456789ab'
const PROJECT = await testProject({
  'Pot.t.sol': `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract PotTest { function setUp() public {} }
contract Proof_${ID} { function test_pot_${ID}() public pure { require(false, "still holds"); } }`,
})
const TEST = PROJECT.contracts.get('Pot.t.sol:PotTest')

const EMPTY: ProofPlan = {
  finding: ID,
  property: 'pot()',
  words: '',
  place: '',
  test: undefined,
  setup: [],
  functions: [],
  sender: PROJECT.config.test.sender,
  payer: PROJECT.config.test.sender,
  assets: [],
  steps: [],
  answers: [],
  isStatic: false,
  isBorrowed: false,
  destroys: false,
  claims: [],
  names: [],
}

/** Why a proof that does not pass is not shown, if its test stood there when the finding was made. */
async function reasonWith(address: `0x${string}`): Promise<string | null | undefined> {
  const { id, name, source } = TEST
  const plan: ProofPlan = { ...EMPTY, test: { id, name, source, address } }
  const options = { project: PROJECT, env: {}, seed: 1n }
  const [proved] = await proveFindings([plan], {
    ...options,
    setUp: () => Promise.resolve(worldOf()),
    empty: () => emptyWorld(options),
    compile: () =>
      Promise.resolve({ contracts: PROJECT.contracts, by: 'solc-js', sourceOf: () => 'Pot.t.sol' }),
  })
  return proved?.proofs[0]?.reason
}

function worldOf(project = PROJECT, artifact = TEST): World {
  return readyWorld(setUpWorld({ project, artifact, env: {}, seed: 1n }))
}

test('a proof that does not pass is not shown, with what it said', async () => {
  expect(await reasonWith(worldOf().test.address)).toBe('it was compiled, and did not pass: still holds')
})

test('where the test stood at another address, that is why', async () => {
  expect(await reasonWith(`0x${'a3'.repeat(20)}`)).toMatch(/PotTest and what it deploys have other addresses/)
})

// Of a handler as most are written: who acts is pranked, for one call or for all of its calls.
const HANDLED = {
  'src/Till.sol': `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract Till {
  address public owner;
  uint256 public held;
  constructor(address o) { owner = o; }
  function put() external { held++; }
  function take() external { require(msg.sender == owner, "owner"); held = 0; }
}`,
  'test/Till.t.sol': `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import {Till} from "../src/Till.sol";
interface VmPrank { function prank(address) external; function startPrank(address) external; function stopPrank() external; }
VmPrank constant vm = VmPrank(address(uint160(uint256(keccak256("hevm cheat code")))));
contract Handler {
  Till till = new Till(address(0x0b0b));
  address public last;
  function putAndTake() external {
    last = msg.sender;
    vm.prank(address(0xa11ce));
    till.put();
    vm.startPrank(address(0x0b0b));
    till.take();
    till.put();
    vm.stopPrank();
  }
  function held() external view returns (uint256) { return till.held(); }
}
contract TillTest {
  Handler handler;
  function setUp() public { handler = new Handler(); }
  function invariant_empty() public { vm.startPrank(address(0x0b0b)); require(handler.held() == 0 || handler.last() != address(0x10000)); vm.stopPrank(); }
}`,
}

const INVARIANT = { kind: 'property', abi: parseFunctionSignature('invariant_empty()') } as const

/** Why there is no proof of a finding of one call: of the handler in the test's first slot, or of the test itself. */
async function reasonOf(
  files: Readonly<Record<string, string>>,
  tested: string,
  signature: string,
  claimOf: (test: Address) => Claim,
): Promise<string | null | undefined> {
  const project = await testProject(files)
  const artifact = project.contracts.get(tested)
  const { test: deployed, machine } = worldOf(project, artifact)
  const abi = parseFunctionSignature(signature)
  const isOfTest = artifact.abi.functions.some(({ selector }) => selector === abi.selector)
  const { id, name, source } = artifact
  const { sender } = project.config.test
  const plan: ProofPlan = {
    ...EMPTY,
    test: { id, name, source, address: deployed.address },
    sender,
    payer: sender,
    steps: [
      {
        from: '0x0000000000000000000000000000000000010000',
        to: isOfTest ? deployed.address : wordToAddress(machine.getStorage(deployed.address, 0n)),
        value: 0n,
        data: encodeCall(
          abi,
          abi.inputs.map(() => 1n),
        ),
        abi,
        seconds: 0,
        blocks: 0,
        succeeds: true,
        reactions: [],
      },
    ],
    claims: [claimOf(deployed.address)],
  }
  const options = { project, env: {}, seed: 1n }
  const [proved] = await proveFindings([plan], {
    ...options,
    setUp: () => Promise.resolve(worldOf(project, artifact)),
    empty: () => emptyWorld(options),
    compile: async (proofs) => {
      const { contracts } = await testProject({ ...files, ...Object.fromEntries(proofs) })
      return { contracts, by: 'solc-js', sourceOf: (file) => file }
    },
  })
  const [first] = proved?.proofs ?? []
  expect(first?.form).toBe('foundry')
  return first?.reason
}

test('what a handler does is proved though it pranks itself, by whoever called it', async () => {
  const reason = await reasonOf(HANDLED, 'test/Till.t.sol:TillTest', 'putAndTake()', (to) => ({
    ...INVARIANT,
    to,
    fails: 'reverts',
  }))
  expect(reason).toBeNull()
})

// As old versions of ds-test and forge-std: what is not equal leaves a mark, and the test goes on.
const MARKED = {
  'test/Tips.t.sol': `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
interface VmMark { function store(address, bytes32, bytes32) external; function startPrank(address) external; function stopPrank() external; function deal(address, uint256) external; }
VmMark constant vm = VmMark(address(uint160(uint256(keccak256("hevm cheat code")))));
contract Tips { function take() external { payable(msg.sender).transfer(1); } }
contract TipHandler {
  Tips tips = new Tips();
  constructor() { vm.deal(address(tips), 10); }
  function take() external { vm.startPrank(msg.sender); tips.take(); vm.stopPrank(); }
  function left() external view returns (uint256) { return address(tips).balance; }
}
contract TipTest {
  TipHandler handler;
  function setUp() public { handler = new TipHandler(); }
  function assertEq(uint256 a, uint256 b) internal {
    if (a != b) vm.store(address(vm), "failed", bytes32(uint256(1)));
  }
  function invariant_empty() public { assertEq(handler.left(), 10); }
  function testFuzz_few(uint256 x) public { assertEq(x, 7); }
}`,
}

test('an invariant that leaves a mark instead of reverting is proved, and the caller of a handler may be paid', async () => {
  const reason = await reasonOf(MARKED, 'test/Tips.t.sol:TipTest', 'take()', (to) => ({
    ...INVARIANT,
    to,
    fails: 'marks',
  }))
  expect(reason).toBeNull()
})

test('a call that leaves a mark instead of reverting is proved', async () => {
  const reason = await reasonOf(MARKED, 'test/Tips.t.sol:TipTest', 'testFuzz_few(uint256)', () => ({
    kind: 'marked',
  }))
  expect(reason).toBeNull()
})
