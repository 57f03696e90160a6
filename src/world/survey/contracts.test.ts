import { describe, expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'
import { defaultConfig } from '../../project/default-config.ts'
import type { ContractArtifact } from '../../project/types.ts'
import { originsOf } from './origin.ts'

const config = defaultConfig('/project')

function origins(...ids: readonly string[]): readonly string[] {
  const artifacts = ids.map((id) => {
    const [source, name] = id.split(':')
    return { id, source, name } as ContractArtifact
  })
  return originsOf(artifacts, config)
}

describe('origins', () => {
  test('by folders and names', () => {
    expect(
      origins(
        'src/Vault.sol:Vault',
        'test/Token.sol:Token',
        'script/Deploy.s.sol:Deploy',
        'lib/solmate/src/WETH.sol:WETH',
        'node_modules/@openzeppelin/contracts/Timelock.sol:Timelock',
        'src/mocks/Oracle.sol:Oracle',
        'src/MockOracle.sol:MockOracle',
        'src/TestToken.sol:TestToken',
        'src/ERC20Mock.sol:ERC20Mock',
        'src/Testament.sol:Testament',
        'src/PaymentHandler.sol:PaymentHandler',
      ),
    ).toEqual(['protocol', ...Array.from({ length: 8 }, () => 'environment'), 'protocol', 'protocol'])
  })

  test('where tests and protocol share a folder, by names', () => {
    expect(
      origins('test/V.t.sol:Vault', 'test/V.t.sol:MockToken', 'test/V.t.sol:VaultHandler', 'lib/a/A.sol:A'),
    ).toEqual(['protocol', 'environment', 'environment', 'environment'])
  })

  test('and if nothing is left, everything is protocol', () => {
    expect(origins('test/V.t.sol:MockToken', 'lib/a/A.sol:A')).toEqual(['protocol', 'protocol'])
    expect(origins()).toEqual([])
  })
})

const SLOT = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc'
const FORWARD = (where: string): string =>
  `assembly { calldatacopy(0, 0, calldatasize()) let r := delegatecall(gas(), ${where}, 0, calldatasize(), 0, 0) returndatacopy(0, 0, returndatasize()) if r { return(0, returndatasize()) } revert(0, returndatasize()) }`

describe('proxies', () => {
  test('are called with the interface of what they point to, which is not called itself', async () => {
    const { survey, contract } = await surveyed(
      `contract Vault { mapping(address => uint256) public b; uint256 pad;
        function deposit() external payable { b[msg.sender] += msg.value; }
        function withdraw() external { uint256 a = b[msg.sender]; b[msg.sender] = 0; payable(msg.sender).transfer(a); } }
      contract Proxy { constructor(address i) { assembly { sstore(${SLOT}, i) } } fallback() external payable { ${FORWARD(`sload(${SLOT})`)} } function admin() external view returns (address) { return address(this); } }`,
      'function setUp() public { new Proxy(address(new Vault())); }',
    )
    expect(survey.contracts.map(({ name }) => name)).toEqual(['Proxy'])
    const { roles, implementation, artifact } = contract('Proxy')
    expect(roles).toEqual(['proxy'])
    expect(implementation).toBe('0x5615deb798bb3e4dfa0139dfa1b3d433cc23b72f')
    expect(artifact.abi.functions.map(({ name }) => name).toSorted()).toEqual([
      'admin',
      'b',
      'deposit',
      'withdraw',
    ])
    expect(survey.positions).toHaveLength(2)
  })

  test('clones and proxies of their own kind are found by their behaviour', async () => {
    const { survey } = await surveyed(
      `contract A { uint256 public x; function set(uint256 v) external { x = v; } }
      contract B { uint256 pad; address target; constructor(address t) { target = t; } fallback() external payable { ${FORWARD('sload(1)')} } }
      contract Factory { function clone(address t) external returns (address c) {
        assembly { mstore(0, 0x3d602d80600a3d3981f3363d3d373d3d3d363d73000000000000000000000000) mstore(0x14, shl(0x60, t)) mstore(0x28, 0x5af43d82803e903d91602b57fd5bf30000000000000000000000000000000000) c := create(0, 0, 0x37) } } }`,
      'function setUp() public { A a = new A(); new B(address(a)); new Factory().clone(address(a)); }',
    )
    const proxies = survey.contracts.filter(({ roles }) => roles.includes('proxy'))
    expect(proxies).toHaveLength(2)
    for (const { artifact } of proxies)
      expect(artifact.abi.functions.map(({ name }) => name)).toContain('set')
  })

  test('so are clones that hand on arguments which stand in their code', async () => {
    const { survey, contract } = await surveyed(
      `contract Pool { address public owner; mapping(address => uint256) public b; uint256 pad;
        function initialize(address o) external { require(owner == address(0)); owner = o; }
        function limit() public pure returns (uint256 l) { assembly { l := calldataload(sub(sub(calldatasize(), 2), 32)) } }
        function deposit() external payable { require(msg.value <= limit()); b[msg.sender] += msg.value; } }
      contract Factory {
        function create(address t, bytes memory own) external returns (Pool c) {
          uint16 more = uint16(own.length + 2);
          bytes memory code = abi.encodePacked(hex"61", uint16(0x37 + more), hex"3d81600a3d39f3", hex"3d3d3d3d363d3d3761", more,
            hex"603736393661", more, hex"013d73", t, hex"5af43d3d93803e603557fd5bf3", own, more);
          assembly { c := create(0, add(code, 32), mload(code)) }
          c.initialize(msg.sender);
        }
      }`,
      'function setUp() public { Pool p = new Pool(); new Factory().create(address(p), abi.encode(address(this), uint256(5), uint256(5 ether))); }',
    )
    expect(survey.notes.join()).not.toContain('no source is known')
    expect(survey.contracts.map(({ name, roles }) => [name, roles])).toEqual([
      ['Factory', []],
      ['Pool clone', ['proxy']],
    ])
    expect(contract('Pool clone').artifact.abi.functions.map(({ name }) => name)).toContain('deposit')
  })

  test('a contract that another one makes copies of is one of those behind proxies, before the first copy, too', async () => {
    const { survey } = await surveyed(
      `contract Pool { address public owner; uint256 x; function initialize(address o) external { require(owner == address(0)); owner = o; } function set(uint256 v) external { require(msg.sender == owner); x = v; } }
      contract Open is Pool { } contract Used is Pool { constructor() { owner = msg.sender; } }
      contract Factory { address public immutable poolImplementation; address public immutable usedImplementation; address public pool;
        constructor(address t, address u, address p) { poolImplementation = t; usedImplementation = u; pool = p; } }`,
      'function setUp() public { new Factory(address(new Pool()), address(new Used()), address(new Open())); }',
    )
    expect(survey.contracts.map(({ name }) => name)).toEqual(['Used', 'Open', 'Factory'])
    expect(survey.openImplementations.map(({ name }) => name)).toEqual(['Pool'])
  })
})

describe('roles', () => {
  test('need an interface and the behaviour', async () => {
    const { contract, survey } = await surveyed(
      `contract Liar { function totalSupply() external pure returns (uint256) { return 1; } function balanceOf(address) external pure returns (uint256) { return 0; }
        function allowance(address, address) external pure returns (uint256) { return 0; } function approve(address, uint256) external returns (bool) { return true; }
        function transfer(address, uint256) external returns (bool) {} function transferFrom(address, address, uint256) external returns (bool) {} }
      contract Feed { function latestAnswer() external view returns (int256) { return 5; } }
      contract Lender { function flashLoan(uint256 a) external { payable(msg.sender).transfer(a); } }`,
      'function setUp() public { new Liar(); new Feed(); new Lender(); new MockToken("T", 6); new MockNft(); }',
    )
    expect(contract('Liar').roles).toEqual([])
    expect(contract('Feed').roles).toEqual(['price feed'])
    expect(contract('Lender').roles).toEqual(['lender'])
    expect(contract('MockToken').roles).toEqual(['erc20'])
    expect(contract('MockNft').roles).toEqual(['erc721'])
    expect(survey.assets).toMatchObject([
      { kind: 'ether', name: 'ETH' },
      { kind: 'erc20', name: 'T', decimals: 6, isShare: false },
      { kind: 'erc721', name: 'NFT', decimals: 0 },
    ])
  })
})
