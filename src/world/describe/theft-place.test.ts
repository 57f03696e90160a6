import { keccak_256 } from '@noble/hashes/sha3.js'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { compileArtifacts, createSmallWorld, type SmallWorld } from '../../../tests/helpers/small-world.ts'
import type { Address, Mark } from '../../evm/types.ts'
import { bytesToBigInt } from '../../primitives/bytes.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { locateTheft, type TheftPlace, type TheftPlaceOptions, theftPlace } from './theft-place.ts'

const LIBRARY = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
interface IERC20 {
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
}
library SafeERC20 {
    function safeTransfer(IERC20 token, address to, uint256 amount) internal {
        require(token.transfer(to, amount), "failed");
    }
}
abstract contract ERC20 {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    event Transfer(address indexed from, address indexed to, uint256 value);
    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }
    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }
    function transferFrom(address from, address to, uint256 amount) external virtual returns (bool) {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
        return true;
    }
    function _move(address from, address to, uint256 amount) internal {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
    }
    function _mint(address to, uint256 amount) internal {
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }
}
abstract contract Lock {
    uint256 private locked = 1;
    modifier lock() {
        require(locked != 2, "locked");
        locked = 2;
        _;
        locked = 1;
    }
}
`
const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
import "lib/std/src/Library.sol";
contract Bank {
    mapping(address => uint256) public deposits;
    uint256 public total;
    function deposit() external payable {
        deposits[msg.sender] += msg.value;
        total += msg.value;
    }
    function withdraw() external {
        uint256 amount = deposits[msg.sender];
        (bool sent,) = msg.sender.call{value: amount}("");
        require(sent, "not sent");
        deposits[msg.sender] = 0;
    }
    function kill() external {
        total = 0;
        selfdestruct(payable(msg.sender));
    }
}
contract Token is ERC20 {
    constructor() {
        _mint(msg.sender, 1000);
    }
    function take(address from, uint256 amount) external {
        balanceOf[from] -= amount;
        balanceOf[msg.sender] += amount;
        emit Transfer(from, msg.sender, amount);
    }
}
contract Pool is Lock {
    using SafeERC20 for IERC20;
    IERC20 public token;
    address public owner;
    uint96 public fee;
    uint256 public paid;
    address implementation;
    mapping(uint256 => uint256) marks;
    function start(IERC20 what) external {
        token = what;
        owner = msg.sender;
    }
    function pay(address to, uint256 amount) external lock {
        paid += amount;
        check(amount);
        token.safeTransfer(
            to,
            amount
        );
    }
    function check(uint256 amount) internal pure {
        require(amount < 1e30, "much");
    }
    function setOwner(address to) external lock {
        fee = 3;
        owner = to;
        paid = 7;
    }
    function upgrade(address to) external {
        assembly { sstore(0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc, to) }
        paid = 9;
    }
    function count(uint256 amount) external lock {
        fee = 0;
        paid = amount;
    }
    function mark(uint256 count_) external {
        fee = 1;
        for (uint256 i = 0; i < count_; i++) marks[i] = i + 1;
    }
    function run(address code) external {
        paid = 1;
        (bool ok,) = code.delegatecall("");
        require(ok, "no");
    }
    function visit(address who) external {
        paid += 1;
        (bool ok,) = who.call("");
        require(ok, "no");
    }
}
library Paying {
    function ether_(address to, uint256 amount) internal {
        (bool ok,) = to.call{value: amount, gas: 90000}("");
        require(ok, "not paid");
    }
}
contract Till is Lock {
    constructor() payable {}
    function empty() external lock {
        Paying.ether_(msg.sender, address(this).balance);
    }
}
contract Proxy {
    address implementation;
    constructor(address to) {
        assembly { sstore(0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc, to) }
    }
    fallback() external payable {
        assembly {
            calldatacopy(0, 0, calldatasize())
            let to := sload(0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc)
            let ok := delegatecall(gas(), to, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch ok
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }
}
contract Factory {
    function proxy(address to) external returns (address) {
        return address(new Proxy(to));
    }
}
`

const lineOf = (text: string): number => SOURCE.split('\n').findIndex((line) => line.includes(text)) + 1
const at = (text: string): string => `src/Bank.sol:${lineOf(text)}`

const ROBBER: Address = '0x00000000000000000000000000000000000a77ac'
const HOST: Address = '0x00000000000000000000000000000000000a77ad'
const ALICE: Address = '0x000000000000000000000000000000000000a11c'

test("the slots of proxies are EIP-1967's", () => {
  const slot = bytesToBigInt(keccak_256(new TextEncoder().encode('eip1967.proxy.implementation'))) - 1n
  expect(SOURCE).toContain(slot.toString(16))
})

