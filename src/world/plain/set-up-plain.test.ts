import { beforeAll, describe, expect, test } from 'vitest'
import { testProject } from '../../../tests/helpers/test-project.ts'
import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { Project } from '../../project/types.ts'
import { actorAddress } from '../script/actor-address.ts'
import type { Setup, World } from '../types.ts'
import { BEGIN_SECONDS } from './guess-value.ts'
import { planDeployment } from './plan-deployment.ts'
import { setUpPlain } from './set-up-plain.ts'

const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n'
const ERC20 = `
  mapping(address => uint256) public balanceOf;
  uint256 public totalSupply;
  function transfer(address, uint256) external returns (bool) {}
  function transferFrom(address, address, uint256) external returns (bool) {}
  function approve(address, uint256) external returns (bool) {}`
const SOURCE = `${HEAD}
interface IERC20 {
  function balanceOf(address) external view returns (uint256);
  function transfer(address, uint256) external returns (bool);
}
interface IOracle { function price() external view returns (uint256); }
interface INobody { function nothing() external; }
contract Coin {
  string public name; uint8 public decimals;
  constructor(string memory name_, uint8 decimals_) { name = name_; decimals = decimals_; }
  ${ERC20}
}
contract Share { function convertToAssets(uint256) external {} ${ERC20} }
contract FixedPrice { function price() external pure returns (uint256) { return 1; } }
contract Market {
  IERC20 public asset; IERC20 public other; IOracle public oracle; address public owner; address public user;
  uint256 public fee; uint256 public ends;
  constructor(IERC20 asset_, IERC20 other_, IOracle oracle_, address owner_, address user_, uint16 fee_, uint256 endTime) payable {
    require(endTime > block.timestamp && fee_ <= 10_000 && asset_ != other_);
    (asset, other, oracle, owner, user, fee, ends) = (asset_, other_, oracle_, owner_, user_, fee_, endTime);
  }
  function f() external {}
}
contract Sale { address public token; constructor(address _token) { token = _token; } function f() external {} }
contract Small { uint256 public amount; constructor(uint256 amount_) { require(amount_ < 10, "too much"); amount = amount_; } function f() external {} }
contract Wallet { uint256 public count; constructor(address[] memory owners, uint256 required) { require(required <= owners.length); count = owners.length; } function f() external {} }
contract Orphan { constructor(INobody nobody) {} function f() external {} }
contract Ring { constructor(Ring ring) {} function f() external {} }
contract Never { constructor() { revert("not today"); } function f() external {} }
contract Log { uint256 public count; constructor() { count = 3; } function add() external { count++; } }
contract Bank {
  Log log; Log public second; Log constant FIXED = Log(0xdAC17F958D2ee523a2206206994597C13D831ec7);
  constructor(address _log) { log = Log(_log); log.add(); FIXED.add(); }
  function setSecond(address next) external { require(address(second) == address(0)); second = Log(next); }
  function setUnknown(address next) external { require(next == address(0), "never"); }
}
contract Closed { bool public isOpen; uint256 public starts; address owner = msg.sender;
  function openToPublic() external { require(msg.sender == owner); isOpen = true; } function opened() external { starts++; } function close() external { isOpen = false; } }
contract PriceLib { function f() external {} }
contract UsesLib { address public lib; constructor(address priceLibrary) { lib = priceLibrary; } function f() external {} }
contract UsesAnyLib { address public lib; constructor(address library_) { lib = library_; } function f() external {} }
contract Priced { constructor() payable { require(msg.value == 0.25 ether); } function f() external {} }
contract Behind { address public owner; function initialize(address owner_) external { require(owner == address(0)); owner = owner_; } }
contract Median { address public owner; uint256 public least; uint64 public expiry;
  function init(uint256 leastReports, uint64 expirationSec) external {
    require(owner == address(0) && leastReports < 100 && expirationSec <= 520 weeks); owner = msg.sender; least = leastReports; expiry = expirationSec; } }
`

