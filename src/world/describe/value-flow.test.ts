import { beforeAll, expect, test } from 'vitest'
import { compileArtifacts, createSmallWorld, type SmallWorld } from '../../../tests/helpers/small-world.ts'
import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import type { AbiValue } from '../../project/abi/types.ts'
import type { Asset } from '../survey/types.ts'
import { type Movement, valueFlow, type ValueFlowOptions } from './value-flow.ts'
import { NOBODY } from './value-flow-accounts.ts'
import { watchFlow } from './value-flow-run.ts'

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;
contract Weth {
    mapping(address => uint256) public balanceOf;
    mapping(address => uint256) public nonces;
    event Deposit(address indexed who, uint256 amount);
    function deposit() external payable {
        balanceOf[msg.sender] += msg.value;
        nonces[msg.sender]++;
        emit Deposit(msg.sender, msg.value);
    }
    function withdraw(uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        (bool ok,) = msg.sender.call{value: amount}("");
        require(ok);
    }
    function silent(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }
}
contract Tokens {
    event Transfer(address indexed from, address indexed to, uint256 value);
    function coin(address from, address to, uint256 amount) external {
        emit Transfer(from, to, amount);
    }
    function again(address from, address to, uint256 amount) external {
        this.coin(from, to, amount);
    }
    function number(address from, address to, uint256 id) external {
        assembly {
            log4(0, 0, 0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef, from, to, id)
        }
    }
    function early(address from, address to, uint256 amount) external {
        assembly {
            mstore(0, from)
            mstore(32, to)
            mstore(64, amount)
            log1(0, 96, 0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef)
        }
    }
    function nonsense() external {
        assembly {
            log2(0, 31, 0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef, 1)
            log3(0, 32, 0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef, not(0), 1)
        }
    }
}
contract Child {
    constructor() payable {}
    function end(address to) external {
        selfdestruct(payable(to));
    }
}
contract Payer {
    Child public child;
    function create() external payable {
        child = new Child{value: msg.value}();
    }
    function fail() external {
        payable(address(0x7777)).transfer(1);
        revert();
    }
    function caught() external payable {
        try this.fail() {} catch {}
        payable(address(0x7777)).transfer(msg.value);
    }
    function pull(Tokens token, address from, address to) external {
        token.again(from, to, 5);
    }
}
`
const ALICE: Address = '0x000000000000000000000000000000000000a11c'
const BOB: Address = '0x0000000000000000000000000000000000007777'

let small: SmallWorld
let weth: Address
let tokens: Address
let payer: Address

beforeAll(async () => {
  small = createSmallWorld(await compileArtifacts({ 'src/All.sol': SOURCE }), 'Payer')
  payer = small.world.test.address
  weth = small.deploy('Weth')
  tokens = small.deploy('Tokens')
  small.world.machine.setBalance(ALICE, 10n ** 20n)
}, 600_000)

const traced = (to: Address, name: string, values: readonly AbiValue[] = [], value = 0n): TraceCall =>
  small.world.trace(() => {
    const { status } = small.world.call({ from: ALICE, to, data: small.calldata(to, name, values), value })
    expect(status).toBe('success')
  }).trace.calls[0]!

const flowOf = (call: TraceCall, options?: ValueFlowOptions): Omit<Movement, 'frame' | 'event'>[] =>
  valueFlow([call], options).map(({ frame: _frame, event: _event, ...rest }) => rest)

test('ether that calls and creations carry, but not in frames that failed', () => {
  const ether = { asset: { kind: 'ether' }, amount: 9n }
  const caught = traced(payer, 'caught', [], 9n)
  expect(flowOf(caught)).toEqual([
    { ...ether, from: ALICE, to: payer, by: 'call', mover: ALICE },
    { ...ether, from: payer, to: BOB, by: 'call', mover: payer },
  ])
  const [first, second] = valueFlow([caught])
  expect(first).toMatchObject({ frame: undefined, event: undefined })
  expect(second!.frame).toBe(caught)
  expect(caught.events).toContain(second!.event)
  expect(flowOf(traced(payer, 'create', [], 9n))[1]).toMatchObject({ ...ether, from: payer, by: 'creation' })
})

test('what SELFDESTRUCT moved is known by the balances', () => {
  traced(payer, 'create', [], 5n)
  const child: Address = `0x${Buffer.from(small.call(payer, 'child').output.slice(12)).toString('hex')}`
  small.track(child, 'Child')
  const found = watchFlow(small.world, () => small.call(child, 'end', [BOB], ALICE), { accounts: [BOB] })
  expect(found).toMatchObject([
    { asset: { kind: 'ether' }, from: child, to: BOB, amount: 5n, by: 'selfdestruct', mover: ALICE },
  ])
})

test('events of tokens of all ages, with who made them move', () => {
  const moved = { from: ALICE, to: BOB, by: 'event' }
  expect(flowOf(traced(payer, 'pull', [tokens, ALICE, BOB]))).toEqual([
    { ...moved, asset: { kind: 'erc20', address: tokens }, amount: 5n, mover: payer },
  ])
  expect(flowOf(traced(tokens, 'number', [ALICE, BOB, 77n]))).toEqual([
    { ...moved, asset: { kind: 'erc721', address: tokens, id: 77n }, amount: 1n, mover: ALICE },
  ])
  expect(flowOf(traced(tokens, 'early', [ALICE, BOB, 6n]))).toEqual([
    { ...moved, asset: { kind: 'erc20', address: tokens }, amount: 6n, mover: ALICE },
  ])
})

test('what only looks like a movement is none', () => {
  expect(flowOf(traced(tokens, 'coin', [ALICE, BOB, 0n]))).toEqual([])
  expect(flowOf(traced(tokens, 'coin', [ALICE, ALICE, 5n]))).toEqual([])
  expect(flowOf(traced(tokens, 'nonsense'))).toEqual([])
  expect(flowOf(traced(tokens, 'coin', [ALICE, BOB, 5n]), { assets: [token(weth)] })).toEqual([])
})

test('a token without events is read in its storage', () => {
  const { machine } = small.world
  const options = { assets: [token(weth)], preimageOf: (hash: bigint) => machine.preimage(hash) }
  const moved = { asset: { kind: 'erc20', address: weth }, by: 'storage', mover: ALICE }
  expect(flowOf(traced(weth, 'deposit', [], 40n), options)).toMatchObject([
    { asset: { kind: 'ether' }, to: weth },
    { ...moved, from: NOBODY, to: ALICE, amount: 40n },
  ])
  expect(flowOf(traced(weth, 'silent', [BOB, 15n]), options)).toEqual([
    { ...moved, from: ALICE, to: BOB, amount: 15n },
  ])
  expect(flowOf(traced(weth, 'withdraw', [25n]), options)).toMatchObject([
    { asset: { kind: 'ether' }, to: ALICE },
    { ...moved, from: ALICE, to: NOBODY, amount: 25n },
  ])
})

function token(address: Address): Asset {
  return { kind: 'erc20', address, name: 'T', decimals: 18, isShare: false }
}