describe.each([
  ['plain', {}],
  ['optimised', { optimizer: { enabled: true } }],
])('compiled %s', (_, settings) => {
  let small: SmallWorld
  let root: Mark
  let bank: Address
  let token: Address
  let pool: Address
  let proxy: Address
  let poolCode: Address
  let protocol: ReadonlySet<Address>

  beforeAll(async () => {
    const artifacts = await compileArtifacts(
      { 'lib/std/src/Library.sol': LIBRARY, 'src/Bank.sol': SOURCE },
      settings,
    )
    small = createSmallWorld(artifacts, 'Factory')
    bank = small.deploy('Bank')
    token = small.deploy('Token')
    pool = small.deploy('Pool')
    poolCode = small.deploy('Pool')
    const created = small.call(small.world.test.address, 'proxy', [poolCode])
    proxy = `0x${Buffer.from(created.output.slice(12)).toString('hex')}`
    small.track(proxy, 'Proxy')
    const { machine } = small.world
    for (const each of [ALICE, ROBBER, HOST]) machine.setBalance(each, 10n ** 20n)
    send(ALICE, bank, 'deposit', [], 10n ** 19n)
    for (const each of [pool, proxy]) {
      send(small.world.sender, each, 'start', [token], 0n, pool)
      small.call(token, 'transfer', [each, 100n])
    }
    small.call(token, 'transfer', [ALICE, 100n])
    root = machine.mark()
  }, 600_000)

  const goBack = (): void => {
    small.world.machine.rollback(root)
    root = small.world.machine.mark()
  }

  beforeEach(() => {
    goBack()
    protocol = new Set([bank, pool, proxy])
    small.world.machine.bindHost(HOST, () => ({ status: 'return' }))
  })

  /** `like`: another contract that has the function, if `to` is a proxy. */
  const send = (
    from: Address,
    to: Address,
    name: string,
    values: readonly AbiValue[] = [],
    value = 0n,
    like = to,
  ): string => {
    const data = small.calldata(like, name, values)
    return small.world.call({ from, to, data, value }).status
  }
  const locate = (run: () => unknown, options: Partial<TheftPlaceOptions> = {}): TheftPlace =>
    locateTheft(small.world, run, {
      attackers: [ROBBER, HOST],
      isProtocol: (address) => protocol.has(address),
      ...options,
    })

  test('a bank robbed by reentrancy, at the line that pays', () => {
    send(HOST, bank, 'deposit', [], 10n ** 18n)
    let depth = 0
    const { machine } = small.world
    machine.bindHost(HOST, () => {
      if (depth++ < 5) machine.call({ from: HOST, to: bank, data: small.calldata(bank, 'withdraw') })
      return { status: 'return' }
    })
    const found = locate(() => expect(send(HOST, bank, 'withdraw')).toBe('success'))
    expect(machine.getBalance(bank)).toBe(5n * 10n ** 18n)
    expect(found).toMatchObject({
      place: at('.call{value: amount}'),
      line: { text: expect.stringContaining('msg.sender.call') as string },
      function: 'Bank.withdraw()',
    })
  })

  test('a token that a contract behind a proxy pays out, at the line of the implementation', () => {
    const found = locate(() => expect(send(ROBBER, proxy, 'pay', [ROBBER, 50n], 0n, pool)).toBe('success'))
    expect(found).toMatchObject({ place: at('token.safeTransfer('), function: 'Pool.pay(address,uint256)' })
    protocol = new Set([...protocol, token, poolCode])
    // A token of the protocol's own does not change that.
    goBack()
    expect(locate(() => send(ROBBER, proxy, 'pay', [ROBBER, 50n], 0n, pool))).toEqual(found)
  })

  test('a payment to somebody else that all miss, where the balance is what matters, at the line that has it made', () => {
    protocol = new Set([...protocol, token])
    const asset = { kind: 'erc20', address: token, name: 'TOK', decimals: 18, isShare: false } as const
    const found = locate(() => expect(send(ROBBER, pool, 'pay', [ALICE, 50n])).toBe('success'), {
      kind: 'insolvency',
      assets: [asset],
      isDecisive: ({ address }) => address === token,
    })
    expect(found).toMatchObject({ place: at('token.safeTransfer('), function: 'Pool.pay(address,uint256)' })
  })

  test("ether that a library of the project's own pays, at the line that has it paid", () => {
    const till = small.deploy('Till')
    small.world.machine.setBalance(till, 10n ** 18n)
    protocol = new Set([till])
    const found = locate(() => expect(send(ROBBER, till, 'empty')).toBe('success'))
    expect(found).toMatchObject({ place: at('Paying.ether_(msg.sender'), function: 'Till.empty()' })
  })

  test("a token of the protocol that the attacker calls itself, at the token's own line", () => {
    protocol = new Set([...protocol, token])
    const found = locate(() => expect(send(ROBBER, token, 'take', [ALICE, 100n])).toBe('success'))
    expect(found.function).toBe('Token.take(address,uint256)')
    expect(found.place.startsWith('src/Bank.sol:')).toBe(true)
    expect(found.line?.line).toBeGreaterThanOrEqual(lineOf('function take('))
    expect(found.line?.line).toBeLessThanOrEqual(lineOf('emit Transfer(from, msg.sender'))
  })

  test('what the protocol let happen in a callback counts less than what it paid itself', () => {
    const { machine } = small.world
    machine.bindHost(HOST, (frame) => {
      if (frame.caller === pool)
        machine.call({ from: HOST, to: token, data: small.calldata(token, 'take', [ALICE, 7n]) })
      return { status: 'return' }
    })
    protocol = new Set([pool])
    const found = locate(() => expect(send(HOST, pool, 'visit', [HOST])).toBe('success'))
    expect(found).toMatchObject({ place: at('who.call("")'), function: 'Pool.visit(address)' })
  })

  test('what failed paid nothing', () => {
    const found = locate(() => {
      expect(send(ROBBER, pool, 'pay', [ROBBER, 5000n])).toBe('revert')
    })
    expect(found).toEqual({ place: 'Pool.pay(address,uint256)', function: 'Pool.pay(address,uint256)' })
  })

  test('an owner that was changed, at the line that writes it', () => {
    const found = locate(() => expect(send(ROBBER, pool, 'setOwner', [ROBBER])).toBe('success'), {
      kind: 'takeover',
    })
    expect(found).toMatchObject({ place: at('owner = to;'), function: 'Pool.setOwner(address)' })
    const upgraded = locate(() => send(ROBBER, pool, 'upgrade', [ALICE]), { kind: 'takeover' })
    expect(upgraded).toMatchObject({
      place: at('assembly { sstore('),
      function: 'Pool.upgrade(address)',
    })
    const known = locate(() => send(ROBBER, pool, 'setOwner', [HOST]), {
      kind: 'takeover',
      slots: [{ address: pool, slot: 3n }],
    })
    expect(known.place).toBe(at('paid = 7;'))
  })

  test('a loss without a payment, at the last write that stayed: not at the lock', () => {
    expect(locate(() => send(ROBBER, pool, 'count', [77n]), { kind: 'loss' })).toMatchObject({
      place: at('paid = amount;'),
      function: 'Pool.count(uint256)',
    })
  })

  test('of many writes the one that matters, as far as they are asked about', () => {
    const asked = vi.fn<(change: { readonly slot: bigint }) => boolean>(({ slot }) => slot === 2n)
    const marked = (count: bigint): TheftPlace => {
      goBack()
      asked.mockClear()
      return locate(() => expect(send(ROBBER, pool, 'mark', [count])).toBe('success'), {
        kind: 'loss',
        isDecisive: asked,
      })
    }
    expect(marked(3n).place).toBe(at('fee = 1;'))
    expect(asked).toHaveBeenCalledTimes(4)
    expect(marked(400n).place).toBe(at('marks[i] = i + 1'))
    expect(asked.mock.calls.length).toBeLessThan(100)
  })

  test('what SELFDESTRUCT gives to the attacker', () => {
    for (const kind of ['theft', 'destruction'] as const) {
      const found = locate(() => expect(send(ROBBER, bank, 'kill')).toBe('success'), { kind })
      expect(found).toMatchObject({ place: at('selfdestruct('), function: 'Bank.kill()' })
      goBack()
    }
  })

  test("code of the attacker's that a contract ran, at the line that lets it in", () => {
    const found = locate(() => expect(send(ROBBER, pool, 'run', [HOST])).toBe('success'), {
      kind: 'destruction',
    })
    expect(found).toMatchObject({ place: at('code.delegatecall('), function: 'Pool.run(address)' })
  })

  test('without steps, the function', () => {
    const { trace } = small.world.trace(() => send(ROBBER, proxy, 'pay', [ROBBER, 50n], 0n, pool))
    expect(
      theftPlace(small.world, trace, {
        attackers: [ROBBER],
        isProtocol: (address) => protocol.has(address),
      }),
    ).toEqual({ place: 'Pool.pay(address,uint256)', function: 'Pool.pay(address,uint256)' })
  })

  test('nothing, and nothing of the protocol', () => {
    expect(locate(() => {})).toEqual({ place: 'nowhere', function: 'nothing' })
    protocol = new Set()
    expect(locate(() => send(ROBBER, pool, 'pay', [ROBBER, 5n])).place).toBe('Pool.pay(address,uint256)')
  })
})
