import { beforeAll, describe, expect, it } from 'vitest'
import { type AttackerStage, attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'
import { numberText } from './wrap.ts'

const [FIRST, SECOND] = ATTACKERS as readonly [`0x${string}`, `0x${string}`]
const MOST = 2n ** 256n - 1n

/** A function without checks, as all were before Solidity 0.8. */
const unchecked = (head: string, body: string): string => `function ${head} { unchecked { ${body} } }`

const OLD = `library SafeMath {
  function add(uint256 a, uint256 b) internal pure returns (uint256) { unchecked { uint256 c = a + b; require(c >= a); return c; } }
  function sub(uint256 a, uint256 b) internal pure returns (uint256) { unchecked { require(b <= a); return a - b; } }
  function mul(uint256 a, uint256 b) internal pure returns (uint256) { unchecked { if (a == 0) return 0; uint256 c = a * b; require(c / a == b); return c; } }
  function tryAdd(uint256 a, uint256 b) internal pure returns (bool, uint256) { unchecked { uint256 c = a + b; if (c < a) return (false, 0); return (true, c); } }
}
library FullMath {
  function mulDiv(uint256 a, uint256 b, uint256 denominator) internal pure returns (uint256 result) { unchecked {
    uint256 prod0 = a * b; uint256 prod1;
    assembly { let mm := mulmod(a, b, not(0)) prod1 := sub(sub(mm, prod0), lt(mm, prod0)) }
    if (prod1 == 0) return prod0 / denominator;
    require(denominator > prod1);
    uint256 remainder; assembly { remainder := mulmod(a, b, denominator) prod1 := sub(prod1, gt(remainder, prod0)) prod0 := sub(prod0, remainder) }
    uint256 twos = (0 - denominator) & denominator;
    assembly { denominator := div(denominator, twos) prod0 := div(prod0, twos) twos := add(div(sub(0, twos), twos), 1) }
    prod0 |= prod1 * twos;
    uint256 inv = (3 * denominator) ^ 2;
    inv *= 2 - denominator * inv; inv *= 2 - denominator * inv; inv *= 2 - denominator * inv;
    inv *= 2 - denominator * inv; inv *= 2 - denominator * inv; inv *= 2 - denominator * inv;
    result = prod0 * inv;
  } }
}
contract Old {
  using SafeMath for uint256;
  mapping(address => uint256) public balances; mapping(address => uint256) public until; mapping(address => int256) public credit;
  uint256 public count = 1; uint256 public total; uint8 public small = 250; uint8 public other; uint256[] public list;
  uint32 public seen; uint256 public price; uint256 public growth = 5; uint256 public outside = 9; uint256 public inside;
  uint256 public cap = 100; uint256 public seed; uint256 public shares; int256 public level; uint64 public big;
  event Bought(address who, uint256 amount);
  constructor() { balances[msg.sender] = 1000; }

  ${unchecked('take(uint256 n) external', 'balances[msg.sender] -= n;')}
  ${unchecked('countDown() external', 'count--;')}
  ${unchecked('lock(uint256 t) external', 'until[msg.sender] = block.timestamp + t;')}
  ${unchecked('batch(uint256 n, uint256 v) external', 'uint256 amount = n * v; require(balances[msg.sender] >= amount); balances[msg.sender] = balances[msg.sender] - amount; total += v;')}
  ${unchecked('bump(uint8 n) external', 'small += n;')}
  ${unchecked('twice(uint8 n) external', 'other = small * n;')}
  ${unchecked('buy(uint256 n) external payable', 'require(msg.value == n * 1 ether); shares += n;')}
  ${unchecked('spend(uint256 n) external', 'require(balances[msg.sender] - n >= 0); total = n;')}

  function safeTake(uint256 n) external { balances[msg.sender] = balances[msg.sender].sub(n); }
  function safeBuy(uint256 n) external payable { require(msg.value == n.mul(1 ether)); shares = shares.add(n); }
  function safeLock(uint256 t) external { until[msg.sender] = block.timestamp.add(t); }
  ${unchecked('guarded(uint256 n) external', 'require(n <= balances[msg.sender]); balances[msg.sender] -= n;')}
  function tried(uint256 n) external { (bool ok, uint256 c) = total.tryAdd(n); if (ok) total = c; else total = 0; }
  ${unchecked('capped(uint256 n) external', 'uint256 c = total + n; if (c < total) c = type(uint256).max; total = c;')}
  ${unchecked('owe(int256 n) external', 'credit[msg.sender] -= n; level = level - n;')}
  ${unchecked('owes(uint256 n) external', 'credit[msg.sender] -= int256(n);')}
  ${unchecked('hash(uint256 n) external', 'seed = uint256(keccak256(abi.encode(n, seed))) + n;')}
  ${unchecked('roll(uint256 n) external', 'seed = (uint256(keccak256(abi.encode(seed))) * n) % 6;')}
  ${unchecked('observe() external', 'seen = uint32(block.timestamp) - uint32(4e9); price += type(uint256).max / 2;')}
  ${unchecked('stamp(uint256 n) external', 'seen = uint32(n + 1); small = uint8(n);')}
  ${unchecked('grow() external', 'inside = growth - outside; outside = growth - outside;')}
  ${unchecked('around(uint256 n) external', 'total = n - 7 + 7; cap = cap - n + n;')}
  function divided(uint256 a, uint256 b, uint256 c) external { total = FullMath.mulDiv(a, b, c); }
  ${unchecked('last() external view returns (uint256)', 'return list.length - 1;')}
  ${unchecked('sum(uint256 n) external', 'uint256 s; for (uint256 i = n % 8; i-- > 0;) s += i; total = s;')}
  ${unchecked('mask(uint256 n) external', 'total = (1 << (n % 256)) - 1; seed = n & (n - 1);')}
  function caught(uint256 n) external { try this.refused(n) { total = 1; } catch { total = 2; } }
  ${unchecked('refused(uint256 n) external', 'balances[msg.sender] -= n; require(balances[msg.sender] <= 1000);')}
}`
const SETUP = 'Old old; function setUp() public { vm.warp(1000); old = new Old(); }'

describe('before Solidity 0.8', () => {
  let stage: AttackerStage
  beforeAll(async () => {
    stage = await attackerStage(OLD, SETUP, '', 1n, false, '0.7.6+commit.7338295f')
  })
  const judged = (name: string, ...values: AbiValue[]): ReturnType<AttackerStage['judged']> => {
    const mark = stage.world.mark()
    const said = stage.judged('Old', name, values)
    stage.world.rollback(mark)
    return said
  }

  it('a balance that goes below nothing is found, with numbers and line', () => {
    const { wrap } = judged('take', 5n)
    expect(wrap?.words).toBe('balances[msg.sender] -= n of Old wrapped around and was stored')
    expect(wrap?.details).toBe(
      'balances[msg.sender] -= n of Old became 2^256 - 5: 0 - 5 is less than 0, nobody noticed, and what came out was stored.',
    )
    expect(wrap?.line?.text).toMatch(/function take/)
  })
  it.each<[string, string, AbiValue[]]>([
    ['a sum that is too great', 'lock', [MOST]],
    ['a product that others are computed from', 'batch', [2n, 2n ** 255n]],
    ['a sum of a small type', 'bump', [10n]],
    ['a product of a small type', 'twice', [3n]],
    ['a product that passes a check', 'buy', [2n ** 238n]],
    ['a difference that passes a check', 'spend', [3n]],
  ])('%s is found', (_what, name, values) => expect(judged(name, ...values)).toHaveProperty('wrap'))

  it('a counter that goes below nothing is found, whoever chose the numbers', () => {
    expect(judged('countDown')).toEqual({})
    stage.send('Old', 'countDown')
    expect(judged('countDown')).toHaveProperty('wrap')
  })

  it.each<[string, string, AbiValue[]]>([
    ['what fits', 'lock', [5n]],
    ['a sum of a small type that fits', 'bump', [5n]],
    ['SafeMath', 'safeTake', [5n]],
    ['SafeMath in a check', 'safeBuy', [2n ** 238n]],
    ['SafeMath with time', 'safeLock', [MOST]],
    ['a check before', 'guarded', [5n]],
    ['a check after', 'refused', [5n]],
    ['a check that answers', 'tried', [MOST]],
    ['a limit instead of a wrap', 'capped', [MOST]],
    ['signed numbers', 'owe', [5n]],
    ['unsigned numbers that were made signed', 'owes', [5n]],
    ['hashes', 'hash', [MOST]],
    ['products of hashes', 'roll', [MOST]],
    ['time and prices that go round', 'observe', []],
    ['numbers that are cut on purpose', 'stamp', [2n ** 40n]],
    ['growth that is only ever compared with growth', 'grow', []],
    ['what comes out right in the end', 'around', [3n]],
    ['mulDiv', 'divided', [2n ** 200n + 7n, 2n ** 200n + 9n, 2n ** 180n + 3n]],
    ['mulDiv of what fits', 'divided', [6n, 7n, 4n]],
    ['what is only given back', 'last', []],
    ['a loop that counts down', 'sum', [5n]],
    ['masks', 'mask', [0n]],
    ['what was undone', 'caught', [5n]],
  ])('nothing is said of %s', (_what, name, values) => {
    if (name === 'tried' || name === 'capped') stage.send('Old', 'safeTake', [0n])
    expect(judged(name, ...values)).toEqual({})
  })
})

const MODERN = `contract Token {
  mapping(address => uint256) public balanceOf; uint256 public totalSupply = 1000;
  event Transfer(address indexed from, address indexed to, uint256 value);
  constructor() { balanceOf[msg.sender] = 1000; }
  function transfer(address to, uint256 v) external returns (bool) {
    balanceOf[msg.sender] -= v; unchecked { balanceOf[to] += v; } emit Transfer(msg.sender, to, v); return true;
  }
}
contract Modern {
  mapping(address => uint256) public stakes; uint256 public total; uint256 public id; uint256 public seed; uint128 public packed; uint128 public beside;
  uint256 public growth; uint256 public last = 7; uint256 public nonce; uint256 public bits;
  function join() external payable { stakes[msg.sender] += msg.value; }
  function hand(address to, uint256 n) external { unchecked { stakes[msg.sender] -= n; stakes[to] += n; } }
  function cut(uint128 n) external { unchecked { packed += n; } }
  function pay(uint256 n) external { unchecked { payable(msg.sender).transfer(n * 2 ** 255); } }

  function checked(address to, uint256 n) external { stakes[msg.sender] -= n; unchecked { stakes[to] += n; } }
  function required(address to, uint256 n) external { require(stakes[msg.sender] >= n); unchecked { stakes[msg.sender] -= n; stakes[to] += n; } }
  function next() external { unchecked { id++; nonce += 2; } }
  function mix(uint256 n) external { unchecked { seed = seed * 6364136223846793005 + n; } }
  function grow(uint256 n) external { unchecked { growth = n - last; } }
  function turn(uint256 n) external { unchecked { bits = ~n + 1; } }
  function count(uint256[] calldata list) external { uint256 s; for (uint256 i; i < list.length;) { unchecked { s += list[i]; ++i; } } total = s; }
  receive() external payable {}
}`

describe('from Solidity 0.8 on', () => {
  let stage: AttackerStage
  beforeAll(async () => {
    stage = await attackerStage(
      MODERN,
      'Modern modern; Token token; function setUp() public { modern = new Modern(); token = new Token(); vm.deal(address(modern), 5 ether); }',
    )
  })
  const judged = (name: string, ...values: AbiValue[]): ReturnType<AttackerStage['judged']> => {
    const mark = stage.world.mark()
    const said = stage.judged('Modern', name, values)
    stage.world.rollback(mark)
    return said
  }

  it('an unchecked balance that goes below nothing is found', () => {
    const { wrap } = judged('hand', SECOND, 8n)
    expect(wrap?.details).toMatch(
      /^stakes\[msg\.sender\] -= n of Modern became 2\^256 - 8: 0 - 8 is less than 0/,
    )
  })
  it('so is a number of a smaller type', () => {
    stage.send('Modern', 'cut', [2n ** 128n - 3n])
    expect(judged('cut', 5n).wrap?.details).toMatch(/became 2: 2\^128 - 3 \+ 5 does not fit 128 bits/)
  })
  it('so is a number that is paid', () => {
    expect(judged('pay', 2n)).toHaveProperty('wrap')
  })
  it.each<[string, AbiValue[]]>([
    ['hand', [FIRST, 8n]],
    ['checked', [FIRST, 8n]],
    ['required', [FIRST, 8n]],
    ['next', []],
    ['mix', [MOST]],
    ['grow', [3n]],
    ['turn', [3n]],
    ['count', [[MOST, 5n]]],
  ])('nothing is said of %s, which goes round on purpose or ends where it began', (name, values) =>
    expect(judged(name, ...values)).toEqual({}),
  )
})

it("what a test adds to a contract of the protocol, to move its clock, is nobody else's fault", async () => {
  const clock = `contract Clock { uint256 public era = 1; uint256 public hand = 1; ${unchecked('wind(uint256 n) external', 'hand += n;')} }`
  const dev = `import "../src/Protocol.sol"; contract DevClock is Clock { ${unchecked('warp(uint256 n) external', 'era += n;')} }`
  const stage = await attackerStage(
    clock,
    'function setUp() public { new DevClock(); }',
    dev,
    1n,
    false,
    '0.7.6',
  )
  expect(stage.judged('DevClock', 'warp', [MOST])).toEqual({})
  expect(stage.judged('DevClock', 'wind', [MOST])).toHaveProperty('wrap')
})

it('numbers that are long because of their type are not written out', () => {
  const texts = [5n, MOST, MOST - 4n, 2n ** 255n, 2n ** 128n - 3n, 2n ** 64n].map(numberText)
  expect(texts).toEqual(['5', '2^256 - 1', '2^256 - 5', '2^255', '2^128 - 3', '18446744073709551616'])
})
