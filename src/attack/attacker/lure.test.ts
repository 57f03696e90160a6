import { describe, expect, test } from 'vitest'
import { attackerStage, type AttackerStage } from '../../../tests/helpers/attacker-stage.ts'
import type { Address } from '../../evm/types.ts'
import { ATTACKER_CONTRACT } from '../../world/attacker/attacker.ts'
import { ATTACKERS } from './attacker-target.ts'
import { LURE } from './lure.ts'

const OWNER: Address = '0xa11ce1a11ce1a11ce1a11ce1a11ce1a11ce1a11c'
const WALLET = (check: string): string => `contract Wallet { address public owner; uint256 public paid;
  constructor(address first) payable { owner = first; }
  function pay(address payable to, uint256 amount) external { require(${check}, "owner"); paid++; to.transfer(amount); }
  function count() external { require(msg.sender == tx.origin, "people only"); paid++; } }`
const SETUP = `Wallet w; address alice = 0xA11cE1a11Ce1a11ce1A11CE1a11cE1a11Ce1a11c;
  function setUp() public { w = new Wallet{value: 5 ether}(alice); }`

const ETHER = 10n ** 18n

/** The owner calls the attacker's contract, which has itself paid. */
function lured(stage: AttackerStage): Readonly<Record<string, string>> {
  const data = stage.calldata('Wallet', 'pay', [ATTACKERS[0]!, ETHER])
  const calls = [{ to: stage.address('Wallet'), value: 0n, data }]
  const result = stage.world.call({
    from: OWNER,
    to: ATTACKER_CONTRACT,
    data: new Uint8Array(0),
    reactions: [{ calls }],
  })
  expect(result.status).toBe('success')
  return stage.verdicts()
}

describe('an owner that is lured into calling the attacker', () => {
  test('is robbed by a contract that asks who began the transaction', async () => {
    const stage = await attackerStage(WALLET('tx.origin == owner'), SETUP)
    const lures = stage.target.functions.filter(({ abi }) => abi === LURE)
    expect(lures.map(({ to, senders }) => [to, senders.includes(OWNER)])).toEqual([[ATTACKER_CONTRACT, true]])
    expect(lured(stage)).toHaveProperty('theft', 'the attacker took ETH from Wallet')
  })

  test('is not by one that asks who calls, though it asks for the origin elsewhere', async () => {
    const stage = await attackerStage(WALLET('msg.sender == owner'), SETUP)
    expect(stage.target.functions.some(({ abi }) => abi === LURE)).toBe(true)
    expect(lured(stage)).toEqual({})
  })

  test('is no part of the search where nothing asks for the origin', async () => {
    const stage = await attackerStage(WALLET('msg.sender == owner').replace('tx.origin', 'owner'), SETUP)
    expect(stage.target.functions.some(({ abi }) => abi === LURE)).toBe(false)
  })
})
