import { expect, test } from 'vitest'
import { attackerStage } from '../../../tests/helpers/attacker-stage.ts'

async function thingsIn(protocol: string): Promise<readonly string[]> {
  const stage = await attackerStage(protocol, 'function setUp() public { new Desk(); }')
  const { functions, attacker } = stage.target
  const nameOf = (index: number): string => functions[index]!.abi.name
  return attacker!.things.map(
    ({ maker, about }) =>
      `${nameOf(maker)}: ${about.map(({ index, place }) => `${nameOf(index)} ${place}`).join()}`,
  )
}

test('a thing is made by what returns its number, and lives by what is told the number', async () => {
  expect(
    await thingsIn(`contract Desk { uint256 public count;
      function open(uint256 price) external returns (uint256 id) { id = ++count; price; }
      function bid(address who, uint256 id, uint256 amount) external {}
      function close(uint256 id) external {}
      function pause(uint256 time) external {} }`),
  ).toEqual(['open: bid 1,close 0'])
})

test('what names the number after the contract or the function that returns it is about it too', async () => {
  expect(
    await thingsIn(`contract Desk { uint256 public count;
      function askLoan() external returns (uint256) { return ++count; }
      function giveLoan(uint256 loan) external {}
      function settle(uint256 desk) external {}
      function sell(uint256 amount) external {} }`),
  ).toEqual(['askLoan: giveLoan 0,settle 0'])
})

test('a single function is no life, and amounts are no numbers of things', async () => {
  expect(
    await thingsIn(`contract Desk { uint256 public count;
      function deposit(uint256 assets) external returns (uint256 shares) { return assets; }
      function withdraw(uint256 assets) external returns (uint256 shares) { return assets; }
      function open() external returns (uint256 id) { id = ++count; }
      function close(uint256 id) external {} }`),
  ).toEqual([])
})
