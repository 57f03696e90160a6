import { expect, test } from 'vitest'
import { surveyed } from '../../../tests/helpers/survey-world.ts'

const TOKEN = `interface IERC20 { function transfer(address, uint256) external returns (bool); function balanceOf(address) external view returns (uint256);
  function transferFrom(address, address, uint256) external returns (bool); }\n`
const UNIT = 10n ** 18n

test('loans are found by taking them: who lends, how much, and what it costs', async () => {
  const { survey } = await surveyed(
    `${TOKEN}
    interface Borrower { function onFlashLoan(address, address, uint256, uint256, bytes calldata) external returns (bytes32); }
    interface Executor { function executeOperation(address[] calldata, uint256[] calldata, uint256[] calldata, address, bytes calldata) external returns (bool); }
    interface Callee { function uniswapV2Call(address, uint256, uint256, bytes calldata) external; }
    interface Payee { function execute() external payable; }
    contract Standard {
      IERC20 t; constructor(IERC20 t_) { t = t_; }
      function maxFlashLoan(address a) external view returns (uint256) { return a == address(t) ? t.balanceOf(address(this)) : 0; }
      function flashLoan(Borrower b, address a, uint256 n, bytes calldata d) external returns (bool) {
        require(a == address(t)); uint256 fee = n * 9 / 10_000; t.transfer(address(b), n);
        require(b.onFlashLoan(msg.sender, a, n, fee, d) == keccak256("ERC3156FlashBorrower.onFlashLoan"));
        t.transferFrom(address(b), address(this), n + fee); return true;
      }
    }
    contract Market {
      IERC20 t; constructor(IERC20 t_) { t = t_; }
      function flashLoan(address b, address[] calldata a, uint256[] calldata n, uint256[] calldata modes, address, bytes calldata d, uint16) external {
        require(a[0] == address(t) && modes[0] == 0); t.transfer(b, n[0]);
        require(Executor(b).executeOperation(a, n, modes, msg.sender, d)); t.transferFrom(b, address(this), n[0]);
      }
    }
    contract Pair {
      address public token0; address public token1; uint112 r0; uint112 r1;
      constructor(address a, address b) { token0 = a; token1 = b; }
      function getReserves() external view returns (uint112, uint112, uint32) { return (r0, r1, 0); }
      function sync() public { r0 = uint112(IERC20(token0).balanceOf(address(this))); r1 = uint112(IERC20(token1).balanceOf(address(this))); }
      function swap(uint256 a0, uint256 a1, address to, bytes calldata d) external {
        require(a0 < r0 && a1 < r1);
        if (a0 > 0) IERC20(token0).transfer(to, a0);
        if (a1 > 0) IERC20(token1).transfer(to, a1);
        if (d.length > 0) Callee(to).uniswapV2Call(msg.sender, a0, a1, d);
        uint256 b0 = IERC20(token0).balanceOf(address(this)); uint256 b1 = IERC20(token1).balanceOf(address(this));
        uint256 i0 = b0 > r0 - a0 ? b0 - (r0 - a0) : 0; uint256 i1 = b1 > r1 - a1 ? b1 - (r1 - a1) : 0;
        require((b0 * 1000 - i0 * 3) * (b1 * 1000 - i1 * 3) >= uint256(r0) * r1 * 1e6); sync();
      }
    }
    contract Spring {
      function flashLoan(uint256 n) external { uint256 b = address(this).balance; Payee(msg.sender).execute{value: n}(); require(address(this).balance >= b); }
      receive() external payable {}
    }`,
    `function setUp() public {
      MockToken t = new MockToken("TOK", 18); MockToken u = new MockToken("USD", 6);
      t.mint(address(new Standard(IERC20(address(t)))), 1_000e18); u.mint(address(new Market(IERC20(address(u)))), 5_000e6);
      Pair p = new Pair(address(t), address(u)); t.mint(address(p), 100e18); u.mint(address(p), 100e6); p.sync();
      vm.deal(address(new Spring()), 40 ether);
    }`,
  )
  const { assets, contracts } = survey
  const name = (address: string): string => contracts.find((each) => each.address === address)!.name
  expect(
    survey.loans.map(({ lender, asset, most, fee, repaid }) => [
      name(lender),
      assets[asset]!.name,
      most,
      fee,
      repaid,
    ]),
  ).toEqual([
    ['Standard', 'TOK', 1_000n * UNIT, (9n * UNIT) / 10n, 'taken'],
    ['Market', 'USD', 5_000_000_000n, 0n, 'taken'],
    ['Pair', 'TOK', 99n * UNIT, 297_893_681_043_129_389n, 'sent'],
    ['Pair', 'USD', 99_000_000n, 297_894n, 'sent'],
    ['Spring', 'ETH', 40n * UNIT, 0n, 'sent'],
  ])
})

test('a name is no loan: what is not lent, and what need not come back', async () => {
  const { survey } = await surveyed(
    `${TOKEN} contract Flashy {
      IERC20 t; uint256 public lit; constructor(IERC20 t_) { t = t_; }
      function flash(uint256 n) external { lit = n; msg.sender.call(""); }
      function flashGift(uint256 n) external { t.transfer(msg.sender, n); msg.sender.call(""); }
      function flashSale(address to, uint256 n) external { t.transferFrom(msg.sender, address(this), n); t.transfer(to, n); }
      function flashRefused(address, uint256) external pure { revert(); }
    }`,
    'function setUp() public { MockToken t = new MockToken("TOK", 18); t.mint(address(new Flashy(IERC20(address(t)))), 100e18); }',
  )
  expect(survey.loans).toEqual([])
})
