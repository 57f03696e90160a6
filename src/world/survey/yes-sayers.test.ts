import { describe, expect, test } from 'vitest'

import { ATTACKERS, surveyed } from '../../../tests/helpers/survey-world.ts'
import { attackerFunctions } from '../../attack/attacker/attacker-functions.ts'

const MOCKS = `
  contract MockAuthority { bool immutable yes; constructor(bool y) { yes = y; } function canCall(address, address, bytes4) external view returns (bool) { return yes; } }
  contract MockList { mapping(address => bool) public isAllowed; function allow(address a) external { isAllowed[a] = true; } }
  contract MockCustomers { function isKnown(address) external pure returns (bool) { return true; } }`

const VAULT = `
  interface Authority { function canCall(address, address, bytes4) external view returns (bool); }
  contract Vault {
    address public owner = msg.sender; Authority public authority; mapping(address => uint256) public b;
    constructor(Authority a) { authority = a; }
    modifier auth { require(authority.canCall(msg.sender, address(this), msg.sig) || msg.sender == owner, "UNAUTHORIZED"); _; }
    function setOwner(address o) external auth { owner = o; }
    function sweep() external auth { payable(msg.sender).transfer(address(this).balance); }
    function unlock(uint256 code) external auth { require(uint256(keccak256(abi.encode(code))) < 2 ** 100, "code"); owner = msg.sender; }
    function deposit() external payable { b[msg.sender] += msg.value; }
    function withdraw() external { uint256 a = b[msg.sender]; b[msg.sender] = 0; payable(msg.sender).transfer(a); }
  }`

describe('mocks that say yes to everybody', () => {
  test('what is for an owner without them is called by nobody', async () => {
    const { survey } = await surveyed(
      MOCKS + VAULT,
      'function setUp() public { new Vault(Authority(address(new MockAuthority(true)))); }',
    )
    expect(survey.openedByMocks.map(({ abi }) => abi.name)).toEqual(['setOwner', 'sweep', 'unlock'])
    expect(survey.notes).toContain(
      'MockAuthority says yes to whoever asks. What would else be for an owner alone is not called: Vault.setOwner, Vault.sweep, Vault.unlock.',
    )
    const called = attackerFunctions(survey.contracts, { leftOut: survey.openedByMocks })
    expect(called.functions.map(({ abi }) => abi.name)).toEqual(['deposit', 'withdraw'])
    expect(survey.positions.map(({ owner }) => ATTACKERS.includes(owner))).toEqual([false, false])
  })

  test('one that says no changes nothing: the owner alone may', async () => {
    const { survey } = await surveyed(
      MOCKS + VAULT,
      'function setUp() public { new Vault(Authority(address(new MockAuthority(false)))); }',
    )
    expect(survey.openedByMocks).toEqual([])
    expect(survey.gates.map(({ abi }) => abi.name)).toContain('setOwner')
  })

  test('what users need its yes for stays open, and so does what it does not guard', async () => {
    const { survey } = await surveyed(
      `${MOCKS}
      contract Club { address public owner = msg.sender; MockCustomers c; mapping(address => uint256) public b; uint256 fee;
        constructor(MockCustomers m) { c = m; }
        function deposit() external payable { require(c.isKnown(msg.sender)); b[msg.sender] += msg.value; }
        function withdraw() external { require(c.isKnown(msg.sender)); uint256 a = b[msg.sender]; b[msg.sender] = 0; payable(msg.sender).transfer(a); }
        function setFee(uint256 f) external { fee = f; } }`,
      'function setUp() public { new Club(new MockCustomers()); }',
    )
    expect(survey.openedByMocks).toEqual([])
    expect(attackerFunctions(survey.contracts).functions).toHaveLength(3)
  })

  test('a list that somebody is on says yes to that one only', async () => {
    const { survey } = await surveyed(
      `${MOCKS}
      contract Vault { address public owner = msg.sender; MockList l; uint256 x; constructor(MockList m) { l = m; }
        function set(uint256 v) external { require(l.isAllowed(msg.sender) || msg.sender == owner); x = v; } }`,
      'function setUp() public { MockList l = new MockList(); l.allow(address(1234567)); new Vault(l); }',
    )
    expect(survey.openedByMocks).toEqual([])
  })
})
