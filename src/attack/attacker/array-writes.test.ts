import { expect, test } from 'vitest'
import { attackerStage, type AttackerStage } from '../../../tests/helpers/attacker-stage.ts'
import { ATTACKERS } from './attacker-target.ts'

const LISTS = `contract Lists { uint256[] codes; address owner = msg.sender; bytes32[] words;
  function set(uint256 at, uint256 to) external { codes[at] = to; }
  function name(uint256 at, bytes32 to) external { words[at] = to; }
  function count(uint8 at, uint256 to) external { codes[at] = to; }
  function end() external { require(msg.sender == owner); delete codes; } }`
const staged = (version: string): Promise<AttackerStage> =>
  attackerStage(LISTS, 'Lists l; function setUp() public { l = new Lists(); }', '', 1n, false, version)

test('an element that lies where the owner stands is known of lists that may be longer than they can be', async () => {
  const { target, engine } = await staged('0.4.26+commit.4563c3fc')
  // keccak256(uint256(0)): where the elements of the list in slot 0 begin. The owner is in slot 1.
  const first = 0x290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563n
  const wanted = (1n << 256n) - first + 1n
  const seeds = (target.seeds ?? []).filter(
    ({ target: index }) => target.functions[index]?.abi.name === 'set',
  )
  expect(seeds.map((each) => engine.writer.valuesOf(each))).toContainEqual([wanted, BigInt(ATTACKERS[0]!)])
  const names = (target.seeds ?? []).map((each) => target.functions[each.target]!.abi.name)
  expect(new Set(names)).toEqual(new Set(['set', 'name']))
})

test('nothing is known where lists are as long as they were made', async () => {
  const { target } = await staged('0.8.30+commit.73712a01')
  expect(target.seeds).toEqual([])
})
