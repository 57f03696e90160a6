// A right that anybody can get is a means: what it is good for is looked for behind it.

import { expect, test } from 'vitest'
import { numberEntries } from '../../src/attack/entry.ts'
import type { CallSequence } from '../../src/attack/types.ts'
import { attackerStage } from '../helpers/attacker-stage.ts'

const EPOCHS = 10
const EXECUTIONS = 500

/** A till that pays only what its keeper has asked for before, so that no call of the takeover pays by itself. */
const TILL = `contract Till {
    address public owner; address public payee; uint256 public asked;
    mapping(address => uint256) public savingsOf;
    constructor() { owner = msg.sender; }
    function save() external payable { savingsOf[msg.sender] += msg.value; }
    function appoint(address to) external { owner = to; }
    function ask(address to, uint256 amount) external { require(msg.sender == owner); payee = to; asked = amount; }
    function pay() external { require(msg.sender == payee); uint256 amount = asked; asked = 0; payable(payee).transfer(amount); }
  }`
const SETUP = `Till till; function setUp() public { till = new Till(); vm.deal(address(0xa11ce), 9 ether);
    vm.prank(address(0xa11ce)); till.save{value: 8 ether}(); }`

test('a theft behind a takeover that is known is found, too, and the takeover is not found again', async () => {
  const { engine, target } = await attackerStage(TILL, SETUP)
  const nameOf = (index: number): string => target.properties[index]!.name
  const found: { readonly name: string; readonly sequence: CallSequence }[] = []
  const known = new Set<string>()
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const task = {
      epoch,
      lane: 0,
      executionsMax: EXECUTIONS,
      gasMax: 1e12,
      broken: [],
      knownFailures: [...known],
    }
    const { failures, entries } = engine.runLane(task, () => false)
    for (const { property, sequence, key } of failures) {
      known.add(key)
      found.push({ name: nameOf(property), sequence })
    }
    engine.append(numberEntries(entries, engine.corpus.length))
  }
  const functionsOf = (sequence: CallSequence): string[] =>
    sequence.flatMap((call) => target.functions[call.target]?.abi.name ?? [])
  const takeovers = found.filter(({ name }) => name === 'takeover')
  expect(takeovers.map(({ sequence }) => functionsOf(sequence).at(-1))).toEqual(['appoint'])
  const theft = found.find(({ name }) => name === 'theft')
  expect(functionsOf(theft!.sequence)).toEqual(expect.arrayContaining(['appoint', 'ask', 'pay']))
})
