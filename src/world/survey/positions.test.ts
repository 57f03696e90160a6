import { describe, expect, test } from 'vitest'
import { surveyed, type SurveyedWorld } from '../../../tests/helpers/survey-world.ts'
import { readWord } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import { functionOf } from './observed-calls.ts'
import type { Position } from './types.ts'

const TOKEN = `interface IERC20 {
  function transfer(address, uint256) external returns (bool);
  function transferFrom(address, address, uint256) external returns (bool);
  function balanceOf(address) external view returns (uint256);
}
interface IERC721 { function transferFrom(address, address, uint256) external; }
`
const DAY = 86_400

/** 'withdraw', or 'request, claim after 8 days'. */
function exitOf({ survey }: SurveyedWorld, { exit }: Position): string {
  return exit
    .map(({ to, data, seconds }) => {
      const contract = survey.contracts.find(({ address }) => address === to)!
      const name = functionOf(contract.artifact.abi.functions, data)?.name ?? 'receive'
      return seconds === 0 ? name : `${name} after ${seconds / DAY} days`
    })
    .join(', ')
}

/** 'honest user 1: 10 GEM by withdraw'. */
function said(surveyedWorld: SurveyedWorld): readonly string[] {
  const { assets, actors, positions } = surveyedWorld.survey
  return positions.map((position) => {
    const who = actors.find(({ address }) => address === position.owner)?.name
    const worth = position.worth.map(({ asset, amount }) => {
      const { name, decimals } = assets[asset]!
      return `${Number(amount) / 10 ** decimals} ${name}`
    })
    return `${who}: ${worth.join(', ')} by ${exitOf(surveyedWorld, position)}`
  })
}

