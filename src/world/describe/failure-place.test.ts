import { beforeAll, describe, expect, test } from 'vitest'
import { compileArtifacts, createSmallWorld, type SmallWorld } from '../../../tests/helpers/small-world.ts'
import type { Address } from '../../evm/types.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import { type FailurePlace, locateFailure } from './failure-place.ts'

const LIBRARY = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
library Maths {
    function positive(uint256 a) internal pure returns (uint256) {
        require(a > 0, "Maths: zero");
        return a;
    }
}
abstract contract ERC20 {
    mapping(address => uint256) public balanceOf;
    error InsufficientBalance(address who, uint256 has, uint256 needs);
    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }
    function _move(address from, address to, uint256 amount) internal {
        _before(amount);
        if (balanceOf[from] < amount) revert InsufficientBalance(from, balanceOf[from], amount);
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
    function _before(uint256) internal virtual {}
}
`
const VAULT = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
import "lib/std/src/Library.sol";
contract Token is ERC20 {
    uint256 public hooks;
    function _before(uint256) internal override {
        hooks++;
    }
    function push(address to, uint256 amount) external {
        _move(to, msg.sender, amount * 2);
    }
}
contract Vault {
    Token public token = new Token();
    uint256 public total = 5;
    uint256[] list;
    function withdraw(uint256 amount) external {
        total -= amount;
    }
    function text(uint256 amount) external view {
        require(amount == total, "wrong amount");
    }
    function bare() external pure {
        revert();
    }
    function pay(uint256 amount) external {
        token.transfer(
            msg.sender,
            amount
        );
    }
    function viaLibrary(uint256 amount) external pure returns (uint256) {
        return Maths.positive(amount);
    }
    function at(uint256 i) external view returns (uint256) {
        uint256 twice = double(i);
        return list[twice];
    }
    function double(uint256 i) internal pure returns (uint256) {
        return i * 2;
    }
    function old() external pure {
        assembly { invalid() }
    }
    function many(uint256 amount) external pure {
        require(amount != 1, "is one");
        require(amount != 2, "is two");
        require(amount != 3, "is 3!!");
    }
    function varying(uint256 amount) external view {
        revert(string.concat("need 0x", "12ab of ERC20, not ", amount == 1 ? "1.5" : "27", " ether"));
    }
}
contract Fresh {
    constructor(uint256 a) {
        require(a > 1, "too small");
    }
}
`
const TEST = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
import "src/Vault.sol";
interface Vm { function assertEq(uint256, uint256) external; function store(address, bytes32, bytes32) external; }
abstract contract Test {
    Vm constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);
    function fail() internal {
        vm.store(address(vm), bytes32("failed"), bytes32(uint256(1)));
    }
}
contract VaultTest is Test {
    event AssertionFailed(string why);
    Vault public vault = new Vault();
    uint256 seen;
    function through(uint256 amount) external {
        seen = amount;
        vault.withdraw(amount);
    }
    function caught(uint256 amount) external {
        try vault.withdraw(amount) {} catch {
            require(false, "could not withdraw");
        }
    }
    function invariant_equal() external {
        vm.assertEq(1, 2);
    }
    function property_small() external view returns (bool) {
        uint256 limit = 3;
        return vault.total() <= limit;
    }
    function marks(bool really) external {
        seen++;
        if (really) {
            fail();
        }
        seen++;
    }
    function says() external {
        seen = 7;
        emit AssertionFailed("no");
        seen = 8;
    }
    function creates(uint256 a) external {
        new Fresh(a);
    }
    function afterHook(uint256 amount) external {
        vault.token().push(address(1), amount);
    }
}
`

// Where things stand in the sources above, by what the line says.
const lineOf = (source: string, text: string): number =>
  source.split('\n').findIndex((line) => line.includes(text)) + 1

describe.each([
  ['plain', {}],
  ['optimised', { optimizer: { enabled: true } }],
  ['by way of Yul', { viaIR: true }],
])('compiled %s', (_, settings) => {
  let small: SmallWorld
  let vault: Address
  let self: Address

  beforeAll(async () => {
    const artifacts = await compileArtifacts(
      {
        'lib/std/src/Library.sol': LIBRARY,
        'src/Vault.sol': VAULT,
        'test/Vault.t.sol': TEST,
      },
      settings,
    )
    small = createSmallWorld(artifacts, 'VaultTest')
    self = small.world.test.address
    vault = `0x${Buffer.from(small.call(self, 'vault').output.slice(12)).toString('hex')}`
  }, 600_000)

  const locate = (to: Address, name: string, ...values: AbiValue[]): FailurePlace =>
    locateFailure(small.world, () => small.call(to, name, values))
  const inVault = (text: string): string => `src/Vault.sol:${lineOf(VAULT, text)}`
  const inTest = (text: string): string => `test/Vault.t.sol:${lineOf(TEST, text)}`

  test('arithmetic that overflows is at the line that calculates', () => {
    const found = locate(vault, 'withdraw', 6n)
    expect(found).toMatchObject({ mechanism: 'panic 0x11', place: inVault('total -= amount') })
    expect(found.line?.text.trim()).toBe('total -= amount;')
  })

  test('the deepest frame that failed counts, not those that hand its failure on', () => {
    expect(locate(self, 'through', 6n)).toMatchObject({
      mechanism: 'panic 0x11',
      place: inVault('total -= amount'),
    })
  })

  test('a failure that was caught and answered with another is the other', () => {
    expect(locate(self, 'caught', 6n)).toMatchObject({
      mechanism: 'reverted: could not withdraw',
      place: inTest('require(false'),
    })
  })

  test('reverts have their message, or none', () => {
    expect(locate(vault, 'text', 1n)).toMatchObject({
      mechanism: 'reverted: wrong amount',
      place: inVault('"wrong amount"'),
    })
    expect(locate(vault, 'bare')).toMatchObject({ mechanism: 'reverted', place: inVault('revert();') })
    expect(locate(vault, 'old')).toMatchObject({ mechanism: 'invalid opcode', place: inVault('invalid()') })
  })

  test('checks that share their code are told apart', () => {
    expect(locate(vault, 'many', 1n).place).toBe(inVault('"is one"'))
    expect(locate(vault, 'many', 2n).place).toBe(inVault('"is two"'))
    expect(locate(vault, 'many', 3n)).toMatchObject({
      mechanism: 'reverted: is #!!',
      place: inVault('"is 3!!"'),
    })
  })

  test('values in a message are left out', () => {
    const one = locate(vault, 'varying', 1n)
    expect(one.mechanism).toBe('reverted: need # of ERC20, not # ether')
    expect(locate(vault, 'varying', 2n)).toEqual(one)
  })

  test('a failure inside a library is where the project calls it', () => {
    expect(locate(vault, 'viaLibrary', 0n)).toMatchObject({
      mechanism: 'reverted: Maths: zero',
      place: inVault('Maths.positive(amount)'),
    })
    expect(locate(vault, 'pay', 3n)).toMatchObject({
      mechanism: 'custom error InsufficientBalance',
      place: inVault('token.transfer('),
    })
  })

  test('a hook of the project that has returned is not where its caller fails', () => {
    const found = locate(self, 'afterHook', 3n)
    expect(found.mechanism).toBe('custom error InsufficientBalance')
    // Optimised, the statement shares its code with one of the library: the function is what is left.
    expect([inVault('_move(to, msg.sender, amount * 2)'), inVault('function push')]).toContain(found.place)
  })

  test('an index out of bounds is not in the function that calculated it', () => {
    expect(locate(vault, 'at', 2n)).toMatchObject({ mechanism: 'panic 0x32', place: inVault('list[twice]') })
  })

  test('an assertion of the cheatcodes is where it stands', () => {
    expect(locate(self, 'invariant_equal')).toMatchObject({
      mechanism: 'assertion failed',
      place: inTest('vm.assertEq(1, 2)'),
    })
  })

  test('a property that returns false is at its statement', () => {
    expect(locate(self, 'property_small')).toMatchObject({
      mechanism: 'returned false',
      place: inTest('vault.total() <= limit'),
    })
  })

  test('what fails without reverting is where it said so', () => {
    expect(locate(self, 'says')).toMatchObject({
      mechanism: 'event AssertionFailed',
      place: inTest('emit AssertionFailed'),
    })
    const marked = locate(self, 'marks', true)
    expect(marked.mechanism).toBe('marked as failed')
    expect([inTest('fail();'), inTest('vm.store(')]).toContain(marked.place)
  })

  test('a constructor that fails inside a call', () => {
    expect(locate(self, 'creates', 1n)).toMatchObject({
      mechanism: 'reverted: too small',
      place: inVault('"too small"'),
    })
  })
})

test('optimised by way of Yul, statements get lost; the function does not', async () => {
  const artifacts = await compileArtifacts(
    { 'lib/std/src/Library.sol': LIBRARY, 'src/Vault.sol': VAULT, 'test/Vault.t.sol': TEST },
    { viaIR: true, optimizer: { enabled: true } },
  )
  const small = createSmallWorld(artifacts, 'Vault')
  const locate = (name: string, ...values: AbiValue[]): FailurePlace =>
    locateFailure(small.world, () => small.call(small.world.test.address, name, values))
  expect(locate('withdraw', 6n)).toMatchObject({
    mechanism: 'panic 0x11',
    place: `src/Vault.sol:${lineOf(VAULT, 'function withdraw')}`,
  })
  expect(locate('text', 6n)).toMatchObject({
    mechanism: 'reverted: wrong amount',
    place: `src/Vault.sol:${lineOf(VAULT, '"wrong amount"')}`,
  })
}, 600_000)

test('without a source map, the function is the place', async () => {
  const artifacts = await compileArtifacts({
    'lib/std/src/Library.sol': LIBRARY,
    'src/Vault.sol': VAULT,
    'test/Vault.t.sol': TEST,
  })
  const blind = new Map(
    [...artifacts].map(([name, artifact]) => [
      name,
      { ...artifact, runtime: { ...artifact.runtime, sourceMap: '' } },
    ]),
  )
  const small = createSmallWorld(blind, 'Vault')
  const { address } = small.world.test
  const found = locateFailure(small.world, () => small.call(address, 'withdraw', [6n]))
  expect(found).toEqual({ mechanism: 'panic 0x11', place: 'Vault.withdraw(uint256)' })
}, 600_000)
