import { beforeAll, describe, expect, test, vi } from 'vitest'
import { worldOf } from '../../../tests/helpers/survey-world.ts'
import type { Address } from '../../evm/types.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { World } from '../types.ts'
import { ETHER } from './assets.ts'
import { Holdings } from './holdings.ts'
import { BALANCE_OF, OWNER_OF, TOTAL_SUPPLY } from './standard-functions.ts'
import { readByCall } from './storage-reads.ts'
import type { Asset } from './types.ts'

const ALICE: Address = '0x00000000000000000000000000000000000a11ce'

const TOKENS = `
contract Base {
  uint256 public totalSupply;
  function approve(address, uint256) external pure returns (bool) { return true; }
}
contract Packed is Base {
  struct Account { uint128 balance; uint64 nonce; bool isFrozen; }
  mapping(address => Account) accounts;
  constructor(address a) { accounts[a] = Account(500, 7, true); totalSupply = 500; }
  function balanceOf(address a) external view returns (uint256) { return accounts[a].balance; }
}
contract Rebasing is Base {
  uint256 public index = 1e18;
  mapping(address => uint256) shares;
  constructor(address a) { shares[a] = 500; totalSupply = 500; }
  function setIndex(uint256 i) external { index = i; }
  function balanceOf(address a) external view returns (uint256) { return shares[a] * index / 1e18; }
}
contract Growing is Base {
  mapping(address => uint256) principal;
  constructor(address a) { principal[a] = 500; }
  function balanceOf(address a) external view returns (uint256) { return principal[a] + block.timestamp * 0; }
}
contract Broken is Base { function balanceOf(address) external pure returns (uint256) { while (true) {} return 1; } }
contract Endless is Base {
  mapping(address => uint256) public balanceOf;
  constructor(address a) { balanceOf[a] = totalSupply = type(uint256).max; }
}
contract Ledger { mapping(address => uint256) public balanceOf; constructor(address a) { balanceOf[a] = 500; } }
contract External is Base {
  Ledger ledger;
  constructor(address a) { ledger = new Ledger(a); }
  function balanceOf(address a) external view returns (uint256) { return ledger.balanceOf(a); }
}
contract Weth {
  mapping(address => uint256) public balanceOf;
  function totalSupply() external view returns (uint256) { return address(this).balance; }
  function deposit() external payable { balanceOf[msg.sender] += msg.value; }
  function withdraw(uint256 a) external { balanceOf[msg.sender] -= a; payable(msg.sender).transfer(a); }
}
`
const SETUP = `
  address constant ALICE = address(0xa11ce);
  address rich = address(bytes20(keccak256("rich")));
  function setUp() public {
    MockToken token = new MockToken("GEM", 18); token.mint(ALICE, 500);
    new Packed(ALICE); new Rebasing(ALICE); new Growing(ALICE); new Broken(); new External(ALICE); new Weth(); new MockNft(); new Endless(rich);
  }`

let world: World
beforeAll(async () => {
  world = await worldOf(TOKENS, SETUP)
}, 60_000)

function asset(
  name: string,
  kind: 'erc20' | 'erc721' = 'erc20',
  isShare = false,
): Asset & { address: Address } {
  const { address } = world.contracts().find(({ artifact }) => artifact?.name === name)!
  return { kind, address, name, decimals: kind === 'erc20' ? 18 : 0, isShare }
}

/** What the token itself says. */
function said(token: Address, account: Address): bigint | undefined {
  return readByCall(world.machine, token, encodeCall(BALANCE_OF, [account]))
}

function undone(run: () => void): void {
  const mark = world.mark()
  run()
  world.rollback(mark)
}

describe('amountOf', () => {
  test.each(['MockToken', 'Packed', 'Rebasing', 'Growing', 'External'])('%s: as balanceOf says', (name) => {
    const token = asset(name)
    const holdings = new Holdings(world, [ETHER, token])
    expect(holdings.amountOf(1, ALICE)).toBe(500n)
    expect(holdings.amountOf(1, world.test.address)).toBe(0n)
  })

  test('follows a balance that is stored without running code', () => {
    const token = asset('MockToken')
    const holdings = new Holdings(world, [ETHER, token])
    holdings.amountOf(1, ALICE)
    undone(() => {
      const abi = world.artifactAt(token.address)!.abi.functions.find(({ name }) => name === 'mint')!
      world.call({ to: token.address, data: encodeCall(abi, [ALICE, 25n]) })
      const call = vi.spyOn(world.machine, 'call')
      expect(holdings.amountOf(1, ALICE)).toBe(525n)
      expect(call).not.toHaveBeenCalled()
      call.mockRestore()
    })
    expect(holdings.amountOf(1, ALICE)).toBe(500n)
  })

  test('follows a balance that is computed from an index', () => {
    const token = asset('Rebasing')
    const holdings = new Holdings(world, [ETHER, token])
    expect(holdings.amountOf(1, ALICE)).toBe(500n)
    undone(() => {
      const abi = world.artifactAt(token.address)!.abi.functions.find(({ name }) => name === 'setIndex')!
      world.call({ to: token.address, data: encodeCall(abi, [2n * 10n ** 18n]) })
      expect(holdings.amountOf(1, ALICE)).toBe(1_000n)
    })
  })

  test('says 0 for a token that does not answer', () => {
    const holdings = new Holdings(world, [ETHER, asset('Broken')])
    expect(holdings.amountOf(1, ALICE)).toBe(0n)
    expect(holdings.amountOf(7, ALICE)).toBe(0n)
  })

  test('asking leaves the state as it was', () => {
    const before = world.machine.stateHash()
    const holdings = new Holdings(world, [ETHER, asset('Packed'), asset('External'), asset('Rebasing')])
    for (let i = 0; i < 4; i++) holdings.amountOf(i, ALICE)
    expect(world.machine.stateHash()).toBe(before)
  })
})