describe('honest users of ours', () => {
  test('deposit ether into a bank and get it out', async () => {
    const found = await surveyed(
      `contract Bank {
        mapping(address => uint256) private balances;
        function deposit() external payable { balances[msg.sender] += msg.value; }
        function withdraw(uint256 amount) external {
          balances[msg.sender] -= amount;
          (bool ok,) = msg.sender.call{value: amount}(""); require(ok);
        }
      }`,
      'function setUp() public { new Bank(); }',
    )
    expect(said(found)).toEqual(['honest user 1: 1 ETH by withdraw', 'honest user 2: 1 ETH by withdraw'])
    expect(found.survey.positions.every(({ isOurs }) => isOurs)).toBe(true)
    // The deposits are there.
    expect(found.world.machine.getBalance(found.contract('Bank').address)).toBe(2n * 10n ** 18n)
  })

  test('plain ether is a deposit too, if it is remembered', async () => {
    const found = await surveyed(
      `contract Pot {
        mapping(address => uint256) public paid;
        receive() external payable { paid[msg.sender] += msg.value; }
        function refund() external { uint256 a = paid[msg.sender]; paid[msg.sender] = 0; payable(msg.sender).transfer(a); }
      }`,
      'function setUp() public { new Pot(); }',
    )
    expect(said(found)).toEqual(['honest user 1: 1 ETH by refund', 'honest user 2: 1 ETH by refund'])
  })

  test('wait for a lock to end, and use the id that they were given', async () => {
    const found = await surveyed(
      `${TOKEN} contract Locker {
        struct Lock { address owner; uint256 amount; uint256 until; }
        IERC20 public immutable token;
        uint256 public nextId = 40;
        mapping(uint256 => Lock) public locks;
        constructor(IERC20 t) { token = t; }
        function lock(uint256 amount) external returns (uint256 id) {
          require(amount > 0); id = nextId++;
          token.transferFrom(msg.sender, address(this), amount);
          locks[id] = Lock(msg.sender, amount, block.timestamp + 30 days);
        }
        function unlock(uint256 id) external {
          Lock memory l = locks[id]; require(l.owner == msg.sender && block.timestamp >= l.until);
          delete locks[id]; token.transfer(msg.sender, l.amount);
        }
      }`,
      'function setUp() public { new Locker(IERC20(address(new MockToken("GEM", 18)))); }',
    )
    expect(said(found)).toEqual([
      'honest user 1: 10 GEM by unlock after 365 days',
      'honest user 2: 10 GEM by unlock after 365 days',
    ])
  })

  test('ask first and claim later', async () => {
    const found = await surveyed(
      `${TOKEN} contract Staking {
        IERC20 public token;
        mapping(address => uint256) public staked; mapping(address => uint256) public asked; mapping(address => uint256) public at;
        constructor(IERC20 t) { token = t; }
        function stake(uint256 a) external { token.transferFrom(msg.sender, address(this), a); staked[msg.sender] += a; }
        function requestUnstake(uint256 a) external { staked[msg.sender] -= a; asked[msg.sender] += a; at[msg.sender] = block.timestamp; }
        function claim() external {
          uint256 a = asked[msg.sender]; require(a > 0 && block.timestamp >= at[msg.sender] + 7 days);
          asked[msg.sender] = 0; token.transfer(msg.sender, a);
        }
      }`,
      'function setUp() public { new Staking(IERC20(address(new MockToken("USDC", 6)))); }',
    )
    expect(said(found)).toEqual([
      'honest user 1: 10 USDC by requestUnstake, claim after 8 days',
      'honest user 2: 10 USDC by requestUnstake, claim after 8 days',
    ])
  })

  test('ask first, and claim behind others who did', async () => {
    const found = await surveyed(
      `contract Line {
        mapping(address => uint256) private balances; address payable[] private waiting; mapping(uint256 => uint256) private due; uint256 private head;
        function deposit() external payable { balances[msg.sender] += msg.value; }
        function leave() external {
          require(balances[msg.sender] > 0);
          due[waiting.length] = balances[msg.sender]; balances[msg.sender] = 0; waiting.push(payable(msg.sender));
        }
        function serve() external { uint256 place = head++; waiting[place].transfer(due[place]); }
      }`,
      `function setUp() public { Line line = new Line();
        for (uint160 i = 1; i < 3; i++) { address who = address((i << 120) + 0xfeed); vm.deal(who, 1 ether); vm.startPrank(who); line.deposit{value: 1 ether}(); line.leave(); vm.stopPrank(); } }`,
    )
    expect(said(found)).toContain('honest user 1: 1 ETH by leave, serve')
  })

  test('put tokens of a collection in', async () => {
    const found = await surveyed(
      `${TOKEN} contract Safe {
        IERC721 public nft; mapping(uint256 => address) public depositor;
        constructor(IERC721 n) { nft = n; }
        function deposit(uint256 tokenId) external { nft.transferFrom(msg.sender, address(this), tokenId); depositor[tokenId] = msg.sender; }
        function withdraw(uint256 tokenId) external {
          require(depositor[tokenId] == msg.sender); delete depositor[tokenId];
          nft.transferFrom(address(this), msg.sender, tokenId);
        }
      }`,
      'function setUp() public { new Safe(IERC721(address(new MockNft()))); }',
    )
    expect(said(found)).toEqual(['honest user 1: 1 NFT by withdraw', 'honest user 2: 1 NFT by withdraw'])
  })

  test('a swap is no deposit, liquidity is, and its token is a share', async () => {
    const found = await surveyed(
      `${TOKEN} contract Pool {
        IERC20 public token0; IERC20 public token1; uint256 public totalSupply; string public symbol = "LP"; uint8 public decimals = 18;
        mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
        constructor(IERC20 a, IERC20 b) { token0 = a; token1 = b; }
        function approve(address to, uint256 a) external returns (bool) { allowance[msg.sender][to] = a; return true; }
        function transfer(address to, uint256 a) external returns (bool) { balanceOf[msg.sender] -= a; balanceOf[to] += a; return true; }
        function transferFrom(address f, address to, uint256 a) external returns (bool) { allowance[f][msg.sender] -= a; balanceOf[f] -= a; balanceOf[to] += a; return true; }
        function add(uint256 amount) external {
          uint256 r = token0.balanceOf(address(this)); uint256 s = totalSupply == 0 ? amount : amount * totalSupply / r;
          token1.transferFrom(msg.sender, address(this), totalSupply == 0 ? amount : token1.balanceOf(address(this)) * amount / r);
          token0.transferFrom(msg.sender, address(this), amount); totalSupply += s; balanceOf[msg.sender] += s;
        }
        function remove(uint256 s) external {
          uint256 t = totalSupply; balanceOf[msg.sender] -= s; totalSupply -= s;
          token0.transfer(msg.sender, token0.balanceOf(address(this)) * s / t);
          token1.transfer(msg.sender, token1.balanceOf(address(this)) * s / t);
        }
        function swap(bool zeroForOne, uint256 amount) external {
          (IERC20 i, IERC20 o) = zeroForOne ? (token0, token1) : (token1, token0);
          uint256 out = o.balanceOf(address(this)) * amount / (i.balanceOf(address(this)) + amount);
          i.transferFrom(msg.sender, address(this), amount); o.transfer(msg.sender, out);
        }
      }`,
      `MockToken a; MockToken b; Pool pool;
      function setUp() public {
        a = new MockToken("A", 18); b = new MockToken("B", 18); pool = new Pool(IERC20(address(a)), IERC20(address(b)));
        a.mint(address(this), 500e18); b.mint(address(this), 1000e18); a.approve(address(pool), 500e18); b.approve(address(pool), 1000e18);
        a.transfer(address(pool), 1); pool.add(100e18); b.transfer(address(pool), 100e18);
      }`,
    )
    expect(found.contract('Pool').roles).toEqual(['erc20', 'pool'])
    expect(
      found.survey.assets.map(
        ({ name, ...rest }) => `${name}${'isShare' in rest && rest.isShare ? ' share' : ''}`,
      ),
    ).toEqual(['ETH', 'A', 'B', 'LP share'])
    const positions = said(found)
    expect(positions).toHaveLength(3)
    // What the setup left: the test contract is the first one who gave liquidity.
    expect(positions[0]).toMatch(/^PTest: .* A, .* B by remove$/)
    expect(positions[1]).toMatch(/^honest user 1: (9\.9+\d*|10) A, (19|20)[.\d]* B by remove$/)
  })

  test('a token that is made in return for ether is a share', async () => {
    const { survey } = await surveyed(
      `contract Wrapped {
        string public symbol = "WETH"; uint8 public decimals = 18; uint256 public totalSupply;
        mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
        function approve(address to, uint256 a) external returns (bool) { allowance[msg.sender][to] = a; return true; }
        function transfer(address to, uint256 a) external returns (bool) { balanceOf[msg.sender] -= a; balanceOf[to] += a; return true; }
        function transferFrom(address f, address to, uint256 a) external returns (bool) { allowance[f][msg.sender] -= a; balanceOf[f] -= a; balanceOf[to] += a; return true; }
        function wrap() external payable { balanceOf[msg.sender] += msg.value; totalSupply += msg.value; }
        function unwrap(uint256 a) external { balanceOf[msg.sender] -= a; totalSupply -= a; payable(msg.sender).transfer(a); }
      }`,
      'function setUp() public { new Wrapped(); }',
    )
    expect(survey.assets[1]).toMatchObject({ name: 'WETH', isShare: true })
    expect(survey.positions).toHaveLength(2)
  })

  test('leave a deposit where no way out is found, and say so', async () => {
    const { survey, world, contract } = await surveyed(
      `contract Raffle { address[] public players; function enter() external payable { require(msg.value >= 0.5 ether); players.push(msg.sender); } }`,
      'function setUp() public { new Raffle(); }',
    )
    expect(survey.positions).toEqual([])
    expect(survey.notes).toEqual([
      'Raffle took a deposit by enter(), but no way was found to get it out again.',
    ])
    expect(world.machine.getBalance(contract('Raffle').address)).toBeGreaterThan(0n)
  })

  test('leave ether with a contract that nobody has set up yet, but that could remember somebody', async () => {
    const { survey, world, contract } = await surveyed(
      `contract Purse { address owner; receive() external payable {}
        function begin() external { owner = msg.sender; }
        function empty() external { require(msg.sender == owner); payable(owner).transfer(address(this).balance); } }`,
      'function setUp() public { new Purse(); }',
    )
    expect(survey.positions).toEqual([])
    expect(world.machine.getBalance(contract('Purse').address)).toBeGreaterThan(0n)
  })

  test('are not kept from a function that gives up by taking all gas, as assert did', async () => {
    const found = await surveyed(
      `contract Bank { mapping(address => uint256) balances;
        function deposit() external payable {
          if (msg.value == 0) assembly { invalid() }
          balances[msg.sender] += msg.value; }
        function withdraw(uint256 amount) external {
          if (amount > balances[msg.sender]) assembly { invalid() }
          balances[msg.sender] -= amount; payable(msg.sender).transfer(amount); } }`,
      'function setUp() public { new Bank(); }',
    )
    expect(said(found)).toEqual(['honest user 1: 1 ETH by withdraw', 'honest user 2: 1 ETH by withdraw'])
  })

  test('put in more where little is not noticed, or does not come out again', async () => {
    const bank = (takes: string, gives: string): string => `contract Bank {
      mapping(address => uint256) private balances;
      function deposit() external payable { if (${takes}) balances[msg.sender] += msg.value; }
      function withdraw(uint256 amount) external { require(${gives}); balances[msg.sender] -= amount; payable(msg.sender).transfer(amount); } }`
    const setUp = 'function setUp() public { new Bank(); }'
    const expected = ['honest user 1: 10 ETH by withdraw', 'honest user 2: 10 ETH by withdraw']
    expect(said(await surveyed(bank('msg.value > 1 ether', 'true'), setUp))).toEqual(expected)
    const least = await surveyed(bank('true', 'balances[msg.sender] >= 2 ether'), setUp)
    expect(said(least)).toEqual(expected)
  })

  test('send no ether to a function that does not look at it', async () => {
    const { survey, world, contract } = await surveyed(
      `interface IToken { function transferFrom(address, address, uint256) external returns (bool); function transfer(address, uint256) external returns (bool); }
      contract Manager { IToken token; mapping(address => uint256) public put; constructor(IToken t) { token = t; }
        function add(uint256 amount) external payable { put[msg.sender] += amount; token.transferFrom(msg.sender, address(this), amount); }
        function remove() external { uint256 amount = put[msg.sender]; put[msg.sender] = 0; token.transfer(msg.sender, amount); }
        function refundEther() external { payable(msg.sender).transfer(address(this).balance); } }`,
      'MockToken token; Manager manager; function setUp() public { token = new MockToken("TKN", 18); manager = new Manager(IToken(address(token))); }',
    )
    const { address } = contract('Manager')
    const ours = survey.positions.filter((each) => each.contract === address)
    expect(ours.length).toBeGreaterThan(0)
    for (const { paid } of ours) expect(paid.map(({ asset }) => survey.assets[asset]!.name)).toEqual(['TKN'])
    expect(world.machine.getBalance(address)).toBe(0n)
  })

  test('leave nothing with a pool that is a token itself and gives nothing for it', async () => {
    const pool = (record: string): string => `contract Pool {
        string public symbol = "POOL"; uint8 public decimals = 18; uint256 public totalSupply; uint256 public sold;
        mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
        function approve(address to, uint256 amount) external returns (bool) { allowance[msg.sender][to] = amount; return true; }
        function transfer(address to, uint256 amount) public returns (bool) { balanceOf[msg.sender] -= amount; balanceOf[to] += amount; return true; }
        function transferFrom(address from, address to, uint256 amount) external returns (bool) {
          allowance[from][msg.sender] -= amount; balanceOf[from] -= amount; balanceOf[to] += amount; return true; }
        function wrap() external payable { require(msg.value == 7); balanceOf[msg.sender] += msg.value; totalSupply += msg.value; }
        function sell(uint256 amount) external { uint256 pays = amount * address(this).balance / (amount + balanceOf[address(this)]);
          transfer(address(this), amount); ${record} payable(msg.sender).transfer(pays); } }`
    const heldBy = async (record: string): Promise<bigint> => {
      const { world, contract } = await surveyed(pool(record), 'function setUp() public { new Pool(); }')
      const { address, artifact } = contract('Pool')
      const abi = artifact.abi.functions.find(({ name }) => name === 'balanceOf')!
      const { output } = world.call({ from: address, to: address, data: encodeCall(abi, [address]) })
      return readWord(output, 0)
    }
    expect(await heldBy('')).toBe(0n)
    expect(await heldBy('sold += amount;')).toBeGreaterThan(0n)
  })

  test('leave nothing with a helper through which things only pass', async () => {
    const { survey, world, contract } = await surveyed(
      `${TOKEN} contract Router {
        receive() external payable {}
        function pull(IERC20 token, uint256 amount, address to) external payable { token.transferFrom(msg.sender, to, amount); }
        function sweep(IERC20 token, address to) external { token.transfer(to, token.balanceOf(address(this))); }
        function refund() external payable { if (address(this).balance > 0) payable(msg.sender).transfer(address(this).balance); }
      }`,
      'function setUp() public { new MockToken("GEM", 18); new Router(); }',
    )
    expect(survey.positions).toEqual([])
    expect(world.machine.getBalance(contract('Router').address)).toBe(0n)
  })

  test('leave nothing where functions are payable only to save gas', async () => {
    const etherIn = async (payable: string): Promise<bigint> => {
      const { world, contract } = await surveyed(
        `contract Switch { uint256 public count; address public last; constructor() { count = 1; }
          function note() external payable { if (count == 0) revert(); }
          function call(address to, bytes calldata data) external ${payable} { (bool ok,) = to.call(data); require(ok); }
          function enable(uint256 n) external ${payable} { if (n == count) count++; }
          function disable(uint256 n) external ${payable} { if (n == count) count--; }
          function allow(address a) external ${payable} { last = a; }
          function forbid(address a) external ${payable} { if (last == a) last = address(0); } }`,
        'function setUp() public { new Switch(); }',
      )
      return world.machine.getBalance(contract('Switch').address)
    }
    expect(await etherIn('payable')).toBe(0n)
    expect(await etherIn('')).toBeGreaterThan(0n)
  })
})

