import { describe, expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'
import type { Survey } from './types.ts'

/** 'mint for bob by owner()'. */
function said({ gates, actors, contracts }: Survey): readonly string[] {
  return gates.map(({ abi, holder, getter }) => {
    const who = [...actors, ...contracts].find(({ address }) => address === holder)?.name
    return `${abi.name} for ${who}${getter === undefined ? '' : ` by ${getter.name}()`}`
  })
}

const BOB = 'address bob = address(uint160(0xb0b) << 120);'

describe('gates', () => {
  test('an owner, a list, a role, an immutable account', async () => {
    const { survey } = await surveyed(
      `contract Gated {
        bytes32 public constant MINTER = keccak256("MINTER");
        mapping(bytes32 => mapping(address => bool)) roles; mapping(address => bool) public keepers; mapping(address => uint256) public wards;
        address public owner; address public immutable deployer = msg.sender; bool flag; uint256 public x;
        constructor(address o) { owner = o; flag = true; roles[MINTER][o] = true; roles[0][msg.sender] = true; keepers[msg.sender] = true; wards[o] = 1; }
        function hasRole(bytes32 role, address a) public view returns (bool) { return roles[role][a]; }
        function grantRole(bytes32 role, address a) external { require(roles[0][msg.sender]); roles[role][a] = true; }
        function mint(uint256 a) external { require(hasRole(MINTER, msg.sender)); x += a; }
        function setFee(uint256 a) external { require(msg.sender == owner); x = a; }
        function seal() external { require(msg.sender == deployer); x++; }
        function keep() external { require(keepers[msg.sender]); x++; }
        function file(uint256 a) external { require(wards[msg.sender] == 1); x = a; }
        function open(uint256 a) external { x = a; }
      }`,
      `${BOB} function setUp() public { new Gated(bob); }`,
    )
    expect(said(survey).toSorted()).toEqual([
      'file for bob',
      'grantRole for PTest',
      'keep for PTest',
      'mint for bob',
      'seal for PTest by deployer()',
      'setFee for bob by owner()',
    ])
    expect(survey.actors.find(({ name }) => name === 'bob')).toMatchObject({
      kinds: ['privileged'],
      isSure: true,
    })
  })

  test('a holder that is a contract, and an owner kept in another one', async () => {
    const { survey } = await surveyed(
      `contract Registry { address public governor = msg.sender; }
      contract Token { address public minter; Registry registry; uint256 public supply; bool paused;
        constructor(address m, Registry r) { minter = m; registry = r; }
        function mint(uint256 a) external { require(msg.sender == minter); supply += a; }
        function pause() external { require(msg.sender == registry.governor()); paused = true; } }
      contract Engine { uint256 x; function poke() external { x++; } }`,
      `function setUp() public { new Token(address(new Engine()), new Registry()); }`,
    )
    expect(said(survey)).toEqual(['mint for Engine by minter()', 'pause for PTest'])
    // A contract is no actor.
    expect(survey.actors.map(({ name }) => name)).not.toContain('Engine')
  })

  test('money is no gate: what only a depositor can do is open', async () => {
    const { survey } = await surveyed(
      `contract Bank { address public owner = msg.sender; mapping(address => uint256) b; uint256 public fee;
        function deposit() external payable { b[msg.sender] += msg.value; }
        function withdraw(uint256 a) external { b[msg.sender] -= a; payable(msg.sender).transfer(a); }
        function setFee(uint256 f) external { require(msg.sender == owner); fee = f; } }`,
      `Bank bank; receive() external payable {} function setUp() public { bank = new Bank(); bank.deposit{value: 50 ether}(); }`,
    )
    expect(said(survey)).toEqual(['setFee for PTest by owner()'])
    expect(survey.positions[0]).toMatchObject({ isOurs: false })
  })

  test('nor is the money of somebody who stands in the code', async () => {
    const { survey } = await surveyed(
      `interface IERC20 { function transferFrom(address, address, uint256) external returns (bool); }
      contract Stake { address public immutable master = msg.sender; IERC20 immutable token; uint256 total; uint256 fee;
        constructor(IERC20 t) { token = t; }
        function stake(uint256 a) external { require(a > 0); token.transferFrom(msg.sender, address(this), a); total += a; }
        function setFee(uint256 a) external { require(msg.sender == master); fee = a; } }`,
      `function setUp() public { MockToken t = new MockToken("T", 18); t.mint(address(this), 1e24); t.approve(address(new Stake(IERC20(address(t)))), 1e24); }`,
    )
    expect(said(survey)).toEqual(['setFee for PTest by master()'])
  })
})
