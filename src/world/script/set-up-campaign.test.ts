import { beforeAll, describe, expect, test } from 'vitest'
import { testProject } from '../../../tests/helpers/test-project.ts'
import { askProperty } from '../../attack/arena.ts'
import { campaignTarget } from '../../attack/campaign-target.ts'
import type { CampaignTarget } from '../../attack/types.ts'
import type { SearchSettings } from '../../project/search-settings.ts'
import type { Project } from '../../project/types.ts'
import type { World } from '../types.ts'
import { type CampaignWorld, setUpCampaign } from './set-up-campaign.ts'
import type {
  CampaignSetup,
  ContractValue,
  DeployedContract,
  PropertyFunction,
  SetupContext,
} from './types.ts'

// makeAddr("alice") of forge-std.
const ALICE = '0x328809bc894f92807417d2dad6b7c998c1afdac6'
const DEPLOYER = '0x1804c8ab1f12e6bbf3894d4083f33e07309d1f38'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface Nothing { function no() external; }

library Sums {
    function sum(uint256 a, uint256 b) external pure returns (uint256) { return a + b; }
}

contract Token {
    struct Limits { uint128 least; int8 most; bytes2 tag; }
    string public name;
    address public owner = msg.sender;
    mapping(address => uint256) public balanceOf;
    Limits public limits;
    error TooMuch(uint256 amount);

    constructor(string memory name_) payable { name = name_; }
    function mint(address to, uint256 amount) external {
        require(msg.sender == owner, "not the owner");
        if (amount > 1e9) revert TooMuch(amount);
        balanceOf[to] = Sums.sum(balanceOf[to], amount);
    }
    function set(Limits calldata limits_) external { limits = limits_; }
    function overloaded(uint256) external pure returns (uint256) { return 1; }
    function overloaded(address) external pure returns (uint256) { return 2; }
    function many() external pure returns (uint256, bytes memory, uint8[] memory list) {
        list = new uint8[](1);
        list[0] = 7;
        return (5, hex"beef", list);
    }
}

contract Vault {
    Token public token;
    uint256 public total;
    constructor(Token token_) { token = token_; }
    function deposit(uint256 amount) external { total += amount; }
    function withdraw() external { total -= 1; }
    function property_small() external view returns (bool) { return total < 100; }
    function invariant_even() external view { require(total % 2 == 0, "odd"); }
    function echidna_writes() external returns (bool) { total = 0; return true; }
    function holds() external view returns (bool) { return total != 3; }
}

interface Vm {
    function startBroadcast(uint256) external;
    function broadcast() external;
    function label(address, string calldata) external;
    function addr(uint256) external returns (address);
}

contract Deploy {
    Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 key;
    function setUp() public { key = 5; }
    function run() public {
        vm.startBroadcast(key);
        Token token = new Token("Gold");
        require(token.owner() == vm.addr(key), "not the signer");
        vm.label(address(new Vault(token)), "treasury");
    }
}