describe('users of the setup', () => {
  const PRIVATE_BANK = `contract Bank {
    mapping(address => uint256) private b;
    function deposit() external payable { b[msg.sender] += msg.value; }
    function withdraw(uint256 a) external { b[msg.sender] -= a; payable(msg.sender).transfer(a); }
  }`

  test('are known by the calls that they sent', async () => {
    const found = await surveyed(
      PRIVATE_BANK,
      `Bank bank; function setUp() public {
        bank = new Bank(); address alice = address(0xa11ce00000); vm.deal(alice, 9 ether);
        vm.prank(alice); bank.deposit{value: 7 ether}();
      }`,
    )
    const [first] = found.survey.positions
    expect(first).toMatchObject({
      owner: '0x0000000000000000000000000000000a11ce00000'.replace('0x0', '0x'),
      isOurs: false,
      paid: [],
    })
    expect(first!.worth).toEqual([{ asset: 0, amount: 7n * 10n ** 18n }])
  })

  test('wait if they must', async () => {
    const found = await surveyed(
      `contract Vesting {
        struct Grant { uint256 amount; uint256 from; }
        mapping(address => Grant) public grants;
        function give(address to) external payable { grants[to] = Grant(msg.value, block.timestamp); }
        function release() external {
          Grant memory g = grants[msg.sender]; require(g.amount > 0 && block.timestamp >= g.from + 200 days);
          delete grants[msg.sender]; payable(msg.sender).transfer(g.amount);
        }
      }`,
      `Vesting v; address bob = address(uint160(0xb0b) << 120); function setUp() public { v = new Vesting(); v.give{value: 100 ether}(bob); }`,
    )
    expect(said(found)[0]).toBe('bob: 100 ETH by release after 365 days')
  })

  test('leave when a vote is over, and take out what they have somewhere else then', async () => {
    const found = await surveyed(
      `contract Till { address house = msg.sender; mapping(address => uint256) public of_;
        function put(address who) external payable { require(msg.sender == house); of_[who] += msg.value; }
        function take() external { uint256 a = of_[msg.sender]; of_[msg.sender] = 0; payable(msg.sender).transfer(a); } }
      contract House { Till public till = new Till(); uint256 public end; string public symbol = "H"; uint8 public decimals = 18;
        uint256 public totalSupply; mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
        mapping(address => bool) public wants;
        function approve(address to, uint256 a) external returns (bool) { allowance[msg.sender][to] = a; return true; }
        function transfer(address to, uint256 a) external returns (bool) { balanceOf[msg.sender] -= a; balanceOf[to] += a; return true; }
        function transferFrom(address f, address to, uint256 a) external returns (bool) { allowance[f][msg.sender] -= a; balanceOf[f] -= a; balanceOf[to] += a; return true; }
        function join() external payable { totalSupply += msg.value; balanceOf[msg.sender] += msg.value; }
        function ask() external { wants[msg.sender] = true; end = block.timestamp + 5 days; }
        function part() external { require(wants[msg.sender] && block.timestamp >= end && balanceOf[msg.sender] > 0);
          uint256 a = balanceOf[msg.sender]; balanceOf[msg.sender] = 0; totalSupply -= a; till.put{value: a}(msg.sender); } }`,
      `House h; address bob = address(uint160(0xb0b) << 120); function setUp() public { h = new House(); vm.deal(bob, 9 ether);
        vm.startPrank(bob); h.join{value: 9 ether}(); h.ask(); vm.stopPrank(); }`,
    )
    expect(said(found)[0]).toBe('bob: 9 ETH by part after 8 days, take')
  })

  test('what only its holder may take is a gate’s, and no position', async () => {
    const { survey } = await surveyed(
      `contract Vesting {
        address public beneficiary;
        constructor(address b) payable { beneficiary = b; }
        function vestedOf(address who) external view returns (uint256) { return who == beneficiary ? 100 ether : 0; }
        function release() external { require(msg.sender == beneficiary); payable(msg.sender).transfer(address(this).balance); }
      }`,
      `Vesting v; function setUp() public { v = new Vesting{value: 100 ether}(address(uint160(0xb0b) << 120)); }`,
    )
    expect(survey.positions).toEqual([])
    expect(survey.gates.map(({ abi, getter }) => [abi.name, getter?.name])).toEqual([
      ['release', 'beneficiary'],
    ])
  })

  test('an owner that may take everything has no position', async () => {
    const { survey } = await surveyed(
      `contract Treasury {
        address public owner = msg.sender;
        function balanceFor(address a) external view returns (uint256) { return a == owner ? address(this).balance : 0; }
        function take(uint256 a) external { require(msg.sender == owner); payable(msg.sender).transfer(a); }
        receive() external payable {}
      }`,
      `Treasury t; receive() external payable {} function setUp() public { t = new Treasury(); payable(address(t)).transfer(5 ether); }`,
    )
    expect(survey.positions).toEqual([])
    expect(survey.gates.map(({ abi, getter }) => [abi.name, getter?.name])).toEqual([['take', 'owner']])
  })

  test('what anybody can take is nobody’s exit', async () => {
    const { survey } = await surveyed(
      `contract Open {
        mapping(address => uint256) public b;
        function deposit() external payable { b[msg.sender] += msg.value; }
        function takeAll() external { payable(msg.sender).transfer(address(this).balance); }
      }`,
      `Open o; function setUp() public { o = new Open(); address alice = address(uint160(0xa11ce) << 120); vm.deal(alice, 9 ether); vm.prank(alice); o.deposit{value: 7 ether}(); }`,
    )
    expect(survey.positions).toEqual([])
  })
})

