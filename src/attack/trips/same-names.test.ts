import { createPrng } from '../../primitives/prng.ts'
import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { withResult } from '../recent-results.ts'
import type { Call } from '../types.ts'
import { aboutTheSame, isNamedAfter, lastOfTheSame } from './same-names.ts'

const SHOP = `contract Shop { function order(uint64 shelf, uint256 pieces) external returns (uint256) { shelf; return pieces - 1; }
  function open() external returns (bool) { return true; }
  function callOff(uint256 number, uint64 shelf_, uint128 pieces) external { number; shelf_; pieces; } }`

test('what two functions call by the same name is the same thing, if it is of the same type', async () => {
  const { target, engine, world, send } = await attackerStage(
    SHOP,
    'function setUp() public { Shop s = new Shop(); vm.deal(address(s), 1 ether); }',
  )
  const { writer } = engine
  const callOf = (name: string, values: bigint[]): Call =>
    writer.callOf(
      target.functions.find(({ abi }) => abi.name === name)!,
      target.senders[0]!,
      values,
    )
  const order = callOf('order', [7n, 500n])
  const { call, places } = aboutTheSame(
    callOf('callOff', [1n, 2n, 3n]),
    order,
    target.functions,
    writer,
    createPrng(1n),
  )
  expect(writer.valuesOf(call)).toEqual([1n, 7n, 3n])
  expect([...places.keys()]).toEqual([1])

  // The first of something has the number 0; true is no number.
  const outputs = target.functions.find(({ abi }) => abi.name === 'order')!.abi.outputs
  expect(withResult([5n], send('Shop', 'order', [7n, 1n]), outputs)).toEqual([5n, 0n])
  expect(withResult([0n, 5n], send('Shop', 'order', [7n, 1n]), outputs)).toEqual([5n, 0n])
  const opened = target.functions.find(({ abi }) => abi.name === 'open')!.abi.outputs
  expect(withResult([5n], send('Shop', 'open'), opened)).toEqual([5n])
  world.load(engine.root)
})

test('an argument is named after the function that makes such a thing, or after its contract', async () => {
  const { target } = await attackerStage(
    SHOP,
    'function setUp() public { Shop s = new Shop(); vm.deal(address(s), 1 ether); }',
  )
  const of = (name: string): (typeof target.functions)[number] =>
    target.functions.find(({ abi }) => abi.name === name)!
  expect(['order', '_orderId', 'shop', 'shopId'].map((name) => isNamedAfter(name, of('order')))).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(['id', '', 'or', 'number'].map((name) => isNamedAfter(name, of('order')))).toEqual([
    false,
    false,
    false,
    false,
  ])
  expect(isNamedAfter('order', of('open'))).toBe(false)
})

test('a call goes on from the last one of its contract that was about the same, whatever was done elsewhere since', async () => {
  const { target, engine, address } = await attackerStage(
    `${SHOP}\ncontract Market { function sell(uint256 pieces) external { pieces; } }`,
    'function setUp() public { Shop s = new Shop(); new Market(); vm.deal(address(s), 1 ether); }',
  )
  const { functions, senders } = target
  const callOf = (contract: string, name: string, values: bigint[]): Call => {
    const to = address(contract)
    const fn = functions.find((each) => each.to === to && each.abi.name === name)!
    return engine.writer.callOf(fn, senders[0]!, values)
  }
  const [order, sale] = [callOf('Shop', 'order', [7n, 500n]), callOf('Market', 'sell', [9n])]
  const callOff = callOf('Shop', 'callOff', [1n, 2n, 3n])
  expect(lastOfTheSame(callOff, [order, sale], functions)).toBe(order)
  expect(lastOfTheSame(callOff, [sale], functions)).toBeUndefined()
  // It is the last one: then that is what is meant anyway.
  expect(lastOfTheSame(callOff, [order, callOf('Shop', 'open', [])], functions)).toBeUndefined()
})