describe('grant', () => {
  test.each(['MockToken', 'Packed', 'Rebasing', 'External'])('%s: the token says so', (name) => {
    const token = asset(name)
    const holdings = new Holdings(world, [ETHER, token])
    undone(() => {
      expect(holdings.grant(1, ALICE, 1_000n)).toBe(true)
      expect(said(token.address, ALICE)).toBe(1_500n)
      expect(holdings.amountOf(1, ALICE)).toBe(1_500n)
      expect(holdings.grant(1, world.sender, 64n)).toBe(true)
      expect(said(token.address, world.sender)).toBe(64n)
    })
  })

  test('raises the total supply', () => {
    const token = asset('MockToken')
    undone(() => {
      new Holdings(world, [ETHER, token]).grant(1, ALICE, 1_000n)
      expect(readByCall(world.machine, token.address, encodeCall(TOTAL_SUPPLY, []))).toBe(1_500n)
    })
  })

  test('takes it from who has next to all, where the total supply cannot grow', () => {
    const token = asset('Endless')
    const [rich] = [...world.labels].find(([, label]) => label === 'rich')!
    undone(() => {
      expect(new Holdings(world, [ETHER, token]).grant(1, ALICE, 1_000n)).toBe(true)
      expect(said(token.address, ALICE)).toBe(1_000n)
      expect(said(token.address, rich)).toBe((1n << 256n) - 1_001n)
    })
  })

  test('keeps what is packed beside a balance', () => {
    const token = asset('Packed')
    undone(() => {
      const before = world.machine.dump().get(token.address)!.storage
      new Holdings(world, [ETHER, token]).grant(1, ALICE, 1n)
      const after = world.machine.dump().get(token.address)!.storage
      const changed = [...after].filter(([slot, word]) => before.get(slot) !== word)
      expect(changed.map(([slot, word]) => word - before.get(slot)!)).toEqual([1n, 1n])
    })
  })

  test('refuses shares, more than fits and what is no token', () => {
    const before = world.machine.stateHash()
    const holdings = new Holdings(world, [
      ETHER,
      asset('MockToken', 'erc20', true),
      asset('Packed'),
      asset('Broken'),
    ])
    expect(holdings.grant(1, ALICE, 1n)).toBe(false)
    expect(holdings.grant(2, ALICE, 1n << 128n)).toBe(false)
    expect(holdings.grant(3, ALICE, 1n)).toBe(false)
    expect(holdings.grant(4, ALICE, 1n)).toBe(false)
    expect(world.machine.stateHash()).toBe(before)
  })

  test('backs wrapped ether', () => {
    const weth = asset('Weth')
    undone(() => {
      expect(new Holdings(world, [ETHER, weth]).grant(1, ALICE, 10n ** 18n)).toBe(true)
      expect(world.machine.getBalance(weth.address)).toBe(10n ** 18n)
      expect(said(weth.address, ALICE)).toBe(10n ** 18n)
    })
  })

  test('ether', () => {
    undone(() => {
      expect(new Holdings(world, [ETHER]).grant(0, ALICE, 5n)).toBe(true)
      expect(world.machine.getBalance(ALICE)).toBe(5n)
    })
  })

  test('tokens of a collection, each with an owner', () => {
    const nft = asset('MockNft', 'erc721')
    const holdings = new Holdings(world, [ETHER, nft])
    undone(() => {
      const ids = holdings.grantTokens(1, ALICE, 2n)
      expect(new Set(ids).size).toBe(2)
      for (const id of ids)
        expect(readByCall(world.machine, nft.address, encodeCall(OWNER_OF, [id]))).toBe(BigInt(ALICE))
      expect(holdings.amountOf(1, ALICE)).toBe(2n)
      expect(holdings.grantTokens(1, world.sender, 1n)).not.toContain(ids[0])
    })
  })
})