describe('what is no exit', () => {
  test('a loan is none, though it pays', async () => {
    const found = await surveyed(
      `contract Credit {
        mapping(address => uint256) public collateralOf; mapping(address => uint256) public debtOf;
        constructor() payable {}
        function pledge() external payable { collateralOf[msg.sender] += msg.value; }
        function borrow(uint256 a) external { debtOf[msg.sender] += a; require(debtOf[msg.sender] * 2 <= collateralOf[msg.sender]); payable(msg.sender).transfer(a); }
        function redeem(uint256 a) external { collateralOf[msg.sender] -= a; require(debtOf[msg.sender] * 2 <= collateralOf[msg.sender]); payable(msg.sender).transfer(a); }
      }`,
      `Credit c; address ada = address(uint160(0xada) << 120); address eve = address(uint160(0xe4e) << 120);
      function setUp() public {
        c = new Credit{value: 90 ether}(); vm.deal(ada, 8 ether); vm.deal(eve, 8 ether);
        vm.prank(ada); c.pledge{value: 8 ether}(); vm.startPrank(eve); c.pledge{value: 8 ether}(); c.borrow(1 ether); vm.stopPrank();
      }`,
    )
    const positions = said(found)
    expect(positions).toContain('ada: 8 ETH by redeem')
    expect(positions.filter((each) => each.includes('borrow'))).toEqual([])
  })
})

