// Theft from contracts in which users have to wait for what they put in.

import { describe, expect, it } from 'vitest'
import { type AttackerStage, attackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { makeCall } from '../arena.ts'
import { ATTACKERS } from '../attacker/attacker-target.ts'

const ETHER = 10n ** 18n
const DAY = 86_400
const [, , CONTRACT] = ATTACKERS as readonly [`0x${string}`, `0x${string}`, `0x${string}`]

const PAY = '(bool ok, ) = msg.sender.call{value: a}(""); require(ok);'
const BOOK = 'balances[msg.sender] = 0;'
/** @param more what else it does, and what it has besides deposits */
const LOCKED = (withdraw: string, more = ''): string => `contract Locked {
  mapping(address => uint256) public balances; mapping(address => uint256) public until;
  receive() external payable {}
  function deposit() external payable { balances[msg.sender] += msg.value; until[msg.sender] = block.timestamp + 12 hours; }
  function withdraw() external { uint256 a = balances[msg.sender]; require(a > 0 && block.timestamp >= until[msg.sender]); ${withdraw} }
  ${more}
}`
const SETUP = 'Locked l; function setUp() public { l = new Locked(); }'

/** The attacker's contract puts something in, waits, and takes it out twice, once inside of the other. */
async function robbed(
  protocol: string,
  setup = SETUP,
  wait = DAY,
): Promise<Readonly<Record<string, string>>> {
  const stage = await attackerStage(protocol, setup)
  const call = { target: -1, to: stage.address('Locked'), from: CONTRACT, value: 0n, seconds: 0, blocks: 0 }
  const [put, take] = ['deposit', 'withdraw'].map((name) => stage.calldata('Locked', name)) as [
    Uint8Array,
    Uint8Array,
  ]
  makeCall(stage.world, { ...call, data: put, value: 2n * ETHER })
  const again = { calls: [{ ...call, data: take }] }
  makeCall(stage.world, { ...call, data: take, seconds: wait, reactions: [again, again] })
  return stage.verdicts()
}

describe('theft of what users have to wait for', () => {
  it('is seen where there is nothing but what they put in', async () => {
    expect(await robbed(LOCKED(`${PAY} ${BOOK}`))).toHaveProperty(
      'theft',
      'the attacker took ETH from Locked',
    )
  })
  it('is none where nothing is paid twice', async () => {
    expect(await robbed(LOCKED(`${BOOK} ${PAY}`))).toEqual({})
  })
  it('is not told from a yield where there is something else to be had, or after a longer time', async () => {
    const funded = 'Locked l; function setUp() public { l = new Locked(); vm.deal(address(l), 3 ether); }'
    expect(await robbed(LOCKED(`${PAY} ${BOOK}`), funded)).not.toHaveProperty('theft')
    expect(await robbed(LOCKED(`${PAY} ${BOOK}`), SETUP, 30 * DAY)).not.toHaveProperty('theft')
  })
  it('is none to earn by time, to win a bet, or to be the last who stays', async () => {
    const earn = `a += a * (block.timestamp + 12 hours - until[msg.sender]) / 1 days * 3; ${BOOK} if (a > address(this).balance) a = address(this).balance; ${PAY}`
    expect(await robbed(LOCKED(earn))).not.toHaveProperty('theft')
    const bet = `${BOOK} a = a * 2 > address(this).balance ? address(this).balance : a * 2; ${PAY}`
    expect(await robbed(LOCKED(bet))).not.toHaveProperty('theft')
    const stay = `${BOOK} if (block.timestamp > until[msg.sender] + 5 days) a = address(this).balance; ${PAY}`
    expect(await robbed(LOCKED(stay), SETUP, 6 * DAY)).not.toHaveProperty('theft')
  })
})

describe('what users do is known to the attacker', () => {
  let stage: AttackerStage
  it('as its contract would do it, with the time that users wait', async () => {
    stage = await attackerStage(LOCKED(`${BOOK} ${PAY}`), SETUP)
    const [way, ...more] = stage.target.attacker!.ways
    expect(more).toEqual([])
    expect([way!.enter.from, way!.enter.data]).toEqual([CONTRACT, stage.calldata('Locked', 'deposit')])
    expect(way!.enter.value).toBeGreaterThan(0n)
    const [out] = way!.exit
    expect([out!.from, out!.data]).toEqual([CONTRACT, stage.calldata('Locked', 'withdraw')])
    expect([out!.seconds, out!.blocks]).toEqual([86_400, 7_200])
  })
})