let project: Project
beforeAll(async () => {
  project = await testProject({ 'src/All.sol': SOURCE })
})

async function setUp(name: string): Promise<Setup> {
  const artifact = project.contracts.get(`src/All.sol:${name}`)
  return (await setUpPlain({ project, artifact, env: {}, seed: 1n })).setup
}

async function ready(name: string): Promise<{ world: World; read: (getter: string) => bigint }> {
  const setup = await setUp(name)
  if (setup.status !== 'ready') throw new Error(setup.reason)
  const { world } = setup
  const at = world.contracts().find(({ artifact }) => artifact?.name === name)!
  const read = (getter: string): bigint => {
    const abi = at.artifact!.abi.functions.find((each) => each.name === getter)!
    const { output } = world.call({ to: at.address, data: encodeCall(abi, []) })
    return BigInt(`0x${Buffer.from(output).toString('hex')}`)
  }
  return { world, read }
}

const named = ({ world }: { world: World }): (string | undefined)[] =>
  world.contracts().map(({ artifact }) => artifact?.name)

describe('a contract is deployed', () => {
  test('with what is beside it in its file before what is elsewhere', async () => {
    const token = (name: string): string => `contract ${name} { ${ERC20} }`
    const near = await testProject({
      'src/A.sol': `${HEAD}${token('Aaa')}`,
      'src/Pool.sol': `${HEAD}contract Pool { address public token; constructor(address _token) { token = _token; } function f() external {} } ${token('Zzz')}`,
    })
    const artifact = near.contracts.get('src/Pool.sol:Pool')
    const { setup } = await setUpPlain({ project: near, artifact, env: {}, seed: 1n })
    if (setup.status !== 'ready') throw new Error(setup.reason)
    expect(named(setup)).toEqual(['Zzz', 'Pool'])
  })

  test('with what its constructor wants, by type and by name', async () => {
    const market = await ready('Market')
    expect(named(market)).toEqual(['Coin', 'Coin', 'FixedPrice', 'Market'])
    const { world, read } = market
    const [asset, other, oracle, address] = world.contracts().map((each) => BigInt(each.address))
    expect([read('asset'), read('other'), read('oracle')]).toEqual([asset, other, oracle])
    expect(read('owner')).toBe(BigInt(world.sender))
    expect(read('user')).toBe(BigInt(actorAddress('alice')))
    expect(read('fee')).toBe(100n)
    expect(read('ends')).toBeGreaterThan(BEGIN_SECONDS)
    expect(world.machine.getBalance(`0x${address!.toString(16).padStart(40, '0')}`)).toBe(10n ** 19n)
  })

  test('with a token where an address is called so, which is no share', async () => {
    expect(named(await ready('Sale'))).toEqual(['Coin', 'Sale'])
  })

  test('with a plain token of ours, another one for each name, where the project has none', async () => {
    const lone = await testProject({
      'Vault.sol': `${HEAD}interface IERC20 { function transfer(address, uint256) external returns (bool); function decimals() external view returns (uint8); }
        abstract contract ERC20 { ${ERC20} function permit(address, address, uint256, uint256, uint8, bytes32, bytes32) external virtual; }
        contract Vault {
          IERC20 public asset; ERC20 public reward; address public fee;
          constructor(IERC20 asset_, ERC20 reward_, address fee_) { require(IERC20(fee_).decimals() == 18); (asset, reward, fee) = (asset_, reward_, fee_); }
          function f() external {}
        }`,
    })
    const artifact = lone.contracts.get('Vault.sol:Vault')
    const { setup } = await setUpPlain({ project: lone, artifact, env: {}, seed: 1n })
    if (setup.status !== 'ready') throw new Error(setup.reason)
    expect(named(setup)).toEqual(['Token', 'Token', 'Token', 'Vault'])
    expect(lone.contracts.ids).not.toContain('faultline/mocks/Token.sol:Token')
  })

  test('but no plain token where more than a token is asked for', async () => {
    const lone = await testProject({
      'Pool.sol': `${HEAD}interface IMintable { function transfer(address, uint256) external returns (bool); function mint(address, uint256) external; }
        contract Pool { IMintable token; constructor(IMintable token_) { token = token_; } function f() external {} }`,
    })
    const artifact = lone.contracts.get('Pool.sol:Pool')
    const { setup } = await setUpPlain({ project: lone, artifact, env: {}, seed: 1n })
    expect(setup).toMatchObject({ status: 'skipped' })
  })

  test('and opened, if its owner may do that', async () => {
    const { read } = await ready('Closed')
    expect([read('isOpen'), read('starts')]).toEqual([1n, 0n])
  })

  test('with a contract that is named like the parameter, also where one of them is short for a library', async () => {
    expect(named(await ready('UsesLib'))).toEqual(['PriceLib', 'UsesLib'])
    expect(named(await ready('UsesAnyLib'))).toEqual(['PriceLib', 'UsesAnyLib'])
  })

  test('with other amounts if the first are refused, and nothing of those attempts is left', async () => {
    const small = await ready('Small')
    expect(small.read('amount')).toBe(1n)
    expect(named(small)).toEqual(['Small'])
  })

  test('with several people where there is a list of them', async () => {
    expect((await ready('Wallet')).read('count')).toBe(3n)
  })

  test('and initialized by its deployer', async () => {
    const { world, read } = await ready('Behind')
    expect(read('owner')).toBe(BigInt(world.sender))
  })

  test('also where it refuses the numbers that the names of its parameters suggest', async () => {
    const { world, read } = await ready('Median')
    expect(['owner', 'least', 'expiry'].map(read)).toEqual([BigInt(world.sender), 1n, 1n])
  })

  test('with contracts that the source takes addresses for, some at addresses that it names', async () => {
    const { world, read } = await ready('Bank')
    expect(named({ world })).toEqual(['Log', 'Log', 'Bank'])
    const [first, second] = world.contracts().map(({ address }) => address)
    // Its constructor ran there.
    const placed: Address = '0xdac17f958d2ee523a2206206994597c13d831ec7'
    expect([first, world.machine.getStorage(placed, 0n)]).toEqual([placed, 4n])
    expect(world.machine.getStorage(second!, 0n)).toBe(4n)
    // Said to the constructor already: it is not said again.
    expect(read('second')).toBe(0n)
  })

  test('with the ether that its constructor names', async () => {
    const { world } = await ready('Priced')
    expect(world.machine.getBalance(world.contracts()[0]!.address)).toBe(25n * 10n ** 16n)
  })

  test('the same each time', async () => {
    const [one, two] = [await ready('Market'), await ready('Market')]
    expect(one.world.machine.stateHash()).toBe(two.world.machine.stateHash())
  })
})

describe('a contract is skipped, with the reason and what to do,', () => {
  test.each([
    ['Orphan', 'the constructor of Orphan wants INobody (nobody)'],
    ['Ring', 'the constructor of Ring wants Ring (ring)'],
    ['Never', 'Deploying Never failed: not today'],
  ])('%s', async (name, reason) => {
    const setup = await setUp(name)
    expect(setup).toMatchObject({ status: 'skipped' })
    expect(setup).toHaveProperty('reason', expect.stringContaining(reason))
    expect(setup).toHaveProperty('reason', expect.stringContaining('faultline.config.ts'))
  })
})

test('hostile: constructors that want very much are refused, not planned for ever', async () => {
  const many = Array.from(
    { length: 40 },
    (_, i) =>
      `contract C${i} { constructor(${i > 0 ? `C${i - 1} a, ` : ''}uint256[100000] memory b) {} function f() external {} }`,
  )
  const hostile = await testProject({ 'src/H.sol': HEAD + many.join('\n') })
  const plan = planDeployment(hostile, hostile.contracts.get('src/H.sol:C39'), 0)
  expect(plan).toHaveProperty('problem')
})