test('shares of a pair are sent to it, and then it pays', async () => {
  const found = await surveyed(
    `${TOKEN} contract Pair {
      IERC20 public token0; IERC20 public token1; uint256 public totalSupply; string public symbol = "PAIR"; uint8 public decimals = 18;
      mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
      constructor(IERC20 a, IERC20 b) { token0 = a; token1 = b; }
      function getReserves() external view returns (uint256, uint256) { return (token0.balanceOf(address(this)), token1.balanceOf(address(this))); }
      function approve(address to, uint256 a) external returns (bool) { allowance[msg.sender][to] = a; return true; }
      function transfer(address to, uint256 a) external returns (bool) { balanceOf[msg.sender] -= a; balanceOf[to] += a; return true; }
      function transferFrom(address f, address to, uint256 a) external returns (bool) { allowance[f][msg.sender] -= a; balanceOf[f] -= a; balanceOf[to] += a; return true; }
      function mint(address to) external { require(totalSupply == 0); totalSupply = 100e18; balanceOf[to] = 100e18; }
      function burn(address to) external {
        uint256 s = balanceOf[address(this)]; require(s > 0);
        (uint256 a, uint256 b) = (token0.balanceOf(address(this)) * s / totalSupply, token1.balanceOf(address(this)) * s / totalSupply);
        balanceOf[address(this)] = 0; totalSupply -= s; token0.transfer(to, a); token1.transfer(to, b);
      }
    }`,
    `MockToken a; MockToken b; function setUp() public {
      a = new MockToken("A", 18); b = new MockToken("B", 18); Pair p = new Pair(IERC20(address(a)), IERC20(address(b)));
      a.mint(address(p), 40e18); b.mint(address(p), 30e18); p.mint(address(uint160(0xada) << 120));
    }`,
  )
  expect(found.survey.assets[3]).toMatchObject({ name: 'PAIR', isShare: true })
  const [first] = found.survey.positions
  expect(first!.exit.map(({ seconds }) => seconds)).toEqual([0, 0])
  expect(exitOf(found, first!)).toBe('transfer, burn')
  expect(first!.worth).toEqual([
    { asset: 1, amount: 40n * 10n ** 18n },
    { asset: 2, amount: 30n * 10n ** 18n },
  ])
})