contract DeployNothing { function run() public pure { revert("no money"); } }
`

let project: Project
beforeAll(async () => {
  project = await testProject({ 'src/All.sol': SOURCE })
})

async function setUp(setup: CampaignSetup, search: SearchSettings = {}): Promise<CampaignWorld> {
  return await setUpCampaign({
    campaign: { id: 'faultline.config.ts:c', name: 'c', file: 'faultline.config.ts', setup, search },
    project,
    env: {},
    seed: 1n,
    isPropertyWanted: () => true,
  })
}

async function ready(
  setup: CampaignSetup,
  search: SearchSettings = {},
): Promise<{ readonly world: World; readonly target: CampaignTarget }> {
  const made = await setUp(setup, search)
  if (made.setup.status !== 'ready') throw new Error(JSON.stringify(made.setup, ['status', 'reason']))
  const { world } = made.setup
  return { world, target: campaignTarget(world, made.test).target }
}

/** What a setup that cannot be carried out says. */
async function reasonOf(setup: CampaignSetup['setup'] & object): Promise<string> {
  const made = await setUp({ setup })
  return made.setup.status === 'failed' ? made.setup.reason : made.setup.status
}

const called = ({ functions }: CampaignTarget): string[] =>
  functions.map(({ artifact, abi }) => `${artifact.name}.${abi.name}`).sort()

describe('a setup', () => {
  test('deploys with libraries, calls and reads', async () => {
    const seen: Record<string, ContractValue> = {}
    const { world } = await ready({
      async setup({ deploy, call, read, actor, balance, deal, warp, roll, block }) {
        await Promise.resolve()
        const alice = actor('alice', { balance: 10n ** 18n })
        const token = deploy('Token', ['Gold'], { value: 3n })
        const vault = deploy('src/All.sol:Vault', ['Token'])
        call(token, 'mint', [alice, '1000'])
        call(token, 'mint', ['alice', 5n])
        call('Token', 'set', [{ least: 1, most: -2, tag: '0xabcd' }], { from: 'alice' })
        deal(vault, 9n)
        warp(1_000)
        roll(7n)
        Object.assign(seen, {
          name: read('Token', 'name'),
          owner: read(token, 'owner()'),
          held: read(token, 'balanceOf', [ALICE]),
          limits: read(token, 'limits'),
          many: read(token, 'many'),
          overloaded: read(token, 'overloaded(address)', [vault]),
          token: read(vault, 'token') === token.address,
          nothing: call(token, 'mint', [alice, 0]) ?? 'nothing',
          ether: [balance(token), balance(vault), balance('alice')],
          block: [block().number, block().timestamp],
        })
      },
    })
    expect(seen).toEqual({
      name: 'Gold',
      owner: DEPLOYER,
      held: 1005n,
      limits: [1n, -2n, '0xabcd'],
      many: [5n, '0xbeef', [7n]],
      overloaded: 2n,
      token: true,
      nothing: 'nothing',
      ether: [3n, 9n, 10n ** 18n],
      block: [7n, 1_000n],
    })
    expect(world.labels.get(ALICE)).toBe('alice')
    expect(world.machine.block).toMatchObject({ number: 7n, timestamp: 1_000n })
  })

  test('is told what is wrong, with the line of the configuration where that is known', async () => {
    const outside = '0x0000000000000000000000000000000000000009'
    const token = ({ deploy }: SetupContext): DeployedContract => deploy('Token', ['Gold'])
    const reasons = await Promise.all([
      reasonOf(({ deploy }) => void deploy('Tokn')),
      reasonOf(({ deploy }) => void deploy('Nothing')),
      reasonOf(({ deploy }) => void deploy('Token', [])),
      reasonOf(({ deploy }) => void deploy('Token', [5])),
      reasonOf((ctx) => void ctx.call(token(ctx), 'mint', ['bob', 1])),
      reasonOf((ctx) => void ctx.call(token(ctx), 'mint', [outside, -1])),
      reasonOf((ctx) => void ctx.call(token(ctx), 'mint', [outside, 1], { from: outside })),
      reasonOf((ctx) => void ctx.call(token(ctx), 'mint', [outside, 2n ** 80n])),
      reasonOf((ctx) => void ctx.read(token(ctx), 'mint', [outside, 1])),
      reasonOf((ctx) => void ctx.read(token(ctx), 'overloaded', [1])),
      reasonOf((ctx) => void ctx.read(token(ctx), 'gone')),
      reasonOf((ctx) => void ctx.call(token(ctx), 'set', [{ least: 1, most: 128, tag: '0x0000' }])),
      reasonOf((ctx) => void ctx.call(token(ctx), 'set', [{ least: 1, most: 1 }])),
      reasonOf(({ deploy }) => {
        for (const name of ['Gold', 'Silver']) deploy('Token', [name], { label: 't' })
      }),
      reasonOf(() => {
        throw new RangeError('my own')
      }),
    ])
    expect(reasons).toEqual([
      expect.stringMatching(/^The project has no contract "Tokn" that can be deployed\./),
      expect.stringMatching(/^The project has no contract "Nothing" that can be deployed\./),
      'The constructor of Token takes (string name_), not 0 arguments.',
      expect.stringMatching(/^The constructor of Token, argument "name_": 5 is no string\./),
      'There is no contract or actor "bob". There are: Token, Sums.',
      expect.stringMatching(/^Token\.mint\(address,uint256\), argument "amount": -1 is no uint256\./),
      'Token.mint(address,uint256) failed: not the owner',
      'Token.mint(address,uint256) failed: TooMuch(1208925819614629174706176 [1.208e24])',
      expect.stringMatching(
        /failed: EvmError: StateChangeDuringStaticCall\. It .* use call\(\) instead of read\(\)\.$/,
      ),
      expect.stringMatching(/^Token has 2 functions "overloaded"\. Write one of: overloaded\(/),
      expect.stringMatching(/^Token has no function "gone"\. It has: /),
      expect.stringMatching(/argument "limits_"\.most: 128 is no int8\./),
      expect.stringMatching(/argument "limits_": .* is no \(uint128,int8,bytes2\)\./),
      'There are two contracts labelled t.',
      'RangeError: my own',
    ])
  })

  test('shows the trace of the call that failed', async () => {
    const made = await setUp({
      contracts: [{ name: 'Token', args: ['x'] }],
      setup: ({ call }) => void call('Token', 'mint', [ALICE, 1], { from: ALICE }),
    })
    expect(made.setup.status).toBe('failed')
    if (made.setup.status !== 'failed') return
    expect(made.setup.stage).toBe('campaign')
    expect(made.setup.trace?.calls.at(-1)?.status).toBe('revert')
  })

  test('cannot go on after its end', async () => {
    let late: SetupContext | undefined
    await ready({ setup: (ctx) => void (late = ctx) })
    expect(() => late!.deploy('Token', ['x'])).toThrow('The setup has ended')
  })
})

describe('a Foundry script', () => {
  test('runs, and what it deployed is the target', async () => {
    const { world, target } = await ready({ script: 'src/All.sol:Deploy' })
    expect(called(target)).toEqual(['Token.mint', 'Token.set', 'Vault.deposit', 'Vault.withdraw'])
    expect([...world.labels.values()]).toContain('treasury')
    expect(target.properties.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'treasury.echidna_writes() boolean',
      'treasury.invariant_even() invariant',
      'treasury.property_small() boolean',
      'assertions assertion',
    ])
    // Who signed is trusted.
    const token = world.contracts().find(({ artifact }) => artifact?.name === 'Token')!
    const owner = `0x${world.machine.getStorage(token.address, 1n).toString(16).padStart(40, '0')}`
    expect(target.senders).not.toContain(owner)
    expect(target.senders).not.toContain(DEPLOYER)
  })

  test('that fails says why', async () => {
    const made = await setUp({ script: 'DeployNothing' })
    expect(made.setup).toMatchObject({ status: 'failed', reason: 'DeployNothing.run() failed: no money' })
    expect((await setUp({ script: 'Vault' })).setup).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('has no function run()'),
    })
  })
})

describe('the targets of a campaign', () => {
  const contracts = [
    { name: 'Token', args: ['Gold'], label: 'gold' },
    { name: 'Vault', args: ['gold'] },
  ]

  test('are all contracts, without the functions that are properties', async () => {
    const { target } = await ready({ contracts })
    expect(called(target)).toEqual(['Token.mint', 'Token.set', 'Vault.deposit', 'Vault.withdraw'])
  })

  test('are those that the setup names', async () => {
    const some = await ready({ contracts, setup: ({ target }) => target('Vault') })
    expect(called(some.target)).toEqual(['Vault.deposit', 'Vault.withdraw'])
    const one = await ready({ contracts, setup: ({ target }) => target('gold', ['mint']) })
    expect(called(one.target)).toEqual(['Token.mint'])
  })

  test('are not those that it excludes', async () => {
    const some = await ready({
      contracts,
      setup: ({ exclude }) => {
        exclude('gold')
        exclude('Vault', ['deposit(uint256)'])
      },
    })
    expect(called(some.target)).toEqual(['Vault.withdraw'])
  })
})

test('the search of a campaign goes as its settings say', async () => {
  const outsider = '0x00000000000000000000000000000000000abcde'
  const settings = {
    senders: [outsider, DEPLOYER],
    targets: ['Vault.deposit'],
    maxValueWei: 5n,
    maxTimeDelaySeconds: 0,
    maxBlockDelay: 2,
    depth: 3,
  } as const
  const contracts = [
    { name: 'Token', args: ['Gold'] },
    { name: 'Vault', args: ['Token'] },
  ]
  const { target, world } = await ready({ contracts }, settings)
  expect(called(target)).toEqual(['Vault.deposit'])
  expect(target).toMatchObject({
    senders: [outsider, DEPLOYER],
    maxValueWei: 5n,
    maxSeconds: 0,
    maxBlocks: 2,
    depth: 3,
  })
  expect(world.machine.getBalance(outsider)).toBeGreaterThan(0n)
})

describe('a property', () => {
  const contracts = [
    { name: 'Token', args: ['Gold'] },
    { name: 'Vault', args: ['Token'] },
  ]

  test('is asked on the state as it is, and changes nothing', async () => {
    const { world, target } = await ready({
      contracts,
      properties: {
        small: ({ read }) => read<bigint>('Vault', 'total') < 50n,
        'withdrawals work': ({ call, read }) => {
          if (read<bigint>('Vault', 'total') > 0n) call('Vault', 'withdraw', [], { from: ALICE })
          call('Token', 'mint', [ALICE, read<bigint>('Vault', 'total')])
        },
        total: ({ read }) => -read<bigint>('Vault', 'total'),
        three: 'Vault.holds',
      },
    })
    const deposit = target.functions.find(({ abi }) => abi.name === 'deposit')!
    const answers = (): string[] =>
      target.properties.flatMap((property) => {
        if (property.kind === 'assertion') return []
        const { isBroken, value } = askProperty(world, world.sender, property)
        return `${property.name}: ${value ?? (isBroken ? 'broken' : 'holds')}`
      })
    const add = (amount: bigint): void => {
      const data = new Uint8Array(36)
      new DataView(data.buffer).setUint32(0, deposit.abi.selector)
      new DataView(data.buffer).setBigUint64(28, amount)
      expect(world.call({ to: deposit.to!, data }).status).toBe('success')
    }
    const before = world.machine.stateHash()
    expect(answers()).toEqual([
      'small(): holds',
      'withdrawals work: holds',
      'total(): 0',
      'three(): holds',
      'Vault.echidna_writes(): holds',
      'Vault.invariant_even(): holds',
      'Vault.property_small(): holds',
    ])
    expect(world.machine.stateHash()).toBe(before)
    add(3n)
    expect(answers().filter((each) => !each.endsWith('holds'))).toEqual([
      'total(): -3',
      'three(): broken',
      'Vault.invariant_even(): broken',
    ])
    add(2n ** 40n)
    expect(answers().filter((each) => !each.endsWith('holds'))).toEqual([
      'small(): broken',
      'withdrawals work: broken',
      `total(): ${-3n - 2n ** 40n}`,
      'Vault.invariant_even(): broken',
      'Vault.property_small(): broken',
    ])
  })

  test('that looks at balances or the block is asked again after every call', async () => {
    const watched = async (property: PropertyFunction): Promise<boolean> => {
      const { world, target } = await ready({ contracts, properties: { p: property } })
      const before = world.cheatcodeEffects
      askProperty(world, world.sender, target.properties[0]!)
      return world.cheatcodeEffects > before
    }
    expect(await watched(({ balance }) => balance('Vault') === 0n)).toBe(true)
    expect(await watched(({ block }) => block().number > 0n)).toBe(true)
    expect(await watched(({ read }) => read('Vault', 'total') === 0n)).toBe(false)
  })

  test('that names nothing, takes arguments or a taken name is an error of the setup', async () => {
    const reason = async (properties: CampaignSetup['properties'] & object): Promise<string> => {
      const { setup } = await setUp({ contracts, properties })
      return setup.status === 'failed' ? setup.reason : setup.status
    }
    expect(await reason({ p: 'holds' })).toMatch(/^The property p is "holds", which names no function/)
    expect(await reason({ p: 'Vault.deposit' })).toMatch(
      /^The property p is Vault\.deposit, which takes arguments/,
    )
    expect(await reason({ p: 'Vault.gone' })).toMatch(/^Vault has no function "gone"/)
  })

  test('that is asynchronous or answers with something else ends the search with a message', async () => {
    const ask = async (property: () => unknown): Promise<void> => {
      const { world, target } = await ready({ contracts, properties: { p: property as () => boolean } })
      askProperty(world, world.sender, target.properties[0]!)
    }
    await expect(ask(async () => true)).rejects.toThrow('The property p is asynchronous')
    await expect(ask(() => 'yes')).rejects.toThrow('The property p returned string')
  })
})