const JAR = `${TOKEN} contract Jar {
  string public constant symbol = "JAR"; uint8 public constant decimals = 18; IERC20 public immutable token; uint256 public totalSupply;
  mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
  constructor(IERC20 t) { token = t; }
  function fill(uint256 amount) external { totalSupply += amount; balanceOf[msg.sender] += amount; token.transferFrom(msg.sender, address(this), amount); }
  function pour(uint256 amount) external { totalSupply -= amount; balanceOf[msg.sender] -= amount; token.transfer(msg.sender, amount); }
  function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
  function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
  function transferFrom(address f, address to, uint256 v) external returns (bool) { allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; } }`

test('shares of no standard that a user of the setup gives back are no loss, and what nobody has entered stays empty', async () => {
  const found = await surveyed(
    JAR,
    `MockToken token; Jar jar; Jar empty; function setUp() public { token = new MockToken("GEM", 18); jar = new Jar(IERC20(address(token)));
      empty = new Jar(IERC20(address(token))); address ada = address(0xada01); token.mint(ada, 70 ether);
      vm.startPrank(ada); token.approve(address(jar), 70 ether); jar.fill(70 ether); vm.stopPrank(); }`,
  )
  const { assets, positions, contracts } = found.survey
  const jars = contracts.filter(({ artifact }) => artifact.name === 'Jar').map(({ address }) => address)
  const ofSetup = positions.filter(({ isOurs }) => !isOurs)
  expect(ofSetup.map(({ owner, contract }) => [owner, contract])).toEqual([
    [`0x${'ada01'.padStart(40, '0')}`, jars[0]],
  ])
  expect(ofSetup[0]!.worth.map(({ asset, amount }) => [assets[asset]!.name, amount])).toEqual([
    ['GEM', 70n * 10n ** 18n],
  ])
  expect(positions.some(({ contract }) => contract === jars[1])).toBe(false)
})

test('what is made in return for a token that nobody has yet is a share, which nobody is given for nothing', async () => {
  const found = await surveyed(
    `${JAR} contract Gem {
      string public constant symbol = "GEM"; uint8 public constant decimals = 18; uint256 public totalSupply;
      mapping(address => uint256) public balanceOf; mapping(address => mapping(address => uint256)) public allowance;
      function approve(address s, uint256 v) external returns (bool) { allowance[msg.sender][s] = v; return true; }
      function transfer(address to, uint256 v) external returns (bool) { balanceOf[msg.sender] -= v; balanceOf[to] += v; return true; }
      function transferFrom(address f, address to, uint256 v) external returns (bool) { allowance[f][msg.sender] -= v; balanceOf[f] -= v; balanceOf[to] += v; return true; } }`,
    'function setUp() public { new Jar(IERC20(address(new Gem()))); }',
  )
  expect(found.survey.assets.find(({ name }) => name === 'JAR')).toMatchObject({ isShare: true })
  expect(said(found)).toEqual(['honest user 1: 10 GEM by pour', 'honest user 2: 10 GEM by pour'])
})

test('a way out insists on no minimum and on no deadline: what guards against a worse price is no end of it', async () => {
  const found = await surveyed(
    `${TOKEN} contract Pool {
      IERC20 public immutable one; IERC20 public immutable two; mapping(address => uint256) public shareOf; uint256 public all;
      constructor(IERC20 a, IERC20 b) { one = a; two = b; }
      function join(uint256 amount) external {
        one.transferFrom(msg.sender, address(this), amount); two.transferFrom(msg.sender, address(this), amount);
        shareOf[msg.sender] += amount; all += amount;
      }
      function leave(uint256 shares, uint256 minOne, uint256 minTwo, uint64 deadline) external {
        require(minOne > 0 && minTwo > 0 && deadline >= block.timestamp);
        uint256 a = one.balanceOf(address(this)) * shares / all; uint256 b = two.balanceOf(address(this)) * shares / all;
        require(a >= minOne && b >= minTwo);
        all -= shares; shareOf[msg.sender] -= shares; one.transfer(msg.sender, a); two.transfer(msg.sender, b);
      }
    }`,
    `MockToken a; MockToken b; Pool pool; function setUp() public {
      a = new MockToken("ONE", 18); b = new MockToken("TWO", 18); pool = new Pool(IERC20(address(a)), IERC20(address(b))); }
    function test_leave() public { a.mint(address(this), 5e18); b.mint(address(this), 5e18); a.approve(address(pool), 5e18);
      b.approve(address(pool), 5e18); pool.join(5e18); pool.leave(5e18, 5e18, 4e18, uint64(block.timestamp)); }`,
  )
  const own = found.survey.positions.filter(({ isOurs }) => isOurs)
  expect(own).toHaveLength(2)
  for (const { exit } of own) {
    const { data } = exit[0]!
    expect([36, 68, 100].map((at) => readWord(data, at))).toEqual([1n, 1n, 2n ** 64n - 1n])
  }
})
